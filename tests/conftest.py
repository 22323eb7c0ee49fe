"""PostgreSQL -> application -> a session that is rolled back -> client; and the real server with a real browser."""

import contextvars
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import flask_migrate
import hypothesis
import psycopg
import pytest
from flask import Flask
from flask import session as browser_session
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from flask_wtf.csrf import generate_csrf
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from sqlalchemy import Engine, event
from sqlalchemy.orm import scoped_session

from admin_app import create_app, local_postgres
from admin_app.config import flask_config, read_settings
from admin_app.extensions import db
from tests import chromium, people

ROOT = Path(__file__).parents[1]
TEMPLATE = "template_migrated"
# Nothing here has to survive a power cut.
UNSAFE_AND_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
# The benchmark's own tests count statements as it does.
COUNTING = {"shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track": "all"}
START_SECONDS = 60

# Two processors that also run a browser are no place to measure a single example.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("here")

Statements = Callable[[], AbstractContextManager[list[str]]]
MakeDatabase = Callable[[], str]


def pytest_configure() -> None:
    """`kill` ends the tests as Ctrl-C does, so that no server stays behind."""
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data directory of a running PostgreSQL that holds a migrated template."""
    directory = tmp_path_factory.mktemp("server") / "postgres"
    with local_postgres.running(directory, options={**UNSAFE_AND_QUICK, **COUNTING}):
        local_postgres.ensure_database(directory, TEMPLATE)
        migrate(local_postgres.url(directory, TEMPLATE))
        yield directory


def migrate(url: str) -> None:
    """Bring the database at a libpq address to the newest schema, with the people of the tests."""
    application = make_app(url)
    with application.app_context():
        flask_migrate.upgrade()
        # A database with connections cannot be a template.
        db.engine.dispose()
    people.add_people(url)


def make_app(url: str, config: Mapping[str, object] | None = None, *, replica: str = "") -> Flask:
    """The application over the database at that libpq address, and otherwise as people run it.

    `replica` is the address of one, where there is one. Only hashing a password takes no time here; `config` overrides
    that, or anything else.
    """
    settings = read_settings({"DATABASE_URL": url, "READ_DATABASE_URL": replica, "SECRET_KEY": "only-for-tests"})
    quick = {"SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": people.QUICK_HASH}
    return create_app({**flask_config(settings, ROOT / "instance"), "TESTING": True, **quick, **(config or {})})


@pytest.fixture(scope="session")
def database_url(postgres: Path) -> Iterator[MakeDatabase]:
    """Makes a fresh, migrated, empty database at each call and returns its libpq address."""
    numbers = count(1)
    made: list[str] = []

    def make() -> str:
        name = f"fresh_{next(numbers)}"
        _execute(postgres, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        made.append(name)
        return local_postgres.url(postgres, name)

    yield make
    for name in made:
        _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(directory: Path, statement: str) -> None:
    with psycopg.connect(local_postgres.url(directory, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def app(database_url: MakeDatabase) -> Iterator[Flask]:
    """One application for all tests, over a database that each test leaves as it was."""
    application = make_app(database_url())
    application.test_client_class = _Client
    yield application
    with application.app_context():
        db.engine.dispose()


class _Client(FlaskClient):
    """Each request has its own context and so its own session, as in the real server, and is answered to its end."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("buffered", True)
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture
def connection(app: Flask) -> Iterator[None]:
    """Whatever the application does goes over one connection, whose transaction is rolled back at the end."""
    with app.app_context():
        engines = db.engines
    engine = engines[None]
    with engine.connect() as only, only.begin() as transaction:
        # Flask-SQLAlchemy's own way: a session bound to a connection works in savepoints of its transaction.
        engines[None] = only  # type: ignore[index]
        try:
            yield
        finally:
            engines[None] = engine  # type: ignore[index]
            transaction.rollback()


@pytest.fixture
def session(app: Flask, connection: None) -> Iterator[scoped_session[Session]]:
    """`db.session` in an application context; what it commits is visible to `client` and gone after the test."""
    with app.app_context():
        yield db.session


@pytest.fixture
def anonymous(app: Flask, connection: None) -> FlaskClient:
    """Requests of nobody to the application, in the transaction that is rolled back."""
    return app.test_client()


@pytest.fixture
def client(app: Flask, connection: None) -> FlaskClient:
    """The same of an administrator; `login_as` makes it somebody else."""
    return people.sign_in(app.test_client())


@pytest.fixture
def login_as(client: FlaskClient) -> Callable[[str], FlaskClient]:
    """Makes `client` go on as the person with that role."""
    return lambda role: people.sign_in(client, role)


@pytest.fixture
def csrf_token(app: Flask, client: FlaskClient) -> str:
    """A token for the forms that `client` posts."""
    with app.test_request_context():
        token: str = generate_csrf()
        secret = browser_session["csrf_token"]
    with client.session_transaction() as kept:
        kept["csrf_token"] = secret
    return token


@pytest.fixture
def statements() -> Statements:
    """`with statements() as seen:` lists the SQL meanwhile, savepoints left out."""
    return _statements


@contextmanager
def _statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def live_database(database_url: MakeDatabase) -> str:
    """The libpq address of the database behind `live_server`."""
    return database_url()


@pytest.fixture
def live_server(live_database: str, tmp_path: Path) -> Iterator[str]:
    """The address of the real server, started as `make run` starts it, over its own empty database."""
    port = _free_port()
    environ = {
        **os.environ,
        "DATABASE_URL": live_database,
        "SECRET_KEY": "only-for-tests",
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
    }
    log = tmp_path / "server.log"
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=output, stderr=output, start_new_session=True
        ) as server,
    ):
        try:
            _wait_for(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    path = chromium.find()
    assert path, "No Chromium: make test installs one."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page_errors() -> list[str]:
    """What `page` complained of; a test that provokes such a complaint takes it out."""
    return []


# Runs before the scripts of each page, and hands over what the Content-Security-Policy refuses there.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) =>
  tellViolation([effectiveDirective, blockedURI, sourceFile, lineNumber, sample].join(" ")));
"""


@pytest.fixture
def page(browser: Browser, page_errors: list[str]) -> Iterator[Page]:
    """An empty page in a new profile; the test fails if a script or the CSP does, or the console shows an error."""

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            page_errors.append(f"{message.text} ({message.location})")

    with closing(browser.new_context(viewport={"width": 1300, "height": 900}, locale="en-GB")) as context:
        context.expose_function("tellViolation", lambda told: page_errors.append(f"refused by the CSP: {told}"))
        context.add_init_script(TELL_VIOLATIONS)
        opened = context.new_page()
        opened.on("console", note)
        opened.on("pageerror", lambda error: page_errors.append(str(error)))
        yield opened
    assert not page_errors
