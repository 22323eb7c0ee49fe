"""What a row held at one of its versions, as values of its columns."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, inspect, select
from sqlalchemy.dialects.postgresql import JSONB

from admin_app.extensions import Base, db
from admin_app.models import Revision

LARGEST_VERSION = 2**63 - 1


def values_at(model: type[Base], row_id: UUID, version: int, names: Iterable[str]) -> dict[str, Any] | None:
    """The values of some attributes at exactly that version, every digit of documents kept; one statement.

    None where nobody knows them any more: the version is none of this row, or its content was pruned or erased. What
    another revision says is no answer, since somebody's change could be taken for what was there before.
    """
    if not 0 <= version <= LARGEST_VERSION:
        return None
    # Before the first revision the row was as that one has found it.
    image = Revision.after if version else Revision.before
    of_row = Revision.row_id == row_id, Revision.table_name == model.__tablename__
    columns = {name: _value(image, model, name) for name in names}
    statement = select(image.is_not(None).label("is_known"), *(each.label(name) for name, each in columns.items()))
    statement = statement.where(*of_row).order_by(Revision.id).limit(1)
    row = db.session.execute(statement.where(Revision.id == version) if version else statement).one_or_none()
    return {name: getattr(row, name) for name in columns} if row and row.is_known else None


def _value(image: Any, model: type[Base], name: str) -> ColumnElement[Any]:
    column = inspect(model).column_attrs[name].columns[0]
    if isinstance(column.type, JSONB):
        document: ColumnElement[Any] = image[column.name]
        return document
    text: ColumnElement[Any] = image[column.name].astext
    return text if isinstance(column.type, Text) else cast(text, column.type)
