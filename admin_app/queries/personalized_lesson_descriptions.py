"""A learner's own version of a lesson."""

from uuid import UUID

from sqlalchemy import select

from admin_app.extensions import db
from admin_app.models import PersonalizedLessonDescription


def personalization(profile_id: UUID, lesson_id: UUID) -> PersonalizedLessonDescription | None:
    """The personalized description of a lesson for a profile."""
    statement = select(PersonalizedLessonDescription).filter_by(profile_id=profile_id, lesson_id=lesson_id)
    return db.session.scalar(statement)
