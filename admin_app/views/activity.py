"""The activity: everything that happened, newest first, narrowed by who, what, where and when; and Undo."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import get_timezone
from sqlalchemy import select

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.operations.undoing import take_back
from admin_app.queries.activity import Filters
from admin_app.queries.revisions import OPERATIONS, RECORDED, Place
from admin_app.queries.transactions import Transaction, done_in
from admin_app.queries.users import addresses
from admin_app.views.arguments import number_of, refuse, uuid_of
from admin_app.views.moments import day_of, short_day
from admin_app.views.revision_words import NOUNS
from admin_app.views.steps import Line, lines_of
from admin_app.views.undo import may_take_back, refusal, taken_back, undoable
from admin_app.views.way_back import way_back
from admin_app.words import _, _l

PAGE = 50
MAX_PEOPLE = 500
OUTSIDE = "outside"
COMMAND = "command:"
# Serving loads the demo content into an empty database.
COMMANDS = ("flask profiles upsert", "flask profiles erase", "flask demo load", "flask serve")
LONGEST_COMMAND = 200
DONE = {
    "insert": _l("created or brought back"),
    "update": _l("changed"),
    "delete": _l("deleted"),
    "truncate": _l("emptied"),
}
CHIPS = {
    "person": _l("By"),
    "table": _l("Table"),
    "row": _l("Row"),
    "operation": _l("What"),
    "since": _l("Since"),
    "until": _l("Until"),
    "deleted": _l("Only"),
    "step": _l("Only"),
}
# What the activity has none of, where an address names one that is not there.
UNKNOWN = {
    "table": _l("The activity has no table “%(text)s”."),
    "operation": _l("The activity has no operation “%(text)s”."),
}
NAMES = ("person", "table", "row", "operation", "since", "until", "deleted", "step")
NOTHING_LEFT = _l("Nothing was taken back: this part of the history is not kept any more.")
NOT_YOURS = _l("Nothing was taken back: this was done by somebody else, or to rows that you may not restore.")


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the page without it."""

    label: str
    value: str
    remove_url: str


