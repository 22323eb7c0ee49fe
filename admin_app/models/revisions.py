"""Revisions: what happened to the rows of the six tables, written by the database itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.documents import Document
from admin_app.extensions import Base
from admin_app.models.columns import JSON

# A table and an operation in nine letters, as the indexes of the activity have them.
KIND = "left(table_name, 8) || left(operation, 1)"
_KIND = text(f"({KIND})")


def kind_of(table: str, operation: str) -> str:
    """The kind of the revisions of a table by an operation."""
    return table[:8] + operation[:1]


class Revision(Base):
    """One change of one row, or the truncation of a table; nothing but the triggers makes one."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    table_name: Mapped[str] = mapped_column(Text)
    row_id: Mapped[UUID | None] = mapped_column()
    operation: Mapped[str] = mapped_column(Text)
    before: Mapped[Document | None] = mapped_column(JSON)
    after: Mapped[Document | None] = mapped_column(JSON)
    # The person or the command; neither is somebody outside the dashboard.
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    command: Mapped[str | None] = mapped_column(Text)
    database_role: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    # A transaction is both: its number alone comes again after a move to another server.
    transaction_id: Mapped[int] = mapped_column(BigInteger)
    transaction_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    # Since when before and after are gone for good.
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("revisions_row_id_idx", row_id, id),
        Index("revisions_transaction_id_id_idx", transaction_id, id),
        Index("revisions_kind_idx", _KIND, occurred_at, id),
        Index("revisions_user_id_kind_idx", user_id, _KIND, occurred_at, id, postgresql_where=user_id.is_not(None)),
        Index("revisions_command_kind_idx", command, _KIND, occurred_at, id, postgresql_where=command.is_not(None)),
        Index(
            "revisions_outside_kind_idx",
            _KIND,
            occurred_at,
            id,
            postgresql_where=user_id.is_(None) & command.is_(None),
        ),
        {"schema": "admin"},
    )
