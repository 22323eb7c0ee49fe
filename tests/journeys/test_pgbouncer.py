"""Everything through PgBouncer, which gives each transaction another connection of PostgreSQL."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask

from admin_app import local_postgres
from admin_app.cli.doctor import doctor
from admin_app.cli.serve import START_LOCK, start_lock
from admin_app.extensions import db
from tests import people, services
from tests.conftest import UNSAFE_AND_QUICK, make_app
from tests.journeys.conftest import Sql, sql_of
from tests.journeys.server import free_port, serving
from tests.journeys.test_many_writers import content_of, new_lesson, path_of, putting
from tests.journeys.visitor import Visitor
from tests.journeys.writers import Writer

pytestmark = pytest.mark.skipif(services.find("pgbouncer") is None, reason="No pgbouncer: make test installs one.")
# psycopg by itself prepares what has run five times, and three connections take turns.
OFTEN = 7
# Without a pool a page says after five seconds that there is no database.
SOON_SECONDS = 8


@pytest.fixture(scope="module")
def direct(postgres: Path) -> str:
    """The libpq address of an empty database, past PgBouncer."""
    local_postgres.ensure_database(postgres, "pooled")
    return local_postgres.url(postgres, "pooled")


@pytest.fixture(scope="module")
def pooled(direct: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same database behind PgBouncer."""
    with services.pgbouncer(direct, free_port(), tmp_path_factory.mktemp("pgbouncer")) as address:
        yield address


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server said."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="module")
def port(direct: str, pooled: str, log: Path) -> Iterator[int]:
    """The port of a server that has migrated the database through PgBouncer and serves from it."""
    number = free_port()
    # Those of the tests come afterwards.
    settings = {"ADMIN_EMAIL": "first@example.com", "WEB_CONCURRENCY": "1"}
    with log.open("w") as output, serving(pooled, number, demo_content=True, log=output, settings=settings):
        people.add_people(direct)
        yield number


@pytest.fixture(scope="module")
def sql(direct: str, port: int) -> Sql:
    """Reads and writes that database as the learner app does."""
    return sql_of(direct)


@contextmanager
def context(address: str) -> Iterator[Flask]:
    """Of an application over the database at that address, as commands have it."""
    app = make_app(address)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def complaints(log: Path) -> list[dict[str, Any]]:
    """The errors in a log."""
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]
    return [line for line in lines if line["level"] != "info"]


def test_a_start_keeps_others_out_and_leaves_no_lock_behind(pooled: str, sql: Sql) -> None:
    with context(pooled), start_lock(), psycopg.connect(pooled) as other:
        took = other.execute("SELECT pg_try_advisory_xact_lock(%s)", [START_LOCK]).fetchone()
    assert took == (False,)
    assert sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_each_change_is_recorded_as_its_persons(port: int, sql: Sql, log: Path) -> None:
    lesson = new_lesson(sql)
    roles = ["admin", "editor"] * 3

    def write(number: int) -> int:
        writer = Writer(Visitor(port, roles[number]), path_of(lesson))
        return sum(writer.save(putting(f"{roles[number]}-{number}-{turn}", "x")) for turn in range(OFTEN))

    with ThreadPoolExecutor(len(roles)) as pool:
        assert sum(pool.map(write, range(len(roles)))) == OFTEN * len(roles)
    assert len(content_of(sql, lesson)) == OFTEN * len(roles)
    told = sql(
        "SELECT role, request_id, (SELECT string_agg(key, ' ') FROM jsonb_object_keys(after -> 'content') key"
        " WHERE NOT before -> 'content' ? key)"
        " FROM admin.revisions JOIN admin.users ON users.id = user_id WHERE row_id = %s AND operation = 'update'",
        lesson,
    )
    assert [key.partition("-")[0] for _, _, key in told] == [role for role, _, _ in told]
    assert len({request for _, request, _ in told}) == OFTEN * len(roles)
    assert complaints(log) == []


def test_every_page_answers_on_any_connection(port: int, sql: Sql, log: Path) -> None:
    ((learner, profile),) = sql("SELECT user_identifier, id::text FROM profiles ORDER BY id LIMIT 1")
    ((lesson,),) = sql("SELECT id::text FROM lessons ORDER BY id LIMIT 1")
    paths = [
        "/admin/",
        "/admin/activity/",
        f"/admin/preview/?profile={learner}",
        f"/admin/lessons/edit/?id={lesson}",
        f"/admin/lessons/details/?id={lesson}",
        f"/admin/lessons/history/?id={lesson}",
        f"/admin/profiles/edit/?id={profile}",
        "/admin/profiles/export/csv/",
        "/admin/find.json?q=%D0%B1%D0%B5%D1%81",
        "/admin/lessons/?search=a",
        "/admin/personalized-lesson-descriptions/",
    ]

    # One after the other, so over one connection of the dashboard; PgBouncer has three, and they take turns.
    visitor = Visitor(port, "admin")
    answers = [(path, visitor.get(path)[0]) for path in paths for _ in range(OFTEN)]
    assert [answer for answer in answers if answer[1] != 200] == []
    assert complaints(log) == []


def test_the_doctor_tells_that_a_pooler_stands_between(pooled: str, port: int) -> None:
    with context(pooled) as app:
        said = app.test_cli_runner().invoke(doctor).output
    assert "a pooler stands between, so no statement is prepared" in said


def test_while_postgresql_is_away_that_is_told_soon(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory, folder = tmp_path_factory.mktemp("away") / "postgres", tmp_path_factory.mktemp("pgbouncer")
    with ExitStack() as running:
        running.enter_context(local_postgres.running(directory, options=UNSAFE_AND_QUICK))
        local_postgres.ensure_database(directory, "away")
        with services.pgbouncer(local_postgres.url(directory, "away"), free_port(), folder) as address:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("SELECT 1")
                running.close()
                began = time.monotonic()
                with pytest.raises(psycopg.OperationalError):
                    connection.execute("SELECT 1")
            assert time.monotonic() - began < SOON_SECONDS
