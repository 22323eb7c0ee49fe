"""Kinds of assets in use."""

from sqlalchemy import select

from admin_app.extensions import db
from admin_app.models import LessonAsset

USUAL_TYPES = ("video", "document", "image", "audio", "link")


def asset_types() -> list[str]:
    """The usual kinds, then what else is in use, in order."""
    in_use = db.session.scalars(select(LessonAsset.asset_type).distinct().limit(100))
    return [*USUAL_TYPES, *sorted(set(in_use) - set(USUAL_TYPES))]
