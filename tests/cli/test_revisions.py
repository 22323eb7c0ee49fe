"""`flask revisions prune`, `flask profiles erase`, and the name in which commands act."""

from pathlib import Path

import click
import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session

from admin_app.cli.acting import ActingCommand
from admin_app.models import Profile, Revision
from tests.factories import make_course, make_profile

# These change nothing by themselves, or come with Flask and its extensions.
OTHERS = {"doctor", "run", "shell", "routes", "db", "users", "roles"}


def leaves(command: click.Command) -> list[click.Command]:
    if isinstance(command, click.Group):
        return [leaf for each in command.commands.values() for leaf in leaves(each)]
    return [command]


def test_every_command_acts_in_its_own_name(app: Flask) -> None:
    ours = [leaf for name, command in app.cli.commands.items() if name not in OTHERS for leaf in leaves(command)]
    assert len(ours) > 3
    assert [command.name for command in ours if not isinstance(command, ActingCommand)] == []


def test_the_history_names_the_command(app: Flask, session: scoped_session[Session], tmp_path: Path) -> None:
    file = tmp_path / "profiles.json"
    file.write_text('{"user_identifier": "anna"}')
    app.test_cli_runner().invoke(args=["profiles", "upsert", str(file)])
    assert session.scalars(select(Revision.command)).all() == ["flask profiles upsert"]


def test_prune(app: Flask, session: scoped_session[Session]) -> None:
    make_course()
    session.execute(text("UPDATE admin.revisions SET occurred_at = now() - interval '8 days'"))
    session.commit()
    run = app.test_cli_runner().invoke
    assert run(args=["revisions", "prune", "--older-than", "9d"]).stdout == "Removed 0 revisions.\n"
    assert run(args=["revisions", "prune", "--older-than", "7d"]).stdout == "Removed 1 revisions.\n"
    assert session.scalar(select(func.count(Revision.id))) == 0


@pytest.mark.parametrize("age", ["0d", "365", "-1d", "1y", "9999999d", "", "٣d"])
def test_prune_refuses_what_is_no_age(app: Flask, session: scoped_session[Session], age: str) -> None:
    result = app.test_cli_runner().invoke(args=["revisions", "prune", "--older-than", age])
    assert result.exit_code == 2
    assert "is not a number of days such as 365d." in result.stderr


def test_erase(app: Flask, session: scoped_session[Session]) -> None:
    make_profile(user_identifier="auth0|1")
    session.commit()
    run = app.test_cli_runner().invoke
    assert run(args=["profiles", "erase", "auth0|1"]).stdout == (
        "Removed 1 profiles, 0 personalized descriptions,"
        " the content of 2 revisions and 0 entries of the log of looks.\n"
    )
    session.expire_all()
    assert session.scalar(select(func.count(Profile.id))) == 0
    refused = run(args=["profiles", "erase", "auth0|1"])
    assert refused.exit_code == 1
    assert "There is no learner auth0|1, and nothing is kept of one." in refused.stderr
