"""People are made and changed by the rules, whoever asks; the last administrator stays."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask_security import verify_password
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.models import User
from admin_app.operations import users
from admin_app.operations.users import create_user, ensure_first_admin, reset_user, set_role, spend_code
from admin_app.permissions import Role
from admin_app.queries.users import user_by_email
from tests import people

ADMIN = people.email_of("admin")


def found(email: str) -> User:
    user = user_by_email(email)
    assert user
    return user


def test_a_person_is_made(session: scoped_session[Session]) -> None:
    user = create_user("  Анна@Example.COM ", Role.EDITOR, "long enough")
    assert (user.email, user.role) == ("анна@example.com", "editor")
    session.refresh(user)
    assert user.active
    assert verify_password("long enough", str(user.password))


@pytest.mark.parametrize(
    "email",
    ["", "a", "a@", "@b", "a@b@c", "a b@c", "a@b\n", "a@b\x00c", "a@\tb", "a@b\u2028c", "a" * 250 + "@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(session: scoped_session[Session], email: str) -> None:
    if email.strip() == "a@b":
        assert create_user(email, Role.EDITOR).email == "a@b"
        return
    with pytest.raises(RefusedError) as refused:
        create_user(email, Role.EDITOR)
    assert refused.value.field == "email"


def test_a_short_or_long_password_and_a_taken_address_are_refused(session: scoped_session[Session]) -> None:
    for password in ("1234567", "x" * 129, "й" * 65):
        with pytest.raises(RefusedError, match="8 to 128"):
            create_user("a@b.example", Role.EDITOR, password)
    with pytest.raises(RefusedError, match="There is an account"):
        create_user(ADMIN.upper(), Role.EDITOR)


def test_the_first_administrator_is_made_once(session: scoped_session[Session]) -> None:
    assert ensure_first_admin("other@example.com", "long enough") is None
    assert user_by_email("other@example.com") is None
    for user in session.scalars(select(User)):
        session.delete(user)
    session.flush()
    made_up = ensure_first_admin("First@Example.com", None)
    assert made_up
    assert len(made_up) >= 16
    first = found("first@example.com")
    assert first.role == Role.ADMIN
    assert verify_password(made_up, str(first.password))
    assert ensure_first_admin("second@example.com", None) is None


LAST: list[Callable[[User], object]] = [lambda user: set_role(user, Role.SUPPORT), users.disable_user]


@pytest.mark.parametrize("act", LAST)
def test_the_last_administrator_stays(session: scoped_session[Session], act: Callable[[User], object]) -> None:
    with pytest.raises(RefusedError, match="last administrator"):
        act(found(ADMIN))
    other = create_user("other@example.com", Role.ADMIN)
    users.disable_user(other)
    with pytest.raises(RefusedError, match="last administrator"):
        act(found(ADMIN))
    users.enable_user(other)
    act(found(ADMIN))


def test_a_disabled_administrator_may_become_something_else(session: scoped_session[Session]) -> None:
    other = create_user("other@example.com", Role.ADMIN)
    users.disable_user(other)
    set_role(other, Role.SUPPORT)
    assert other.role == "support"


@pytest.mark.parametrize("act", LAST)
def test_of_two_administrators_who_remove_each_other_one_stays(
    own_database: Flask, act: Callable[[User], object]
) -> None:
    create_user("other@example.com", Role.ADMIN)
    db.session.commit()
    together, outcomes = threading.Barrier(2), list[str]()

    def remove(email: str) -> None:
        with own_database.app_context():
            user = found(email)
            together.wait(10)
            try:
                act(user)
                db.session.commit()
                outcomes.append("done")
            except RefusedError:
                db.session.rollback()
                outcomes.append("refused")

    threads = [threading.Thread(target=remove, args=(email,)) for email in (ADMIN, "other@example.com")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    admins = select(User).where(User.role == Role.ADMIN, User.active)
    assert len(list(db.session.scalars(admins))) == 1


def test_a_reset_takes_password_factor_and_sessions(session: scoped_session[Session]) -> None:
    user = found(ADMIN)
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "secret"
    before = user.fs_uniquifier
    first, second = reset_user(user), reset_user(user)
    session.flush()
    session.refresh(user)
    assert [user.password, user.tf_primary_method, user.tf_totp_secret] == [None] * 3
    assert user.fs_uniquifier != before
    assert first != second


def test_a_code_is_spent_once_and_in_order(session: scoped_session[Session]) -> None:
    user_id = found(ADMIN).id
    assert [spend_code(user_id, counter) for counter in (5, 5, 4, 6, 5, 7)] == [True, False, False, True, False, True]
