"""The rows around a row, a few of each, for its own page. One statement each."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, cast, literal, null, select, union_all

from admin_app.documents import Document
from admin_app.extensions import db
from admin_app.models import Course, Lesson, LessonAsset, LessonDescription, PersonalizedLessonDescription
from admin_app.models.sort_keys import sort_key

MAX_SHOWN = 20


@dataclass(frozen=True)
class RelatedLesson:
    """A lesson of a course, and whether there is a standard description of it."""

    id: UUID
    lesson_number: int
    title: str
    is_described: bool


@dataclass(frozen=True)
class Parts:
    """What goes with a lesson: its standard description, of which the beginning is loaded, and its first assets."""

    description_id: UUID | None
    description: str | None
    assets: list["RelatedAsset"]


@dataclass(frozen=True)
class RelatedAsset:
    """An asset of a lesson."""

    id: UUID
    asset_type: str
    url: str


@dataclass(frozen=True)
class RelatedVersion:
    """A learner's own version of a lesson's description."""

    id: UUID
    lesson_number: int
    title: str
    course_title: str


def first_lessons(course_id: UUID) -> list[RelatedLesson]:
    """The first lessons of a course, in order."""
    columns = Lesson.id, Lesson.lesson_number, Lesson.title, LessonDescription.id.is_not(None)
    joined = select(*columns).outerjoin(LessonDescription, LessonDescription.lesson_id == Lesson.id)
    first = joined.where(Lesson.course_id == course_id).order_by(Lesson.lesson_number).limit(MAX_SHOWN)
    return [RelatedLesson(*row) for row in db.session.execute(first)]


def parts_of(lesson_id: UUID) -> Parts:
    """The standard description and the first assets of a lesson."""
    described = select(literal(0), LessonDescription.id, cast(null(), Text), LessonDescription.data_summary.expression)
    description = described.where(LessonDescription.lesson_id == lesson_id)
    of_lesson = select(literal(1), LessonAsset.id, LessonAsset.asset_type, LessonAsset.url)
    in_order = of_lesson.where(LessonAsset.lesson_id == lesson_id).order_by(LessonAsset.created_at, LessonAsset.id)
    found = db.session.execute(union_all(description, in_order.limit(MAX_SHOWN).subquery().select())).all()
    own = next((row for row in found if row[0] == 0), None)
    assets = [RelatedAsset(*row[1:]) for row in found if row[0] == 1]
    return Parts(own[1], own[3], assets) if own else Parts(None, None, assets)


def first_versions(profile_id: UUID) -> list[RelatedVersion]:
    """A learner's first own versions, by course and lesson."""
    own = PersonalizedLessonDescription
    columns = own.id, Lesson.lesson_number, Lesson.title, Course.title
    joined = select(*columns).join(own.lesson).join(Lesson.course).where(own.profile_id == profile_id)
    first = joined.order_by(sort_key(Course.title), Lesson.course_id, Lesson.lesson_number).limit(MAX_SHOWN)
    return [RelatedVersion(*row) for row in db.session.execute(first)]


def standard_of(lesson_id: UUID) -> tuple[UUID, Document] | None:
    """The id and the text of a lesson's standard description; None where it has none."""
    statement = select(LessonDescription.id, LessonDescription.data).where(LessonDescription.lesson_id == lesson_id)
    row = db.session.execute(statement).one_or_none()
    return (row.id, row.data) if row else None
