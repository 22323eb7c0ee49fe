"""The row that stands in the way of a restore or an Undo: a link to it, and who changed it last."""

from sqlalchemy import select

from admin_app.errors import RowRef
from admin_app.extensions import db
from admin_app.permissions import SUBJECTS
from admin_app.queries.revisions import RECORDED, Entry, revisions_of_row
from admin_app.views.access import can, link
from admin_app.views.moments import told_time
from admin_app.views.revision_words import NOUNS, by_whom
from admin_app.words import _, _l

_LAST_CHANGES = {
    "insert": _l("It was created %(by)s at %(at)s."),
    "back": _l("It was brought back %(by)s at %(at)s."),
    "update": _l("It was changed %(by)s at %(at)s."),
    "delete": _l("It was deleted %(by)s at %(at)s."),
}


def row_link(row: RowRef | None) -> dict[str, str] | None:
    """The page of a row, or of its history where it is gone; None where the person may not read it. One statement."""
    if row is None:
        return None
    table, row_id = row
    key = RECORDED[table].__table__.c.id
    is_there = db.session.scalar(select(key).where(key == row_id)) is not None
    return (
        _link(row, "details_view", _("Open the %(noun)s in the way", noun=NOUNS[table][0]))
        if is_there
        else history_link(row)
    )


def history_link(row: RowRef | None) -> dict[str, str] | None:
    """The history of a row; None where the person may not read it."""
    return _link(row, "history_view", _("History of that %(noun)s", noun=NOUNS[row[0]][0])) if row else None


def last_change(row: RowRef | None) -> str:
    """What happened last to a row, by whom and when, as a sentence; nothing where nobody knows. One statement."""
    newest = revisions_of_row(*row, limit=1) if row else []
    return "".join(f" {_last_change(entry)}" for entry in newest)


def _last_change(entry: Entry) -> str:
    sentence = str(_LAST_CHANGES["back" if entry.came_back else entry.operation])
    return sentence % {"by": by_whom(entry), "at": told_time(entry.occurred_at)}


def _link(row: RowRef, page: str, label: str) -> dict[str, str] | None:
    endpoint = row[0].replace("_", "-")
    url = link(f"{endpoint}.{page}", id=row[1])
    return {"label": label, "url": url} if url and can(f"{SUBJECTS[endpoint]}:read") else None
