"""Learners by identifier and by name."""

from typing import Any

from sqlalchemy import Select, any_, exists, func, select, true, union_all
from sqlalchemy.orm import defer, joinedload

from admin_app.extensions import db
from admin_app.models import Course, Profile
from admin_app.models.sort_keys import sort_key
from admin_app.queries.matching import words_of
from admin_app.queries.searching import first_ids

# So many are put in order for one keystroke.
MOST = 300


def profile_by_identifier(user_identifier: str) -> Profile | None:
    """The profile with this identifier."""
    return db.session.scalar(select(Profile).where(Profile.user_identifier == user_identifier))


def profiles_matching(text: str, *, limit: int, offset: int = 0) -> list[Profile]:
    """Profiles with every word of the text in identifier or name, in order of name, with their courses.

    Of words that more than MOST have some profiles: whoever chooses one has to type on.
    """
    statement = select(Profile)
    if words := words_of(text):
        found = first_ids(Profile, [Profile.user_identifier, Profile.name], words, MOST)
        statement = statement.where(Profile.id == any_(func.array(found.scalar_subquery())))
    ordered = statement.order_by(sort_key(Profile.name).nulls_last(), Profile.user_identifier)
    shown = ordered.options(defer(Profile.survey), joinedload(Profile.course)).limit(limit).offset(offset)
    return list(db.session.scalars(shown))


def with_unknown_course(shown: Any, most: int) -> Select[Any]:
    """A column of profiles whose slug is none of a course: of the first so many of them.

    They are before the first slug, between two of them and after the last one. Each is a range of an index, so whoever
    is on a course is not looked at.
    """
    following = func.lead(Course.slug).over(order_by=Course.slug)
    gaps = select(Course.slug.label("slug"), following.label("following")).subquery("gaps")
    within = Profile.course_slug > gaps.c.slug, Profile.course_slug < gaps.c.following
    shown = shown.label("shown")
    found = select(shown).where(*within).correlate(gaps).limit(most).lateral("found")
    first, last = select(func.min(Course.slug)).scalar_subquery(), select(func.max(Course.slug)).scalar_subquery()
    no_course = Profile.course_slug.is_not(None) & ~exists().where(Course.id.is_not(None)).correlate(None)
    each = (
        select(found.c.shown).select_from(gaps.join(found, true())),
        *(select(shown).where(where) for where in (Profile.course_slug < first, Profile.course_slug > last, no_course)),
    )
    return select(union_all(*each).subquery("unknown")).limit(most)
