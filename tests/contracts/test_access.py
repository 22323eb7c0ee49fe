"""Every page of the site, by every method and as everybody: what nobody has opened is closed."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session
from werkzeug.routing import Rule as Address

from admin_app.permissions import GRANTS, SUBJECTS, Permission, Role
from admin_app.views.access import PAGES, TABLE_PAGES, Rule, required
from tests.views import rows
from tests.views.histories import newest
from tests.views.pages import answered, opened
from tests.views.tables import TABLES

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
WRITING = ("POST", "PUT", "PATCH", "DELETE")
ARGUMENTS = {"version_asked": "any", "filename": "css/frame.css", "export_type": "csv", "token": "made-up"}
# These end the session of who uses them.
ENDING = (
    "security.login",
    "security.logout",
    "security.reset_password",
    "security.two_factor_token_validation",
    "account.sign_out_everywhere",
)
# What a rule answers to somebody who asks for nothing in particular.
FINE = (200, 302, 400, 404)

# The table that people were promised, written down once more: what is done, and who may.
EVERYBODY, EDITORS, ADMINS = {"admin", "editor", "support"}, {"admin", "editor"}, {"admin"}
PROMISED = {
    "content:read": EVERYBODY,
    "content:write": EDITORS,
    "content:delete": EDITORS,
    "content:export": EDITORS,
    "content:restore": EDITORS,
    "personalized:read": EVERYBODY,
    "personalized:write": EDITORS,
    "personalized:delete": EDITORS,
    "personalized:export": ADMINS,
    "personalized:restore": ADMINS,
    "profiles:read": EVERYBODY,
    "profiles:write": ADMINS,
    "profiles:delete": ADMINS,
    "profiles:export": ADMINS,
    "profiles:restore": ADMINS,
    "preview:read": EVERYBODY,
    "history:read": EVERYBODY,
    "views:read": ADMINS,
    "users:manage": ADMINS,
}


def test_the_roles_are_as_promised() -> None:
    granted = {str(item): {str(role) for role in Role if item in GRANTS[role]} for item in Permission}
    assert granted == PROMISED


def addresses(app: Flask) -> list[tuple[Address, str]]:
    """Each rule with an address of it."""
    found = []
    for rule in app.url_map.iter_rules():
        address = rule.rule
        for name in rule.arguments:
            address = address.replace(f"<{name}>", ARGUMENTS[name]).replace(f"<path:{name}>", ARGUMENTS[name])
        found.append((rule, address))
    return found


def test_somebody_has_decided_on_every_page(app: Flask) -> None:
    undecided = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PAGES
        and not (rule.endpoint.partition(".")[0] in SUBJECTS and rule.endpoint.partition(".")[2] in TABLE_PAGES)
    ]
    assert undecided == []


def test_nothing_is_decided_on_that_is_not_there(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(PAGES) <= endpoints
    assert set(TABLE_PAGES) <= {endpoint.partition(".")[2] for endpoint in endpoints}


def asked(app: Flask, ids: dict[str, str]) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """The endpoint, a method of it, an address of it and a query that names a row."""
    for rule, address in addresses(app):
        row_id = next((row_id for path, row_id in ids.items() if address.startswith(path)), "")
        for method in sorted(set(rule.methods or ()) - {"OPTIONS"}):
            query = {"profile": "anna"} if "preview" in address else {"id": row_id} if row_id else {}
            yield rule.endpoint, method, address, query


@pytest.fixture
def ids(session: scoped_session[Session]) -> dict[str, str]:
    """A row of each table by the list's path, and the learner anna."""
    rows.add_profile(user_identifier="anna")
    return {table.path: str(table.add("Сон").id) for table in TABLES}


