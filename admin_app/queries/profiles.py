"""Learners by identifier and by name."""

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from admin_app.extensions import db
from admin_app.models import Profile
from admin_app.models.sort_keys import sort_key
from admin_app.queries.matching import matches_words, words_of


def profile_by_identifier(user_identifier: str) -> Profile | None:
    """The profile with this identifier."""
    return db.session.scalar(select(Profile).where(Profile.user_identifier == user_identifier))


def profiles_matching(text: str, *, limit: int, offset: int = 0) -> list[Profile]:
    """Profiles with every word of the text in identifier or name, in order of name, with their courses."""
    matching = select(Profile).where(matches_words([Profile.user_identifier, Profile.name], words_of(text)))
    ordered = matching.order_by(sort_key(Profile.name).nulls_last(), Profile.user_identifier)
    statement = ordered.options(defer(Profile.survey), joinedload(Profile.course)).limit(limit).offset(offset)
    return list(db.session.scalars(statement))
