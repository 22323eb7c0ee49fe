"""Choosing a row of another table by typing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from admin_app.extensions import Base, db
from admin_app.models import Course, Lesson, Profile
from admin_app.queries.courses import courses_matching
from admin_app.queries.lessons import lessons_matching
from admin_app.queries.profiles import profiles_matching

Choice = tuple[str, str]


@dataclass(frozen=True)
class Picker:
    """The rows to choose from: how they are found and what people know them by."""

    model: type[Base]
    matching: Callable[..., Sequence[Any]]
    label: Callable[[Any], str] = str

    def choices(self, text: str, *, limit: int, offset: int) -> list[Choice]:
        """The ids and labels of rows that match."""
        return [(str(row.id), self.label(row)) for row in self.matching(text, limit=limit, offset=offset)]

    def chosen(self, row_id: UUID | None) -> Choice | None:
        """The id and label of one row; None where there is no such row."""
        row = db.session.get(self.model, row_id) if row_id else None
        return (str(row_id), self.label(row)) if row else None


def _lesson_label(lesson: Lesson) -> str:
    return f"{lesson} — {lesson.course}"


COURSES = Picker(Course, courses_matching)
LESSONS = Picker(Lesson, lessons_matching, _lesson_label)
PROFILES = Picker(Profile, profiles_matching)
