"""The content of the benchmark: as much as it says, the same each time, with a history that fits its rows."""

from pathlib import Path

import flask_migrate
import psycopg

from admin_app.extensions import db
from admin_app.queries.health import newest_revision
from tests.bench.conftest import TINY
from tests.bench.content import TABLES, fill, make
from tests.conftest import MakeDatabase, make_app

DIGEST = " UNION ALL ".join(f"SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM {table} AS t" for table in TABLES)
# Revisions that do not begin where the one before them ended, or end otherwise than the row is.
BROKEN = """
SELECT count(*) FROM (
    SELECT id, before, lag(after) OVER each_row AS earlier, occurred_at, lag(occurred_at) OVER each_row AS earlier_at
    FROM admin.revisions WINDOW each_row AS (PARTITION BY row_id ORDER BY id)
) AS followed WHERE before IS DISTINCT FROM earlier OR before = earlier AND occurred_at <= earlier_at
"""
# What the triggers write of rows that go, and the history knew otherwise.
UNLIKE = """
SELECT count(*) FROM (
    SELECT operation, before, lag(after) OVER (PARTITION BY row_id ORDER BY id) AS known FROM admin.revisions
) AS followed WHERE operation = 'delete' AND before IS DISTINCT FROM known
"""


def values(address: str, statement: str) -> list[object]:
    with psycopg.connect(address) as connection:
        return [row[0] for row in connection.execute(statement.encode())]


def test_there_is_as_much_as_the_scale_says(filled: str) -> None:
    counts = {table: values(filled, f"SELECT count(*) FROM {table}")[0] for table in TABLES}
    assert counts == {
        "courses": 2,
        "lessons": 32,
        "lesson_descriptions": 31,
        "profiles": 20,
        "personalized_lesson_descriptions": 200,
        "lesson_assets": 64,
    }


def test_it_is_the_same_each_time(filled: str, database_url: MakeDatabase) -> None:
    again = database_url()
    fill(again, TINY)
    assert values(again, DIGEST) == values(filled, DIGEST)


def test_the_history_leads_to_the_rows(filled: str) -> None:
    assert values(filled, "SELECT count(*) >= 2 * 349 FROM admin.revisions") == [True]
    assert values(filled, BROKEN) == [0]


def test_the_history_is_as_the_triggers_write_it(filled: str) -> None:
    with psycopg.connect(filled) as connection:
        connection.execute("DELETE FROM courses")
        connection.execute("DELETE FROM profiles")
        deleted = connection.execute("SELECT count(*) FROM admin.revisions WHERE operation = 'delete'").fetchone()
        unlike = connection.execute(UNLIKE).fetchone()
        connection.rollback()
    assert (deleted, unlike) == ((349,), (0,))


def test_documents_are_of_the_usual_size(filled: str) -> None:
    sizes = "SELECT octet_length(content::text) BETWEEN 300 AND 800 FROM personalized_lesson_descriptions"
    assert all(values(filled, sizes))


def test_it_is_made_once(postgres: Path) -> None:
    address = make(postgres, TINY)
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE courses SET title = 'changed since'")
    assert make(postgres, TINY) == address
    assert values(address, "SELECT DISTINCT title FROM courses") == ["changed since"]


def test_what_is_kept_is_migrated(postgres: Path) -> None:
    address = make(postgres, TINY)
    application = make_app(address)
    with application.app_context():
        newest = newest_revision()
        flask_migrate.downgrade()
        db.engine.dispose()
    assert values(address, "SELECT version_num FROM alembic_version") != [newest]
    make(postgres, TINY)
    assert values(address, "SELECT version_num FROM alembic_version") == [newest]


def test_every_index_is_there(filled: str, database_url: MakeDatabase) -> None:
    definitions = "SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'admin') ORDER BY 1"
    assert values(filled, definitions) == values(database_url(), definitions)
