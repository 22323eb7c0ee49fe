"""Learners by identifier and by name."""

from sqlalchemy import any_, func, select
from sqlalchemy.orm import defer, joinedload

from admin_app.extensions import db
from admin_app.models import Profile
from admin_app.models.sort_keys import sort_key
from admin_app.queries.matching import words_of
from admin_app.queries.searching import MOST, first_ids


def profile_by_identifier(user_identifier: str) -> Profile | None:
    """The profile with this identifier."""
    return db.session.scalar(select(Profile).where(Profile.user_identifier == user_identifier))


def profiles_matching(text: str, *, limit: int, offset: int = 0) -> list[Profile]:
    """Profiles with every word of the text in identifier or name, in order of name, with their courses.

    Of words that thousands have some profiles: whoever chooses one has to type on.
    """
    statement = select(Profile)
    if words := words_of(text):
        found = first_ids(Profile, [Profile.user_identifier, Profile.name], words, MOST)
        statement = statement.where(Profile.id == any_(func.array(found.scalar_subquery())))
    ordered = statement.order_by(sort_key(Profile.name).nulls_last(), Profile.user_identifier)
    shown = ordered.options(defer(Profile.survey), joinedload(Profile.course)).limit(limit).offset(offset)
    return list(db.session.scalars(shown))
