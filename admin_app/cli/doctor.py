"""`flask doctor`: what the dashboard needs, checked one by one."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import click
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from admin_app.cli import assets
from admin_app.cli.catalogues import missing_words
from admin_app.extensions import REPLICA, db
from admin_app.prepared_statements import is_pooled
from admin_app.queries.health import database_revision, is_known, newest_revision
from admin_app.replica import Replica

OLDEST_SERVER = 140000


class _FailedError(Exception):
    """What is wrong and what to do, in a sentence."""


@click.command("doctor")
def doctor() -> None:
    """Check the settings, the database and the front-end packages; exit with 1 where something is wrong."""
    failed = [name for name, check in _CHECKS if not _passes(name, check)]
    if failed:
        raise click.ClickException(f"{len(failed)} of {len(_CHECKS)} checks failed: {', '.join(failed)}.")


def _passes(name: str, check: Callable[[], str]) -> bool:
    try:
        click.echo(f"ok    {name}: {check()}")
    except (_FailedError, SQLAlchemyError) as error:
        reason = getattr(error, "orig", None) or error
        click.echo(f"FAIL  {name}: {' '.join(str(reason).split())}")
        return False
    return True


def _settings() -> str:
    # Settings that are wrong stop every command before it begins.
    settings = current_app.config["SETTINGS"]
    demo = "on" if settings.demo_content else "off"
    return f"{settings.host}:{settings.port}, {settings.workers} workers, demo content {demo}"


def _server() -> str:
    number, version = _row("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    if number < OLDEST_SERVER:
        raise _FailedError(f"PostgreSQL {version} is too old: 14 or newer is needed.")
    pooler = ", a pooler stands between, so no statement is prepared" if _is_pooled() else ""
    return f"PostgreSQL {version} at {db.engine.url.render_as_string(hide_password=True)}{pooler}"


def _is_pooled() -> bool:
    with db.engine.connect() as connection:
        return is_pooled(connection)


def _encoding() -> str:
    (encoding,) = _row("SELECT current_setting('server_encoding')")
    if encoding != "UTF8":
        raise _FailedError(f"the database is in {encoding}: make one with ENCODING UTF8 and move the rows.")
    return "UTF8"


def _alphabet() -> str:
    lowered, found = _row("SELECT lower('ПРИВЕТ') = 'привет', 'Привет' ILIKE 'пРИ%'")
    if not (lowered and found):
        raise _FailedError("search does not ignore the case of Cyrillic: make the database with the locale C.UTF-8.")
    return "lower() and ILIKE know Cyrillic"


def _migrations() -> str:
    current, newest = database_revision(), newest_revision()
    if not is_known(current):
        raise _FailedError(f"a newer version of the dashboard has migrated the schema to {current}: run that version.")
    if current != newest:
        raise _FailedError(
            f"the schema is at {current or 'nothing'}, not at {newest}: run `flask --app wsgi db upgrade`."
        )
    return f"at {newest}, the newest"


def _replica() -> str:
    if REPLICA not in db.engines:
        return "none, since READ_DATABASE_URL is not set"
    with closing(Replica(db.engine, db.engines[REPLICA])) as replica:
        trouble = replica.look()
    if trouble:
        raise _FailedError(f"{trouble} The primary serves instead.")
    return f"follows at {db.engines[REPLICA].url.render_as_string(hide_password=True)}"


def _packages() -> str:
    if missing := [*assets.missing(), *missing_words()]:
        raise _FailedError(f"{', '.join(missing)} missing: run `make assets`.")
    return "all files are there"


def _row(statement: str) -> tuple[Any, ...]:
    with db.engine.connect() as connection:
        return tuple(connection.execute(text(statement)).one())


_CHECKS: list[tuple[str, Callable[[], str]]] = [
    ("settings", _settings),
    ("database", _server),
    ("encoding", _encoding),
    ("alphabet", _alphabet),
    ("migrations", _migrations),
    ("replica", _replica),
    ("front end", _packages),
]
