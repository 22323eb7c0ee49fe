"""`flask users …`: what the pages of users do, from a terminal."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from flask_security import verify_password
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.models import User
from admin_app.queries.users import user_by_email
from tests import people

ADMIN, EDITOR, SUPPORT = (people.email_of(role) for role in people.ROLES)
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: scoped_session[Session]) -> Run:
    """Run `flask users` with those arguments."""

    def command(*arguments: str, stdin: str | None = None) -> Result:
        result = app.test_cli_runner().invoke(args=["users", *arguments], input=stdin)
        # What was not committed is gone.
        session.rollback()
        session.expire_all()
        return result

    return command


def found(email: str) -> User:
    user = user_by_email(email)
    assert user
    return user


def refusal(result: Result, code: int = 1) -> str:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_person_is_made_with_a_password_that_is_shown_once(run: Run) -> None:
    result = run("create", "Anna@Example.com", "--role", "editor")
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == "anna@example.com was created as editor."
    password = second.rpartition(" ")[2]
    assert len(password) >= 16
    assert verify_password(password, str(found("anna@example.com").password))


@pytest.mark.parametrize("stdin", ["пароль с пробелом ", "пароль с пробелом \n", "пароль с пробелом \r\nmore"])
def test_a_password_is_read_from_standard_input(run: Run, stdin: str) -> None:
    result = run("create", "anna@example.com", "--role", "support", "--password-stdin", stdin=stdin)
    assert result.output == "anna@example.com was created as support.\n"
    assert verify_password("пароль с пробелом ", str(found("anna@example.com").password))


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "sentence"),
    [
        (("create", "x", "--role", "admin"), None, 1, "Error: email: Write an e-mail address"),
        (("create", ADMIN, "--role", "admin"), None, 1, f"Error: email: There is an account of {ADMIN} already."),
        (("create", "a@b.c", "--role", "admin", "--password-stdin"), "short\n", 1, "Error: password: A password has"),
        (("create", "a@b.c", "--role", "admin", "--password-stdin"), "", 1, "Error: password: A password has"),
        (("create", "a@b.c", "--role", "owner"), None, 2, "Usage:"),
        (("create", "a@b.c"), None, 2, "Usage:"),
        (("set-role", EDITOR, "owner"), None, 2, "Usage:"),
        (("set-role", "nobody@b.c", "editor"), None, 1, "Error: There is no account of nobody@b.c."),
        (("disable", "nobody@b.c"), None, 1, "Error: There is no account of nobody@b.c."),
        (("enable", "nobody@b.c"), None, 1, "Error: There is no account of nobody@b.c."),
        (("reset", "nobody@b.c"), None, 1, "Error: There is no account of nobody@b.c."),
        (("set-role", ADMIN, "editor"), None, 1, "Error: This is the last administrator"),
        (("disable", ADMIN), None, 1, "Error: This is the last administrator"),
    ],
)
def test_what_is_refused_is_said(
    run: Run, arguments: tuple[str, ...], stdin: str | None, code: int, sentence: str
) -> None:
    before = run("list").stdout
    assert refusal(run(*arguments, stdin=stdin), code).startswith(sentence)
    assert run("list").stdout == before


def test_everybody_is_listed(run: Run) -> None:
    run("disable", SUPPORT)
    assert run("list").stdout.splitlines() == [
        f"{ADMIN}\tadmin\tactive\tno second factor",
        f"{EDITOR}\teditor\tactive\tno second factor",
        f"{SUPPORT}\tsupport\tdisabled\tno second factor",
    ]


def test_a_role_is_changed_and_a_person_kept_out_and_let_in(run: Run) -> None:
    assert run("set-role", EDITOR.upper(), "admin").output == f"{EDITOR} is admin now.\n"
    assert found(EDITOR).role == "admin"
    assert run("disable", EDITOR).output == f"{EDITOR} cannot sign in any more.\n"
    assert not found(EDITOR).active
    assert run("enable", EDITOR).output == f"{EDITOR} can sign in again.\n"
    assert found(EDITOR).active


def test_a_reset_prints_a_path_that_leads_to_a_new_password(run: Run, anonymous: FlaskClient) -> None:
    result = run("reset", EDITOR)
    assert found(EDITOR).password is None
    path = result.stdout.splitlines()[-1]
    page = anonymous.get(path)
    assert page.status_code == 200
    assert EDITOR in page.text


@pytest.mark.parametrize("command", ["create", "list", "set-role", "disable", "enable", "reset"])
def test_each_explains_itself(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage:")
