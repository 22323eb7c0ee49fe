"""Lesson assets: videos, documents and links that go with a lesson."""

from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.documents import Document
from admin_app.extensions import Base
from admin_app.models.columns import JSON, CreatedAt, PrimaryKey, parent, summary_of
from admin_app.models.lessons import Lesson
from admin_app.models.search_keys import index_keys
from admin_app.models.sort_keys import sort_key


class LessonAsset(Base):
    """A file or page somewhere on the web that belongs to a lesson."""

    __tablename__ = "lesson_assets"

    id: Mapped[PrimaryKey]
    lesson_id: Mapped[UUID] = mapped_column(parent("lessons.id"), index=True)
    asset_type: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    # SQLAlchemy keeps the name `metadata` to itself.
    asset_metadata: Mapped[Document | None] = mapped_column("metadata", JSON)
    created_at: Mapped[CreatedAt]

    lesson: Mapped[Lesson] = relationship()
    asset_metadata_summary = summary_of(asset_metadata)

    def __str__(self) -> str:
        return f"{self.asset_type}: {self.url}"


index_keys(LessonAsset.url, LessonAsset.asset_type)
# By type, and which types there are.
Index("lesson_assets_asset_type_order_idx", sort_key(LessonAsset.asset_type), LessonAsset.id)
