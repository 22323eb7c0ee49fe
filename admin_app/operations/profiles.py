"""Writes to profiles that come from outside."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert

from admin_app.extensions import db
from admin_app.models import Profile
from admin_app.schemas.profiles import ProfileInsert, ProfileRow


def upsert_profile(profile: ProfileInsert) -> ProfileRow:
    """Make a profile, or renew the one with its user_identifier: id and created_at stay. One statement.

    The survey that is given replaces the old one; name and course_slug change only where they are given.
    """
    given = profile.given()
    changes = {column: value for column, value in given.items() if column in ("name", "course_slug", "survey")}
    statement = insert(Profile).values(**given)
    upsert = statement.on_conflict_do_update(
        index_elements=[Profile.user_identifier],
        # PostgreSQL returns no row where nothing is set.
        set_=changes or {"user_identifier": statement.excluded.user_identifier},
    )
    saved = upsert.returning(Profile).execution_options(populate_existing=True)
    return ProfileRow.model_validate(db.session.scalars(saved).one())


def upsert_profiles(profiles: Iterable[ProfileInsert]) -> int:
    """Upsert many; say how many there were."""
    return len([upsert_profile(profile) for profile in profiles])
