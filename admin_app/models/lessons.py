"""Lessons: the numbered parts of a course."""

from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.documents import Document
from admin_app.extensions import Base
from admin_app.models.columns import JSON, CreatedAt, PrimaryKey, parent, summary_of
from admin_app.models.courses import Course
from admin_app.models.search_keys import index_keys


class Lesson(Base):
    """One lesson of a course."""

    __tablename__ = "lessons"
    __table_args__ = (UniqueConstraint("course_id", "lesson_number"),)

    id: Mapped[PrimaryKey]
    course_id: Mapped[UUID] = mapped_column(parent("courses.id"))
    lesson_number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
    content: Mapped[Document | None] = mapped_column(JSON)
    created_at: Mapped[CreatedAt]

    course: Mapped[Course] = relationship()
    content_summary = summary_of(content)

    def __str__(self) -> str:
        return f"{self.lesson_number}. {self.title}"


index_keys(Lesson.title, Lesson.summary)
# What belongs to lessons, by their number.
Index("lessons_lesson_number_id_idx", Lesson.lesson_number, Lesson.id)
