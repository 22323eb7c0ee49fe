"""The shape of a learner's profile."""

from datetime import datetime

from admin_app.schemas.base import UNSET, Id, Json, Key, Moment, NamedKey, Schema, Text, Update


class ProfileRow(Schema):
    """A profile as it is stored."""

    id: Id
    user_identifier: str
    name: str | None
    course_slug: str | None
    survey: Json | None
    created_at: datetime | None


class ProfileInsert(Schema):
    """A profile to be made. Its course_slug may name no course: the learner app sets it freely."""

    id: Id = UNSET
    user_identifier: NamedKey
    name: Text | None = None
    course_slug: Key | None = None
    survey: Json | None = None
    created_at: Moment | None = UNSET


class ProfileUpdate(Update):
    """What changes in a profile."""

    user_identifier: NamedKey = UNSET
    name: Text | None = UNSET
    course_slug: Key | None = UNSET
    survey: Json | None = UNSET
    created_at: Moment | None = UNSET
