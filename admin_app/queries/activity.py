"""What happened to all rows, newest first: one by one, or in steps, a step being what one transaction did in one way.

Whatever is asked for, PostgreSQL merges the newest of each of the six tables and four operations along an index that
has each of these kinds in order. It reads as many revisions as it is told and no more, however many a step has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, text

from admin_app.extensions import db
from admin_app.models.revisions import KIND, kind_of
from admin_app.queries.revisions import OPERATIONS, RECORDED, Entry, Place, entries_in
from admin_app.queries.transactions import Transaction

# Revisions that are read for each step that is wanted, and where they were too few steps.
FEW, MANY = 8, 40
# Revisions of one table that a step names.
MOST_NAMED = 20
_READ = "SELECT {table} AS table_name, {operation} AS operation, id, occurred_at, transaction_id, row_id, erased_at"
_OF_A_KIND = (
    "("
    + _READ
    + " FROM admin.revisions WHERE "
    + KIND
    + " = '{kind}' AND {conditions} ORDER BY occurred_at DESC, id DESC LIMIT {most})"
)
# Each is in order and goes only as far as it is read.
_OF_EACH_KIND = "SELECT * FROM ({kinds}) AS kinds ORDER BY occurred_at DESC, id DESC LIMIT {most}"
# Their ids are in the order of time, as the index of a row has them and that of a transaction.
_OF_ONE = (
    _READ.format(table="table_name", operation="operation")
    + " FROM admin.revisions WHERE {conditions} AND "
    + KIND
    + " IN ({kinds}) ORDER BY id DESC LIMIT {most}"
)
_ONE_BY_ONE = "SELECT id FROM ({read}) AS kept{kept}"
_STILL_GONE = (
    " WHERE erased_at IS NULL AND NOT EXISTS (SELECT FROM admin.revisions later WHERE later.row_id = kept.row_id"
    " AND later.table_name = kept.table_name AND later.id > kept.id)"
)
# The place of the last one, where there are so many.
_LAST = "SELECT occurred_at, id FROM ({read}) AS read ORDER BY occurred_at DESC, id DESC OFFSET {most} - 1 LIMIT 1"
# What is read and is no more to be read at the last moment is of the same statement.
_STEPS = """
    WITH read AS MATERIALIZED ({read}), last AS MATERIALIZED (
        SELECT occurred_at, id, transaction_id, operation, (SELECT count(*) FROM read) AS count, (
            SELECT occurred_at FROM admin.revisions WHERE transaction_id = read.transaction_id AND id < read.id
            ORDER BY id DESC LIMIT 1
        ) = occurred_at AS goes_on
        FROM read ORDER BY occurred_at, id LIMIT 1
    ), begun AS (
        SELECT kept.*, coalesce((lag(transaction_id) OVER newest, lag(operation) OVER newest)
            <> (transaction_id, operation), true) AS begins
        FROM read kept{kept} WINDOW newest AS (ORDER BY occurred_at DESC, id DESC)
    ), numbered AS (
        SELECT *, count(*) FILTER (WHERE begins) OVER (ORDER BY occurred_at DESC, id DESC) AS number FROM begun
    ), steps AS (
        SELECT number, transaction_id, operation, table_name, count(*) AS revisions, count(DISTINCT row_id) AS rows,
            (array_agg(id ORDER BY occurred_at DESC, id DESC))[1:{named}] AS ids,
            min(occurred_at) AS first_at, min(id) AS first_id
        FROM numbered WHERE number <= {most} GROUP BY number, transaction_id, operation, table_name
    )
    SELECT steps.*, last.count AS read, last.occurred_at AS last_at, last.id AS last_id, last.goes_on,
        (last.transaction_id, last.operation) = (steps.transaction_id, steps.operation) AS is_cut
    FROM last LEFT JOIN steps ON true ORDER BY steps.number
