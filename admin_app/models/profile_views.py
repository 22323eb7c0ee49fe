"""Profile views: who looked at whose profile or preview, and when."""

from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.models.columns import RequiredCreatedAt


class ProfileViewRecord(Base):
    """One look of a person at a learner; without a learner, at all of them, as an export has them."""

    __tablename__ = "profile_views"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    profile_id: Mapped[UUID | None] = mapped_column(index=True)
    # As it was at that moment; the learner may be gone or have another one now.
    user_identifier: Mapped[str | None] = mapped_column(Text)
    page: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    viewed_at: Mapped[RequiredCreatedAt]

    __table_args__ = (
        Index(None, "viewed_at", "id"),
        Index(None, "user_id", "viewed_at", "id"),
        # By hash, since an identifier may be longer than an ordered index takes.
        Index(None, "user_identifier", postgresql_using="hash"),
        {"schema": "admin"},
    )
