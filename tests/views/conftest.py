"""Every test of the pages has rows to make, so each works in the session that is rolled back."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session


@pytest.fixture(autouse=True)
def _database(session: scoped_session[Session]) -> None:
    """Rows made by a test are gone after it."""
