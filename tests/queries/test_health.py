"""Which migration the database is at."""

from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from admin_app.queries.health import database_revision


def test_the_revision_of_the_database(session: scoped_session[Session]) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = 'seen'"))
    assert database_revision() == "seen"


def test_no_revision_where_nothing_was_migrated(session: scoped_session[Session]) -> None:
    session.execute(text("DELETE FROM alembic_version"))
    assert database_revision() is None
    session.execute(text("DROP TABLE alembic_version"))
    assert database_revision() is None
