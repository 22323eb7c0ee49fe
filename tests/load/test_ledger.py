"""The ledger of a load run notices what is lost."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.conftest import MakeDatabase
from tests.load.ledger import Ledger, close_ledger, open_ledger

Connection = psycopg.Connection


@pytest.fixture(scope="module")
def connection(database_url: MakeDatabase) -> Iterator[Connection]:
    with psycopg.connect(database_url(), autocommit=True) as opened:
        yield opened


@pytest.fixture
def ledger(connection: Connection) -> Iterator[Ledger]:
    yield open_ledger(connection, 2)
    close_ledger(connection)


def write(connection: Connection, lesson: str, person: str) -> Callable[[int], bool]:
    def send(number: int) -> bool:
        connection.execute(
            "UPDATE lessons SET content = content || jsonb_build_object(%s::text, %s::int) WHERE id = %s",
            [person, number, lesson],
        )
        return True

    return send


def test_what_is_stored_is_not_lost(connection: Connection, ledger: Ledger) -> None:
    shared = ledger.shared[0]
    for person in ("one", "other"):
        for _ in range(3):
            assert ledger.save(shared, person, write(connection, shared, person))
    assert ledger.save(ledger.own[0], "one", write(connection, ledger.own[0], "one"))
    # Cut off, and stored all the same.
    assert not ledger.save(shared, "one", lambda number: not write(connection, shared, "one")(number))
    assert ledger.saves == 7
    assert ledger.lost(connection) == []


def test_an_acknowledged_save_that_is_not_stored_is_told(connection: Connection, ledger: Ledger) -> None:
    assert ledger.save(ledger.own[1], "other", lambda number: True)
    assert len(ledger.lost(connection)) == 2


def test_a_change_that_is_overwritten_is_told(connection: Connection, ledger: Ledger) -> None:
    shared = ledger.shared[0]
    assert ledger.save(shared, "one", write(connection, shared, "one"))
    connection.execute("UPDATE lessons SET content = '{\"other\": 1}' WHERE id = %s", [shared])
    assert ledger.save(shared, "one", write(connection, shared, "one"))
    assert ledger.lost(connection) == [f"1 changes of {shared} were overwritten."]
