"""How the tables of a database differ from what the dashboard expects of them."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, text
from sqlalchemy.dialects import postgresql

from admin_app.extensions import Base, db

_COLUMNS = text(
    "SELECT table_name, column_name, data_type, is_nullable = 'YES' AS nullable FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND table_name = ANY(:tables)"
)
# Types that serve as well as ours.
_AS_GOOD = {("text", "character varying"), ("integer", "bigint"), ("integer", "smallint")}

Found = dict[tuple[str, str], tuple[str, bool]]


def schema_differences() -> list[str]:
    """A sentence for each column that is missing, of another type, or empty where it should not be. One statement."""
    tables = Base.metadata.sorted_tables
    rows = db.session.execute(_COLUMNS, {"tables": [table.name for table in tables]})
    found: Found = {(row.table_name, row.column_name): (row.data_type, row.nullable) for row in rows}
    return [sentence for table in tables for column in table.columns for sentence in _differences(table, column, found)]


def _differences(table: Table, column: "Column[object]", found: Found) -> Iterator[str]:
    name = f"{table.name}.{column.name}"
    if (table.name, column.name) not in found:
        yield f"The column {name} is missing from this database."
        return
    kind, nullable = found[table.name, column.name]
    expected = column.type.compile(postgresql.dialect()).lower()  # type: ignore[no-untyped-call]
    if kind != expected and (expected, kind) not in _AS_GOOD:
        yield f"The column {name} is of type {kind} in this database, where {expected} is expected."
    if nullable and not column.nullable:
        yield f"The column {name} may be empty (NULL) in this database, where a value is expected."
    if column.nullable and not nullable:
        yield f"The column {name} is NOT NULL in this database, where it may be empty elsewhere: it is required here."
