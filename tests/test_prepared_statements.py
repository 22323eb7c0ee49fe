"""Only what is marked is prepared, it stays so after a page that only reads, and nothing is behind a pooler."""

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from admin_app.extensions import db
from admin_app.prepared_statements import PREPARED, KeepingConnection, is_pooled
from tests.conftest import MakeDatabase, make_app

OFTEN = 7
MARKED = text("SELECT :number + 1").execution_options(**PREPARED)


@pytest.fixture(scope="module")
def own_app(database_url: MakeDatabase) -> Iterator[Flask]:
    application = make_app(database_url())
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def direct(own_app: Flask) -> Iterator[Connection]:
    """A connection of the application to PostgreSQL itself."""
    with own_app.app_context(), db.engine.connect() as connection:
        yield connection


def prepared(connection: Connection) -> list[str]:
    rows = connection.execute(text("SELECT statement FROM pg_prepared_statements ORDER BY statement"))
    return [row.statement for row in rows]


def own(connection: Connection) -> KeepingConnection:
    found = connection.connection.dbapi_connection
    assert isinstance(found, KeepingConnection)
    return found


def test_what_runs_often_is_not_prepared_by_itself(direct: Connection) -> None:
    for number in range(OFTEN):
        direct.execute(text("SELECT :number + 2"), {"number": number})
    assert prepared(direct) == []


def test_what_is_marked_is_prepared_and_kept_over_a_rollback(direct: Connection) -> None:
    for number in range(OFTEN):
        assert direct.execute(MARKED, {"number": number}).scalar_one() == number + 1
        direct.rollback()
    ((custom, generic),) = direct.execute(text("SELECT custom_plans, generic_plans FROM pg_prepared_statements"))
    assert custom + generic == OFTEN


def test_after_an_error_everything_is_prepared_anew(direct: Connection) -> None:
    direct.execute(MARKED, {"number": 1})
    assert prepared(direct) != []
    with pytest.raises(Exception, match="division by zero"):
        direct.execute(text("SELECT 1 / 0"))
    direct.rollback()
    assert prepared(direct) == []


def test_a_rollback_on_a_lost_connection_is_an_error(direct: Connection) -> None:
    process = direct.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with db.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    with pytest.raises(psycopg.OperationalError):
        own(direct).rollback()
    direct.invalidate()


def test_postgresql_itself_is_told_from_a_pooler(direct: Connection) -> None:
    assert not is_pooled(direct)
    own(direct).prepare_threshold = None
    assert is_pooled(direct)
    for number in range(OFTEN):
        direct.execute(MARKED, {"number": number})
    assert prepared(direct) == []
    direct.invalidate()


def test_a_pooler_that_was_not_recognised_is_known_by_its_error(direct: Connection) -> None:
    direct.execute(MARKED, {"number": 1})
    # As if the transaction went on in another session, past psycopg.
    own(direct).pgconn.exec_(b"DEALLOCATE ALL")
    with pytest.raises(DBAPIError, match="does not exist"):
        direct.execute(MARKED, {"number": 1})
    direct.rollback()
    assert is_pooled(direct)
    assert direct.execute(MARKED, {"number": 1}).scalar_one() == 2
    assert prepared(direct) == []
    direct.invalidate()
