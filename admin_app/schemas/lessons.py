"""The shape of a lesson."""

from datetime import datetime

from admin_app.schemas.base import UNSET, Id, Json, LessonNumber, Moment, Name, Schema, Text, Update


class LessonRow(Schema):
    """A lesson as it is stored."""

    id: Id
    course_id: Id
    lesson_number: int
    title: str
    summary: str | None
    content: Json | None
    created_at: datetime | None


class LessonInsert(Schema):
    """A lesson to be made."""

    id: Id = UNSET
    course_id: Id
    lesson_number: LessonNumber
    title: Name
    summary: Text | None = None
    content: Json | None = None
    created_at: Moment | None = UNSET


class LessonUpdate(Update):
    """What changes in a lesson."""

    course_id: Id = UNSET
    lesson_number: LessonNumber = UNSET
    title: Name = UNSET
    summary: Text | None = UNSET
    content: Json | None = UNSET
    created_at: Moment | None = UNSET
