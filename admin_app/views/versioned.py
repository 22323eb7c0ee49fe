"""A table whose forms know the version of their row, and tell who has it open."""

from typing import Any

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.operations.open_rows import forget_old, keep_open, leave, leaving
from admin_app.prepared_statements import PREPARED
from admin_app.queries.revisions import revisions_of_row, version_column
from admin_app.views.arguments import row_id
from admin_app.views.listing import Listing
from admin_app.views.made_from import version_sent
from admin_app.views.presence import time_sent, told


class Versioned(Listing):
    """A row is read together with its version, and locked while it is saved."""

    def with_version(self, id: Any) -> tuple[Any, int] | None:
        """A row with its parents and its version, both of one moment; None where there is no such row."""
        statement = self.joined(select(self.model)).options(*self.eager).where(self.model.id == row_id(id))
        versioned = statement.add_columns(version_column(self.model)).execution_options(**PREPARED)
        found = db.session.execute(versioned).one_or_none()
        return (found[0], found[1]) if found else None

    def locked(self, id: Any, *, leaves: bool) -> tuple[Any, int] | None:
        """The same, and nobody else changes the row before this transaction ends. Two statements.

        One would not do: while it waits for the lock its snapshot stays the one from before, so it would give the new
        row with the old version, and a change that had just been made would be overwritten as if it had been seen.
        Rows that only point to this one may come meanwhile. A person who `leaves` has the row open no longer once what
        they save is committed.
        """
        key = self.model.id
        locking = select(key).where(key == row_id(id)).with_for_update(key_share=True)
        if leaves:
            locking = locking.add_cte(leaving(self.model, row_id(id), g.user_id).cte("left_open"))
        db.session.execute(locking.execution_options(**PREPARED))
        return self.with_version(id)

    def let_go(self) -> None:
        """End the transaction and with it the lock of the row, which is still shown as it was read."""
        db.session.expunge_all()
        db.session.rollback()

    @expose("/presence/", methods=("POST",))
    def presence(self) -> ResponseReturnValue:
        """For a form that is open: that it still is, or no longer; JSON of who else has it and what was changed."""
        id = row_id(request.args.get("id"))
        if "leaving" in request.form:
            leave(self.model, id, g.user_id, time_sent("leaving"))
            forget_old()
            db.session.commit()
            return "", 204
        opened = keep_open(self.model, id, g.user_id)
        newest = revisions_of_row(self.model.__tablename__, id, limit=1)
        db.session.commit()
        return jsonify(told(opened, newest[0] if newest else None, version_sent()[1]))