class ActivityView(BaseView):  # type: ignore[misc]  # Flask-Admin's view is Any to mypy
    """What happened, and Undo."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """One page of the activity. Three statements; four where what is newest are few large steps."""
        filters, before = _filters(request.args), _place(request.args.get("before", ""))
        people = {str(user_id): email for user_id, email in addresses(MAX_PEOPLE)}
        lines, older = lines_of(filters, limit=PAGE, before=before)
        return str(
            self.render(
                "activity/index.html",
                days=_days(lines),
                given=request.args,
                people=people,
                outside=OUTSIDE,
                commands={f"{COMMAND}{name}": name for name in COMMANDS},
                tables={name: NOUNS[name][1] for name in RECORDED},
                operations=DONE,
                chips=list(_chips(people)),
                older_url=_address(before=_place_text(older)) if older else None,
                newest_url=_address(before=None) if before else None,
            )
        )

    @expose("/undo/", methods=("POST",))
    def undo(self) -> ResponseReturnValue:
        """Take back what one transaction did, and offer to take that back."""
        transaction = _transaction(request.form)
        done = done_in(transaction)
        if done is None:
            flash(str(NOTHING_LEFT), "danger")
        elif not may_take_back(done, g.user_id):
            abort(403, str(NOT_YOURS))
        else:
            self._take_back(transaction)
        return redirect(way_back(request.form.get("url", ""), _is_gone) or url_for("activity.index"))

    def _take_back(self, transaction: Transaction) -> None:
        try:
            sentence = taken_back(take_back(transaction))
            # Whoever may take something back may take that back as well: it touches the same rows.
            message = undoable(sentence, "courses")
            db.session.commit()
        except RefusedError as refused:
            db.session.rollback()
            flash(refusal(refused), "danger")
        else:
            flash(message, "success")


def _is_gone(path: str, given: Mapping[str, str]) -> bool:
    """Whether it is a page of a row that is not there, such as one that was just taken out again. One statement."""
    for name, model in RECORDED.items():
        endpoint = name.replace("_", "-")
        if path in (url_for(f"{endpoint}.details_view"), url_for(f"{endpoint}.edit_view")):
            key = model.__table__.c.id
            return db.session.scalar(select(key).where(key == uuid_of(given.get("id")))) is None
    return False


# What the address asks for


def _filters(given: Mapping[str, str]) -> Filters:
    return Filters(
        **_person(given.get("person", "")),
        table=_one_of(given, "table", RECORDED),
        row_id=_row(given.get("row", "").strip()),
        operation=_one_of(given, "operation", OPERATIONS),
        since=_day(given, "since"),
        until=_day(given, "until", days=1),
        deleted=given.get("deleted", "") not in ("", "0"),
        transaction=_step(given.get("step", "")),
    )


def _person(text: str) -> dict[str, Any]:
    if not text:
        return {}
    if text == OUTSIDE:
        return {"outside": True}
    if text.startswith(COMMAND) and len(text) <= LONGEST_COMMAND:
        return {"command": text.removeprefix(COMMAND)}
    user_id = number_of(text)
    if user_id is None:
        refuse(_("“%(text)s” is nobody: choose a person, a command or “outside the dashboard”.", text=text[:60]))
    return {"user_id": user_id}


def _one_of(given: Mapping[str, str], name: str, known: Any) -> str | None:
    text = given.get(name, "")
    if text and text not in known:
        refuse(str(UNKNOWN[name]) % {"text": text[:60]})
    return text or None


def _row(text: str) -> UUID | None:
    row_id = uuid_of(text)
    if text and row_id is None:
        refuse(_("“%(text)s” is no id of a row: those have 32 digits and letters from a to f.", text=text[:60]))
    return row_id


def _day(given: Mapping[str, str], name: str, *, days: int = 0) -> datetime | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        first = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        refuse(_("“%(text)s” is no date: write it as 2026-11-24.", text=text[:60]))
    return datetime(first.year, first.month, first.day, tzinfo=get_timezone())


def _place(text: str) -> Place | None:
    """The place of an entry as `_place_text` writes it."""
    if not text:
        return None
    place = text.rpartition("~")
    at, number = _moment(place[0]), number_of(place[2])
    if at is None or number is None:
        refuse(_("The address names no place in the activity: “before” is wrong. Begin with the newest."))
    return at, number


def _step(text: str) -> Transaction | None:
    number, _tilde, at = text.partition("~")
    if not text:
        return None
    if (began := _moment(at)) is None or (transaction := number_of(number)) is None:
        refuse(_("The address names no step of the activity: “step” is wrong."))
    return Transaction(transaction, began)


def _place_text(place: Place) -> str:
    return f"{place[0].astimezone(UTC).isoformat()}~{place[1]}"


def _transaction(given: Mapping[str, str]) -> Transaction:
    number, at = number_of(given.get("transaction")), _moment(given.get("at", ""))
    if at is None or number is None:
        refuse(_("The form does not say what to take back. Nothing was taken back."))
    return Transaction(number, at)


def _moment(text: str) -> datetime | None:
    """A time with its zone; None for what is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _address(**changed: str | None) -> str:
    """This page with other arguments; None leaves one out."""
    given = {name: request.args[name] for name in NAMES if request.args.get(name)}
    wanted: dict[str, Any] = {name: value for name, value in {**given, **changed}.items() if value}
    return url_for("activity.index", **wanted)


def _chips(people: Mapping[str, str]) -> Iterator[Chip]:
    for name, label in CHIPS.items():
        value = request.args.get(name, "").strip()
        if value and not (name == "deleted" and value == "0"):
            yield Chip(str(label), _said(name, value, people), _address(**{name: None}))


def _said(name: str, value: str, people: Mapping[str, str]) -> str:
    if name == "person":
        return _("outside the dashboard") if value == OUTSIDE else people.get(value, value.removeprefix(COMMAND))
    if name == "table":
        return str(NOUNS[value][1])
    if name == "deleted":
        return _("deleted rows that are still gone")
    if name == "step":
        return _("what was done in one step")
    if name in ("since", "until"):
        return short_day(date.fromisoformat(value))
    return str(DONE.get(value, value))


def _days(lines: list[Line]) -> list[tuple[date, list[Line]]]:
    by_day = groupby(lines, key=lambda line: day_of(line.entry.occurred_at))
    return [(each, list(of_day)) for each, of_day in by_day]
