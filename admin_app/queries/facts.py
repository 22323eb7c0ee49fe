"""What is worth knowing beside a row: what happened to it last, who has it open, and what of it learners see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, literal, select, true

from admin_app.extensions import Base, db
from admin_app.models import LessonDescription, PersonalizedLessonDescription, Revision, User
from admin_app.prepared_statements import PREPARED
from admin_app.queries.consequences import count_of, counts_of, of_descriptions
from admin_app.queries.open_rows import others_with

# Whether a learner has a version of their own is looked up one by one: a page that is opened often looks up few.
MOST_LEARNERS, MOST_LOOKUPS = 200, 500


@dataclass(frozen=True)
class LastChange:
    """The newest revision of a row. Who has neither user_id nor command is known by the database role."""

    operation: str
    at: datetime
    user_id: int | None
    email: str | None
    command: str | None
    database_role: str


@dataclass(frozen=True)
class Facts:
    """`last` is None where the history knows nothing of the row; `counts` are by table, and "learners".

    BOUND + 1 stands for "more than BOUND". `is_least` says that there may be more learners than were counted.
    """

    last: LastChange | None
    open_with: Sequence[str]
    counts: Mapping[str, int]
    is_least: bool


def facts_of(model: type[Base], row_id: UUID, user_id: int | None) -> Facts:
    """The facts of a row as a person sees them, who is not told of themselves. One statement."""
    counts = counts_of(model, [row_id]) | _more_counts(model, row_id)
    newest = _newest(model, row_id).subquery()
    others = others_with(model, row_id, user_id).subquery()
    open_with = func.array(select(others.c.email).order_by(others.c.email).scalar_subquery())
    columns = (
        *newest.c,
        open_with.label("open_with"),
        *(count.label(f"count_{name}") for name, count in counts.items()),
    )
    one = select(literal(1)).subquery()
    statement = select(*columns).select_from(one.outerjoin(newest, true()))
    found: Any = db.session.execute(statement.execution_options(**PREPARED)).one()
    numbers: dict[str, int] = {name: getattr(found, f"count_{name}") for name in counts}
    uncounted = numbers.pop("others", 0)
    is_least = model is LessonDescription and (uncounted > 0 or numbers["learners"] > MOST_LEARNERS)
    if is_least:
        numbers["learners"] = min(numbers["learners"], MOST_LEARNERS)
    last = found.occurred_at and LastChange(
        found.operation, found.occurred_at, found.user_id, found.email, found.command, found.database_role
    )
    return Facts(last, found.open_with, numbers, is_least=is_least)


def _newest(model: type[Base], row_id: UUID) -> Any:
    columns = Revision.operation, Revision.occurred_at, Revision.user_id, Revision.command, Revision.database_role
    of_row = Revision.row_id == row_id, Revision.table_name == model.__tablename__
    statement = select(*columns, User.email).outerjoin(User, User.id == Revision.user_id).where(*of_row)
    return statement.order_by(Revision.id.desc()).limit(1)


def _more_counts(model: type[Base], row_id: UUID) -> dict[str, ScalarSelect[int]]:
    """What a deletion does not touch, but a reader wants to know."""
    own = PersonalizedLessonDescription
    if model is LessonDescription:
        lessons = select(LessonDescription.lesson_id).where(LessonDescription.id == row_id)
        learners = of_descriptions([row_id], bound=MOST_LEARNERS, lookups=MOST_LOOKUPS)
        return {own.__tablename__: count_of(own.lesson_id, lessons), **learners}
    return {}
