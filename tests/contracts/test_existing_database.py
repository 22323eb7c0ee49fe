"""A database that already has the tables, made by other hands: it is migrated, and no row is changed or lost."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from admin_app import local_postgres
from admin_app.extensions import db
from tests.conftest import MakeDatabase, make_app

TABLES = {
    "courses": "id, slug, title, description, created_at",
    "lessons": "id, course_id, lesson_number, title, summary, content, created_at",
    "lesson_descriptions": "id, lesson_id, data, created_at",
    "profiles": "id, user_identifier, name, course_slug, survey, created_at",
    "personalized_lesson_descriptions": "id, profile_id, lesson_id, content, created_at",
    "lesson_assets": "id, lesson_id, asset_type, url, metadata, created_at",
}
INDEXES = {
    "profiles_course_slug_idx",
    "lesson_assets_lesson_id_idx",
    "personalized_lesson_descriptions_lesson_id_idx",
}
# Columns in another order, constraints under other names, defaults and keys that are missing, and foreign keys that
# do not cascade or are missing.
BY_OTHER_HANDS = """
    CREATE TABLE courses (
        created_at timestamptz DEFAULT now(), description text, title text NOT NULL, slug text NOT NULL,
        id uuid DEFAULT gen_random_uuid(), CONSTRAINT course_pk PRIMARY KEY (id), CONSTRAINT course_slug UNIQUE (slug));
    CREATE TABLE lessons (
        content jsonb, summary text, title text NOT NULL, lesson_number integer NOT NULL,
        course_id uuid NOT NULL CONSTRAINT of_course REFERENCES courses, created_at timestamptz,
        id uuid PRIMARY KEY, CONSTRAINT one_number UNIQUE (lesson_number, course_id));
    CREATE TABLE lesson_descriptions (
        data jsonb NOT NULL, id uuid DEFAULT gen_random_uuid() PRIMARY KEY, created_at timestamptz DEFAULT now(),
        lesson_id uuid NOT NULL REFERENCES lessons ON DELETE CASCADE CONSTRAINT one_description UNIQUE);
    CREATE TABLE profiles (
        survey jsonb, name text, user_identifier text NOT NULL, course_slug text,
        created_at timestamptz DEFAULT now(), id uuid DEFAULT gen_random_uuid() PRIMARY KEY);
    CREATE TABLE personalized_lesson_descriptions (
        id uuid DEFAULT gen_random_uuid() PRIMARY KEY, content jsonb NOT NULL, created_at timestamptz DEFAULT now(),
        lesson_id uuid NOT NULL, profile_id uuid NOT NULL REFERENCES profiles ON DELETE SET NULL,
        UNIQUE (profile_id, lesson_id));
    CREATE TABLE lesson_assets (
        url text NOT NULL, asset_type text NOT NULL, metadata jsonb,
        lesson_id uuid NOT NULL REFERENCES lessons ON DELETE RESTRICT,
        created_at timestamptz DEFAULT now(), id uuid DEFAULT gen_random_uuid() PRIMARY KEY);
"""
ROWS = """
    INSERT INTO courses (slug, title, created_at)
        VALUES ('shvz', 'Сила', '2020-01-02 03:04:05.678901+03'), ('b', 'B', NULL);
    INSERT INTO lessons (id, course_id, lesson_number, title, content, created_at)
        SELECT gen_random_uuid(), id, number, 'Урок', '{"n": 1.10, "big": 12345678901234567890123}', NULL
        FROM courses, generate_series(-1, 3) AS number;
    INSERT INTO lesson_descriptions (lesson_id, data) SELECT id, 'null' FROM lessons WHERE lesson_number = 1;
    INSERT INTO profiles (user_identifier, course_slug, survey) VALUES ('a', 'unknown', 'null'), ('b', NULL, NULL);
    INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)
        SELECT profiles.id, lessons.id, '[]' FROM profiles, lessons;
    INSERT INTO lesson_assets (lesson_id, asset_type, url) SELECT id, '', 'javascript:0' FROM lessons;
