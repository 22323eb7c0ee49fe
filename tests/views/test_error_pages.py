"""Each error in the dashboard's frame: what happened, what to do, and the id that its line in the log has."""

from http import HTTPStatus

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from tests import people
from tests.conftest import make_app
from tests.views.pages import answered, opened, words
from tests.views.tables import COURSES

STATUSES = (400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503)
NOWHERE = "postgresql://nobody:secret-password@127.0.0.1:1/persona"


@pytest.fixture
def refusing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of courses that answers with the status that its address asks for."""
    monkeypatch.setitem(app.view_functions, "courses.index_view", lambda **_: abort(int(request.args["status"])))


@pytest.mark.usefixtures("refusing")
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_says_what_happened_and_what_to_do(client: FlaskClient, status: int) -> None:
    response = client.get(COURSES.path, query_string={"status": status})
    page = answered(response, status)
    (text,) = page.all("p[@class='error-text']")
    # Two sentences or more, or one that has both.
    assert len("".join(text.itertext())) > 40
    ways = [way.get("href") for way in page.all("a[@class='btn btn-primary']")]
    # What is too large is only in the page before this one, which no link leads to; a list refuses what it was asked;
    # what passes is asked for again.
    again = [f"{COURSES.path}?status={status}"]
    others = {413: [], 401: ["/login"], 400: [COURSES.path], 503: again, 504: again}
    assert ways == others.get(status, ["/admin/"])
    assert response.headers["X-Request-Id"] in page.main
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("refusing")
def test_headings_are_no_phrases_of_the_protocol(client: FlaskClient) -> None:
    headings = {}
    for status in STATUSES:
        page = answered(client.get(COURSES.path, query_string={"status": status}), status)
        headings[status] = words(page.one("h1"))
        assert words(page.one("title")) == f"{headings[status]} · Persona"
    assert not set(headings.values()) & {HTTPStatus(status).phrase for status in STATUSES}
    # Each says something of its own, and one that nobody has named says something too.
    assert len(set(headings.values())) == len(STATUSES)
    page = answered(client.get(COURSES.path, query_string={"status": 418}), 418)
    assert words(page.one("h1")) == headings[500]


@pytest.mark.usefixtures("refusing")
@pytest.mark.parametrize("status", STATUSES)
def test_json_is_answered_with_the_same_in_json(client: FlaskClient, status: int) -> None:
    headers = {"Accept": "application/json"}
    response = client.get(COURSES.path, query_string={"status": status}, headers=headers)
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert response.get_json()["request_id"] == response.headers["X-Request-Id"]
    page = answered(client.get(COURSES.path, query_string={"status": status}), status)
    assert response.get_json()["error"] in page.main


def test_a_row_that_is_gone_leads_to_the_others(client: FlaskClient) -> None:
    for page in ("edit", "details", "history"):
        gone = opened(client, f"{COURSES.path}{page}/?id=00000000-0000-0000-0000-000000000000", 404)
        ways = [(words(way), way.get("href")) for way in gone.all("main//div[@class='btn-list']/a")]
        assert ways == [("The whole list", COURSES.path), ("Dashboard", "/admin/")]


def test_whoever_is_not_signed_in_is_led_to_signing_in(anonymous: FlaskClient) -> None:
    page = opened(anonymous, "/nothing", 404)
    assert [words(way) for way in page.all("a[@class='btn btn-primary']")] == ["Sign in"]


@pytest.mark.usefixtures("refusing")
def test_whoever_tried_too_often_is_told_when_to_come_again(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(f"{COURSES.path}?status=429").headers["Retry-After"] == "60"

    def limited(**_: object) -> None:
        raise TooManyRequests("5 per 1 minute", retry_after=7)

    monkeypatch.setitem(app.view_functions, "courses.index_view", limited)
    response = client.get(COURSES.path)
    assert response.headers["Retry-After"] == "7"
    assert "5 per 1 minute" not in answered(response, 429).main


def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    response = client.get(f"{COURSES.path}action/")
    answered(response, 405)
    assert "POST" in response.headers["Allow"]


def test_a_name_that_is_none_gets_a_plain_answer(client: FlaskClient) -> None:
    response = client.get("/admin/", headers={"Host": "evil.example"})
    assert (response.status_code, response.mimetype) == (400, "text/plain")
    assert response.headers["X-Request-Id"]
    assert "script-src" in response.headers["Content-Security-Policy"]


def test_a_frame_needs_no_database() -> None:
    lost = make_app(NOWHERE).test_client()
    for address, status in (("/nothing", 404), (f"{COURSES.path}action/", 405)):
        answered(lost.get(address), status)
    answered(people.sign_in(lost).get(COURSES.path), 503)
