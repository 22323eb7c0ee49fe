"""One real server for the journeys, over a database with the demo content; each journey makes rows of its own."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page

from tests import people
from tests.conftest import MakeDatabase
from tests.journeys.server import free_port, serving

Row = tuple[Any, ...]
# Runs a statement past the dashboard, in a transaction of its own, and returns its rows.
Sql = Callable[..., list[Row]]


@pytest.fixture(scope="package")
def database(database_url: MakeDatabase) -> str:
    """The libpq address of the database behind `site`."""
    return database_url()


@pytest.fixture(scope="package")
def site(database: str) -> Iterator[str]:
    """The address of the server."""
    port = free_port()
    with serving(database, port, demo_content=True):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="package")
def sql(database: str, site: str) -> Sql:
    """Reads and writes the database of `site` as the learner app does."""
    return sql_of(database)


def sql_of(address: str) -> Sql:
    """Statements to the database at that libpq address."""

    def run(statement: str, *values: object) -> list[Row]:
        with psycopg.connect(address) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def page(page: Page) -> Page:
    """A page of an administrator, signed in at every server of the tests."""
    return signed_in(page, "admin")


def signed_in(page: Page, role: str) -> Page:
    """Let a page go on as the person with that role."""
    page.context.clear_cookies()
    cookie = {"name": people.COOKIE, "value": people.cookie(role), "domain": "127.0.0.1", "path": "/"}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # its type has no public name
    return page


@pytest.fixture
def provoked(page: Page, page_errors: list[str]) -> Iterator[set[int]]:
    """The statuses that a test provokes: the browser's own line about such an answer is no error of the page."""
    statuses: set[int] = set()
    yield statuses
    lines = tuple(f"Failed to load resource: the server responded with a status of {status} " for status in statuses)
    page_errors[:] = [error for error in page_errors if not error.startswith(lines)]
