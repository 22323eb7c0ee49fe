"""The history: a row's version and its states, and what happened to it, newest first. One statement each."""

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
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
    union_all,
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
    transaction_at: datetime
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
    wanted = list(ids)
    if not wanted:
        return {}
    statement = _entries(select(Revision.id).where(Revision.id.in_(wanted)))
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


def entries_in(page: Any) -> list[Entry]:
    """Some revisions, whose ids a SELECT tells, newest first; without their documents."""
    newest_first = Revision.occurred_at.desc(), Revision.id.desc()
    return [_entry(row) for row in db.session.execute(_entries(page).order_by(*newest_first))]


def _of_row(table: str, row_id: Any) -> tuple[ColumnElement[bool], ...]:
    return Revision.row_id == row_id, Revision.table_name == table


def _image(model: type[Base]) -> ColumnElement[Document]:
    # As the trigger makes it, in migrations/004_history.sql.
    image: ColumnElement[Any] = func.admin.image(literal_column(model.__tablename__), type_=JSON)
    for document in model.__table__.columns:
        if isinstance(document.type, JSONB):
            image = case((document.is_(None), image.op("-", return_type=JSON)(cast(document.name, Text))), else_=image)
    return image


def _entries(page: Any) -> Select[Any]:
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
    "transaction_at",
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
        transaction_at=row.transaction_at,
        occurred_at=row.occurred_at,
        is_erased=row.erased_at is not None,
        came_back=row.came_back,
    )
