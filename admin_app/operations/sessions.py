"""Ending sessions: one of them, or all of a person's."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from admin_app.extensions import db
from admin_app.models import EndedSession, User


def end_session(session_id: str, lifetime: timedelta) -> None:
    """Make the cookie of a session worthless. Those that have outlived any session are forgotten."""
    db.session.execute(insert(EndedSession).values(id=session_id).on_conflict_do_nothing())
    db.session.execute(delete(EndedSession).where(EndedSession.ended_at < func.now() - lifetime))


def end_all_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    user.fs_uniquifier = uuid4().hex
