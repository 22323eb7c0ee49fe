"""Which columns of a list are shown: as the address says, else as this browser remembers, else as the list has them."""

from collections.abc import Sequence

from flask import request
from werkzeug.wrappers import Response

from admin_app.views.arguments import refuse
from admin_app.views.preferences import ONE_YEAR
from admin_app.words import _

COLUMNS = "columns"
# An address with it comes from the menu of columns: what it names is to be remembered.
REMEMBER = "remember_columns"


def asked(known: Sequence[str]) -> list[str] | None:
    """The columns that the address names, in the list's own order; 400 for one that the list has not."""
    if COLUMNS not in request.args:
        return None
    names = [name for part in request.args.getlist(COLUMNS) for name in part.split(",") if name]
    for name in names:
        if name not in known:
            refuse(_("This list has no column “%(name)s”.", name=name[:60]))
    return in_order(known, names)


def remembered(known: Sequence[str], table: str) -> list[str] | None:
    """The columns of this browser; a name that means nothing any more is passed over."""
    kept = request.cookies.get(_cookie(table))
    return in_order(known, kept.split(",")) if kept else None


def in_order(known: Sequence[str], names: Sequence[str]) -> list[str]:
    """The first column, which names a row, and those that were chosen."""
    return [name for number, name in enumerate(known) if number == 0 or name in names]


def remember(response: Response, table: str, path: str, names: Sequence[str] | None) -> None:
    """Keep the choice for this table in this browser, or forget it."""
    if names is None:
        response.delete_cookie(_cookie(table), path=path)
        return
    response.set_cookie(
        _cookie(table),
        ",".join(names),
        path=path,
        max_age=ONE_YEAR,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )


def _cookie(table: str) -> str:
    return f"{COLUMNS}-{table}"
