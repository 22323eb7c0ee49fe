"""The pages that delete: what goes with rows, to confirm, and the deletion itself."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
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
from admin_app.views.deletions import MAX_LABELS, MAX_ROWS, deletion
from admin_app.views.formatters import short_label
from admin_app.views.listing import MATCHING, MOST_DELETED, Listing
from admin_app.views.row_links import RowAddress
from admin_app.views.undo import undoable
from admin_app.views.way_back import way_back
from admin_app.words import _, ngettext

# Which rows the page before a deletion of all that match has spoken of.
SEEN = "seen"


class DeletePages(Listing):
    """A table whose rows can be deleted: one, many, or all that a search and its filters find."""

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> ResponseReturnValue:
        """What goes with rows, to confirm; by POST, delete a row and all that hangs on it."""
        if request.method == "POST":
            row = self.get_one(request.form.get("id")) or self._abort_gone()
            return self._delete([row.id], label=short_label(row))
        if MATCHING in request.args:
            return self._matching_page()
        ids = [row_id(text) for text in request.args.getlist("id") or request.args.getlist("rowid")]
        return self._deletion_page(ids) if ids else self._nothing_marked(request.args)

    @expose("/action/", methods=("POST",))
    def action_view(self) -> ResponseReturnValue:
        """Delete the rows that were marked, or all that match."""
        if request.form.get("action") != "delete":
            abort(400, _("This list has no such action."))
        if MATCHING in request.args:
            return self._delete_matching()
        ids = [row_id(text) for text in request.form.getlist("rowid")]
        return self._delete(ids) if ids else self._nothing_marked(request.form)

    def delete_url(self) -> RowAddress:
        """The page that asks before a row of this page is deleted, and comes back here."""
        return RowAddress(self.get_url, ".delete_view", url=request.full_path.removesuffix("?"))

    def _deletion_page(self, ids: Iterable[UUID], refused: RefusedError | None = None) -> ResponseReturnValue:
        """What would go with the rows that are still there. Two statements."""
        wanted = list(dict.fromkeys(ids))
        if len(wanted) > MAX_ROWS and not refused:
            refuse(
                ngettext(
                    "These are too many rows: mark at most %(num)s at a time.",
                    "These are too many rows: mark at most %(num)s at a time.",
                    MAX_ROWS,
                )
            )
        rows = self._rows_of(wanted)
        if not rows:
            self._abort_gone()
        there = [row.id for row in rows]
        if len(there) == 1:
            address, fields = self.get_url(".delete_view"), [("id", str(there[0]))]
        else:
            address = self.get_url(".action_view")
            fields = [("action", "delete"), *(("rowid", str(row_id)) for row_id in there)]
        return self._asked(address, fields, rows[:MAX_LABELS], there, len(wanted) - len(there), refused)

    def _matching_page(self, refused: RefusedError | None = None) -> ResponseReturnValue:
        """What would go with all rows that the search and the filters of the address find. Three statements."""
        ids = self._matching_ids()
        if not ids:
            flash(_("No row matches any more, so nothing was deleted."), "warning")
            return redirect(self._return_url(request.form if refused else None))
        address = self.get_url(".action_view", **{MATCHING: 1}, **self._list_arguments())
        fields = [("action", "delete"), (SEEN, _digest(ids))]
        return self._asked(address, fields, self._rows_of(ids[:MAX_LABELS]), ids, 0, refused)

    def _asked(
        self,
        address: str,
        fields: list[tuple[str, str]],
        rows: list[Any],
        ids: list[UUID],
        gone: int,
        refused: RefusedError | None,
    ) -> ResponseReturnValue:
        """The page for these ids, which names the first rows, and whose form sends these fields."""
        found = consequences_of(self.model, ids)
        page = self.render(
            "deletions/confirm.html",
            deletion=deletion(self, rows, len(ids), gone, found, refused),
            form_url=address,
            fields=fields,
            return_url=self._return_url(request.form if refused else None),
        )
        return page, 422 if refused else 200

    def _rows_of(self, ids: Collection[UUID]) -> list[Any]:
        statement = self.joined(select(self.model)).where(self.model.id.in_(ids))
        options = *self.eager, *self._summaries()
        return list(db.session.scalars(self._ordered(statement, None, False).options(*options)))

    def _matching_ids(self) -> list[UUID]:
        """The ids of all that match, in the order of the list; 400 where they are more than are deleted at once."""
        given = self._get_list_extra_args()
        statement = self._ordered(self._matching(given.search, given.filters), None, False)
        ids = list(db.session.scalars(statement.with_only_columns(self.model.id).limit(MOST_DELETED + 1)))
        if len(ids) > MOST_DELETED:
            refuse(
                ngettext(
                    "At most %(num)s row can be deleted at once. Narrow the list by a search or a filter first.",
                    "At most %(num)s rows can be deleted at once. Narrow the list by a search or a filter first.",
                    MOST_DELETED,
                )
            )
        return ids

    def _nothing_marked(self, given: Mapping[str, str]) -> ResponseReturnValue:
        flash(_("Mark at least one row first."), "warning")
        return redirect(self._return_url(given))

    def _delete_matching(self) -> ResponseReturnValue:
        """Delete exactly the rows that the page spoke of; where others match by now, ask again."""
        ids = self._matching_ids()
        if ids and request.form.get(SEEN) == _digest(ids):
            return self._delete(ids)
        changed = _("Other rows match than a moment ago, so nothing was deleted. Look at them once more.")
        return self._matching_page(RefusedError(changed))

    def _delete(self, ids: Collection[UUID], label: str | None = None) -> ResponseReturnValue:
        wanted = set(ids)
        try:
            count = delete_confirmed(self.model, wanted, request.form.get(CONFIRM, ""))
            message = undoable(self._deleted(count, label), self.endpoint)
            db.session.commit()
        except RefusedError as refused:
            db.session.rollback()
            if refused.field == CONFIRM:
                return self._matching_page(refused) if MATCHING in request.args else self._deletion_page(ids, refused)
            flash(refused.message, "danger")
            return redirect(self._return_url(request.form))
        gone = len(wanted) - count
        flash(message, "success")
        if gone:
            flash(
                ngettext(
                    "%(num)s had been deleted by somebody else already.",
                    "%(num)s had been deleted by somebody else already.",
                    gone,
                ),
                "warning",
            )
        return redirect(self._after_deleting())

    def _deleted(self, count: int, label: str | None) -> str:
        if label:
            return str(self.words["deleted"]) % {"name": label}
        return ngettext("%(num)s deleted.", "%(num)s deleted.", count)

    def _after_deleting(self) -> str:
        """Where the person came from; the page of a row, which is gone now, leads on to where it was opened from."""
        pages_of_a_row = {self.get_url(".details_view"), self.get_url(".edit_view")}
        target = way_back(request.form.get("url", ""), lambda path, given: path in pages_of_a_row)
        return target or str(self.get_url(".index_view"))


def _digest(ids: Iterable[UUID]) -> str:
    """A name for a set of rows, in whatever order."""
    return sha256("".join(sorted(map(str, ids))).encode()).hexdigest()
