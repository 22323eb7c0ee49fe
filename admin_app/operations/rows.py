"""Making, changing and deleting rows of any of the six tables."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from admin_app.errors import RowGoneError
from admin_app.extensions import Base, db
from admin_app.operations.refusals import refusal
from admin_app.schemas.base import Schema

Model = TypeVar("Model", bound=Base)


def create_row(model: type[Model], insert: Schema) -> Model:
    """Add a row. Raises RefusedError where a constraint is hit."""
    row = model(**insert.given())
    _flush(row)
    return row


def update_row(row: Base, update: Schema) -> bool:
    """Change what an Update gives; say whether that was anything. Raises RefusedError, or RowGoneError."""
    for column, value in update.given().items():
        setattr(row, column, value)
    changed = db.session.is_modified(row)
    if changed:
        _flush(row)
    return changed


def delete_rows(model: type[Base], ids: Iterable[UUID]) -> int:
    """Delete rows and all that hangs on them; say how many there were. One statement."""
    key = model.__table__.c.id
    statement = delete(model).where(key.in_(list(ids))).returning(key)
    return len(db.session.execute(statement).all())


def _flush(row: Base) -> None:
    values = {column.name: getattr(row, column.name, None) for column in row.__table__.columns}
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise refusal(error, row.__tablename__, values) from error
    except StaleDataError as error:
        raise RowGoneError from error
