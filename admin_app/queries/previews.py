"""The personalized course of a profile: the one home of the rule that chooses between descriptions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import JSON, Row, ScalarSelect, Select, and_, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

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
from admin_app.prepared_statements import PREPARED

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
class PreviewedAsset:
    """What goes with a lesson somewhere on the web; of its metadata only the beginning."""

    id: UUID
    asset_type: str
    url: str
    metadata_summary: str | None


@dataclass(frozen=True)
class PreviewedLesson:
    """A lesson as the learner gets it: `description` is the document shown, `source` says where it is from.

    `content` and `assets` are there only where they were asked for.
    """

    id: UUID
    lesson_number: int
    title: str
    summary: str | None
    source: Source
    description: Document | None
    standard: Document | None
    standard_id: UUID | None
    personalized_id: UUID | None
    content: Document | None = None
    assets: Sequence[PreviewedAsset] = ()


@dataclass(frozen=True)
class PersonalizedCourse:
    """What a learner sees. `course` is None where the profile names none that exists.

    `survey_summary` is the beginning of what the learner answered, there only where it was asked for.
    """

    profile: PreviewedProfile
    course: PreviewedCourse | None
    lessons: list[PreviewedLesson]
    survey_summary: str | None = None

    @property
    def counts(self) -> Mapping[Source, int]:
        """How many lessons come from each source."""
        found = Counter(lesson.source for lesson in self.lessons)
        return {source: found[source] for source in SOURCES}


def personalized_course(user_identifier: str, *, with_material: bool = False) -> PersonalizedCourse | None:
    """The course of a learner with its lessons in order; None where there is no such profile. One statement.

    `with_material` reads the survey too, and what goes with a lesson besides its description: its content and assets.
    """
    rows = db.session.execute(_statement(with_material), {"user_identifier": user_identifier}).all()
    if not rows:
        return None
    first = rows[0]
    return PersonalizedCourse(
        profile=PreviewedProfile(first.profile_id, first.user_identifier, first.name, first.course_slug),
        course=first.course_id and PreviewedCourse(first.course_id, first.slug, first.course_title, first.course_text),
        lessons=[_lesson(row, with_material=with_material) for row in rows if row.lesson_id],
        survey_summary=first.survey_summary if with_material else None,
    )


@cache
def _statement(with_material: bool) -> Select[*tuple[Any, ...]]:
    """The statement for any learner: put together once, since that takes as long as to send it."""
    material = (Lesson.content, _assets().label("assets"), _survey().label("survey_summary")) if with_material else ()
    return _personalized_course().add_columns(*material).execution_options(**PREPARED)


def _personalized_course() -> Select[*tuple[Any, ...]]:
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
        .where(Profile.user_identifier == bindparam("user_identifier"))
        .order_by(Lesson.lesson_number)
    )


def _survey() -> ScalarSelect[Any]:
    """The beginning of the learner's survey, taken once for all rows."""
    learner = aliased(Profile)
    summary = select(learner.survey_summary.expression)
    return summary.where(learner.user_identifier == bindparam("user_identifier")).scalar_subquery()


def _assets() -> ScalarSelect[Any]:
    """The assets of a lesson in their order, as one list of JSON: a join would repeat the lesson's documents."""
    asset = LessonAsset
    fields = func.json_build_array(asset.id, asset.asset_type, asset.url, asset.asset_metadata_summary.expression)
    listed = func.json_agg(aggregate_order_by(fields, asset.created_at, asset.id), type_=JSON())
    return select(listed).where(asset.lesson_id == Lesson.id).correlate(Lesson).scalar_subquery()


def _lesson(row: Row[*tuple[Any, ...]], *, with_material: bool) -> PreviewedLesson:
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
        content=row.content if with_material else None,
        assets=[_asset(*fields) for fields in row.assets.value] if with_material and row.assets else (),
    )


def _asset(asset_id: str, asset_type: str, url: str, metadata_summary: str | None) -> PreviewedAsset:
    return PreviewedAsset(UUID(asset_id), asset_type, url, metadata_summary)
