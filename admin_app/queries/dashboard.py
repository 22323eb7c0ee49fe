"""Totals, and what needs a person; each counted to a bound."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, exists, func, select

from admin_app.extensions import db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)

BOUND = 10_000


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


def overview() -> Overview:
    """Count everything the dashboard shows. One statement."""
    tables = Course, Lesson, LessonDescription, Profile, PersonalizedLessonDescription, LessonAsset
    described = exists().where(LessonDescription.lesson_id == Lesson.id)
    named = exists().where(Course.slug == Profile.course_slug)
    counts = [
        *(_bounded(select(table.id)) for table in tables),
        _bounded(select(Lesson.id).where(~described)),
        _bounded(select(Profile.id).where(Profile.course_slug.is_(None))),
        _bounded(select(Profile.id).where(Profile.course_slug.is_not(None), ~named)),
    ]
    return Overview(*tuple(db.session.execute(select(*counts)).one()))


def _bounded(statement: Select[*tuple[Any, ...]]) -> ScalarSelect[int]:
    """A count that stops just past BOUND."""
    return select(func.count()).select_from(statement.limit(BOUND + 1).subquery()).scalar_subquery()
