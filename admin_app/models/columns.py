"""What the six tables have in common: their key, their time and their documents."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Text, case, cast, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, MappedSQLExpression, column_property, mapped_column

from admin_app.documents import Document

SUMMARY_CHARACTERS = 400

# None is SQL NULL; JSON null is Document("null").
JSON = JSONB(none_as_null=True)

PrimaryKey = Annotated[UUID, mapped_column(primary_key=True, server_default=func.gen_random_uuid())]
CreatedAt = Annotated[datetime | None, mapped_column(DateTime(timezone=True), server_default=func.now())]
# In the dashboard's own tables every row has its time.
RequiredCreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]


def parent(column: str) -> ForeignKey:
    """A foreign key whose rows go with their parent."""
    return ForeignKey(column, ondelete="CASCADE")


def summary_of(column: "Mapped[Document] | Mapped[Document | None]") -> MappedSQLExpression[str | None]:
    """The beginning of a document as text, its title first; loaded only where a list asks for it."""
    title = func.jsonb_build_object("title", column["title"])
    titled = func.concat(cast(title, Text), cast(column.op("-")("title"), Text))
    has_title = (func.jsonb_typeof(column) == "object") & column.op("?")("title")
    text = case((has_title, titled), else_=cast(column, Text))
    return column_property(func.left(text, SUMMARY_CHARACTERS), deferred=True, group="summary")
