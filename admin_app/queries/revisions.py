"""The history: a row's version and its states, and what happened, newest first. One statement each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
    values,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from admin_app.documents import Document
from admin_app.extensions import Base, db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
    Revision,
    User,
)
from admin_app.models.columns import JSON
from admin_app.queries.revision_labels import CHANGED_COLUMNS, LABEL, LESSON_ID, PROFILE_ID

_MODELS: tuple[type[Base], ...] = (
    Course,
    Lesson,
    LessonDescription,
    LessonAsset,
    Profile,
    PersonalizedLessonDescription,
)
RECORDED = {model.__tablename__: model for model in _MODELS}
OPERATIONS = ("insert", "update", "delete", "truncate")

Place = tuple[datetime, int]


@dataclass(frozen=True)
class Entry:
    """What happened to one row, without its documents.

    `label` names the row where its content is still there; `columns` are those that an update has changed; an insert
    `came_back` where the history knows of the row before. Who has neither user_id nor command is outside the dashboard
    and known by the database role.
    """

    id: int
    table: str
    row_id: UUID | None
    operation: str
    label: str | None
    columns: tuple[str, ...]
    user_id: int | None
    email: str | None
    command: str | None
    database_role: str
    request_id: str | None
    transaction_id: int
    occurred_at: datetime
    is_erased: bool
    came_back: bool

    @property
    def is_outside(self) -> bool:
        """Whether neither a person nor a command of the dashboard did it."""
        return self.user_id is None and self.command is None

    @property
    def place(self) -> Place:
        """Where it stands in the activity: what comes next is before it."""
        return self.occurred_at, self.id


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


def version_column(model: type[Base]) -> ScalarSelect[int]:
    """A row's version as a column of a select of that model: the row and its version are of one moment."""
    key = model.__table__.c.id
    newest = select(func.coalesce(func.max(Revision.id), 0)).where(*_of_row(model.__tablename__, key))
    return newest.correlate(model.__table__).scalar_subquery()


def version_of(model: type[Base], row_id: UUID) -> int:
    """The id of a row's newest revision, 0 where it has none; deleted rows have one too."""
    newest = select(func.coalesce(func.max(Revision.id), 0)).where(*_of_row(model.__tablename__, row_id))
    return db.session.scalars(newest).one()


def state_at(table: str, row_id: UUID, version: int) -> Document | None:
    """The row as it was at that version, None where it was not there or its content was erased.

    A version that was pruned is known by what the first later revision found, or by the row itself. NULL is null in
    it, but for a jsonb column, which is left out where it is NULL: null is a value of JSON.
    """
    return db.session.scalar(state(table, row_id, version))


def state(table: str, row_id: UUID, version: int) -> Select[Document]:
    """The SELECT of state_at: one column, `image`, of at most one row."""
    model, of_row = RECORDED[table], _of_row(table, row_id)
    at = select(Revision.after.label("image"), literal(0).label("rank")).where(*of_row, Revision.id == version)
    later = select(Revision.before, literal(1)).where(*of_row, Revision.id > version).order_by(Revision.id).limit(1)
    now = select(_image(model), literal(2)).select_from(model).where(model.__table__.c.id == row_id)
    known = union_all(at, later.subquery().select(), now).subquery()
    return select(known.c.image).order_by(known.c.rank).limit(1)


def entries_of(ids: Iterable[int]) -> dict[int, Entry]:
    """Some revisions by their ids, without their documents."""
    statement = _entries(select(Revision.id).where(Revision.id.in_(list(ids))))
    return {row.id: _entry(row) for row in db.session.execute(statement)}


def revisions_of_row(table: str, row_id: UUID, *, limit: int, before: int | None = None) -> list[Entry]:
    """What happened to a row, newest first; `before` is the id of the last revision on the page before."""
    narrowed = true() if before is None else Revision.id < before
    page = select(Revision.id).where(*_of_row(table, row_id), narrowed).order_by(Revision.id.desc()).limit(limit)
    return [_entry(row) for row in db.session.execute(_entries(page).order_by(Revision.id.desc()))]


def label_of(table: str, row_id: UUID) -> str | None:
    """What a row is called, also when it is gone."""
    newest = revisions_of_row(table, row_id, limit=1)
    return newest[0].label if newest else None


def activity(filters: Filters, *, limit: int, before: Place | None = None) -> list[Entry]:
    """What happened to all rows, newest first; `before` is the place of the last entry on the page before."""
    if not _kinds(filters):
        return []
    conditions = list(_conditions(filters, before))
    if filters.row_id is not None:
        # The changes of one row wait for one another, so their ids are in the order of time, as its index has them.
        page = _page_of(filters, conditions, Revision.id.desc(), limit=limit)
    elif filters.user_id is not None or filters.command is not None or filters.outside:
        page = _page_of(filters, conditions, *_newest_first(Revision), limit=limit)
    else:
        page = _newest_of_each_kind(filters, conditions, limit)
    return [_entry(row) for row in db.session.execute(_entries(page).order_by(*_newest_first(Revision)))]