"""


@dataclass(frozen=True)
class Filters:
    """What an activity is narrowed to; `since` is included, `until` is not.

    `deleted` leaves deletions of rows that are still gone and whose content is still there.
    """

    user_id: int | None = None
    command: str | None = None
    outside: bool = False
    table: str | None = None
    row_id: UUID | None = None
    operation: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    deleted: bool = False
    transaction: Transaction | None = None


@dataclass(frozen=True)
class Step:
    """What one transaction did in the same way, one change after the other.

    By table: how many `rows` it touched, and the `ids` of the newest of its `revisions`. It `is_least` where there may
    be more of it. `place` is that of its first revision.
    """

    transaction_id: int
    operation: str
    revisions: int
    rows: Mapping[str, int]
    ids: Mapping[str, Sequence[int]]
    place: Place
    is_least: bool = False


@dataclass(frozen=True)
class Steps:
    """Steps, newest first; `older` is where to go on, None where there is nothing more."""

    found: list[Step] = field(default_factory=list)
    older: Place | None = None


def activity(filters: Filters, *, limit: int, before: Place | None = None) -> list[Entry]:
    """What happened to each row; `before` is the place of the last entry on the page before. One statement."""
    read = _read(filters, before, limit * FEW if filters.deleted else limit)
    if read is None:
        return []
    statement = text(_ONE_BY_ONE.format(read=read.sql, kept=_kept(filters)))
    return entries_in(statement.bindparams(**read.values).columns(id=BigInteger))[:limit]


def activity_page(filters: Filters, *, limit: int, before: Place | None = None) -> tuple[list[Entry], Place | None]:
    """The same and where to go on, None where there is nothing more. One statement, or two."""
    found = activity(filters, limit=limit + 1, before=before)
    if len(found) > limit:
        return found[:limit], found[limit - 1].place
    # What was read may have come back, all but these.
    return found, _last_read(filters, before, (limit + 1) * FEW) if filters.deleted else None


def _last_read(filters: Filters, before: Place | None, most: int) -> Place | None:
    """The place of the last of so many revisions; None where there are fewer."""
    read = _read(filters, before, most)
    if read is None:
        return None
    row = db.session.execute(text(_LAST.format(read=read.sql, most=most)), read.values).one_or_none()
    return (row.occurred_at, row.id) if row else None


def steps(filters: Filters, *, limit: int, before: Place | None = None) -> Steps:
    """Up to so many steps, `before` the place where the page before has ended. One statement, or two."""
    found = _steps(filters, before, limit, limit * FEW)
    if len(found.found) < limit and found.older:
        more = _steps(filters, found.older, limit, limit * MANY)
        found = Steps(_joined(found.found, more.found), more.older)
    if len(found.found) <= limit:
        return found
    shown = found.found[:limit]
    return Steps(shown, shown[-1].place)


def _steps(filters: Filters, before: Place | None, limit: int, most: int) -> Steps:
    """The steps among so many revisions, one more than the limit at most."""
    read = _read(filters, before, most)
    if read is None:
        return Steps()
    statement = text(_STEPS.format(read=read.sql, kept=_kept(filters), named=MOST_NAMED, most=limit + 1))
    rows = db.session.execute(statement, read.values).all()
    numbers = sorted({row.number for row in rows if row.number is not None})
    found = [_step([row for row in rows if row.number == number]) for number in numbers]
    if not rows or rows[0].read < most:
        return Steps(found)
    last = rows[0]
    if not last.goes_on:
        return Steps(found, (last.last_at, last.last_id))
    # Where all of it that was read has come back, the newer step is another one.
    if found and rows[-1].is_cut:
        found[-1] = replace(found[-1], is_least=True)
    # All that one statement did has one time: what is left of it is passed over.
    return Steps(found, (last.last_at, 0))


def _step(rows: Sequence[Any]) -> Step:
    place = min((row.first_at, row.first_id) for row in rows)
    return Step(
        transaction_id=rows[0].transaction_id,
        operation=rows[0].operation,
        revisions=sum(row.revisions for row in rows),
        rows={row.table_name: row.rows for row in rows},
        ids={row.table_name: row.ids for row in rows},
        place=place,
    )


def _joined(first: list[Step], second: list[Step]) -> list[Step]:
    """A step that the end of the first ones has cut is one again."""
    if not first or not second or _key(first[-1]) != _key(second[0]):
        return first + second
    one, two = first[-1], second[0]
    tables = [*one.rows, *(table for table in two.rows if table not in one.rows)]
    whole = replace(
        two,
        revisions=one.revisions + two.revisions,
        rows={table: one.rows.get(table, 0) + two.rows.get(table, 0) for table in tables},
        ids={table: [*one.ids.get(table, ()), *two.ids.get(table, ())][:MOST_NAMED] for table in tables},
        is_least=one.is_least or two.is_least,
    )
    return [*first[:-1], whole, *second[1:]]


def _key(step: Step) -> tuple[int, str]:
    return step.transaction_id, step.operation


@dataclass(frozen=True)
class _Read:
    """The SELECT of the newest revisions and its values. How many they are is in it, so that it may be planned once."""

    sql: str
    values: Mapping[str, Any]


def _read(filters: Filters, before: Place | None, most: int) -> _Read | None:
    """What is read, None where there can be nothing."""
    kinds = _kinds(filters)
    if not kinds:
        return None
    given = list(_given(filters, before))
    conditions = " AND ".join(condition for condition, _values in given) or "true"
    values = {name: value for _condition, values in given for name, value in values.items()}
    if _is_of_one(filters):
        codes = ", ".join(f"'{kind_of(*kind)}'" for kind in kinds)
        return _Read(_OF_ONE.format(conditions=conditions, kinds=codes, most=most), values)
    of_each = [
        _OF_A_KIND.format(
            table=f"'{kind[0]}'", operation=f"'{kind[1]}'", kind=kind_of(*kind), conditions=conditions, most=most
        )
        for kind in kinds
    ]
    return _Read(_OF_EACH_KIND.format(kinds=" UNION ALL ".join(of_each), most=most), values)


def _is_of_one(filters: Filters) -> bool:
    """Whether it is of one row or of one transaction."""
    return filters.row_id is not None or filters.transaction is not None


def _kept(filters: Filters) -> str:
    return _STILL_GONE if filters.deleted else ""


def _kinds(filters: Filters) -> list[tuple[str, str]]:
    tables = [filters.table] if filters.table else list(RECORDED)
    possible = ("delete",) if filters.deleted else OPERATIONS
    operations = [operation for operation in possible if filters.operation in (None, operation)]
    return [(table, operation) for table in tables for operation in operations]


def _given(filters: Filters, before: Place | None) -> Iterable[tuple[str, dict[str, Any]]]:
    """What narrows an activity, but for the table and the operation."""
    if filters.user_id is not None:
        yield "user_id = :user_id", {"user_id": filters.user_id}
    if filters.command is not None:
        yield "command = :command", {"command": filters.command}
    if filters.outside:
        yield "user_id IS NULL AND command IS NULL", {}
    if filters.row_id is not None:
        yield "row_id = :row_id", {"row_id": filters.row_id}
    if filters.transaction is not None:
        of = filters.transaction
        yield "transaction_id = :transaction AND transaction_at = :began", {"transaction": of.id, "began": of.at}
    if filters.since is not None:
        yield "occurred_at >= :since", {"since": filters.since}
    if filters.until is not None:
        yield "occurred_at < :until", {"until": filters.until}
    if before is not None and before[1] and _is_of_one(filters):
        yield "id < :id", {"id": before[1]}
    elif before is not None:
        yield "(occurred_at, id) < (:at, :id)", {"at": before[0], "id": before[1]}
