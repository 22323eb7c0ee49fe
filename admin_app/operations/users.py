"""Making and changing the people of the dashboard. No rule here can be got around by a page or a command."""

import secrets
from unicodedata import normalize
from uuid import uuid4

from flask_security import hash_password
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import text, update

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.models import User
from admin_app.operations.sessions import end_all_sessions
from admin_app.permissions import Role
from admin_app.queries.users import active_admins_besides, has_users, user_by_email
from admin_app.sign_in_config import LONGEST_PASSWORD, PASSWORD_LENGTH, SHORTEST_PASSWORD
from admin_app.words import _, _l

LONGEST_EMAIL = 254
LAST_ADMIN = _l(
    "This is the last administrator who can sign in, so nothing was changed: they still are one. "
    "Make another one first."
)


def create_user(email: str, role: Role, password: str | None = None) -> User:
    """Add a person; without a password they need a link to choose one. Raises RefusedError."""
    email = checked_email(email)
    if user_by_email(email):
        raise RefusedError(_("There is an account of %(email)s already.", email=email), "email")
    hashed = _hashed(checked_password(password)) if password is not None else None
    return _add(email, role, hashed)


def ensure_first_admin(email: str, password: str | None) -> str | None:
    """Make the first administrator where there is nobody yet; the password that was made up for them, if one was."""
    if has_users():
        return None
    chosen = password or secrets.token_urlsafe(12)
    db.session.add(User(email=email.lower(), role=Role.ADMIN, password=_hashed(chosen), fs_uniquifier=uuid4().hex))
    db.session.flush()
    return None if password else chosen


def set_role(user: User, role: Role) -> None:
    """Give a person another role. Raises RefusedError for the last administrator."""
    if role is not Role.ADMIN:
        _keep_an_admin(user)
    user.role = role


def disable_user(user: User) -> None:
    """Keep a person out, at once. Raises RefusedError for the last administrator."""
    _keep_an_admin(user)
    user.active = False
    end_all_sessions(user)


def enable_user(user: User) -> None:
    """Let a person in again."""
    user.active = True


def reset_user(user: User) -> str:
    """Take a person's password and second factor away, end their sessions, and give the token of a one-time link.

    With the link, within a day, they choose a new password.
    """
    user.password = None
    user.tf_primary_method = user.tf_totp_secret = None
    end_all_sessions(user)
    token: str = generate_reset_password_token(user)  # type: ignore[no-untyped-call]  # it has no types
    return token


def spend_code(user_id: int, counter: int) -> bool:
    """Note that a person's code of that moment was used; False where it, or a later one, has been before."""
    is_newer = User.tf_last_counter.is_(None) | (User.tf_last_counter < counter)
    spent = update(User).where(User.id == user_id, is_newer).values(tf_last_counter=counter).returning(User.id)
    return db.session.scalar(spent) is not None


def checked_email(email: str) -> str:
    """An address as accounts have it. Raises RefusedError."""
    name, at, domain = email.strip().lower().partition("@")
    fits = name and domain and "@" not in domain and len(email) <= LONGEST_EMAIL
    if not fits or not email.strip().isprintable() or any(sign.isspace() for sign in email.strip()):
        raise RefusedError(_("Write an e-mail address, such as anna@example.com."), "email")
    return f"{name}{at}{domain}"


def checked_password(password: str) -> str:
    """A password of the right length. Raises RefusedError."""
    if not SHORTEST_PASSWORD <= len(_normal(password)) <= LONGEST_PASSWORD:
        raise RefusedError(_(PASSWORD_LENGTH, length=SHORTEST_PASSWORD), "password")
    return password


def _normal(password: str) -> str:
    """A password as Flask-Security compares it: й is one character on one keyboard and two on another."""
    return normalize("NFKD", password)


def _hashed(password: str) -> str:
    hashed: str = hash_password(_normal(password))
    return hashed


def _add(email: str, role: Role, hashed: str | None) -> User:
    user = User(email=email, role=role, password=hashed, fs_uniquifier=uuid4().hex)
    db.session.add(user)
    db.session.flush()
    return user


def _keep_an_admin(user: User) -> None:
    # Of two who demote each other at the same moment one has to wait and then sees the other's change.
    db.session.execute(text("LOCK TABLE admin.users IN SHARE ROW EXCLUSIVE MODE"))
    db.session.refresh(user)
    if user.role == Role.ADMIN and user.active and not active_admins_besides(user.id):
        raise RefusedError(str(LAST_ADMIN))
