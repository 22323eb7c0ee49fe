"""The embedded PostgreSQL around commands: each runs with the server up and the database made."""

import functools
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from flask import Flask

from admin_app import local_postgres
from admin_app.config import LOCAL_DATABASE, local_directory


def with_local_postgres(app: Flask) -> None:
    """Give every command of `app`, and the one that is loading it now, the embedded PostgreSQL while it runs."""
    _wrap(app, app.cli)
    # Commands of other packages (`flask db …`, `flask shell`) are not in app.cli and load the application as they run.
    context = click.get_current_context(silent=True)
    if context is not None and not isinstance(context.command, click.Group):
        context.with_resource(_database(app))


def _wrap(app: Flask, command: click.Command) -> None:
    if isinstance(command, click.Group):
        for member in command.commands.values():
            _wrap(app, member)
    elif command.callback is not None:
        command.callback = _wrapped(app, command.callback)


def _wrapped(app: Flask, callback: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(callback)
    def with_database(*arguments: object, **options: object) -> object:
        with _database(app):
            return callback(*arguments, **options)

    return with_database


@contextmanager
def _database(app: Flask) -> Iterator[None]:
    # `kill` ends a command as an exception does, so that PostgreSQL is stopped behind it.
    before = signal.signal(signal.SIGTERM, _end)
    directory = local_directory(Path(app.instance_path))
    try:
        with local_postgres.running(directory):
            local_postgres.ensure_database(directory, LOCAL_DATABASE)
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
