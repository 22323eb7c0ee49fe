"""The pages that delete: what goes with rows, to confirm, and the deletion itself."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.operations.deletions import CONFIRM, delete_confirmed
from admin_app.queries.consequences import consequences_of
from admin_app.views.arguments import refuse, row_id
from admin_app.views.deletions import MAX_ROWS, deletion
from admin_app.views.formatters import short_label
from admin_app.views.listing import Listing
from admin_app.views.undo import undoable
from admin_app.views.way_back import way_back


class DeletePages(Listing):
    """A table whose rows can be deleted, one or many."""

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> ResponseReturnValue:
        """What goes with rows, to confirm; by POST, delete a row and all that hangs on it."""
        if request.method != "POST":
            ids = [row_id(text) for text in request.args.getlist("id") or request.args.getlist("rowid")]
            return self._deletion_page(ids) if ids else self._nothing_marked(request.args)
        row = self.get_one(request.form.get("id")) or self._abort_gone()
        return self._delete([row.id], label=short_label(row))

    @expose("/action/", methods=("POST",))
    def action_view(self) -> ResponseReturnValue:
        """Delete the rows that were marked."""
        if request.form.get("action") != "delete":
            abort(400, "This list has no such action.")
        ids = [row_id(text) for text in request.form.getlist("rowid")]
        return self._delete(ids) if ids else self._nothing_marked(request.form)

    def delete_url(self, row: Any) -> str:
        """The page that asks before a row is deleted, and comes back here."""
        return str(self.get_url(".delete_view", id=row.id, url=request.full_path.removesuffix("?")))

    def _deletion_page(self, ids: Iterable[UUID], refused: RefusedError | None = None) -> ResponseReturnValue:
        """What would go with the rows that are still there. Two statements."""
        wanted = list(dict.fromkeys(ids))
        if len(wanted) > MAX_ROWS and not refused:
            refuse(f"These are {len(wanted):,} rows; mark at most {MAX_ROWS} at a time.")
        statement = self.joined(select(self.model)).where(self.model.id.in_(wanted))
        options = *self.eager, *self._summaries()
        rows = list(db.session.scalars(self._ordered(statement, None, False).options(*options)))
        if not rows:
            self._abort_gone()
        found = consequences_of(self.model, [row.id for row in rows])
        words = deletion(self, rows, len(wanted) - len(rows), found, refused)
        return_url = self._return_url(request.form if refused else None)
        page = self.render(
            "deletions/confirm.html", deletion=words, ids=[row.id for row in rows], return_url=return_url
        )
        return page, 422 if refused else 200

    def _nothing_marked(self, given: Mapping[str, str]) -> ResponseReturnValue:
        flash("Mark at least one row first.", "warning")
        return redirect(self._return_url(given))

    def _delete(self, ids: Iterable[UUID], label: str | None = None) -> ResponseReturnValue:
        wanted = set(ids)
        try:
            count = delete_confirmed(self.model, wanted, request.form.get(CONFIRM, ""))
            sentence = f"The {self.singular} “{label}” was deleted." if label else f"{count} deleted."
            message = undoable(sentence, self.endpoint)
            db.session.commit()
        except RefusedError as refused:
            db.session.rollback()
            if refused.field == CONFIRM:
                return self._deletion_page(wanted, refused)
            flash(refused.message, "danger")
            return redirect(self._return_url(request.form))
        gone = len(wanted) - count
        flash(message, "success")
        if gone:
            flash(f"{gone} had been deleted by somebody else already.", "warning")
        return redirect(self._after_deleting())

    def _after_deleting(self) -> str:
        """Where the person came from; the page of a row, which is gone now, leads on to where it was opened from."""
        pages_of_a_row = {self.get_url(".details_view"), self.get_url(".edit_view")}
        target = way_back(request.form.get("url", ""), lambda path, given: path in pages_of_a_row)
        return target or str(self.get_url(".index_view"))
