"""A row's history: its versions told one by one, and any two of them against each other. The row may be gone."""

from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from admin_app.differences import Difference, Differences, row_differences
from admin_app.documents import Document
from admin_app.extensions import db
from admin_app.json_paths import text_of
from admin_app.operations.restores import KEPT
from admin_app.permissions import Permission
from admin_app.queries.revision_documents import Sides, bounded_state, sides_of
from admin_app.queries.revisions import Entry, entries_of, revisions_of_row, version_column
from admin_app.views.access import can
from admin_app.views.arguments import refuse, row_id, whole_number
from admin_app.views.changes import Change, Setter
from admin_app.views.listing import Listing
from admin_app.views.revision_words import Told, told
from admin_app.words import _

PAGE = 10
# Changes of one version that its entry shows; the comparison shows them all.
MAX_CHANGES = 12
# Bytes of documents that a page of history reads, and that a comparison reads of each version.
MAX_DOCUMENTS = 12_000_000
MAX_DOCUMENT = 12_000_000
LARGEST_REVISION = 10**12 - 1
NOW = "now"


@dataclass(frozen=True)
class Version:
    """One version of a row on the page of its history."""

    entry: Entry
    told: Told
    changes: list[Change]
    more: int
    is_large: bool
    is_current: bool
    compare_url: str
    restore_url: str | None


@dataclass(frozen=True)
class Side:
    """One of two versions that are compared: its number, None for now, 0 for before the history began.

    `row` is None where there was no row, or where it `is_large`.
    """

    number: int | None
    entry: Entry | None
    told: Told | None
    row: Document | None
    is_large: bool

    @property
    def name(self) -> str:
        """What the version is called."""
        if self.number is None:
            return _("now")
        return _("version %(number)s", number=self.number) if self.number else _("before the history began")

    @property
    def problem(self) -> str:
        """Why there is nothing to compare, where that is so."""
        if self.is_large:
            return _("This version is too large to be compared here.")
        if self.entry is not None and self.entry.is_erased:
            return _("What this version held was erased.")
        return _("There was no such row at that time.") if self.row is None else ""


