"""What the tables whose rows belong to a lesson share: how its lesson and course are loaded, filtered and exported."""

from typing import Any

from sqlalchemy.orm import contains_eager

from admin_app.models import Course, Lesson
from admin_app.views.filters import Contains, Equals, NumberIs

EXPORTED = {"course_slug": Course.slug, "lesson_number": Lesson.lesson_number}
FILTERS = (
    Equals("Course slug", Course.slug),
    NumberIs("Lesson number", Lesson.lesson_number),
    Contains("Lesson title", Lesson.title),
)


def named(lesson: Any) -> Any:
    """Of a joined lesson and its course, what people know them by."""
    of_lesson = contains_eager(lesson).load_only(Lesson.lesson_number, Lesson.title)
    return of_lesson.contains_eager(Lesson.course).load_only(Course.title)
