"""People of the dashboard: one by their address or session, and a page of all."""

from sqlalchemy import bindparam, exists, select

from admin_app.extensions import db
from admin_app.models import EndedSession, User
from admin_app.permissions import Role
from admin_app.prepared_statements import PREPARED
from admin_app.queries.matching import contains

# Asked by every page, so it is put together once.
_OF_SESSION = (
    select(User)
    .where(User.fs_uniquifier == bindparam("fs_uniquifier"))
    .where(~exists().where(EndedSession.id == bindparam("session_id")))
    .execution_options(**PREPARED)
)


def user_by_email(email: str) -> User | None:
    """The person with this address, in any case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def user_by_id(user_id: int) -> User | None:
    """The person with this id."""
    return db.session.get(User, user_id)


def users_after(email: str, text: str = "", *, limit: int) -> list[User]:
    """People by address, from the one after `email` on, whose addresses have the text in them."""
    wanted = select(User).where(User.email > email, contains(User.email, text.strip()))
    return list(db.session.scalars(wanted.order_by(User.email).limit(limit)))


def all_users() -> list[User]:
    """Everybody, by address."""
    return list(db.session.scalars(select(User).order_by(User.email)))


def user_of_session(fs_uniquifier: str, session_id: str) -> User | None:
    """The person of a session that has not been signed out. One statement."""
    return db.session.scalar(_OF_SESSION, {"fs_uniquifier": fs_uniquifier, "session_id": session_id})


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
