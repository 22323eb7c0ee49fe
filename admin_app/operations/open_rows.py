"""Saying that somebody has a row open for editing, and that they have left it. Nobody is kept out by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, case, delete, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from admin_app.extensions import Base, db
from admin_app.models import OpenRow
from admin_app.prepared_statements import PREPARED
from admin_app.queries.open_rows import PRESENT, others_with

FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True)
class Other:
    """Somebody else who has the row open."""

    email: str
    since: datetime


@dataclass(frozen=True)
class Opened:
    """When this page was heard of, None for a row that is gone; and who else has the row open."""

    seen_at: datetime | None
    others: Sequence[Other]


def keep_open(model: type[Base], row_id: UUID, user_id: int) -> Opened:
    """Say that a person has a row open, since when they first did; learn who else has. One statement."""
    key, now = model.__table__.c.id, func.clock_timestamp()
    there = select(literal(model.__tablename__), key, literal(user_id), now, now).where(key == row_id)
    opening = insert(OpenRow).from_select(["table_name", "row_id", "user_id", "opened_at", "seen_at"], there)
    new = opening.excluded
    stayed = OpenRow.seen_at >= new.seen_at - PRESENT
    me = opening.on_conflict_do_update(
        index_elements=[OpenRow.table_name, OpenRow.row_id, OpenRow.user_id],
        set_={"seen_at": new.seen_at, "opened_at": case((stayed, OpenRow.opened_at), else_=new.opened_at)},
    ).returning(OpenRow.seen_at)
    mine = me.cte("mine")
    others = others_with(model, row_id, user_id).subquery("others")
    statement = select(mine.c.seen_at, others.c.email, others.c.opened_at).outerjoin(others, literal(True))
    ordered = statement.order_by(others.c.opened_at, others.c.email).execution_options(**PREPARED)
    rows = db.session.execute(ordered).all()
    seen_at = rows[0].seen_at if rows else None
    return Opened(seen_at, [Other(row.email, row.opened_at) for row in rows if row.email is not None])


def leave(model: type[Base], row_id: UUID, user_id: int, seen_at: datetime | None = None) -> None:
    """Take a person out of a row; with `seen_at` only if no page of theirs was heard of later. One statement."""
    statement = leaving(model, row_id, user_id)
    db.session.execute(statement.where(OpenRow.seen_at <= seen_at) if seen_at else statement)


def leaving(model: type[Base], row_id: UUID, user_id: int) -> Delete:
    """The same as a part of another statement, for whoever leaves by what that one begins."""
    return delete(OpenRow).where(*_of_row(model, row_id), OpenRow.user_id == user_id)


def forget_old() -> None:
    """Forget what nobody has had open for a day, but for what somebody else is just forgetting. One statement."""
    key = tuple_(OpenRow.table_name, OpenRow.row_id, OpenRow.user_id)
    old = select(OpenRow.table_name, OpenRow.row_id, OpenRow.user_id).where(OpenRow.seen_at < func.now() - FORGOTTEN)
    statement = delete(OpenRow).where(key.in_(old.limit(1_000).with_for_update(skip_locked=True)))
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _of_row(model: type[Base], row_id: UUID) -> tuple[Any, ...]:
    return OpenRow.table_name == model.__tablename__, OpenRow.row_id == row_id
