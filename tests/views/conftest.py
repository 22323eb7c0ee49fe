"""Every test of the pages has rows to make, so each works in the session that is rolled back."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.extensions import db
from tests import people
from tests.conftest import MakeDatabase, make_app


@pytest.fixture(autouse=True)
def _database(session: scoped_session[Session]) -> None:
    """Rows made by a test are gone after it."""


@pytest.fixture
def committing(app: Flask, database_url: MakeDatabase) -> Iterator[FlaskClient]:
    """Requests of an administrator to an application of its own, where each commit ends a transaction."""
    application = make_app(database_url())
    application.test_client_class = app.test_client_class
    with application.app_context():
        yield people.sign_in(application.test_client())
        db.session.remove()
        db.engine.dispose()
