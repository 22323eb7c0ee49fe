"""One line a request and one an error, findable by the id that the person sees, and without what anybody wrote."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests import people
from tests.conftest import make_app
from tests.views import rows
from tests.views.pages import Page, answered
from tests.views.tables import COURSES, PROFILES, Table, each_table

Line = dict[str, Any]
Lines = Callable[[], list[Line]]
FIELDS = {
    "time",
    "level",
    "event",
    "request_id",
    "method",
    "route",
    "user_id",
    "status",
    "ms",
    "statements",
}
SECRET = "Тайна auth0|7 пароль"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was written to standard error since the last time, each line as its JSON."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def executed() -> Iterator[list[str]]:
    """Every statement meanwhile, the savepoints around a test's sessions too."""
    seen: list[str] = []

    def see(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    yield seen
    event.remove(Engine, "before_cursor_execute", see)


def test_a_request_has_one_line(client: FlaskClient, lines: Lines, executed: list[str]) -> None:
    rows.add_course(title=SECRET)
    lines()
    executed.clear()
    response = client.get(COURSES.path, query_string={"search": SECRET})
    (line,) = lines()
    assert line.keys() == FIELDS
    assert (line["method"], line["route"], line["status"]) == ("GET", "/admin/courses/", 200)
    assert (line["level"], line["event"]) == ("info", "request")
    assert isinstance(line["user_id"], int)
    assert line["statements"] == len(executed) > 0
    assert line["ms"] > 0
    assert line["request_id"] == response.headers["X-Request-Id"]


def test_each_request_has_an_id_of_its_own_that_no_client_chooses(client: FlaskClient, lines: Lines) -> None:
    headers = {"X-Request-Id": "chosen"}
    ids = [client.get("/nothing", headers=headers).headers["X-Request-Id"] for _ in range(20)]
    assert len(set(ids)) == 20
    assert "chosen" not in ids
    assert [line["request_id"] for line in lines()] == ids


@each_table
def test_what_was_written_is_in_no_line(client: FlaskClient, csrf_token: str, lines: Lines, table: Table) -> None:
    row_id = str(table.add("Сон").id)
    fields = dict.fromkeys(table.fields, SECRET) | {"csrf_token": csrf_token, "password": SECRET}
    query = {"id": row_id, "search": SECRET, SECRET: SECRET}
    for path in ("", "new/", "edit/", "details/", "delete/", "action/", "export/csv/", f"{SECRET}/"):
        client.get(table.path + path, query_string=query)
        client.post(table.path + path, query_string=query, data=fields)
        client.post(table.path + path, query_string=query, data=fields | {"csrf_token": "x", "id": row_id})
    client.open(COURSES.path, method="ТАЙНА".encode().decode("latin-1"))
    found = lines()
    assert len(found) > 20
    for word in (*SECRET.split(), csrf_token, row_id, "ТАЙНА", "only-for-tests"):
        assert word not in json.dumps(found, ensure_ascii=False), word


def test_addresses_of_learners_are_no_routes(client: FlaskClient, lines: Lines) -> None:
    rows.add_profile(user_identifier=SECRET)
    lines()
    for address in ("/admin/preview/", "/admin/preview.json"):
        client.get(address, query_string={"profile": SECRET})
    client.get(f"/admin/{SECRET}")
    assert [line["route"] for line in lines()] == ["/admin/preview/", "/admin/preview.json", None]


def test_files_and_health_have_no_line_until_they_fail(client: FlaskClient, lines: Lines) -> None:
    for address in ("/healthz", "/readyz", "/static/any/css/frame.css"):
        assert client.get(address).status_code == 200
    assert lines() == []
    lost = make_app("postgresql://nobody:secret-password@127.0.0.1:1/persona").test_client()
    assert lost.get("/readyz", buffered=True).status_code == 503
    (line,) = lines()
    assert (line["route"], line["status"]) == ("/readyz", 503)


def test_an_export_is_counted_to_its_end(client: FlaskClient, lines: Lines, executed: list[str]) -> None:
    rows.run("INSERT INTO courses (slug, title) SELECT n::text, 'Курс' FROM generate_series(1, 1200) AS n")
    lines()
    for method in ("GET", "HEAD"):
        executed.clear()
        assert client.open(f"{COURSES.path}export/csv/", method=method).text.count("\n") in (0, 1201)
        (line,) = lines()
        assert (line["method"], line["status"], line["statements"]) == (method, 200, len(executed))


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of courses that fails as code does: with a value of somebody's in its message."""

    def fail(*arguments: object, **options: object) -> None:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(f"cannot read {SECRET}") from error

    monkeypatch.setitem(app.view_functions, "courses.index_view", fail)


@pytest.mark.usefixtures("failing")
def test_an_error_is_found_by_the_id_on_its_page_and_says_where_but_not_what(client: FlaskClient, lines: Lines) -> None:
    response = client.get(COURSES.path, query_string={"search": SECRET})
    page = answered(response, 500)
    error, request = lines()
    assert error["request_id"] == request["request_id"] == response.headers["X-Request-Id"]
    assert error["request_id"] in page.main
    assert (error["level"], error["error"], error["cause"]) == ("error", "RuntimeError", "ValueError")
    assert "test_request_log.py" in error["places"][-1]
    assert SECRET not in json.dumps([error, request], ensure_ascii=False)
    assert SECRET not in page.main


@pytest.mark.usefixtures("failing")
def test_a_frame_that_fails_too_still_says_what_happened(
    app: Flask, client: FlaskClient, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_frame() -> dict[str, object]:
        raise RuntimeError(SECRET)

    monkeypatch.setitem(app.template_context_processors, None, [no_frame])
    response = client.get(COURSES.path, query_string={"search": SECRET})
    assert (response.status_code, response.mimetype) == (500, "text/plain")
    assert "Something went wrong" in response.text
    assert [line["event"] for line in lines()] == ["Unexpected error", "No error page", "request"]


def test_the_framework_s_own_line_about_an_error_has_no_message(app: Flask, lines: Lines) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        app.logger.exception("Exception on %s [%s]", SECRET, "GET")
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_a_database_that_is_away_is_told_without_its_password(lines: Lines) -> None:
    lost = people.sign_in(make_app("postgresql://nobody:secret-password@127.0.0.1:1/persona").test_client())
    assert lost.get(PROFILES.path, query_string={"search": SECRET}, buffered=True).status_code == 503
    error, request = lines()
    assert error["event"] == "Database error"
    assert "refused" in error["reason"]
    assert request["status"] == 503
    assert "secret-password" not in json.dumps([error, request])


def test_the_line_has_the_status_that_is_sent(anonymous: FlaskClient, lines: Lines) -> None:
    token = Page(anonymous.get("/login").text).all("input[@name='csrf_token']")[0].attrib["value"]
    lines()
    data = {"email": "nobody@example.com", "password": "wrong-password", "csrf_token": token}
    assert anonymous.post("/login", data=data).status_code == 422
    (line,) = lines()
    assert line["status"] == 422
