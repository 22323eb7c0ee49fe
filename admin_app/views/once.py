"""A form of a new row that is sent twice makes one row: it brings the id that the row is to have."""

from typing import Any
from uuid import uuid4

from flask import request
from sqlalchemy import select

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.operations.rows import create_row
from admin_app.schemas.base import Schema
from admin_app.views.arguments import uuid_of
from admin_app.views.kept_fields import Field

ONCE = "_once"


def once() -> list[Field]:
    """What a form of a new row sends besides its columns: the id it was shown with, or a new one."""
    return [(ONCE, str(uuid_of(request.form.get(ONCE)) or uuid4()))]


def create_once(model: Any, insert: Schema) -> tuple[Any, bool]:
    """The row that the form asks for, and whether it is new rather than made by the same form before.

    Raises RefusedError. A form that was sent, gone back to and filled in otherwise means another row.
    """
    row_id = uuid_of(request.form.get(ONCE))
    try:
        return create_row(model, insert, row_id), True
    except RefusedError:
        row = row_id and db.session.scalar(select(model).where(model.id == row_id))
        if not row:
            raise
        if all(getattr(row, column) == value for column, value in insert.given().items()):
            return row, False
    return create_row(model, insert), True
