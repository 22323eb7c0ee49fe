"""What the database does not answer in time is given up, with a sentence that helps, and nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_app.extensions import db
from admin_app.operations import actors
from admin_app.views import time_limits
from tests import people
from tests.conftest import MakeDatabase, make_app
from tests.views.pages import answered, opened
from tests.views.tables import COURSES, PROFILES

# Long enough for any page of an empty database, on a busy machine too.
MILLISECONDS = 500


@pytest.fixture(scope="module")
def url(database_url: MakeDatabase) -> str:
    """A database whose rows others can lock."""
    return database_url()


@pytest.fixture(scope="module")
def impatient(url: str) -> Iterator[Flask]:
    """An application that waits no longer."""
    application = make_app(url, {time_limits.SETTING: MILLISECONDS})
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def client(impatient: Flask) -> FlaskClient:
    """Requests of an administrator."""
    return people.sign_in(impatient.test_client())


@contextmanager
def locked(url: str, table: str) -> Iterator[None]:
    """Meanwhile every statement on the table waits."""
    with psycopg.connect(url) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield


@pytest.mark.parametrize(
    ("query", "sentence", "way_on"),
    [
        ("", "The database took too long, so this page was given up.", PROFILES.path),
        ("?search=анна", "This search is too broad to be answered in time. Add a word or a filter", PROFILES.path),
        ("?flt0_name_contains=анна", "This search is too broad", PROFILES.path),
        ("?search=&flt0_name_contains=", "The database took too long", f"{PROFILES.path}?search=&flt0_name_contains="),
    ],
)
def test_a_list_says_what_helps(client: FlaskClient, url: str, query: str, sentence: str, way_on: str) -> None:
    with locked(url, "profiles"):
        page = answered(client.get(PROFILES.path + query), 504)
    assert sentence in page.main
    assert page.all("main//a")[0].attrib["href"] == way_on
    assert opened(client, PROFILES.path + query).row_ids() == []


def test_a_search_while_typing_gets_the_sentence_alone(client: FlaskClient, url: str) -> None:
    with locked(url, "courses"):
        response = client.get(f"{COURSES.path}?search=сон", headers={"X-Requested-With": "fetch"})
    assert response.status_code == 504
    assert (
        response.text
        == "This search is too broad to be answered in time. Add a word or a filter, or make a word longer."
    )


def test_json_says_so_in_json(client: FlaskClient, url: str) -> None:
    with locked(url, "profiles"):
        response = client.get("/admin/preview.json?profile=a")
    assert response.status_code == 504
    assert "took too long" in response.get_json()["error"]


def test_what_was_typed_is_kept_where_a_save_is_given_up(
    client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = opened(client, f"{COURSES.path}new/").fields() | {"title": "Долго набранное", "slug": "долго"}
    monkeypatch.setattr(actors, "MOST_MILLISECONDS", MILLISECONDS)
    with locked(url, "courses"):
        page = answered(client.post(f"{COURSES.path}new/", data=fields), 504)
    assert "nothing was saved" in page.main
    assert "Долго набранное" in [(area.text or "").strip() for area in page.all("textarea")]
    form = next(form for form in page.all("form") if form.get("class") == "error-back")
    kept = {field.attrib["name"]: field.get("value", "") for field in form.iter("input")}
    assert answered(client.post(form.attrib["action"], data=kept), 200).fields()["title"] == "Долго набранное"


def test_a_page_has_the_limit_a_save_a_longer_one_and_a_command_none(impatient: Flask, url: str) -> None:
    with impatient.test_request_context():
        assert _limit() == f"{MILLISECONDS}ms"
        actors.act_as(actors.Actor(user_id=1, read_only=True))
        assert _limit() == f"{MILLISECONDS}ms"
        actors.act_as(actors.Actor(user_id=1))
        assert _limit() == "5min"
        db.session.rollback()
        actors.act_as(actors.Actor(command="users create"))
        assert _limit() == "0"
        db.session.remove()
    # A connection that no page has used.
    with impatient.app_context():
        db.engine.dispose()
        assert _limit() == "0"
        db.session.remove()
    with impatient.test_request_context():
        assert _limit() == f"{MILLISECONDS}ms"
        db.session.remove()


def _limit() -> str:
    return str(db.session.execute(db.text("SHOW statement_timeout")).scalar_one())
