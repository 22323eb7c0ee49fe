"""The shape of a standard lesson description."""

from datetime import datetime

from admin_app.schemas.base import UNSET, Id, Json, Moment, Schema, Update


class LessonDescriptionRow(Schema):
    """A standard description as it is stored."""

    id: Id
    lesson_id: Id
    data: Json
    created_at: datetime | None


class LessonDescriptionInsert(Schema):
    """A standard description to be made."""

    id: Id = UNSET
    lesson_id: Id
    data: Json
    created_at: Moment | None = UNSET


class LessonDescriptionUpdate(Update):
    """What changes in a standard description."""

    lesson_id: Id = UNSET
    data: Json = UNSET
    created_at: Moment | None = UNSET
