"""Kinds of assets in use."""

from sqlalchemy import func, select

from admin_app.extensions import db
from admin_app.models import LessonAsset
from admin_app.models.sort_keys import sort_key

USUAL_TYPES = ("video", "document", "image", "audio", "link")
MOST = 100


def asset_types() -> list[str]:
    """The usual kinds, then what else is in use, in order; one of those that differ in case only. One statement.

    From each kind the index leads to the next one, however many assets are of it.
    """
    key = sort_key(LessonAsset.asset_type)
    kinds = select(func.min(key).label("key")).cte("kinds", recursive=True)
    following = select(func.min(key)).where(key > kinds.c.key).correlate(kinds).scalar_subquery()
    kinds = kinds.union_all(select(following).where(kinds.c.key.is_not(None)))
    as_written = select(LessonAsset.asset_type).where(key == kinds.c.key).limit(1).correlate(kinds).scalar_subquery()
    in_use = db.session.scalars(select(as_written).where(kinds.c.key.is_not(None)).limit(MOST))
    return [*USUAL_TYPES, *sorted(set(in_use) - set(USUAL_TYPES))]
