"""`flask serve`: migrate, fill an empty database, and serve with gunicorn until told to stop."""

import contextvars
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
import flask_migrate
from flask import Flask, current_app
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from admin_app.cli import assets
from admin_app.cli.acting import ActingCommand
from admin_app.cli.catalogues import missing_words
from admin_app.cli.server_log import ServerLog
from admin_app.cli.warming import warm_up
from admin_app.cli.workers import Worker
from admin_app.config import Settings
from admin_app.extensions import db
from admin_app.operations.demo import is_empty, load_demo
from admin_app.operations.users import ensure_first_admin
from admin_app.queries.health import database_revision, is_known

THREADS = 4
PORT_PATIENCE_SECONDS = 10.0
# Any number that nothing else locks: of several web processes that start at once, one migrates and the others wait.
START_LOCK = 7_305_811
_TAKE_START_LOCK = text("SELECT pg_try_advisory_xact_lock(:number)")
# A server may end transactions in which nothing happens; a migration may take hours.
_STAY = text("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")


@click.command("serve", cls=ActingCommand)
def serve() -> None:
    """Migrate, load the demo content into an empty database, and serve the dashboard."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy to mypy
    settings: Settings = app.config["SETTINGS"]
    refuse_without_assets()
    listener = bind(settings.host, settings.port)
    made_up = prepare_database(settings)
    # The workers are forks: a connection must not be shared with them.
    db.session.remove()
    db.engine.dispose()
    warm_up(app)
    # An empty context, since a request that finds this command's application context would share its session.
    server = _Server(app, settings, listener, made_up)
    contextvars.Context().run(server.run)


def refuse_without_assets() -> None:
    """ClickException where front-end files are missing, since every page would be bare."""
    if missing := [*assets.missing(), *missing_words()]:
        raise click.ClickException(f"{len(missing)} front-end files are missing ({missing[0]}, …): run `make assets`.")


def bind(host: str, port: int, patience: float = PORT_PATIENCE_SECONDS) -> socket.socket:
    """The socket to serve on. It does not listen yet, so nobody waits for a page while the database is prepared.

    The workers of a server that was killed need a moment to notice, therefore a busy port is tried for
    `patience` seconds. Raises ClickException.
    """
    deadline = time.monotonic() + patience
    while True:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            listener.close()
            if time.monotonic() > deadline:
                raise click.ClickException(
                    f"PORT {port} of {host} cannot be used ({error.strerror}): "
                    "stop the program that has it, or set another PORT."
                ) from None
            time.sleep(0.2)
        else:
            return listener


def prepare_database(settings: Settings) -> str | None:
    """Migrate to the newest schema, make the first administrator and, where asked for, load the demo content.

    The password that was made up for the administrator, if one was: it is shown once.
    """
    try:
        with start_lock():
            refuse_newer_schema()
            flask_migrate.upgrade()
            if settings.demo_content and is_empty():
                load_demo()
            made_up = ensure_first_admin(settings.admin_email, settings.admin_password)
            db.session.commit()
            return made_up
    except DBAPIError as error:
        address = db.engine.url.render_as_string(hide_password=True)
        trouble = "does not answer, check DATABASE_URL" if isinstance(error, OperationalError) else "refuses to start"
        reason = " ".join(str(error.orig).split())
        raise click.ClickException(f"The database {address} {trouble}: {reason}") from None


def refuse_newer_schema() -> None:
    """ClickException where a newer version of the dashboard has migrated the database."""
    revision = database_revision()
    # A migration may make an index, which waits for every transaction that has begun to read.
    db.session.rollback()
    if not is_known(revision):
        raise click.ClickException(
            f"The database was migrated by a newer version of the dashboard, to revision {revision}: "
            "start that version."
        )


@contextmanager
def start_lock() -> Iterator[None]:
    """Held by a transaction, not by a session: behind a pooler each statement may be another session's."""
    with db.engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        # Asked for again and again: a statement that waits for the lock would hold up CREATE INDEX CONCURRENTLY, which
        # waits for every statement that runs, and so wait for a migration that waits for it.
        while not connection.execute(_TAKE_START_LOCK, {"number": START_LOCK}).scalar_one():
            connection.rollback()
            time.sleep(0.1)
        # Between its statements the transaction has no snapshot, so CREATE INDEX CONCURRENTLY does not wait for it.
        connection.execute(_STAY)
        yield


def _stop(number: int, frame: FrameType | None) -> None:
    # Before gunicorn listens for signals itself.
    sys.exit(0)


class _Server(BaseApplication):
    """gunicorn in this process, for an application that is already made."""

    def __init__(self, app: Flask, settings: Settings, listener: socket.socket, made_up: str | None) -> None:
        self._made_up = made_up
        self._app = app
        self._settings = settings
        self._listener = listener
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self._listener.detach()}",
            "workers": self._settings.workers,
            "worker_class": Worker,
            "threads": THREADS,
            "preload_app": True,
            "timeout": 60,
            # The rows marked on the longest page of a list are named in the address that asks before they are deleted.
            "limit_request_line": 8190,
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": ServerLog,
            # gunicorn by itself believes what a client on this machine says of forwarding; proxies.py alone decides.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "secure_scheme_headers": {},
            "when_ready": self._say_ready,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._app

    def _say_ready(self, server: Arbiter) -> None:
        # A terminal that is closed ends the dashboard; gunicorn by itself would start its workers anew.
        signal.signal(signal.SIGHUP, lambda number, frame: server.signal(signal.SIGTERM, frame))
        host, port = server.LISTENERS[0].getsockname()[:2]
        # An address of IPv6 needs brackets.
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Persona admin is ready: http://{shown}:{port}/ (Ctrl-C stops it)")
        if self._made_up:
            click.echo(f"Sign in as {self._settings.admin_email} with the password {self._made_up}")
            click.echo("It is shown only this once: change it under your account.")
        else:
            click.echo("Sign in with your account; flask users reset EMAIL makes a link for a new password.")
