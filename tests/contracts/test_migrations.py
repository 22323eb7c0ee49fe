"""The migrations and the models describe the same schema, and there is one newest migration."""

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from admin_app.extensions import Base, db
from tests.conftest import ROOT, MakeDatabase, make_app


def test_no_drift(database_url: MakeDatabase) -> None:
    application = make_app(database_url())
    with application.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    with application.app_context():
        db.engine.dispose()


def test_down_and_up_again(database_url: MakeDatabase) -> None:
    application = make_app(database_url())
    with application.app_context():
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()
        db.engine.dispose()


def test_one_newest_migration() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1
