"""The words for who else has a row open, and for what has become of it meanwhile."""

from datetime import UTC, datetime
from typing import Any

from flask import request

from admin_app.operations.open_rows import Opened
from admin_app.queries.revisions import Entry
from admin_app.views.arguments import refuse
from admin_app.views.questions import by
from admin_app.views.revision_words import at


def others_words(opened: Opened) -> list[str]:
    """Who else has it open, a sentence each."""
    return [f"{other.email} has this open since {at(other.since)}." for other in opened.others]


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
        refuse("This is no time that this page was told.")


def changed_words(entry: Entry) -> str:
    """What has become of it since the form was opened."""
    if entry.operation == "delete":
        return f"This was deleted {by(entry)} at {at(entry.occurred_at)}. You can save what you typed as new."
    return f"This was changed {by(entry)} at {at(entry.occurred_at)}. Your save will be merged with it."
