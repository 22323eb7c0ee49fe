"""Writes that a course needs beyond its own row."""

from sqlalchemy import update

from admin_app.extensions import db
from admin_app.models import Profile


def move_profiles(old: str, new: str) -> int:
    """Let the profiles that name a course by one slug name it by another; say how many. One statement."""
    statement = update(Profile).where(Profile.course_slug == old).values(course_slug=new)
    moved = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(moved.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
