"""Commands find the embedded PostgreSQL running, whoever registered them, and leave it stopped."""

from collections.abc import Callable
from pathlib import Path

import click
import psycopg
import pytest
from flask import Flask
from flask.cli import FlaskGroup, with_appcontext

from admin_app import local_postgres
from admin_app.cli.embedded import with_local_postgres


def make_app(instance: Path) -> Flask:
    app = Flask(__name__, instance_path=str(instance))
    app.cli.add_command(asking("direct", instance))
    app.cli.add_command(click.Group("group", commands=[asking("nested", instance)]))
    with_local_postgres(app)
    return app


def asking(name: str, instance: Path) -> click.Command:
    return click.Command(name, callback=lambda: click.echo(answer(instance)))


def answer(instance: Path) -> str:
    with psycopg.connect(local_postgres.url(instance / "postgres", "persona")) as connection:
        row = connection.execute("SELECT lower('Ответ')").fetchone()
    return str(row[0] if row else None)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture
def run(instance: Path) -> Callable[..., str]:
    def run(*words: str) -> str:
        group = FlaskGroup(create_app=lambda: make_app(instance))
        # As a command of another package, which loads the application only while it runs.
        group.add_command(click.Command("foreign", callback=with_appcontext(lambda: click.echo(answer(instance)))))
        result = click.testing.CliRunner().invoke(group, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.mark.parametrize("words", [("direct",), ("group", "nested"), ("foreign",)])
def test_a_command_has_the_database(run: Callable[..., str], instance: Path, words: tuple[str, ...]) -> None:
    assert run(*words) == "ответ\n"
    with pytest.raises(psycopg.OperationalError):
        answer(instance)


@pytest.mark.parametrize("words", [("--help",), ("group", "--help"), ("direct", "--help")])
def test_help_starts_nothing(run: Callable[..., str], tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "Usage:" in run(*words)
