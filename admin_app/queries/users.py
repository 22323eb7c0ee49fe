"""People of the dashboard, by their address and by their session."""

from sqlalchemy import exists, select

from admin_app.extensions import db
from admin_app.models import EndedSession, User
from admin_app.permissions import Role


def user_by_email(email: str) -> User | None:
    """The person with this address, in any case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def user_of_session(fs_uniquifier: str, session_id: str) -> User | None:
    """The person of a session that has not been signed out. One statement."""
    ended = exists().where(EndedSession.id == session_id)
    return db.session.scalar(select(User).where(User.fs_uniquifier == fs_uniquifier, ~ended))


def has_users() -> bool:
    """Whether anybody may sign in at all."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def active_admins_besides(user_id: int) -> bool:
    """Whether another administrator could sign in."""
    others = select(User.id).where(User.role == Role.ADMIN, User.active, User.id != user_id)
    return db.session.scalar(others.limit(1)) is not None


def addresses(limit: int) -> list[tuple[int, str]]:
    """The people by their ids, in the order of their addresses. One statement."""
    rows = db.session.execute(select(User.id, User.email).order_by(User.email).limit(limit))
    return [(row.id, row.email) for row in rows]