"""


@pytest.fixture(scope="module")
def names() -> Iterator[str]:
    return (f"existing_{number}" for number in count(1))


@pytest.fixture
def database(postgres: Path, names: Iterator[str]) -> Iterator[psycopg.Connection[Any]]:
    """A connection to an empty database that no migration has seen."""
    name = next(names)
    local_postgres.ensure_database(postgres, name)
    with psycopg.connect(local_postgres.url(postgres, name), autocommit=True) as connection:
        yield connection
    with psycopg.connect(local_postgres.url(postgres, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def application(database: psycopg.Connection[Any]) -> Iterator[Flask]:
    host, name = database.info.host, database.info.dbname
    made = make_app(f"postgresql://postgres@/{name}?host={host}")
    with made.app_context():
        yield made
        db.engine.dispose()


@pytest.fixture
def migrated(application: Flask, database: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """The hand-made database with its rows, after `flask db upgrade`."""
    make(database, BY_OTHER_HANDS + ROWS)
    flask_migrate.upgrade()
    return database


def make(database: psycopg.Connection[Any], script: str) -> None:
    database.execute(script.encode())


def rows(database: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    """Every row with its place in the file (ctid) and its transaction (xmin): a row that is rewritten shows."""
    return {table: database.execute(_select(table, columns)).fetchall() for table, columns in TABLES.items()}


def _select(table: str, columns: str) -> bytes:
    return f"SELECT ctid::text, xmin::text, {columns} FROM {table} ORDER BY id".encode()


def values(database: psycopg.Connection[Any], query: str) -> list[Any]:
    return [row[0] for row in database.execute(query.encode())]


SCHEMA = """
    SELECT 'column', table_name::text, concat_ws(' ', column_name, data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, concat_ws(' ', contype, confdeltype, confrelid::regclass,
        (SELECT string_agg(attname, ' ' ORDER BY attname) FROM pg_attribute
         WHERE attrelid = conrelid AND attnum = ANY (conkey)))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
    UNION ALL
    SELECT 'index', tablename, indexname FROM pg_indexes WHERE right(indexname, 4) = '_idx'
    UNION ALL
    SELECT 'trigger', tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal
"""


def schema(database: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """Columns, constraints, indexes and triggers, whatever their order and the names of constraints."""
    return sorted(database.execute(SCHEMA.encode()))


def test_no_row_is_touched(application: Flask, database: psycopg.Connection[Any]) -> None:
    make(database, BY_OTHER_HANDS + ROWS)
    before = rows(database)
    assert all(before.values())
    flask_migrate.upgrade()
    assert rows(database) == before


def test_the_schema_ends_as_that_of_a_new_database(
    migrated: psycopg.Connection[Any], database_url: MakeDatabase
) -> None:
    with psycopg.connect(database_url()) as new:
        wanted = schema(new)
    assert schema(migrated) == wanted


def test_the_models_describe_it(migrated: psycopg.Connection[Any]) -> None:
    # Ends the process where they differ.
    flask_migrate.check()


def test_the_indexes_are_made(migrated: psycopg.Connection[Any]) -> None:
    assert set(values(migrated, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")) >= INDEXES


@pytest.mark.parametrize("parents", ["courses", "profiles, lessons"])
def test_children_go_with_their_parents(migrated: psycopg.Connection[Any], parents: str) -> None:
    for parent in parents.split(", "):
        make(migrated, f"DELETE FROM {parent}")
    children = "lesson_descriptions", "personalized_lesson_descriptions", "lesson_assets"
    assert [values(migrated, f"SELECT count(*) FROM {child}") for child in children] == [[0]] * len(children)


def test_rows_get_what_they_do_not_bring(migrated: psycopg.Connection[Any]) -> None:
    make(migrated, "INSERT INTO lessons (course_id, lesson_number, title) SELECT id, 9, 'New' FROM courses LIMIT 1")
    assert values(migrated, "SELECT id IS NOT NULL AND created_at IS NOT NULL FROM lessons WHERE title = 'New'") == [
        True
    ]


def test_created_at_cannot_be_changed_even_where_it_is_null(migrated: psycopg.Connection[Any]) -> None:
    before = values(migrated, "SELECT created_at FROM courses ORDER BY slug")
    make(migrated, "UPDATE courses SET created_at = now()")
    assert values(migrated, "SELECT created_at FROM courses ORDER BY slug") == before


def test_down_and_up_again_keeps_the_rows_and_the_schema(migrated: psycopg.Connection[Any]) -> None:
    before, wanted = rows(migrated), schema(migrated)
    flask_migrate.downgrade(revision="base")
    assert rows(migrated) == before
    assert values(migrated, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == []
    assert not INDEXES & set(values(migrated, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"))
    flask_migrate.upgrade()
    assert rows(migrated) == before
    assert schema(migrated) == wanted


def test_down_takes_away_tables_that_hold_nothing(application: Flask, database: psycopg.Connection[Any]) -> None:
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert values(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == ["alembic_version"]
    flask_migrate.upgrade()
    flask_migrate.check()


def test_migrating_twice_changes_nothing(migrated: psycopg.Connection[Any]) -> None:
    before, wanted = rows(migrated), schema(migrated)
    make(migrated, "DELETE FROM alembic_version")
    flask_migrate.upgrade()
    assert (rows(migrated), schema(migrated)) == (before, wanted)


def test_what_the_learner_app_has_besides_stays(application: Flask, database: psycopg.Connection[Any]) -> None:
    make(database, BY_OTHER_HANDS + ROWS)
    make(
        database,
        """
        CREATE TABLE payments (id int PRIMARY KEY, profile_id uuid REFERENCES profiles);
        INSERT INTO payments SELECT 1, id FROM profiles LIMIT 1;
        ALTER TABLE courses ADD COLUMN colour text DEFAULT 'red';
        CREATE INDEX by_title ON lessons (title);
        CREATE VIEW titles AS SELECT title FROM courses;
        """,
    )
    flask_migrate.upgrade()
    assert values(database, "SELECT count(*) FROM payments") == [1]
    assert values(database, "SELECT DISTINCT colour FROM courses") == ["red"]
    assert values(database, "SELECT indexname FROM pg_indexes WHERE indexname = 'by_title'") == ["by_title"]
    assert len(values(database, "SELECT title FROM titles")) == 2


def test_only_some_of_the_tables_are_there(application: Flask, database: psycopg.Connection[Any]) -> None:
    make(database, "CREATE TABLE courses (id uuid PRIMARY KEY, slug text NOT NULL UNIQUE, title text NOT NULL);")
    make(database, "ALTER TABLE courses ADD description text, ADD created_at timestamptz;")
    make(database, "INSERT INTO courses (id, slug, title) SELECT gen_random_uuid(), 'a', 'A'")
    flask_migrate.upgrade()
    flask_migrate.check()
    assert values(database, "SELECT slug FROM courses") == ["a"]


@pytest.mark.parametrize("name", ["profiles_user_identifier_key", "one_of_each"])
def test_a_unique_index_takes_the_place_of_a_constraint(
    application: Flask, database: psycopg.Connection[Any], name: str
) -> None:
    make(database, BY_OTHER_HANDS + ROWS)
    make(database, f"CREATE UNIQUE INDEX {name} ON profiles (user_identifier)")
    flask_migrate.upgrade()
    definitions = values(database, "SELECT indexdef FROM pg_indexes WHERE tablename = 'profiles'")
    assert len([text for text in definitions if text.endswith("(user_identifier)")]) == 1


def test_a_foreign_key_that_cascades_beside_one_that_does_not(
    application: Flask, database: psycopg.Connection[Any]
) -> None:
    make(database, BY_OTHER_HANDS + ROWS)
    make(database, "ALTER TABLE lessons ADD FOREIGN KEY (course_id) REFERENCES courses ON DELETE CASCADE")
    flask_migrate.upgrade()
    make(database, "DELETE FROM courses")
    assert values(database, "SELECT count(*) FROM lessons") == [0]


def test_rows_that_break_a_missing_key_stop_the_migration_and_stay(
    application: Flask, database: psycopg.Connection[Any]
) -> None:
    make(database, BY_OTHER_HANDS + ROWS + "INSERT INTO profiles (user_identifier) VALUES ('a');")
    before = rows(database)
    with pytest.raises(IntegrityError):
        flask_migrate.upgrade()
    assert rows(database) == before
    assert values(database, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == []


def test_columns_that_are_stricter_or_looser_are_told_in_a_sentence_each(
    application: Flask, database: psycopg.Connection[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    make(database, BY_OTHER_HANDS)
    make(database, "ALTER TABLE lessons ALTER title DROP NOT NULL, ALTER summary SET NOT NULL")
    flask_migrate.upgrade()
    assert capsys.readouterr().err.splitlines() == [
        "The column lessons.title may be NULL in this database; forms will require it.",
        "The column lessons.summary is NOT NULL in this database; forms cannot leave it empty.",
    ]


def test_tables_as_they_should_be_give_nothing_to_tell(
    application: Flask, database: psycopg.Connection[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    make(database, BY_OTHER_HANDS)
    make(database, "ALTER TABLE courses ALTER slug TYPE varchar(200); ALTER TABLE lessons ADD extra text")
    flask_migrate.upgrade()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("DROP COLUMN survey", "The column profiles.survey is missing from this database."),
        ("ALTER survey TYPE json", "The column profiles.survey is of type json here; it must be jsonb."),
    ],
)
def test_a_table_that_pages_cannot_use_stops_the_migration_before_it_begins(
    application: Flask, database: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture, change: str, sentence: str
) -> None:
    make(database, BY_OTHER_HANDS)
    make(database, f"ALTER TABLE profiles {change}")
    before = schema(database)
    with pytest.raises(SystemExit) as end:
        flask_migrate.upgrade()
    assert end.value.code == 1
    assert sentence in caplog.text
    assert schema(database) == before


# A function of the learner app under the name of ours.
THEIR_FUNCTION = """
    CREATE FUNCTION set_timestamps() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.created_at := '1999-01-01Z'; RETURN NEW; END $$;
    CREATE TRIGGER touch BEFORE UPDATE ON courses FOR EACH ROW EXECUTE FUNCTION set_timestamps();
"""
FUNCTION_TEXT = "SELECT prosrc FROM pg_proc WHERE proname = 'set_timestamps'"


def test_a_function_that_another_table_uses_stops_the_migration_and_stays(
    application: Flask, database: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    make(database, BY_OTHER_HANDS + ROWS + THEIR_FUNCTION)
    make(
        database,
        """
        CREATE TABLE payments (id int, created_at timestamptz);
        CREATE TRIGGER touch BEFORE INSERT ON payments FOR EACH ROW EXECUTE FUNCTION set_timestamps();
        """,
    )
    before = schema(database), rows(database), values(database, FUNCTION_TEXT)
    with pytest.raises(SystemExit) as end:
        flask_migrate.upgrade()
    assert end.value.code == 1
    assert "The table payments uses a function set_timestamps() of its own; rename it first." in caplog.text
    assert (schema(database), rows(database), values(database, FUNCTION_TEXT)) == before


def test_a_function_that_only_our_tables_use_is_replaced(application: Flask, database: psycopg.Connection[Any]) -> None:
    make(database, BY_OTHER_HANDS + ROWS + THEIR_FUNCTION)
    before = rows(database)
    flask_migrate.upgrade()
    assert rows(database) == before
    created = values(database, "SELECT created_at FROM courses ORDER BY slug")
    make(database, "UPDATE courses SET title = 'New'")
    assert values(database, "SELECT created_at FROM courses ORDER BY slug") == created


REVISIONS = (
    "SELECT table_name || ' ' || operation || ' ' || coalesce(after, before)::text FROM admin.revisions ORDER BY id"
)


def test_the_history_begins_with_the_migration(migrated: psycopg.Connection[Any]) -> None:
    assert values(migrated, REVISIONS) == []
    make(migrated, "UPDATE lessons SET title = 'New' WHERE lesson_number = -1")
    make(migrated, "DELETE FROM profiles WHERE user_identifier = 'a'")
    kinds = [" ".join(text.split()[:2]) for text in values(migrated, REVISIONS)]
    wanted = ["lessons update"] * 2 + ["personalized_lesson_descriptions delete"] * 10 + ["profiles delete"]
    assert sorted(kinds) == wanted
    digits = '"content": {"n": 1.10, "big": 12345678901234567890123}'
    assert digits in values(migrated, REVISIONS)[0]


def test_down_keeps_what_the_history_holds_and_up_goes_on(migrated: psycopg.Connection[Any]) -> None:
    make(migrated, "UPDATE courses SET title = 'New' WHERE slug = 'b'")
    kept = values(migrated, REVISIONS)
    flask_migrate.downgrade(revision="base")
    make(migrated, "UPDATE courses SET title = 'Unseen' WHERE slug = 'b'")
    assert values(migrated, REVISIONS) == kept
    flask_migrate.upgrade()
    make(migrated, "DELETE FROM courses WHERE slug = 'b'")
    assert values(migrated, REVISIONS)[0] == kept[0]
    assert "courses delete" in " ".join(values(migrated, REVISIONS)[1:])
    flask_migrate.check()
