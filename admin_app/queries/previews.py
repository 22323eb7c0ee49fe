"""The personalized course of a profile: the one home of the rule that chooses between descriptions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, select
from sqlalchemy.orm import defer, undefer_group

from admin_app.documents import Document
from admin_app.extensions import db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)

Source = Literal["personalized", "standard", "missing"]
SOURCES: tuple[Source, ...] = ("personalized", "standard", "missing")


@dataclass(frozen=True)
class PreviewedProfile:
    """The learner whose course it is."""

    id: UUID
    user_identifier: str
    name: str | None
    course_slug: str | None


@dataclass(frozen=True)
class PreviewedCourse:
    """The course that the profile's slug names."""

    id: UUID
    slug: str
    title: str
    description: str | None


@dataclass(frozen=True)
class PreviewedLesson:
    """A lesson as the learner gets it: `description` is the document shown, `source` says where it is from."""

    id: UUID
    lesson_number: int
    title: str
    summary: str | None
    source: Source
    description: Document | None
    standard: Document | None
    standard_id: UUID | None
    personalized_id: UUID | None


@dataclass(frozen=True)
class PersonalizedCourse:
    """What a learner sees. `course` is None where the profile names none that exists."""

    profile: PreviewedProfile
    course: PreviewedCourse | None
    lessons: list[PreviewedLesson]

    @property
    def counts(self) -> Mapping[Source, int]:
        """How many lessons come from each source."""
        found = Counter(lesson.source for lesson in self.lessons)
        return {source: found[source] for source in SOURCES}


@dataclass(frozen=True)
class LessonMaterial:
    """What goes with a lesson besides its description."""

    content: Document | None
    assets: list[LessonAsset]


def personalized_course(user_identifier: str) -> PersonalizedCourse | None:
    """The course of a learner with its lessons in order; None where there is no such profile. One statement."""
    rows = db.session.execute(_personalized_course(user_identifier)).all()
    if not rows:
        return None
    first = rows[0]
    return PersonalizedCourse(
        profile=PreviewedProfile(first.profile_id, first.user_identifier, first.name, first.course_slug),
        course=first.course_id and PreviewedCourse(first.course_id, first.slug, first.course_title, first.course_text),
        lessons=[_lesson(row) for row in rows if row.lesson_id],
    )


def _personalized_course(user_identifier: str) -> Select[*tuple[Any, ...]]:
    own, standard = PersonalizedLessonDescription, LessonDescription
    source = case((own.id.is_not(None), "personalized"), (standard.id.is_not(None), "standard"), else_="missing")
    return (
        select(
            Profile.id.label("profile_id"),
            Profile.user_identifier,
            Profile.name,
            Profile.course_slug,
            Course.id.label("course_id"),
            Course.slug,
            Course.title.label("course_title"),
            Course.description.label("course_text"),
            Lesson.id.label("lesson_id"),
            Lesson.lesson_number,
            Lesson.title.label("lesson_title"),
            Lesson.summary,
            source.label("source"),
            own.id.label("personalized_id"),
            own.content.label("personalized"),
            standard.id.label("standard_id"),
            standard.data.label("standard"),
        )
        .select_from(Profile)
        .outerjoin(Course, Course.slug == Profile.course_slug)
        .outerjoin(Lesson, Lesson.course_id == Course.id)
        .outerjoin(standard, standard.lesson_id == Lesson.id)
        .outerjoin(own, and_(own.lesson_id == Lesson.id, own.profile_id == Profile.id))
        .where(Profile.user_identifier == user_identifier)
        .order_by(Lesson.lesson_number)
    )


def _lesson(row: Row[*tuple[Any, ...]]) -> PreviewedLesson:
    return PreviewedLesson(
        id=row.lesson_id,
        lesson_number=row.lesson_number,
        title=row.lesson_title,
        summary=row.summary,
        source=row.source,
        description=row.personalized if row.source == "personalized" else row.standard,
        standard=row.standard,
        standard_id=row.standard_id,
        personalized_id=row.personalized_id,
    )


def materials_of_course(course_id: UUID) -> dict[UUID, LessonMaterial]:
    """Content and assets of each lesson of a course, by the lesson's id. Two statements."""
    lessons = select(Lesson.id, Lesson.content).where(Lesson.course_id == course_id)
    materials = {lesson_id: LessonMaterial(content, []) for lesson_id, content in db.session.execute(lessons)}
    assets = select(LessonAsset).join(LessonAsset.lesson).where(Lesson.course_id == course_id)
    shown = assets.options(defer(LessonAsset.asset_metadata), undefer_group("summary"))
    for asset in db.session.scalars(shown.order_by(LessonAsset.created_at, LessonAsset.id)):
        # A lesson may have come between the two statements.
        materials.setdefault(asset.lesson_id, LessonMaterial(None, [])).assets.append(asset)
    return materials
