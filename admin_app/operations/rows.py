"""Making, changing and deleting rows of any of the six tables."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from admin_app.errors import RefusedError, RowGoneError
from admin_app.extensions import Base, db
from admin_app.operations.refusals import deletion_refusal, is_refusal, refusal
from admin_app.schemas.base import Schema, Update

Model = TypeVar("Model", bound=Base)
Words = Callable[[DBAPIError, str, dict[str, Any]], RefusedError]


def create_row(model: type[Model], insert: Schema, row_id: UUID | None = None) -> Model:
    """Add a row, under an id of its own where none is given. Raises RefusedError where a constraint is hit."""
    row = model(**insert.given(), **({"id": row_id} if row_id else {}))
    with _saving(model, insert.given()):
        db.session.add(row)
    return row


def create_once(model: type[Any], insert: Schema, row_id: UUID | None) -> tuple[Any, bool]:
    """Add a row under the id that its form brings; the row, and whether it is new rather than made by that form before.

    Raises RefusedError. A form that was sent, gone back to and filled in otherwise means another row.
    """
    try:
        return create_row(model, insert, row_id), True
    except RefusedError:
        row = row_id and db.session.scalar(select(model).where(model.id == row_id))
        if not row:
            raise
        if all(getattr(row, column) == value for column, value in insert.given().items()):
            return row, False
    return create_row(model, insert), True


def update_row(row: Base, update: Update) -> bool:
    """Change what an Update gives; say whether that was anything. Raises RefusedError, or RowGoneError."""
    before = {column: getattr(row, column) for column in type(update).model_fields}
    changes = update.given()
    with _saving(type(row), before | changes):
        for column, value in changes.items():
            setattr(row, column, value)
        return db.session.is_modified(row)


def delete_rows(model: type[Base], ids: Iterable[UUID]) -> int:
    """Delete rows and all that hangs on them; say how many there were. Raises RefusedError. Two statements."""
    key = model.__table__.c.id
    statement = delete(model).where(key.in_(list(ids))).returning(key)
    with _saving(model, {}, words=deletion_refusal):
        count = len(db.session.execute(statement).all())
        # A key of another table may wait for the commit, where nobody could tell what it says.
        db.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        return count


@contextmanager
def _saving(model: type[Base], values: dict[str, Any], words: Words = refusal) -> Iterator[None]:
    """Flush what is done inside, in a savepoint, so that a refusal leaves the transaction usable."""
    try:
        with db.session.begin_nested():
            yield
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        raise words(error, model.__tablename__, values) from error
    except StaleDataError as error:
        raise RowGoneError from error
