"""Somebody who only looks is held to it by the database, whatever a page has in mind."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from admin_app.extensions import db
from tests.views import rows
from tests.views.pages import answered
from tests.views.tables import COURSES, PROFILES

WRITES = (
    "UPDATE courses SET title = 'written'",
    "INSERT INTO courses (slug, title) VALUES ('written', 'written')",
    "DELETE FROM courses",
    "TRUNCATE courses CASCADE",
    "CREATE TABLE written ()",
)


@pytest.fixture
def faulty(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the list of courses, and the details of a profile, write with that statement."""

    def make(statement: str) -> None:
        def write(**given: object) -> str:
            db.session.execute(text(statement))
            db.session.commit()
            return "written"

        monkeypatch.setitem(app.view_functions, "courses.index_view", write)
        monkeypatch.setitem(app.view_functions, "profiles.details_view", write)

    return make


@pytest.mark.parametrize("statement", WRITES)
def test_a_page_that_writes_by_mistake_cannot(
    login_as: Callable[[str], FlaskClient], faulty: Callable[[str], None], statement: str
) -> None:
    rows.add_course(title="Сон")
    profile = rows.add_profile().id
    before = rows.written()
    faulty(statement)
    client = login_as("support")
    # After a look was recorded, too: that is in a transaction of its own.
    for address in (COURSES.path, f"{PROFILES.path}details/?id={profile}"):
        page = answered(client.get(address), 503)
        assert "can only be read" in page.main
        assert rows.written() == before


def test_a_page_cannot_take_that_back(login_as: Callable[[str], FlaskClient], faulty: Callable[[str], None]) -> None:
    rows.add_course(title="Сон")
    before = rows.written()
    faulty("SELECT set_config('transaction_read_only', 'off', true)")
    answered(login_as("support").get(COURSES.path), 500)
    assert rows.written() == before


def test_those_who_write_can(login_as: Callable[[str], FlaskClient], faulty: Callable[[str], None]) -> None:
    rows.add_course(title="Сон")
    faulty(WRITES[0])
    assert login_as("editor").get(COURSES.path).text == "written"