def _page_of(
    filters: Filters, conditions: list[ColumnElement[bool]], *order: ColumnElement[Any], limit: int
) -> Select[int]:
    return select(Revision.id).where(*conditions, *_kind_conditions(filters)).order_by(*order).limit(limit)


def _of_row(table: str, row_id: Any) -> tuple[ColumnElement[bool], ...]:
    return Revision.row_id == row_id, Revision.table_name == table


def _image(model: type[Base]) -> ColumnElement[Document]:
    # As the trigger makes it, in migrations/004_history.sql.
    image: ColumnElement[Any] = func.admin.image(literal_column(model.__tablename__), type_=JSON)
    for document in model.__table__.columns:
        if isinstance(document.type, JSONB):
            image = case((document.is_(None), image.op("-", return_type=JSON)(cast(document.name, Text))), else_=image)
    return image


def _newest_first(of: Any) -> tuple[ColumnElement[Any], ...]:
    return of.occurred_at.desc(), of.id.desc()


def _conditions(filters: Filters, before: Place | None) -> Iterable[ColumnElement[bool]]:
    """What narrows an activity, but for the table and the operation."""
    if filters.user_id is not None:
        yield Revision.user_id == filters.user_id
    if filters.command is not None:
        yield Revision.command == filters.command
    if filters.outside:
        yield Revision.user_id.is_(None) & Revision.command.is_(None)
    if filters.row_id is not None:
        yield Revision.row_id == filters.row_id
    if filters.since is not None:
        yield Revision.occurred_at >= filters.since
    if filters.until is not None:
        yield Revision.occurred_at < filters.until
    if before is not None and filters.row_id is not None:
        yield Revision.id < before[1]
    elif before is not None:
        yield tuple_(Revision.occurred_at, Revision.id) < tuple_(*before)
    if filters.deleted:
        yield _is_still_gone()


def _is_still_gone() -> ColumnElement[bool]:
    later = aliased(Revision)
    of_the_row = (later.row_id == Revision.row_id) & (later.table_name == Revision.table_name)
    return Revision.erased_at.is_(None) & ~select(later.id).where(of_the_row, later.id > Revision.id).exists()


def _kinds(filters: Filters) -> list[tuple[str, str]]:
    tables = [filters.table] if filters.table else list(RECORDED)
    possible = ("delete",) if filters.deleted else OPERATIONS
    operations = [operation for operation in possible if filters.operation in (None, operation)]
    return [(table, operation) for table in tables for operation in operations]


def _kind_conditions(filters: Filters) -> Iterable[ColumnElement[bool]]:
    if filters.table or filters.operation or filters.deleted:
        yield tuple_(Revision.table_name, Revision.operation).in_(_kinds(filters))


def _newest_of_each_kind(filters: Filters, conditions: list[ColumnElement[bool]], limit: int) -> Select[int]:
    """The newest of each table and operation, put together: one index has each in order, however rare it is."""
    kinds = values(column("table_name", Text), column("operation", Text), name="kinds").data(_kinds(filters))
    of_kind = and_(Revision.table_name == kinds.c.table_name, Revision.operation == kinds.c.operation)
    newest = (
        select(Revision.id, Revision.occurred_at)
        .where(of_kind, *conditions)
        .order_by(*_newest_first(Revision))
        .limit(limit)
        .lateral("newest")
    )
    together = select(newest.c.id).select_from(kinds.join(newest, true()))
    return together.order_by(*_newest_first(newest.c)).limit(limit)


def _entries(page: Select[int]) -> Select[Any]:
    """Entries of some revisions. What the label and the changed columns need is read for these alone."""
    statement = select(
        *(getattr(Revision, name) for name in _ENTRY_COLUMNS),
        LABEL.label("label"),
        CHANGED_COLUMNS.label("columns"),
        _came_back().label("came_back"),
        User.email,
    )
    return (
        statement.select_from(Revision)
        .join(page.subquery("page"), literal_column("page.id") == Revision.id)
        .outerjoin(User, User.id == Revision.user_id)
        .outerjoin(Lesson, Lesson.id == LESSON_ID)
        .outerjoin(Profile, Profile.id == PROFILE_ID)
    )


def _came_back() -> ColumnElement[bool]:
    earlier = aliased(Revision)
    of_the_row = (earlier.row_id == Revision.row_id) & (earlier.table_name == Revision.table_name)
    return (Revision.operation == "insert") & select(earlier.id).where(of_the_row, earlier.id < Revision.id).exists()


_ENTRY_COLUMNS = (
    "id",
    "table_name",
    "row_id",
    "operation",
    "user_id",
    "command",
    "database_role",
    "request_id",
    "transaction_id",
    "occurred_at",
    "erased_at",
)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        table=row.table_name,
        row_id=row.row_id,
        operation=row.operation,
        label=row.label,
        columns=tuple(row.columns),
        user_id=row.user_id,
        email=row.email,
        command=row.command,
        database_role=row.database_role,
        request_id=row.request_id,
        transaction_id=row.transaction_id,
        occurred_at=row.occurred_at,
        is_erased=row.erased_at is not None,
        came_back=row.came_back,
    )
