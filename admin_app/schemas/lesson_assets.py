"""The shape of a lesson's asset."""

from datetime import datetime
from typing import Annotated

from pydantic import AliasChoices, Field

from admin_app.schemas.base import UNSET, Id, Json, Moment, Name, Schema, Update, WebAddress

# The column is called `metadata`, a name that SQLAlchemy keeps to itself.
Metadata = Annotated[Json | None, Field(validation_alias=AliasChoices("asset_metadata", "metadata"))]


class LessonAssetRow(Schema):
    """An asset as it is stored."""

    id: Id
    lesson_id: Id
    asset_type: str
    url: str
    asset_metadata: Metadata
    created_at: datetime | None


class LessonAssetInsert(Schema):
    """An asset to be made."""

    id: Id = UNSET
    lesson_id: Id
    asset_type: Name
    url: WebAddress
    asset_metadata: Metadata = None
    created_at: Moment | None = UNSET


class LessonAssetUpdate(Update):
    """What changes in an asset."""

    lesson_id: Id = UNSET
    asset_type: Name = UNSET
    url: WebAddress = UNSET
    asset_metadata: Metadata = UNSET
    created_at: Moment | None = UNSET