class HistoryPages(Listing):
    """The history of each row of a table, for those who may read it."""

    @property
    def can_see_history(self) -> bool:
        """Whether the person may read the history of these rows."""
        return can(Permission.HISTORY_READ) and self.may("read")

    @expose("/history/")
    def history_view(self) -> ResponseReturnValue:
        """What happened to a row, newest first. Four statements; five past the first page."""
        self._admit_to_history()
        key = row_id(request.args.get("id"))
        before = whole_number("before", 0, LARGEST_REVISION) or None
        entries = revisions_of_row(self._table, key, limit=PAGE + 1, before=before)
        newest = revisions_of_row(self._table, key, limit=1) if before else entries[:1]
        is_there = self._is_there(key)
        if not newest and not is_there:
            self._abort_unknown()
        sides = sides_of([entry.id for entry in entries[:PAGE]], most=MAX_DOCUMENTS)
        current = newest[0].id if newest else 0
        setter = Setter(self._table)
        versions = [
            self._version(key, entries[number : number + 2], sides[entry.id], setter, current if is_there else None)
            for number, entry in enumerate(entries[:PAGE])
        ]
        return self.render(
            "history/show.html",
            row_id=key,
            label=newest[0].label if newest else None,
            is_there=is_there,
            versions=versions,
            older_url=self._history_url(key, before=entries[PAGE - 1].id) if len(entries) > PAGE else None,
            newest_url=self._history_url(key) if before else None,
            bring_back_url=self._bring_back_url(key, newest, is_there),
        )

    @expose("/compare/")
    def compare_view(self) -> ResponseReturnValue:
        """Two versions of a row against each other. Five statements."""
        self._admit_to_history()
        key = row_id(request.args.get("id"))
        numbers = [_version_number("from"), _version_number("to")]
        entries = entries_of([number for number in numbers if number])
        for number in numbers:
            if number and not self._is_of_row(entries.get(number), key):
                abort(404, _("This %(noun)s has no version %(number)s.", noun=self.singular, number=number))
        current = self._version_now(key)
        sides = [self._side(key, number, entries) for number in numbers]
        if not entries and not any(side.row or side.is_large for side in sides):
            self._abort_unknown()
        problems = [side for side in sides if side.is_large or (side.entry and side.entry.is_erased)]
        found = Differences() if problems else _differences(sides[0].row, sides[1].row)
        older = numbers[0] if current is not None and numbers[0] and sides[0].row else None
        return self.render(
            "history/compare.html",
            row_id=key,
            label=next((entry.label for entry in entries.values() if entry.label), None),
            older=sides[0],
            newer=sides[1],
            problems=problems,
            changes_shown=Setter(self._table).changes(
                found, lambda each: self._put_back_url(key, older, each, "after")
            ),
            more=found.more,
            restore_url=self._restore_url(key, older) if older and older != current else None,
            history_url=self._history_url(key),
            swap_url=self.get_url(".compare_view", id=key, **{"from": _name(numbers[1]), "to": _name(numbers[0])}),
        )

    def _admit_to_history(self) -> None:
        # The gate asks for the history; these rows have to be the person's to read as well.
        if not self.can_see_history:
            abort(403)

    def _abort_unknown(self) -> NoReturn:
        abort(404, _("There is no such %(noun)s, and the history knows of none.", noun=self.singular))

    @property
    def _table(self) -> str:
        return str(self.model.__tablename__)

    def _is_there(self, key: UUID) -> bool:
        return db.session.scalar(select(self.model.id).where(self.model.id == key)) is not None

    def _version_now(self, key: UUID) -> int | None:
        """The row's version, None where it is gone."""
        return db.session.scalar(select(version_column(self.model)).where(self.model.id == key))

    def _is_of_row(self, entry: Entry | None, key: UUID) -> bool:
        return entry is not None and entry.table == self._table and entry.row_id == key

    def _version(self, key: UUID, entries: list[Entry], sides: Sides, setter: Setter, current: int | None) -> Version:
        """An entry with its changes; the second one is what happened before, `current` the version of a row there."""
        entry, older = entries[0], entries[1] if len(entries) > 1 else None
        found = Differences() if sides.is_large else _differences(sides.before, sides.after)
        if entry.operation == "delete":
            found = Differences()
        restorable = entry.id if current is not None and entry.operation == "update" else None
        changes = setter.changes(found, lambda each: self._put_back_url(key, restorable, each, "before"), MAX_CHANGES)
        is_version = entry.operation != "delete" and not entry.is_erased and entry.id != current
        return Version(
            entry=entry,
            told=told(entry),
            changes=changes,
            more=len(found.shown) - len(changes) + found.more,
            is_large=sides.is_large,
            is_current=entry.id == current,
            compare_url=self.get_url(".compare_view", id=key, **{"from": older.id if older else 0, "to": entry.id}),
            restore_url=self._restore_url(key, entry.id) if current is not None and is_version else None,
        )

    def _side(self, key: UUID, number: int | None, entries: dict[int, Entry]) -> Side:
        version = LARGEST_REVISION if number is None else number
        row, is_large = bounded_state(self._table, key, version, most=MAX_DOCUMENT)
        entry = entries.get(number or 0)
        return Side(number, entry, told(entry) if entry else None, row, is_large)

    def _history_url(self, key: UUID, **more: Any) -> str:
        return str(self.get_url(".history_view", id=key, **more))

    def _restore_url(self, key: UUID, revision: int, **more: Any) -> str | None:
        return str(self.get_url(".restore_view", id=key, revision=revision, **more)) if self.may("restore") else None

    def _bring_back_url(self, key: UUID, newest: list[Entry], is_there: bool) -> str | None:
        is_deletion = bool(newest) and newest[0].operation == "delete" and not newest[0].is_erased
        return self._restore_url(key, newest[0].id) if is_deletion and not is_there else None

    def _put_back_url(self, key: UUID, revision: int | None, difference: Difference, side: str) -> str | None:
        """Where one change is put back: at the innermost place that means the same in both versions."""
        if revision is None or not difference.field or difference.field in KEPT:
            return None
        path = text_of(difference.anchor) if difference.anchor else None
        return self._restore_url(key, revision, field=difference.field, path=path, side=side)


def _differences(before: Document | None, after: Document | None) -> Differences:
    """What is different, but for what a row was given as it was made and keeps for good."""
    found = row_differences(before, after)
    return Differences([each for each in found if each.field not in KEPT], found.more)


def _version_number(name: str) -> int | None:
    """A version in the address: a revision's id, 0 for before the first one, None for now."""
    text = request.args.get(name, "")
    if not text:
        refuse(_("Choose two versions to compare: the address needs “from” and “to”."))
    return None if text == NOW else whole_number(name, 0, LARGEST_REVISION)


def _name(number: int | None) -> str:
    return NOW if number is None else str(number)
