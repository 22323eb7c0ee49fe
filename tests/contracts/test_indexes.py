"""Each index of the database is told of in docs/indexes.md, and none that is not there."""

import re

from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from tests.conftest import ROOT

INDEXES = text("SELECT indexname FROM pg_indexes WHERE schemaname IN ('public', 'admin')")
NAMED = re.compile(r"`(\w+(?:_idx|_key|_pkey|_pkc))`")


def test_the_documented_indexes_are_those_of_the_database(session: scoped_session[Session]) -> None:
    named = NAMED.findall((ROOT / "docs" / "indexes.md").read_text())
    assert len(named) == len(set(named))
    assert set(named) == set(session.scalars(INDEXES))
