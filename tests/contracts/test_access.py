"""Every rule of the site, by every method: an answer in words, and no write without the token of a form."""

from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from werkzeug.routing import Rule

from tests.views import rows
from tests.views.pages import answered
from tests.views.tables import TABLES

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
WRITING = ("POST", "PUT", "PATCH", "DELETE")
ARGUMENTS = {"filename": "css/frame.css", "export_type": "csv"}
# What a rule answers to somebody who asks for nothing in particular.
FINE = (200, 302, 400, 404)


def addresses(app: Flask) -> list[tuple[Rule, str]]:
    """Each rule with an address of it."""
    found = []
    for rule in app.url_map.iter_rules():
        address = rule.rule
        for name in rule.arguments:
            address = address.replace(f"<{name}>", ARGUMENTS[name]).replace(f"<path:{name}>", ARGUMENTS[name])
        found.append((rule, address))
    return found


def test_every_rule_answers_every_method_in_words(
    app: Flask, client: FlaskClient, session: scoped_session[Session]
) -> None:
    ids = {table.path: str(table.add("Сон").id) for table in TABLES}
    for rule, address in addresses(app):
        row_id = next((row_id for path, row_id in ids.items() if address.startswith(path)), "")
        for query in ({}, {"id": row_id}):
            for method in METHODS:
                response = client.open(address, method=method, query_string=query, buffered=True)
                allowed = method in (rule.methods or ())
                # CSRF comes before anything else that a writing method could do.
                assert response.status_code in (FINE if allowed else (400, 405)), (method, address)
                if response.status_code >= 400 and method != "HEAD" and response.mimetype == "text/html":
                    answered(response, response.status_code)


def test_nothing_is_written_without_a_token(app: Flask, client: FlaskClient, session: scoped_session[Session]) -> None:
    ids = {table.path: str(table.add("Сон").id) for table in TABLES}
    before = rows.written()
    for rule, address in addresses(app):
        row_id = next((row_id for path, row_id in ids.items() if address.startswith(path)), "")
        data = {"id": row_id, "rowid": row_id, "action": "delete", "title": "x", "slug": "x", "user_identifier": "x"}
        for method in WRITING:
            response = client.open(address, method=method, query_string={"id": row_id}, data=data)
            expected = (400,) if method in (rule.methods or ()) else (400, 405)
            assert response.status_code in expected, (method, address)
    assert rows.written() == before


def test_no_page_writes_by_being_read(
    app: Flask, client: FlaskClient, session: scoped_session[Session], csrf_token: str
) -> None:
    ids = {table.path: str(table.add("Сон").id) for table in TABLES}
    before = rows.written()
    for _, address in addresses(app):
        row_id = next((row_id for path, row_id in ids.items() if address.startswith(path)), "")
        fields = {"title": "x", "slug": "x", "user_identifier": "x", "csrf_token": csrf_token}
        query = {"id": row_id, "rowid": row_id, "action": "delete"} | fields
        for method in ("GET", "HEAD", "OPTIONS"):
            client.open(address, method=method, query_string=query, buffered=True)
    assert rows.written() == before
