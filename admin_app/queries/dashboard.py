"""Totals, what needs a person, and how far each course is covered; each counted to a bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ScalarSelect, Select, and_, exists, func, literal, not_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from admin_app.extensions import db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)
from admin_app.queries.personalized_lesson_descriptions import is_personalized
from admin_app.queries.profiles import with_unknown_course

BOUND = 10_000
# The courses whose coverage is told, the newest; and the lessons of each that are looked at.
MAX_COURSES = 20
MAX_LESSONS = 1_000


@dataclass(frozen=True)
class Coverage:
    """The lessons of a course by what their learners get; each lesson is in one of the three.

    `personalized` have a standard description and somebody's own version beside it, `standard` only the first. In all
    together no more than MAX_LESSONS + 1, which stands for more than MAX_LESSONS.
    """

    course_id: UUID
    slug: str
    title: str
    personalized: int
    standard: int
    missing: int

    @property
    def lessons(self) -> int:
        """How many lessons there are."""
        return self.personalized + self.standard + self.missing


@dataclass(frozen=True)
class Overview:
    """Rows of each table and rows that need a person; BOUND + 1 stands for "more than BOUND"."""

    courses: int
    lessons: int
    lesson_descriptions: int
    profiles: int
    personalized_lesson_descriptions: int
    lesson_assets: int
    lessons_without_description: int
    profiles_without_course: int
    profiles_with_unknown_course: int
    coverage: Sequence[Coverage]


def overview() -> Overview:
    """Count everything the dashboard shows. One statement."""
    tables = Course, Lesson, LessonDescription, Profile, PersonalizedLessonDescription, LessonAsset
    counts = [
        *(_bounded(select(table.id)) for table in tables),
        _bounded(select(Lesson.id).where(~_DESCRIBED)),
        _bounded(select(Profile.id).where(Profile.course_slug.is_(None))),
        _bounded(with_unknown_course(literal(1), BOUND + 1)),
    ]
    *found, coverage = db.session.execute(select(*counts, _coverage())).one()
    covered = [_covered(*fields) for fields in coverage.value] if coverage else []
    return Overview(*(*found, covered))


_DESCRIBED = exists().where(LessonDescription.lesson_id == Lesson.id)


def _bounded(statement: Select[*tuple[Any, ...]]) -> ScalarSelect[int]:
    """A count that stops just past BOUND."""
    return select(func.count()).select_from(statement.limit(BOUND + 1).subquery()).scalar_subquery()


def _coverage() -> ScalarSelect[Any]:
    """The newest courses with the lessons of each kind, as one list of JSON.

    Each lesson is looked up in two indexes, so the millions of personalized descriptions cost nothing.
    """
    newest_first = Course.created_at.desc().nulls_last(), Course.id
    courses = select(Course).order_by(*newest_first).limit(MAX_COURSES).subquery("newest")
    looked_at = (
        select(_DESCRIBED.label("described"), is_personalized().label("personalized"))
        .where(Lesson.course_id == courses.c.id)
        .correlate(courses)
        .limit(MAX_LESSONS + 1)
        .lateral()
    )
    described, personalized = looked_at.c.described, looked_at.c.personalized
    kinds = and_(described, personalized), and_(described, not_(personalized)), not_(described)
    counts = select(*(func.count().filter(kind) for kind in kinds)).select_from(looked_at).correlate(courses).lateral()
    fields = func.json_build_array(courses.c.id, courses.c.slug, courses.c.title, *counts.c)
    in_order = aggregate_order_by(fields, courses.c.created_at.desc().nulls_last(), courses.c.id)
    listed = select(func.json_agg(in_order, type_=JSON())).select_from(courses.join(counts, true()))
    return listed.scalar_subquery()


def _covered(course_id: str, slug: str, title: str, *counts: Any) -> Coverage:
    return Coverage(UUID(course_id), slug, title, *map(int, counts))
