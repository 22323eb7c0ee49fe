"""Headers of every answer: nothing inline runs, nobody frames a page, nothing with data is kept."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.contracts.test_access import addresses
from tests.views import rows
from tests.views.pages import Page, opened
from tests.views.tables import COURSES, LESSONS, TABLES, Table, each_table

FILE = "/static/any/css/frame.css"


def policy(response_headers: object) -> dict[str, str]:
    """The directives of a Content-Security-Policy."""
    text = response_headers["Content-Security-Policy"]  # type: ignore[index]
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


def test_every_answer_has_the_headers(app: Flask, client: FlaskClient) -> None:
    for rule, address in addresses(app):
        for method in ("GET", "POST"):
            response = client.open(address, method=method, buffered=True)
            rules = policy(response.headers)
            assert "unsafe" not in rules["script-src"], address
            assert (rules["default-src"], rules["object-src"], rules["base-uri"]) == ("'none'",) * 3
            assert (rules["frame-ancestors"], rules["form-action"]) == ("'none'", "'self'")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "same-origin"
            assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "camera=()" in response.headers["Permissions-Policy"]
            is_open = response.status_code == 200 and rule.endpoint.startswith(("static", "admin.static", "health."))
            assert (response.headers.get("Cache-Control") == "no-store") is not is_open, (method, address)


def test_our_files_are_asked_for_again_only_where_they_changed(client: FlaskClient) -> None:
    first = client.get(FILE, buffered=True)
    again = client.get(FILE, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (first.status_code, again.status_code) == (200, 304)
    assert "no-store" not in first.headers["Cache-Control"]
    assert "no-store" not in again.headers["Cache-Control"]
    assert client.get("/static/any/nothing.css").headers["Cache-Control"] == "no-store"


def test_every_script_has_the_nonce_of_its_answer(client: FlaskClient) -> None:
    seen = set()
    for address in ("/admin/", COURSES.path, f"{LESSONS.path}new/", "/nothing"):
        response = client.get(address)
        (nonce,) = re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
        scripts = Page(response.text).all("script")
        assert scripts
        assert {script.get("nonce") for script in scripts} == {nonce}
        seen.add(nonce)
    assert len(seen) == 4


@each_table
def test_only_a_page_with_the_editor_may_have_inline_styles(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    for address in ("", "new/", f"edit/?id={row_id}", f"details/?id={row_id}", "edit/?id=x"):
        response = client.get(table.path + address)
        page = Page(response.text)
        # A related row's form, with its editor, may be opened in the page.
        may_open = address.startswith("edit/") and page.all("a[@data-in-place]")
        has_editor = bool(page.all("textarea[@data-json-editor]") or may_open)
        assert ("'unsafe-inline'" in policy(response.headers)["style-src"]) is has_editor, address


def test_a_form_that_was_refused_still_has_its_editor(client: FlaskClient, csrf_token: str) -> None:
    sent = {"csrf_token": csrf_token, "content": "{oops"}
    for query in ("new/", f"edit/?id={rows.add_lesson().id}"):
        response = client.post(f"{LESSONS.path}{query}", data=sent)
        assert response.status_code == 422
        assert "'unsafe-inline'" in policy(response.headers)["style-src"]


def test_https_is_stayed_with_and_its_cookie_is_for_it_alone(app: Flask, connection: None) -> None:
    places = ("http://localhost", "https://localhost")
    plain, safe = (app.test_client().get("/login", base_url=place) for place in places)
    assert "Strict-Transport-Security" not in plain.headers
    assert safe.headers["Strict-Transport-Security"].startswith("max-age=")
    for response, is_secure in ((plain, False), (safe, True)):
        cookie = response.headers["Set-Cookie"]
        assert cookie.startswith("persona_session=")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is is_secure


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_stranger_s_text_is_in_no_header(client: FlaskClient, table: Table) -> None:
    hostile = "x\r\nX-Made-Up: 1; script-src *"
    response = client.get(table.path, query_string={"search": hostile, "url": hostile})
    assert "X-Made-Up" not in str(response.headers)
    assert opened(client, table.path, search=hostile)
