"""The shape of a course."""

from datetime import datetime

from admin_app.schemas.base import UNSET, Id, Moment, Name, Schema, Slug, Text, Update


class CourseRow(Schema):
    """A course as it is stored."""

    id: Id
    slug: str
    title: str
    description: str | None
    created_at: datetime | None


class CourseInsert(Schema):
    """A course to be made."""

    id: Id = UNSET
    slug: Slug
    title: Name
    description: Text | None = None
    created_at: Moment | None = UNSET


class CourseUpdate(Update):
    """What changes in a course."""

    slug: Slug = UNSET
    title: Name = UNSET
    description: Text | None = UNSET
    created_at: Moment | None = UNSET
