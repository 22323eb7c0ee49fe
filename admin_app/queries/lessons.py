"""Lessons of a course, and the number that a new one takes."""

from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import contains_eager, defer

from admin_app.extensions import db
from admin_app.models import Course, Lesson
from admin_app.models.sort_keys import sort_key
from admin_app.queries.matching import contains, words_of
from admin_app.queries.searching import has_word

MAX_NUMBER = 2_147_483_647


def lessons_of_course(course_id: UUID) -> list[Lesson]:
    """The lessons of a course in order."""
    statement = select(Lesson).where(Lesson.course_id == course_id).order_by(Lesson.lesson_number)
    return list(db.session.scalars(statement))


def lesson_by_number(course_id: UUID, lesson_number: int) -> Lesson | None:
    """The lesson of a course that has this number."""
    return db.session.scalar(select(Lesson).filter_by(course_id=course_id, lesson_number=lesson_number))


def next_lesson_number(course_id: UUID) -> int:
    """The number after the last lesson of a course; 1 for its first. The last number that there is may be taken."""
    last = select(func.max(Lesson.lesson_number)).where(Lesson.course_id == course_id)
    return min(max(db.session.scalar(last) or 0, 0) + 1, MAX_NUMBER)


def lessons_matching(text: str, *, limit: int, offset: int = 0) -> list[Lesson]:
    """Lessons with every word of the text in number, title or course, in order of course and number."""
    statement = select(Lesson).join(Lesson.course).where(*map(_has_word, words_of(text)))
    ordered = statement.order_by(sort_key(Course.title), Course.id, Lesson.lesson_number)
    options = contains_eager(Lesson.course), defer(Lesson.content)
    return list(db.session.scalars(ordered.options(*options).limit(limit).offset(offset)))


def _has_word(word: str) -> ColumnElement[bool]:
    in_text = has_word(Lesson, [Lesson.title, Course.title, Course.slug], word)
    # Only for what may be in a number, since there is no index to look for it.
    in_number = [contains(cast(Lesson.lesson_number, Text), word)] if word.isdecimal() else []
    return or_(in_text, *in_number)
