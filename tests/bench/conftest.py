"""A database of the benchmark that is made in a moment."""

import pytest

from tests.bench.content import Scale, fill
from tests.conftest import MakeDatabase

TINY = Scale("tiny", courses=2, lessons=16, profiles=20)


@pytest.fixture(scope="module")
def filled(database_url: MakeDatabase) -> str:
    """The libpq address of a database of the size TINY: one for each module, since a run saves rows."""
    address = database_url()
    fill(address, TINY)
    return address
