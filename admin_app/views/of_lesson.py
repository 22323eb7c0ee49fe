"""What the tables whose rows belong to a lesson share: how its lesson and course are loaded, filtered and exported."""

from typing import Any

from sqlalchemy.orm import contains_eager

from admin_app.models import Course, Lesson
from admin_app.models.sort_keys import sort_key
from admin_app.views.filters import Contains, Equals, NumberIs
from admin_app.views.related import Card, Item, page_of
from admin_app.words import _, _l

EXPORTED = {"course_slug": Course.slug, "lesson_number": Lesson.lesson_number}
# What they are ordered by before the rows of one lesson.
BY_NUMBER = (Lesson.lesson_number, Lesson.id)
BY_COURSE = (sort_key(Course.title), Course.id, Lesson.lesson_number, Lesson.id)
FILTERS = (
    Equals(_l("Course slug"), Course.slug),
    NumberIs(_l("Lesson number"), Lesson.lesson_number),
    Contains(_l("Lesson title"), Lesson.title),
)


def filtered(lesson: Lesson) -> dict[str, Any]:
    """The arguments of a list that narrow it to what belongs to a lesson."""
    return {"flt0_course_slug_equals": lesson.course.slug, "flt1_lesson_number_is": lesson.lesson_number}


def card(lesson: Any, *, editing: bool) -> Card:
    """The lesson that a row belongs to."""
    item = Item(str(lesson), str(lesson.course), page_of("lessons", lesson.id, editing=editing))
    return Card(_("Lesson"), "list-numbers", [item])


def named(lesson: Any) -> Any:
    """Of a joined lesson and its course, what people know them by."""
    of_lesson = contains_eager(lesson).load_only(Lesson.lesson_number, Lesson.title)
    return of_lesson.contains_eager(Lesson.course).load_only(Course.title, Course.slug)
