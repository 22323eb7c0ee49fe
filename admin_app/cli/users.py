"""`flask users`: the people of the dashboard."""

import secrets
import sys
from collections.abc import Callable

import click
from flask import current_app

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.models import User
from admin_app.operations.users import create_user, disable_user, enable_user, reset_user, set_role
from admin_app.permissions import Role
from admin_app.queries.users import all_users, user_by_email

ROLE = click.Choice([str(role) for role in Role])


@click.group()
def users() -> None:
    """The people who may sign in."""


@users.command("create")
@click.argument("email")
@click.option("--role", type=ROLE, required=True, help="What the person is here for.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, up to the first line break."
)
def create(email: str, role: str, password_stdin: bool) -> None:
    """Add a person. Without --password-stdin a random password is made up, and printed once."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else secrets.token_urlsafe(12)
    try:
        user = create_user(email, Role(role), password)
    except RefusedError as refused:
        raise click.ClickException(f"{refused.field or 'the account'}: {refused.message}") from None
    db.session.commit()
    click.echo(f"{user.email} was created as {user.role}.")
    if not password_stdin:
        click.echo(f"The password, shown only this once: {password}")


@users.command("list")
def list_() -> None:
    """Everybody, one a line: address, role, whether they can sign in, their second factor; with tabs between."""
    for user in all_users():
        active = "active" if user.active else "disabled"
        factor = "second factor" if user.has_second_factor else "no second factor"
        click.echo("\t".join((user.email, user.role, active, factor)))


@users.command("set-role")
@click.argument("email")
@click.argument("role", type=ROLE)
def set_role_(email: str, role: str) -> None:
    """Give a person another role; it counts at their next click."""
    user = _changed(email, lambda user: set_role(user, Role(role)))
    click.echo(f"{user.email} is {user.role} now.")


@users.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Keep a person out, and end their sessions."""
    user = _changed(email, disable_user)
    click.echo(f"{user.email} cannot sign in any more.")


@users.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Let a person in again."""
    user = _changed(email, enable_user)
    click.echo(f"{user.email} can sign in again.")


@users.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Take password, second factor and sessions away, and print the path of a link for a new password.

    The link works once, within a day. Put the address of the dashboard before the path.
    """
    tokens: list[str] = []
    user = _changed(email, lambda user: tokens.append(reset_user(user)))
    path = current_app.url_map.bind("localhost").build("security.reset_password", {"token": tokens[0]})
    click.echo(f"{user.email} was reset. For a day, this path leads once to a new password:\n{path}")


def _changed(email: str, change: Callable[[User], None]) -> User:
    user = user_by_email(email)
    if user is None:
        raise click.ClickException(f"There is no account of {email}.")
    try:
        change(user)
    except RefusedError as refused:
        db.session.rollback()
        raise click.ClickException(refused.message) from None
    db.session.commit()
    return user
