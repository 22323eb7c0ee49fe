"""Transactions in the history: the one that is under way, and what one has done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import DateTime, text

from admin_app.extensions import db

_NOW = text(
    "SELECT transaction_id AS id, transaction_at AS at FROM admin.revisions"
    " WHERE transaction_id = pg_current_xact_id_if_assigned()::text::bigint"
    " AND transaction_at = transaction_timestamp() LIMIT 1"
)
# Rows below a row that came or went in the same way went along with it.
_DONE = text(
    """
    WITH done AS (
        SELECT table_name, row_id, operation, user_id, coalesce(after, before) AS content
        FROM admin.revisions WHERE transaction_id = :id AND transaction_at = :at
    ), parents AS (
        SELECT operation, row_id::text AS key FROM done
        WHERE operation IN ('insert', 'delete') AND table_name IN ('courses', 'lessons', 'profiles')
    )
    SELECT DISTINCT table_name, operation, user_id FROM done
    WHERE (
        (operation, content ->> 'course_id') IN (SELECT operation, key FROM parents)
        OR (operation, content ->> 'lesson_id') IN (SELECT operation, key FROM parents)
        OR (operation, content ->> 'profile_id') IN (SELECT operation, key FROM parents)
    ) IS NOT TRUE
    """
)
_LAST = text(
    "SELECT transaction_at AS last FROM admin.revisions WHERE transaction_id = :id ORDER BY id DESC LIMIT 1"
).columns(last=DateTime(timezone=True))


@dataclass(frozen=True)
class Transaction:
    """A transaction that changed rows: its number, which may come again on another server, and when it began."""

    id: int
    at: datetime


@dataclass(frozen=True)
class Done:
    """What a transaction did by itself, as (table, operation), and who did it; None is outside or a command."""

    kinds: frozenset[tuple[str, str]]
    user_ids: frozenset[int | None]


def transaction_now() -> Transaction | None:
    """The transaction that the session is in, where it has changed a row of the six tables. One statement."""
    row = db.session.execute(_NOW).one_or_none()
    return Transaction(row.id, row.at) if row else None


def done_in(transaction: Transaction) -> Done | None:
    """What a transaction did, None where the history has nothing of it. One statement."""
    rows = db.session.execute(_DONE, {"id": transaction.id, "at": transaction.at}).all()
    if not rows:
        return None
    kinds = frozenset((row.table_name, row.operation) for row in rows)
    return Done(kinds, frozenset(row.user_id for row in rows))


def is_last_of_its_number(transaction: Transaction) -> bool:
    """Whether no later transaction has the same number. One statement."""
    last: datetime | None = db.session.scalar(_LAST, {"id": transaction.id})
    return last == transaction.at
