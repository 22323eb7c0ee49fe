"""Learners' own versions of lessons."""

from uuid import UUID

from sqlalchemy import ColumnElement, any_, select
from sqlalchemy.dialects.postgresql import array

from admin_app.extensions import db
from admin_app.models import Lesson, PersonalizedLessonDescription


def personalization(profile_id: UUID, lesson_id: UUID) -> PersonalizedLessonDescription | None:
    """The personalized description of a lesson for a profile."""
    statement = select(PersonalizedLessonDescription).filter_by(profile_id=profile_id, lesson_id=lesson_id)
    return db.session.scalar(statement)


def is_personalized() -> ColumnElement[bool]:
    """Whether any learner has a version of a lesson, as a condition on lessons.

    Where few lessons have all the versions there are, PostgreSQL expects to meet one of any lesson soon, and for EXISTS
    would read the whole table for each lesson that has none. As in consequences.py the order of the index says how.
    """
    lesson_id = PersonalizedLessonDescription.lesson_id
    of_lesson = select(lesson_id).where(lesson_id == any_(array([Lesson.id]))).order_by(lesson_id).limit(1)
    return of_lesson.correlate(Lesson).scalar_subquery().is_not(None)
