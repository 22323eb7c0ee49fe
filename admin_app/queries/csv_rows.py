"""The rows of a statement as a CSV file, written by PostgreSQL itself: Python passes on what comes, piece by piece."""

from collections.abc import Generator, Mapping
from contextlib import ExitStack
from typing import Any

from psycopg import Copy
from sqlalchemy import (
    BigInteger,
    ClauseElement,
    ColumnElement,
    CompoundSelect,
    DateTime,
    Engine,
    Executable,
    Select,
    Text,
    case,
    cast,
    event,
    func,
    literal_column,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

PIECE = 64_000
_BLANKS = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
# What begins a formula, in the width of other keyboards too, behind what a spreadsheet may leave out before it.
FORMULA = f"""^([\t\r]|["'{_BLANKS}]*[=+@\uff1d\uff0b\uff0d\uff20\u2212-])"""
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
# Spreadsheets take a file for UTF-8, Cyrillic included, only where it begins with this mark.
BYTE_ORDER_MARK = "\ufeff".encode()

# A download takes as long as its reader does, and must not hold further processes of the server meanwhile. To compile
# a statement takes longer than its first row.
_PREPARE = text(
    "SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', '0', true),"
    " set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)"
)
_COPYING = "copying"
# The times that Python can tell.
_FIRST: ColumnElement[Any] = literal_column("timestamptz '0001-01-01 00:00:00+00'")
_PAST_THE_LAST: ColumnElement[Any] = literal_column("timestamptz '10000-01-01 00:00:00+00'")


def csv_pieces(session: Session, columns: Mapping[str, Any], *statements: Select[Any]) -> Generator[bytes]:
    """The file of the statements' rows with these columns, one after the other; its first piece has the first row.

    Two statements, in a session that is the file's own and only reads. Whoever closes the generator ends the statement.
    """
    cells = [_cell(column).label(title) for title, column in columns.items()]
    # PostgreSQL does not know that this is no limit. So it plans for the first tenth of the rows: it reads an index
    # that has them in order rather than sort millions before the first one.
    no_limit = select(cast(null(), BigInteger)).scalar_subquery()
    first, *others = (each.with_only_columns(*cells).limit(no_limit) for each in statements)
    rows = union_all(first, *others) if others else first
    with session, ExitStack() as stack:
        session.execute(_PREPARE)
        begun = _Begun(stack)
        session.connection().execute(_Csv(rows), execution_options={_COPYING: begun})
        yield BYTE_ORDER_MARK + b"".join(map(_line, begun.first))
        yield from _pieces(begun.copy)


def _pieces(copy: Copy) -> Generator[bytes]:
    lines: list[bytes] = []
    size = 0
    while row := copy.read():
        lines.append(_line(row))
        size += len(row)
        if size >= PIECE:
            yield b"".join(lines)
            lines, size = [], 0
    yield b"".join(lines)


def _line(row: Any) -> bytes:
    """A row as PostgreSQL sends it, one by one, with the end of line that files of CSV have."""
    return bytes(row[:-1]) + b"\r\n"


class _Csv(Executable, ClauseElement):
    """COPY, which writes a statement's rows as CSV."""

    inherit_cache = False

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        self.statement = statement


@compiles(_Csv)
def _compile(element: _Csv, compiler: Any, **options: Any) -> str:
    rows = compiler.process(element.statement, **options)
    return f"COPY ({rows}) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')"


class _Begun:
    """A COPY that is under way until its stack is closed: what it sends after the first lines."""

    copy: Copy
    first: list[Any]

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def begin(self, cursor: Any, statement: str, parameters: Any) -> None:
        """Begin, and wait for the titles and the first row: what fails by then is still an error of the statement."""
        self.copy = self._stack.enter_context(cursor.connection.cursor().copy(statement, parameters))
        self.first = [line for line in (self.copy.read(), self.copy.read()) if line]


@event.listens_for(Engine, "do_execute")
def _copy(cursor: DBAPICursor, statement: str, parameters: Any, context: ExecutionContext) -> bool:
    """SQLAlchemy knows no COPY; it makes the statement, tells of it and of its errors, and leaves the rest to this."""
    begun: _Begun | None = context.execution_options.get(_COPYING)
    if begun is not None:
        begun.begin(cursor, statement, parameters)
    return begun is not None


def _cell(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, DateTime):
        return _moment(column)
    if isinstance(column.type, JSONB):
        # Of a document only a text on its own can be taken for a formula.
        return case((func.jsonb_typeof(column) == "string", _guarded(cast(column, Text))), else_=cast(column, Text))
    return _guarded(column) if isinstance(column.type, Text) else column


def _guarded(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text that no spreadsheet runs as a formula."""
    is_formula = column.regexp_match(FORMULA) & ~column.regexp_match(NUMBER)
    return case((is_formula, func.concat("'", column)), else_=column)


def _moment(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A time in UTC as ISO writes it, microseconds where there are some; nothing for a time that Python has not."""
    written = func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US')
    is_known = (column >= _FIRST) & (column < _PAST_THE_LAST)
    return case((is_known, func.concat(func.replace(written, ".000000", ""), "+00:00")))
