"""A database in which a commit is a commit."""

from collections.abc import Iterator

import pytest
from flask import Flask

from admin_app.extensions import db
from tests.conftest import MakeDatabase, make_app


@pytest.fixture
def own_database(database_url: MakeDatabase) -> Iterator[Flask]:
    """An application, in its context, over an empty database for one test."""
    application = make_app(database_url())
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()
