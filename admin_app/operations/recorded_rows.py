"""Rows of the history written back into their tables, set by set: every digit and every time as it was."""

from typing import Any
from typing import cast as cast_type

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    Text,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from admin_app.extensions import db
from admin_app.models import Revision
from admin_app.queries.revisions import RECORDED

_SET_ONCE = ("id", "created_at")
# A column that was not there at that time is left to its default; a document that is not in the image was NULL.
_COLUMNS = text(
    "SELECT attname, atttypid = 'jsonb'::regtype AS is_document FROM pg_attribute"
    " WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped"
    " AND attgenerated = '' AND attidentity <> 'a'"
    " AND (attname = ANY(:known) OR atttypid = 'jsonb'::regtype AND NOT attnotnull)"
)


def text_array(path: list[str]) -> ColumnElement[Any]:
    """A path for PostgreSQL's operators of documents."""
    return cast(path, ARRAY(Text))


def parents_of(name: str) -> dict[str, str]:
    """The columns of a table that point to a parent, with the parent's table."""
    keys = RECORDED[name].__table__.foreign_keys
    return {key.parent.name: key.column.table.name for key in sorted(keys, key=lambda key: key.parent.name)}


def insert_recorded(name: str, revisions: Select[int], *, where: ColumnElement[bool] | None = None) -> int:
    """Insert the rows that some revisions found before them; say how many. Two statements or three."""
    columns = _columns(name, revisions, "before")
    if not columns:
        return 0
    rows = _rows(name, revisions, "before", columns)
    if where is not None:
        rows = rows.where(where)
    target = table(name, *(column(each) for each in columns))
    return _affected(insert(target).from_select(list(columns), rows))


def set_recorded(
    name: str, revisions: Select[int], *, side: str = "before", field: str | None = None, path: list[str] | None = None
) -> int:
    """Set rows that are there to one side of some revisions, whole or one column or one place; say how many."""
    found = _columns(name, revisions, side)
    columns = {each: kind for each, kind in found.items() if each == field or (field is None and each not in _SET_ONCE)}
    if not columns:
        return 0
    rows = _rows(name, revisions, side, columns, path).add_columns(Revision.row_id.label("recorded_id")).subquery("was")
    target = table(name, column("id"), *(column(each, JSONB) for each in columns))
    changes: dict[Any, Any] = {target.c[each]: rows.c[each] for each in columns}
    if path is not None and field is not None:
        changes = {target.c[field]: _with_place(target.c[field], path, rows.c[field])}
    return _affected(update(target).values(changes).where(target.c.id == rows.c.recorded_id))


def _with_place(document: ColumnElement[Any], path: list[str], value: ColumnElement[Any]) -> ColumnElement[Any]:
    without = document.op("#-")(text_array(path))
    return func.coalesce(func.jsonb_set(document, text_array(path), value), without)


def _columns(name: str, revisions: Select[int], side: str) -> dict[str, bool]:
    """The columns to write, and whether each holds documents; the rows of a transaction have the same ones."""
    image = select(getattr(Revision, side)).where(Revision.id.in_(revisions)).limit(1).scalar_subquery()
    known = list(db.session.scalars(select(func.jsonb_object_keys(image))))
    if not known:
        return {}
    rows = db.session.execute(_COLUMNS, {"table": name, "known": known})
    return {row.attname: row.is_document for row in rows}


def _rows(
    name: str, revisions: Select[int], side: str, columns: dict[str, bool], path: list[str] | None = None
) -> Select[Any]:
    image = getattr(Revision, side)
    record = func.jsonb_populate_record(literal_column(f"NULL::{name}"), image)
    row = record.table_valued(*columns, name="recorded")
    chosen = [image[each] if is_document else row.c[each] for each, is_document in columns.items()]
    if path is not None:
        chosen = [each.op("#>")(text_array(path)) for each in chosen]
    named = [expression.label(each) for expression, each in zip(chosen, columns, strict=True)]
    return select(*named).select_from(Revision.__table__.join(row, true())).where(Revision.id.in_(revisions))


# SQLAlchemy asks for the number of inserted rows only where it is told to.
_COUNTED = {"preserve_rowcount": True, "synchronize_session": False}


def _affected(statement: Any) -> int:
    result = cast_type("CursorResult[Any]", db.session.execute(statement, execution_options=_COUNTED))
    return result.rowcount
