"""Ended sessions: those that were signed out before their time."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.models.columns import RequiredCreatedAt


class EndedSession(Base):
    """A session whose cookie is worth nothing any more."""

    __tablename__ = "ended_sessions"
    __table_args__ = {"schema": "admin"}  # noqa: RUF012  # SQLAlchemy's name, and it is not changed

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    ended_at: Mapped[RequiredCreatedAt]
