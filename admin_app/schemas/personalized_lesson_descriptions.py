"""The shape of a learner's own version of a lesson's description."""

from datetime import datetime

from admin_app.schemas.base import UNSET, Id, Json, Moment, Schema, Update


class PersonalizedLessonDescriptionRow(Schema):
    """A personalized description as it is stored."""

    id: Id
    profile_id: Id
    lesson_id: Id
    content: Json
    created_at: datetime | None


class PersonalizedLessonDescriptionInsert(Schema):
    """A personalized description to be made."""

    id: Id = UNSET
    profile_id: Id
    lesson_id: Id
    content: Json
    created_at: Moment | None = UNSET


class PersonalizedLessonDescriptionUpdate(Update):
    """What changes in a personalized description."""

    profile_id: Id = UNSET
    lesson_id: Id = UNSET
    content: Json = UNSET
    created_at: Moment | None = UNSET
