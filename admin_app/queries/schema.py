"""How the tables of an existing database differ from what the dashboard expects of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Table, text
from sqlalchemy.dialects import postgresql

from admin_app.extensions import Base

_COLUMNS = text(
    "SELECT table_name, column_name, data_type, is_nullable = 'YES' AS nullable FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND table_name = ANY(:tables)"
)
# Types that serve as well as ours.
_AS_GOOD = {("text", "character varying"), ("integer", "bigint"), ("integer", "smallint")}

Found = dict[tuple[str, str], tuple[str, bool]]


@dataclass(frozen=True)
class Difference:
    """What is not as expected, in a sentence; a fatal one would break pages."""

    sentence: str
    is_fatal: bool


_FOREIGN_USERS = text(
    "SELECT pg_class.relname FROM pg_trigger"
    " JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
    " WHERE proname = 'set_timestamps' AND pronamespace = current_schema()::regnamespace"
    " AND NOT relname = ANY(:tables) ORDER BY relname LIMIT 1"
)


def schema_differences(connection: Connection) -> list[Difference]:
    """How what is there of our tables differs from what is expected. Two statements."""
    return [*_column_differences(connection), *_function_differences(connection)]


def _shared_tables() -> list[Table]:
    """The tables that others write to as well; those in a schema of ours only the migrations make."""
    return [table for table in Base.metadata.sorted_tables if table.schema is None]


def _function_differences(connection: Connection) -> list[Difference]:
    tables = [table.name for table in _shared_tables()]
    user = connection.scalar(_FOREIGN_USERS, {"tables": tables})
    sentence = f"The table {user} uses a function set_timestamps() of its own; rename it first."
    return [Difference(sentence, is_fatal=True)] if user else []


def _column_differences(connection: Connection) -> list[Difference]:
    tables = _shared_tables()
    rows = connection.execute(_COLUMNS, {"tables": [table.name for table in tables]})
    found: Found = {(row.table_name, row.column_name): (row.data_type, row.nullable) for row in rows}
    there = {table for table, _ in found}
    columns = [column for table in tables if table.name in there for column in table.columns]
    return [difference for column in columns for difference in _differences(column, found)]


def _differences(column: "Column[object]", found: Found) -> Iterator[Difference]:
    table, name = column.table.name, f"{column.table.name}.{column.name}"
    if (table, column.name) not in found:
        yield Difference(f"The column {name} is missing from this database.", is_fatal=True)
        return
    kind, nullable = found[table, column.name]
    expected = column.type.compile(postgresql.dialect()).lower()  # type: ignore[no-untyped-call]  # a dialect has no types
    if kind != expected and (expected, kind) not in _AS_GOOD:
        yield Difference(f"The column {name} is of type {kind} here; it must be {expected}.", is_fatal=True)
    if nullable and not column.nullable:
        yield Difference(f"The column {name} may be NULL in this database; forms will require it.", is_fatal=False)
    if column.nullable and not nullable:
        yield Difference(
            f"The column {name} is NOT NULL in this database; forms cannot leave it empty.", is_fatal=False
        )
