"""The words for who else has a row open, and for what has become of it meanwhile."""

from datetime import UTC, datetime
from typing import Any

from flask import request

from admin_app.operations.open_rows import Opened
from admin_app.queries.revisions import Entry
from admin_app.views.arguments import refuse
from admin_app.views.moments import told_time
from admin_app.views.questions import by
from admin_app.words import _


def others_words(opened: Opened) -> list[str]:
    """Who else has it open, a sentence each."""
    return [
        _("%(email)s has this open since %(at)s.", email=other.email, at=told_time(other.since))
        for other in opened.others
    ]


def told(opened: Opened, newest: Entry | None, version: int | None) -> dict[str, Any]:
    """What the page of a form of that version is told, as JSON."""
    is_changed = newest is not None and version is not None and newest.id > version
    notes = others_words(opened) + ([changed_words(newest)] if newest and is_changed else [])
    return {
        "seen": opened.seen_at and opened.seen_at.isoformat(),
        "others": [{"email": other.email, "since": other.since.isoformat()} for other in opened.others],
        "changed": is_changed,
        "version": newest.id if newest else 0,
        "notes": notes,
    }


def time_sent(name: str) -> datetime:
    """A time that `told` has said before; 400 for anything else."""
    try:
        return datetime.fromisoformat(request.form[name]).astimezone(UTC)
    except (ValueError, OverflowError):
        refuse(_("This is no time that this page was told."))


def changed_words(entry: Entry) -> str:
    """What has become of it since the form was opened."""
    values = {"by": by(entry), "at": told_time(entry.occurred_at)}
    if entry.operation == "delete":
        return _("This was deleted %(by)s at %(at)s. You can save what you typed as new.", **values)
    return _("This was changed %(by)s at %(at)s. Your save will be merged with it.", **values)
