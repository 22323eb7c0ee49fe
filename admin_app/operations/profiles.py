"""Writes to profiles that come from outside."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from admin_app.extensions import db
from admin_app.models import Profile
from admin_app.operations.refusals import is_refusal, refusal
from admin_app.schemas.profiles import ProfileInsert, ProfileRow


def upsert_profile(profile: ProfileInsert) -> ProfileRow:
    """Make a profile, or renew the one with its user_identifier: id and created_at stay. One statement.

    The survey that is given replaces the old one; name and course_slug change only where they are given.
    Raises RefusedError where the database has a rule of its own against it.
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
    try:
        return ProfileRow.model_validate(db.session.scalars(saved).one())
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        raise refusal(error, Profile.__tablename__, given) from error
