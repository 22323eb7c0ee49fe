"""`flask serve`, as a process: it stops when told, comes up again after a kill, and says why it cannot start."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import psycopg
import pytest
from argon2 import PasswordHasher

from admin_app.cli import assets
from admin_app.cli.serve import bind, refuse_without_assets
from tests.conftest import ROOT, MakeDatabase

COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]


def environ(**settings: str) -> dict[str, str]:
    return {**os.environ, "SECRET_KEY": "only-for-tests", "WEB_CONCURRENCY": "2", **settings}


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def starting(url: str, port: int, **settings: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=environ(DATABASE_URL=url, PORT=str(port), **settings),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        try:
            yield server
        finally:
            server.terminate()


@contextmanager
def serving(url: str, port: int) -> Iterator[subprocess.Popen[str]]:
    with starting(url, port) as server:
        assert says_ready(server) == f"Persona admin is ready: http://127.0.0.1:{port}/ (Ctrl-C stops it)\n"
        yield server


def says_ready(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    return server.stdout.readline()


def status(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as response:
        code: int = response.status
        return code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stops_when_told(database_url: MakeDatabase, port: int, number: signal.Signals) -> None:
    with serving(database_url(), port) as server:
        assert status(port) == 200
        os.killpg(server.pid, number)
        assert server.wait(15) == 0
    with pytest.raises(OSError, match="refused"):
        status(port)


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "0.0.0.0"), ("::1", "[::1]")])  # noqa: S104
def test_listens_where_it_is_told(database_url: MakeDatabase, port: int, host: str, shown: str) -> None:
    with starting(database_url(), port, HOST=host) as server:
        assert says_ready(server) == f"Persona admin is ready: http://{shown}:{port}/ (Ctrl-C stops it)\n"
        with urllib.request.urlopen(f"http://{shown}:{port}/admin/", timeout=10) as response:
            assert response.status == 200


def test_comes_up_again_after_a_kill(database_url: MakeDatabase, port: int) -> None:
    url = database_url()
    with serving(url, port) as killed:
        killed.kill()
        began = time.monotonic()
        with serving(url, port):
            assert status(port) == 200
        # The port is waited for up to ten seconds, and starting takes one or two.
        assert time.monotonic() - began < 15


def test_two_that_start_at_once_migrate_one_after_the_other(database_url: MakeDatabase, port: int) -> None:
    url = database_url()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "downgrade", "base"]
    subprocess.run(command, cwd=ROOT, env=environ(DATABASE_URL=url), check=True, capture_output=True)
    with starting(url, port, DEMO_CONTENT="1") as one, starting(url, port + 1, DEMO_CONTENT="1") as other:
        assert "ready" in says_ready(one)
        assert "ready" in says_ready(other)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM courses").fetchone() == (True,)


def first_start(url: str, port: int, **settings: str) -> list[str]:
    """What the server says as it gets ready."""
    with starting(url, port, **settings) as server:
        lines = [says_ready(server)]
        assert server.stdout is not None
        server.terminate()
        lines += server.stdout.read().splitlines()
        assert server.wait(15) == 0
    return lines


def people_of(url: str) -> list[tuple[str, str, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT email, role, password FROM admin.users").fetchall()


@pytest.fixture
def nobody(database_url: MakeDatabase) -> str:
    """The address of a database in which there are no people yet."""
    url = database_url()
    with psycopg.connect(url) as connection:
        connection.execute("DELETE FROM admin.users")
    return url


def test_the_first_administrator_gets_a_password_that_is_shown_once(nobody: str, port: int) -> None:
    lines = first_start(nobody, port)
    (line,) = [line for line in lines if line.startswith("Sign in as ")]
    password = line.rpartition(" ")[2]
    ((email, role, stored),) = people_of(nobody)
    assert (email, role) == ("admin@example.com", "admin")
    assert line.split()[3] == email
    assert PasswordHasher().verify(stored, password)
    again = first_start(nobody, port)
    assert "ready" in again[0]
    assert not [line for line in again if "Sign in as" in line or "shown" in line]
    assert people_of(nobody) == [(email, role, stored)]


def test_the_first_administrator_is_who_the_settings_say(nobody: str, port: int) -> None:
    settings = {"ADMIN_EMAIL": "Anna@Example.com", "ADMIN_PASSWORD": "chosen beforehand"}
    lines = first_start(nobody, port, **settings)
    assert not [line for line in lines if "chosen beforehand" in line]
    ((email, role, stored),) = people_of(nobody)
    assert (email, role) == ("anna@example.com", "admin")
    assert PasswordHasher().verify(stored, "chosen beforehand")
    first_start(nobody, port, ADMIN_EMAIL="other@example.com", ADMIN_PASSWORD="another one")
    assert people_of(nobody) == [(email, role, stored)]


def test_a_busy_port_is_named() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        taken = other.getsockname()[1]
        with pytest.raises(click.ClickException, match=rf"^PORT {taken} of 127.0.0.1 cannot be used \(.+\): stop "):
            bind("127.0.0.1", taken, patience=0.3)


def test_missing_front_end_files_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert assets.missing() == []
    monkeypatch.setattr(assets, "VENDOR", Path("nowhere"))
    with pytest.raises(click.ClickException, match=r"front-end files are missing .*: run `make assets`"):
        refuse_without_assets()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "abc"}, "Error: PORT must be a whole number from 1 to 65535, not 'abc'.\n"),
        (
            {"DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/learning"},
            "Error: The database postgresql+psycopg://me:***@",
        ),
    ],
)
def test_says_why_it_cannot_start(settings: dict[str, str], sentence: str, port: int) -> None:
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=environ(**{"PORT": str(port), **settings}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_an_older_version_leaves_the_database_of_a_newer_one_alone(database_url: MakeDatabase, port: int) -> None:
    url = database_url()
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'newer'")
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=environ(DATABASE_URL=url, PORT=str(port)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "Error: The database was migrated by a newer version of the dashboard, to revision newer: start that version.\n"
    )
