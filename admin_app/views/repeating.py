"""A part of a page that is there once for each row: its template is written once, with places, and filled for each.

A template that went through the rows itself would escape and put together what is the same in all of them, too.
"""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from admin_app.views.escaping import SIGN

_PLACE = re.compile(f"{SIGN}([^{SIGN}]*){SIGN}")


def place(name: str) -> str:
    """Where a part has what differs from row to row: a text, or what is set as HTML already."""
    return f"{SIGN}{name}{SIGN}"


def repeated(part: str, rows: Iterable[Mapping[str, object]]) -> Markup:
    """The part once for each row, with the row's values at their places."""
    pieces = _PLACE.split(part)
    names = list(enumerate(pieces))[1::2]
    written: list[str] = []
    for values in rows:
        escaped = {name: value if isinstance(value, Markup) else escape(value) for name, value in values.items()}
        for index, name in names:
            pieces[index] = escaped[name]
        written += pieces
    return Markup("".join(written))  # noqa: S704  # nosec B704  # the part is a template's, the values are escaped
