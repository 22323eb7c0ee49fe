"""Open rows: which rows are open for editing, and with whom."""

from uuid import UUID

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.models.columns import RequiredCreatedAt


class OpenRow(Base):
    """A row that somebody has open, since when, and when their page was last heard of."""

    __tablename__ = "open_rows"
    __table_args__ = {"schema": "admin", "prefixes": ["UNLOGGED"]}  # noqa: RUF012  # SQLAlchemy's name, and it is not changed

    table_name: Mapped[str] = mapped_column(Text, primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    opened_at: Mapped[RequiredCreatedAt]
    seen_at: Mapped[RequiredCreatedAt] = mapped_column(index=True)
