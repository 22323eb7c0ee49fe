"""Courses: what learners are enrolled in, by slug."""

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.models.columns import CreatedAt, PrimaryKey
from admin_app.models.search_keys import index_keys
from admin_app.models.sort_keys import sort_key


class Course(Base):
    """A course; profiles name it by its slug."""

    __tablename__ = "courses"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(Text, unique=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    def __str__(self) -> str:
        return self.title


index_keys(Course.slug, Course.title)
# By title, and what belongs to them.
Index("courses_title_order_idx", sort_key(Course.title), Course.id)
