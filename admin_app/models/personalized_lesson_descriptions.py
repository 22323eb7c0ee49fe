"""Personalized lesson descriptions: a learner's own version of a lesson's description."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.documents import Document
from admin_app.extensions import Base
from admin_app.models.columns import JSON, CreatedAt, PrimaryKey, parent, summary_of
from admin_app.models.lessons import Lesson
from admin_app.models.profiles import Profile


class PersonalizedLessonDescription(Base):
    """What one learner sees of a lesson instead of the standard description."""

    __tablename__ = "personalized_lesson_descriptions"
    __table_args__ = (UniqueConstraint("profile_id", "lesson_id"),)

    id: Mapped[PrimaryKey]
    profile_id: Mapped[UUID] = mapped_column(parent("profiles.id"))
    lesson_id: Mapped[UUID] = mapped_column(parent("lessons.id"), index=True)
    content: Mapped[Document] = mapped_column(JSON)
    created_at: Mapped[CreatedAt]

    profile: Mapped[Profile] = relationship()
    lesson: Mapped[Lesson] = relationship()
    content_summary = summary_of(content)

    def __str__(self) -> str:
        return f"{self.lesson} — {self.profile}"


# The newest first.
Index(
    "personalized_lesson_descriptions_created_at_id_idx",
    PersonalizedLessonDescription.created_at,
    PersonalizedLessonDescription.id,
)
