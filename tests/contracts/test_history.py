"""The database records each change of the six tables itself, whoever makes it, and stands in nobody's way."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from admin_app.extensions import Base
from tests.conftest import MakeDatabase

TABLES = sorted(table.name for table in Base.metadata.sorted_tables if table.schema is None)
COURSE = "INSERT INTO courses (slug, title) VALUES ('a', 'A')"

Rows = list[tuple[Any, ...]]
Database = psycopg.Connection[Any]


@pytest.fixture
def database(database_url: MakeDatabase) -> Iterator[Database]:
    """A connection of somebody outside the dashboard, who commits each statement."""
    with psycopg.connect(database_url(), autocommit=True) as connection:
        yield connection


def ask(database: Database, query: str) -> Rows:
    return database.execute(query.encode()).fetchall()


def do(database: Database, *scripts: str) -> None:
    for script in scripts:
        database.execute(script.encode())


def operations(database: Database) -> Rows:
    return ask(database, "SELECT table_name, operation FROM admin.revisions ORDER BY id")


def forget(database: Database) -> None:
    do(database, "DELETE FROM admin.revisions")


def test_each_table_has_all_four_triggers(database: Database) -> None:
    found = ask(database, "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'record\\_%'")
    names = ("record_delete", "record_insert", "record_truncate", "record_update")
    assert sorted(found) == [(table, name) for table in TABLES for name in names]


def test_insert_update_delete_and_truncate(database: Database) -> None:
    do(database, COURSE, "UPDATE courses SET title = 'B'", "DELETE FROM courses", "TRUNCATE profiles CASCADE")
    assert operations(database) == [
        ("courses", "insert"),
        ("courses", "update"),
        ("courses", "delete"),
        ("profiles", "truncate"),
        ("personalized_lesson_descriptions", "truncate"),
    ]
    titles = ask(database, "SELECT before ->> 'title', after ->> 'title' FROM admin.revisions ORDER BY id LIMIT 3")
    assert titles == [(None, "A"), ("A", "B"), ("B", None)]


def test_what_is_done_without_the_dashboard_bears_its_database_role(database: Database) -> None:
    do(database, COURSE)
    who = "user_id, command, request_id, database_role"
    assert ask(database, f"SELECT {who} FROM admin.revisions") == [(None, None, None, "postgres")]


def test_a_role_with_no_right_on_the_history_writes_and_is_named(database: Database) -> None:
    do(
        database,
        "CREATE ROLE learner_app",
        "GRANT ALL ON courses TO learner_app",
        "SET ROLE learner_app",
        "SET admin.user_id = 1",
        COURSE,
        "UPDATE courses SET title = 'B'",
        "DELETE FROM courses",
    )
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            do(database, "SELECT FROM admin.revisions")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            do(database, "SELECT admin.record_changes()")
        do(database, "RESET ROLE")
        # Nobody can do it in the name of a person of the dashboard either.
        assert ask(database, "SELECT DISTINCT database_role, user_id FROM admin.revisions") == [("learner_app", None)]
    finally:
        do(database, "RESET ROLE", "DROP OWNED BY learner_app", "DROP ROLE learner_app")


def test_temporary_names_of_a_client_catch_nothing(database: Database) -> None:
    do(
        database,
        'CREATE TEMP TABLE "text" (id int)',
        "CREATE TEMP TABLE new_rows (id uuid)",
        "CREATE TEMP TABLE revisions (id int)",
        COURSE,
    )
    assert operations(database) == [("courses", "insert")]


@pytest.mark.parametrize(
    ("said", "kept"),
    [("7", 7), ("", None), ("x", None), ("-1", None), ("9" * 30, None), ("1; DROP", None), ("\u0667", None)],
)
def test_rubbish_in_the_settings_never_stops_a_write(database: Database, said: str, kept: int | None) -> None:
    database.execute("SELECT set_config('admin.user_id', %s, false), set_config('admin.command', '', false)", [said])
    do(database, COURSE)
    assert ask(database, "SELECT user_id, command FROM admin.revisions") == [(kept, None)]


def test_what_a_session_says_is_kept(database: Database) -> None:
    do(database, "SET admin.user_id = 3", "SET admin.command = 'flask x'", "SET admin.request_id = 'r'", COURSE)
    assert ask(database, "SELECT user_id, command, request_id FROM admin.revisions") == [(3, "flask x", "r")]


def test_an_update_that_changes_nothing_leaves_no_revision(database: Database) -> None:
    do(database, COURSE)
    forget(database)
    do(database, "UPDATE courses SET title = title, created_at = now()", "UPDATE courses SET title = 'A'")
    do(database, "UPDATE courses SET title = 'B' WHERE false")
    assert operations(database) == []


def test_digits_are_a_change(database: Database) -> None:
    do(database, "INSERT INTO profiles (user_identifier, survey) VALUES ('a', '1.1')")
    forget(database)
    do(database, "UPDATE profiles SET survey = '1.10'", "UPDATE profiles SET survey = NULL")
    kept = ask(database, "SELECT before ->> 'survey', after ->> 'survey' FROM admin.revisions ORDER BY id")
    assert kept == [("1.1", "1.10"), ("1.10", None)]


def test_nothing_and_the_null_of_json_differ(database: Database) -> None:
    do(database, "INSERT INTO profiles (user_identifier, survey) VALUES ('a', 'null')")
    forget(database)
    do(database, "UPDATE profiles SET survey = NULL", "DELETE FROM profiles")
    before = "before ? 'survey', before -> 'survey' = 'null'"
    after = "after ? 'survey', after -> 'name' = 'null'"
    kept = ask(database, f"SELECT {before}, {after} FROM admin.revisions ORDER BY id")
    assert kept == [(True, True, False, True), (False, None, None, None)]


def test_only_the_rows_of_a_statement_that_change_are_recorded(database: Database) -> None:
    do(database, "INSERT INTO courses (slug, title) SELECT n::text, n::text FROM generate_series(1, 9) n")
    forget(database)
    do(database, "UPDATE courses SET title = '1'")
    assert len(operations(database)) == 8
    assert len(ask(database, "SELECT DISTINCT occurred_at, transaction_id, transaction_at FROM admin.revisions")) == 1


def test_another_id_is_a_delete_and_an_insert(database: Database) -> None:
    do(database, COURSE)
    forget(database)
    do(database, "UPDATE courses SET id = gen_random_uuid()")
    assert sorted(operations(database)) == [("courses", "delete"), ("courses", "insert")]
    assert len(ask(database, "SELECT DISTINCT row_id FROM admin.revisions")) == 2
    assert (
        ask(database, "SELECT FROM admin.revisions WHERE row_id = (coalesce(after, before) ->> 'id')::uuid") == [()] * 2
    )


def test_what_a_delete_takes_along_is_recorded(database: Database) -> None:
    do(
        database,
        COURSE,
        "INSERT INTO lessons (course_id, lesson_number, title) SELECT id, n, 'L' FROM courses, generate_series(1, 3) n",
        "INSERT INTO lesson_descriptions (lesson_id, data) SELECT id, '{}' FROM lessons",
        "INSERT INTO profiles (user_identifier) VALUES ('a')",
        "INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)"
        " SELECT profiles.id, lessons.id, '{}' FROM profiles, lessons",
    )
    forget(database)
    do(database, "DELETE FROM courses")
    found = ask(database, "SELECT table_name, count(*)::int FROM admin.revisions GROUP BY 1 ORDER BY 1")
    assert found == [
        ("courses", 1),
        ("lesson_descriptions", 3),
        ("lessons", 3),
        ("personalized_lesson_descriptions", 3),
    ]
    assert len(ask(database, "SELECT DISTINCT transaction_id FROM admin.revisions")) == 1


def test_upserts(database: Database) -> None:
    do(database, COURSE)
    forget(database)
    upsert = "INSERT INTO courses (slug, title) VALUES ('a', 'B'), ('b', 'B') ON CONFLICT (slug)"
    do(database, f"{upsert} DO NOTHING")
    assert operations(database) == [("courses", "insert")]
    forget(database)
    do(database, f"{upsert} DO UPDATE SET title = excluded.title")
    assert operations(database) == [("courses", "update")]


def test_copy(database: Database) -> None:
    with database.cursor().copy("COPY courses (slug, title) FROM STDIN") as copy:
        for number in range(3):
            copy.write_row((f"{number}", "C"))
    assert operations(database) == [("courses", "insert")] * 3


def test_times_do_not_depend_on_the_zone_and_style_of_a_client(database: Database) -> None:
    insert = "INSERT INTO courses (slug, title, created_at) VALUES"
    do(database, "SET timezone = 'Asia/Tokyo'", "SET datestyle = 'German, DMY'")
    do(database, f"{insert} ('a', 'A', '2020-01-02 03:04:05.678901+00'), ('b', 'B', 'infinity')")
    kept = ask(database, "SELECT after ->> 'created_at' FROM admin.revisions ORDER BY 1")
    assert kept == [("2020-01-02T03:04:05.678901+00:00",), ("infinity",)]
    assert ask(database, "SHOW timezone") == [("Asia/Tokyo",)]


def test_other_columns_come_and_go(database: Database) -> None:
    do(database, COURSE, "ALTER TABLE courses ADD COLUMN colour text DEFAULT 'red'", "UPDATE courses SET title = 'B'")
    assert ask(database, "SELECT after ->> 'colour' FROM admin.revisions ORDER BY id DESC LIMIT 1") == [("red",)]
    do(database, "ALTER TABLE courses DROP COLUMN colour", "UPDATE courses SET title = 'C'")
    do(database, "ALTER TABLE courses ADD COLUMN size int", "UPDATE courses SET size = 3")
    do(database, """ALTER TABLE courses ADD COLUMN "10%s '""x" jsonb, ADD COLUMN more jsonb DEFAULT 'null'""")
    do(database, "UPDATE courses SET size = 4", "DELETE FROM courses")
    last = "SELECT before ->> 'size', before ? 'colour', before ? 'more', before ? '10%s ''\"x'"
    assert ask(database, f"{last} FROM admin.revisions ORDER BY id DESC LIMIT 1") == [("4", False, True, False)]


def test_a_write_that_is_rolled_back_leaves_nothing(database: Database) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        do(database, f"{COURSE}, ('a', 'A')")
    with database.transaction(force_rollback=True):
        do(database, COURSE)
    assert operations(database) == []


def test_a_document_of_any_depth_that_the_table_takes(database: Database) -> None:
    depth = 6000
    database.execute("INSERT INTO profiles (user_identifier, survey) VALUES ('a', %s)", ["[" * depth + "]" * depth])
    do(database, "UPDATE profiles SET name = 'A'", "DELETE FROM profiles")
    assert len(operations(database)) == 3
