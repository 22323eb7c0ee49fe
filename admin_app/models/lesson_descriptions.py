"""Lesson descriptions: the standard description of a lesson, one each."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.documents import Document
from admin_app.extensions import Base
from admin_app.models.columns import JSON, CreatedAt, PrimaryKey, parent, summary_of
from admin_app.models.lessons import Lesson
from admin_app.words import _


class LessonDescription(Base):
    """What every learner without a version of their own sees of a lesson."""

    __tablename__ = "lesson_descriptions"

    id: Mapped[PrimaryKey]
    lesson_id: Mapped[UUID] = mapped_column(parent("lessons.id"), unique=True)
    data: Mapped[Document] = mapped_column(JSON)
    created_at: Mapped[CreatedAt]

    lesson: Mapped[Lesson] = relationship()
    data_summary = summary_of(data)

    def __str__(self) -> str:
        return _("Standard description of %(lesson)s", lesson=self.lesson)