def test_a_stranger_gets_nothing(app: Flask, anonymous: FlaskClient, ids: dict[str, str]) -> None:
    before = rows.written()
    for endpoint, method, address, query in asked(app, ids):
        response = anonymous.open(address, method=method, query_string=query, buffered=True)
        rule = required(endpoint)
        if rule is Rule.CLOSED:
            assert response.status_code == 404, address
        elif rule is not Rule.OPEN:
            assert response.status_code in (302, 401), (method, address)
            assert response.status_code == 401 or response.headers["Location"].startswith("/login?next="), address
        assert "Сон" not in response.text
        assert "anna" not in response.text.replace("profile%3Danna", "").replace("profile=anna", "")
    assert rows.written() == before


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_what_it_was_promised_and_no_more(
    app: Flask, login_as: Callable[[str], FlaskClient], ids: dict[str, str], role: Role
) -> None:
    client = login_as(role)
    token = opened(client, "/account/").all("input[@name='csrf_token']")[0].attrib["value"]
    for endpoint, method, address, query in asked(app, ids):
        rule = required(endpoint)
        if endpoint in ENDING:
            continue
        before = rows.written()
        data = {"csrf_token": token} if method == "POST" else None
        response = client.open(address, method=method, query_string=query, data=data, buffered=True)
        if rule is Rule.CLOSED:
            assert response.status_code == 404, address
        elif isinstance(rule, Permission) and role not in PROMISED[rule]:
            assert response.status_code == 403, (method, address)
            assert rows.written() == before
        else:
            assert response.status_code not in (401, 403), (method, address)


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_not_do_it_does_not_see(
    app: Flask, login_as: Callable[[str], FlaskClient], ids: dict[str, str], role: Role
) -> None:
    client = login_as(role)
    forbidden = []
    addresses_of_pages = ["/admin/", "/admin/preview/", "/admin/preview/?profile=anna", "/account/", "/admin/activity/"]
    for path, row_id in ids.items():
        addresses_of_pages += [path, f"{path}details/?id={row_id}", f"{path}history/?id={row_id}"]
        addresses_of_pages.append(f"{path}compare/?id={row_id}&from={newest(row_id)}&to=now")
    adapter = app.url_map.bind("localhost")
    for address in addresses_of_pages:
        page = opened(client, address)
        links = [("GET", link.attrib["href"]) for link in page.all("a[@href]")]
        forms = [
            (form.get("method", "get").upper(), form.get("action", address))
            for form in page.all("form")
            if form.get("method") != "dialog"
        ]
        for method, target in links + forms:
            if not target.startswith("/"):
                continue
            endpoint, _ = adapter.match(target.partition("?")[0].partition("#")[0], method=method)
            rule = required(endpoint)
            if rule is Rule.CLOSED or (isinstance(rule, Permission) and role not in PROMISED[rule]):
                forbidden.append((address, target))
    assert forbidden == []


def test_every_rule_answers_every_method_in_words(app: Flask, client: FlaskClient, ids: dict[str, str]) -> None:
    for rule, address in addresses(app):
        if rule.endpoint in ENDING:
            continue
        row_id = next((row_id for path, row_id in ids.items() if address.startswith(path)), "")
        for query in ({}, {"id": row_id}):
            for method in METHODS:
                response = client.open(address, method=method, query_string=query, buffered=True)
                allowed = method in (rule.methods or ())
                # CSRF comes before anything else that a writing method could do; what is closed is not there at all.
                assert response.status_code in (FINE if allowed else (400, 404, 405)), (method, address)
                if response.status_code >= 400 and method != "HEAD" and response.mimetype == "text/html":
                    answered(response, response.status_code)


def test_nothing_is_written_without_a_token(app: Flask, client: FlaskClient, ids: dict[str, str]) -> None:
    before = rows.written()
    for rule, address in addresses(app):
        row_id = next((row_id for path, row_id in ids.items() if address.startswith(path)), "")
        data = {"id": row_id, "rowid": row_id, "action": "delete", "title": "x", "slug": "x", "user_identifier": "x"}
        for method in WRITING:
            response = client.open(address, method=method, query_string={"id": row_id}, data=data)
            expected = (400, 404) if required(rule.endpoint) is Rule.CLOSED else (400,)
            assert response.status_code in (expected if method in (rule.methods or ()) else (400, 404, 405)), address
    assert rows.written() == before


def test_no_page_writes_by_being_read(app: Flask, client: FlaskClient, ids: dict[str, str], csrf_token: str) -> None:
    before = rows.written()
    for _, address in addresses(app):
        row_id = next((row_id for path, row_id in ids.items() if address.startswith(path)), "")
        fields = {"title": "x", "slug": "x", "user_identifier": "x", "csrf_token": csrf_token}
        query = {"id": row_id, "rowid": row_id, "action": "delete"} | fields
        for method in ("GET", "HEAD", "OPTIONS"):
            client.open(address, method=method, query_string=query, buffered=True)
    assert rows.written() == before
