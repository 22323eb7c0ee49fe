"""The migrations and the models describe the same schema, and there is one newest migration."""

import flask_migrate
import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine

from admin_app.extensions import Base, db
from tests.conftest import ROOT, MakeDatabase, make_app

# As migrations/env.py compares: our own schema too, and no schema of others.
OPTIONS = {
    "compare_server_default": True,
    "include_schemas": True,
    "include_name": lambda name, kind, parents: kind != "schema" or name in (None, "admin"),
}


def test_no_drift(database_url: MakeDatabase) -> None:
    engine = create_engine(database_url().replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again(database_url: MakeDatabase) -> None:
    application = make_app(database_url())
    with application.app_context():
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()
        db.engine.dispose()


def test_one_newest_migration() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_an_index_that_an_interrupted_migration_left_broken_is_made_anew(database_url: MakeDatabase) -> None:
    address, name = database_url(), "profiles_name_key_trigrams_idx"
    application = make_app(address)
    with application.app_context(), psycopg.connect(address, autocommit=True) as connection:
        connection.execute(b"UPDATE alembic_version SET version_num = '005'")
        connection.execute(f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass".encode())
        flask_migrate.upgrade()
        db.engine.dispose()
        valid = connection.execute(f"SELECT indisvalid FROM pg_index WHERE indexrelid = '{name}'::regclass".encode())
        assert valid.fetchone() == (True,)
