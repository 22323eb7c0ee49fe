"""The databases that are measured: made by PostgreSQL itself, the same at every run, and kept between runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from admin_app import local_postgres
from tests.conftest import migrate

# Of the rows that the scripts make; another one makes every database anew.
VERSION = 1
TABLES = (
    "courses",
    "lessons",
    "lesson_descriptions",
    "profiles",
    "personalized_lesson_descriptions",
    "lesson_assets",
)
SCRIPTS = ("content.sql", "history.sql")
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace IN ('public'::regnamespace, 'admin'::regnamespace)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@dataclass(frozen=True)
class Scale:
    """How much there is: lessons a course, learners in all; ten personalized rows a learner, two assets a lesson."""

    name: str
    courses: int
    lessons: int
    profiles: int


SCALES = {
    scale.name: scale
    for scale in (
        Scale("small", courses=10, lessons=20, profiles=1_000),
        Scale("large", courses=200, lessons=50, profiles=200_000),
    )
}


def make(directory: Path, scale: Scale) -> str:
    """The libpq address of the database of that size, in the running server of `directory`.

    It is made, which takes some minutes where it is large, unless this version of it is there: that is migrated.
    """
    name = f"bench_{scale.name}"
    local_postgres.ensure_database(directory, name)
    address = local_postgres.url(directory, name)
    if _is_made(address):
        migrate(address)
    else:
        _drop(directory, name)
        local_postgres.ensure_database(directory, name)
        migrate(address)
        fill(address, scale)
    return address


def _is_made(address: str) -> bool:
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return row == (_mark(),)


def _mark() -> str:
    return f"content of the benchmark, version {VERSION}"


def _drop(directory: Path, name: str) -> None:
    with psycopg.connect(local_postgres.url(directory, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def fill(address: str, scale: Scale) -> None:
    """Fill an empty, migrated database, and mark it as made."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("courses", "lessons", "profiles"):
            connection.execute("SELECT set_config(%s, %s, false)", [f"bench.{setting}", str(getattr(scale, setting))])
        with _indexed_afterwards(connection):
            for script in SCRIPTS:
                connection.execute(Path(__file__).with_name(script).read_bytes())
                connection.execute("ANALYZE")
        # As autovacuum would after a while: what pages read depends on it.
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        connection.execute(f"COMMENT ON DATABASE {connection.info.dbname} IS '{_mark()}'".encode())


@contextmanager
def _indexed_afterwards(connection: "psycopg.Connection[Any]") -> Iterator[None]:
    """Without the indexes that no key needs meanwhile: made of all rows at once they take a fraction of the time."""
    indexes = connection.execute(INDEXES).fetchall()
    for name, _definition in indexes:
        connection.execute(f"DROP INDEX {name}".encode())
    yield
    connection.execute("SET maintenance_work_mem = '256MB'")
    for _name, definition in indexes:
        connection.execute(definition.encode())
