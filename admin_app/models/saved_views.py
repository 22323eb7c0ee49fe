"""Saved views: searches and filters of a list that a person has given a name."""

from sqlalchemy import BigInteger, ForeignKey, Identity, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.models.columns import RequiredCreatedAt


class SavedView(Base):
    """A list as a person has arranged it; `query` is what follows the question mark in its address."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "table_name", "name"), {"schema": "admin"})

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("admin.users.id", ondelete="CASCADE"))
    table_name: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[RequiredCreatedAt]
