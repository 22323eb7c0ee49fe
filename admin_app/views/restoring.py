"""Setting a row back: what it would change, to confirm; then one version, one field or one place, or a deleted row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin_app.differences import Differences, row_differences
from admin_app.documents import Document, DocumentError
from admin_app.errors import RefusedError, RowGoneError, RowRef
from admin_app.extensions import db
from admin_app.json_paths import Path, PathError, path_of, text_of, value_at, with_value
from admin_app.operations.restores import (
    KEPT,
    restore_deleted,
    restore_path,
    restore_version,
    taken_along,
)
from admin_app.operations.restores import Side as RowSide
from admin_app.queries.revision_documents import bounded_state
from admin_app.queries.revisions import Entry, entries_of, version_of
from admin_app.views.arguments import number_of, refuse, row_id
from admin_app.views.changes import Setter, steps
from admin_app.views.formatters import LONGEST_LABEL, short_label
from admin_app.views.history import LARGEST_REVISION, MAX_DOCUMENT, HistoryPages
from admin_app.views.in_the_way import row_link
from admin_app.views.request_log import request_id
from admin_app.views.revision_words import counted, field_name, told
from admin_app.views.undo import left_out, undoable
from admin_app.words import _, _l

GONE = _l("This row was deleted meanwhile. Bring it back first; its history has the way.")
ERASED = _l("What this version held was erased, so nothing can be restored from it. Choose another one in the history.")
NO_ROW = _l(
    "There was no such row at that time, so there is nothing to restore. Choose another version in the history."
)


@dataclass(frozen=True)
class Wish:
    """What a person wants back: the row, one of its fields or one place in a document, as a revision has it."""

    entry: Entry
    key: UUID
    field: str | None
    path: Path
    side: RowSide

    @property
    def is_deleted_row(self) -> bool:
        """Whether it is a row that the revision deleted."""
        return self.entry.operation == "delete" and self.field is None

    @property
    def place(self) -> str:
        """What is set back, in words; nothing where it is the whole row."""
        if self.field is None:
            return ""
        return " › ".join([field_name(self.field), *steps(self.path)])

    @property
    def label(self) -> str:
        """What the row is called, short enough for a message."""
        return short_label(self.entry.label or _("without a name"))


class RestorePages(HistoryPages):
    """Restoring rows of a table, for those who may."""

    @expose("/restore/", methods=("GET", "POST"))
    def restore_view(self) -> ResponseReturnValue:
        """What would change, to confirm; by POST, set the row to it."""
        given = request.form if request.method == "POST" else request.args
        wish = self._wish(given)
        if request.method == "POST":
            write = self._bring_back if wish.is_deleted_row else self._set_back
            return self._written(wish, write)
        if not given.get("id"):
            # The address names the row, so that the look at it is recorded.
            return redirect(self.get_url(".restore_view", **{**request.args.to_dict(), "id": wish.key}))
        if wish.entry.is_erased:
            return self._refused(wish, ERASED)
        return self._deleted_page(wish) if wish.is_deleted_row else self._page(wish)

    def _wish(self, given: Any) -> Wish:
        number = number_of(given.get("revision"))
        if number is None or number > LARGEST_REVISION:
            abort(404, _("The address does not name a revision: its number is missing or wrong."))
        entry = entries_of([number]).get(number)
        if entry is None or entry.row_id is None or not self._is_of_row(entry, entry.row_id):
            sentence = _(
                "The history of this %(noun)s has no such part, or it is not kept any more.", noun=self.singular
            )
            abort(404, sentence)
        if given.get("id") and row_id(given["id"]) != entry.row_id:
            abort(404, _("This part of the history is of another row."))
        field = given.get("field") or None
        if field is not None and (field in KEPT or field not in self.model.__table__.columns):
            refuse(
                _("A %(noun)s has no field “%(field)s” that could be restored.", noun=self.singular, field=field[:60])
            )
        side: RowSide = "before" if given.get("side") == "before" else "after"
        return Wish(entry, entry.row_id, field, _path(given.get("path", ""), field), side)

    def _deleted_page(self, wish: Wish) -> ResponseReturnValue:
        if self._is_there(wish.key):
            sentence = _("This %(noun)s is there again already.", noun=self.singular)
            return self._refused(wish, sentence, row=(self._table, wish.key))
        along = counted(taken_along(wish.entry.id))
        return self._restore_page(wish, along=along, changes_shown=[], version=0, more=0, is_large=False)

    def _page(self, wish: Wish) -> ResponseReturnValue:
        version = version_of(self.model, wish.key)
        now, now_is_large = bounded_state(self._table, wish.key, LARGEST_REVISION, most=MAX_DOCUMENT)
        # What a revision found is the row's state at any number below it that is later than the revision before.
        at = wish.entry.id - (wish.side == "before")
        then, then_is_large = bounded_state(self._table, wish.key, at, most=MAX_DOCUMENT)
        is_large = now_is_large or then_is_large
        if now is None and not now_is_large:
            return self._refused(wish, GONE, 404)
        if then is None and not then_is_large:
            return self._refused(wish, NO_ROW)
        try:
            found = Differences() if now is None or then is None else _what_changes(wish, now, then)
        except PathError as error:
            return self._refused(wish, _("Nothing can be restored there: %(reason)s", reason=error))
        changes = Setter(self._table).changes(found, lambda each: None)
        return self._restore_page(
            wish, changes_shown=changes, version=version, more=found.more, is_large=is_large, along=""
        )

    def _restore_page(self, wish: Wish, **context: Any) -> ResponseReturnValue:
        return self.render(
            "history/restore.html",
            wish=wish,
            told=told(wish.entry),
            path=text_of(wish.path) if wish.path else "",
            history_url=self._history_url(wish.key),
            **context,
        )

    def _bring_back(self, wish: Wish) -> str:
        done = restore_deleted(wish.entry.id)
        along = counted({table: count for table, count in done.rows.items() if table != self._table})
        values = {"noun": self.singular, "name": wish.label, "rows": along}
        if along:
            sentence = _("The %(noun)s “%(name)s” is back, with %(rows)s.", **values)
        else:
            sentence = _("The %(noun)s “%(name)s” is back.", **values)
        return sentence + left_out(done.left_out)

    def _set_back(self, wish: Wish) -> str:
        expected = number_of(request.form.get("version"))
        if expected is None:
            refuse(_("The form does not say which version of the row you have seen. Nothing was restored."))
        if wish.field is None:
            changed = restore_version(wish.entry.id, expected_version=expected, side=wish.side)
        else:
            changed = restore_path(wish.entry.id, wish.field, wish.path, expected_version=expected, side=wish.side)
        values = {"noun": self.singular, "name": wish.label, "place": wish.place[:LONGEST_LABEL]}
        if not changed:
            return _("The %(noun)s “%(name)s” was like that already, so nothing was written.", **values)
        if wish.field:
            return _("Restored: %(place)s of the %(noun)s “%(name)s”.", **values)
        return _("Restored: the %(noun)s “%(name)s”.", **values)

    def _written(self, wish: Wish, write: Callable[[Wish], str]) -> ResponseReturnValue:
        try:
            message = undoable(write(wish), self.endpoint)
            db.session.commit()
        except RefusedError as refused:
            db.session.rollback()
            return self._refused(wish, refused.message, row=refused.row)
        except RowGoneError:
            db.session.rollback()
            return self._refused(wish, GONE, 404)
        flash(message, "success")
        return redirect(self._history_url(wish.key))

    def _refused(self, wish: Wish, sentence: Any, status: int = 409, row: RowRef | None = None) -> ResponseReturnValue:
        """Why nothing was restored, with the row in the way and the way back."""
        in_the_way = row_link(row)
        history = {"label": _("Back to the history"), "url": self._history_url(wish.key)}
        page = self.render(
            "errors/page.html",
            status=status,
            title=_("Nothing was restored"),
            text=sentence,
            actions=[in_the_way, history] if in_the_way else [history],
            kept_fields=[],
            shown_fields=[],
            request_id=request_id(),
        )
        return page, status


def _path(text: str, field: str | None) -> Path:
    if not text:
        return ()
    if field is None:
        refuse(_("A place in a document needs the name of its field."))
    try:
        path = path_of(text)
    except PathError as error:
        refuse(str(error))
    return path


def _what_changes(wish: Wish, now: Document, then: Document) -> Differences:
    """What restoring would change. Raises PathError where the document has no place for it any more."""
    try:
        columns, wanted = now.value, then.value
    except DocumentError:
        return row_differences(now, then)
    assert isinstance(columns, dict)
    assert isinstance(wanted, dict)
    if wish.field is None:
        kept = {name: value for name, value in columns.items() if name in KEPT}
        return row_differences(columns, {**wanted, **kept})
    was = {wish.field: columns[wish.field]} if wish.field in columns else {}
    if not wish.path:
        return row_differences(was, {wish.field: wanted[wish.field]} if wish.field in wanted else {})
    document = Document.of(was[wish.field]) if was else None
    value = value_at(then, (wish.field, *wish.path))
    try:
        result = with_value(document, wish.path, value)
    except DocumentError as error:
        raise PathError(str(error)) from error
    return row_differences(was, {wish.field: result.value} if result else {})
