"""A form whose session had ended goes on to its page after signing in, and to no other: anybody can post such forms."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin_app.models import User
from admin_app.queries.users import user_by_email
from tests import people
from tests.views import rows
from tests.views.entrance import entered, is_in, token
from tests.views.pages import Page, answered
from tests.views.tables import COURSES, Table, each_table

# Where a form of another site would like to go on to, with the token of the page of signing in.
WRITING = [
    "/admin/users/disable/",
    "/admin/users/new/",
    "/admin/users/edit/?id=1",
    "/admin/courses/delete/",
    "/admin/courses/action/",
    "/admin/courses/restore/",
    "/admin/activity/undo/",
    "/account/sign-out-everywhere/",
    "/logout",
    "/admin/courses/edit/../delete/",
    "//admin/courses/delete/",
]


@pytest.fixture
def support_id(app: Flask, client: FlaskClient) -> Iterator[str]:
    with app.app_context():
        yield str(person("support").id)


def person(role: str) -> User:
    found = user_by_email(people.email_of(role))
    assert found
    return found


def sign_in_by(client: FlaskClient, page: Page) -> TestResponse:
    """Send the form that a page asks to sign in with, and follow it as a browser does."""
    form = page.one("form")
    sent = {field.attrib["name"]: field.get("value", "") for field in form.iter("input")}
    sent |= {"email": people.email_of("admin"), "password": people.PASSWORD}
    response = client.post(form.attrib["action"], data=sent)
    while response.status_code in (302, 307):
        send = client.post if response.status_code == 307 else client.get
        response = send(response.headers["Location"], data=sent if response.status_code == 307 else None)
    return response


@each_table
def test_a_form_goes_on_to_its_page_and_saves_nothing(app: Flask, anonymous: FlaskClient, table: Table) -> None:
    row_id = str(table.add("Сон").id)
    for path in ("new/", f"edit/?id={row_id}"):
        client, typed = app.test_client(), table.filled()
        before = rows.written()
        asked = answered(client.post(table.path + path, data=typed), 401)
        shown = answered(sign_in_by(client, asked), 200)
        assert "not saved yet" in shown.main
        assert shown.fields().items() >= typed.items()
        assert rows.written() == before


@pytest.mark.parametrize("address", WRITING)
def test_no_form_goes_on_to_a_page_that_writes(app: Flask, support_id: str, address: str) -> None:
    row_id = str(rows.add_course().id)
    before = rows.written()
    wanted = {"next": address, "id": row_id, "rowid": row_id, "action": "delete", "role": "support", "email": "a@b.c"}
    for form in (f"{COURSES.path}new/", f"{COURSES.path}edit/?{urlencode({'id': row_id, 'next': address})}"):
        for id_ in (row_id, support_id):
            client = app.test_client()
            asked = answered(client.post(form, data=wanted | {"id": id_}), 401)
            sign_in_by(client, asked)
            assert is_in(client)
    assert rows.written() == before
    assert person("support").active
    assert person("admin").role == "admin"


@pytest.mark.parametrize("address", WRITING)
def test_no_address_of_signing_in_hands_a_form_to_a_page_that_writes(app: Flask, address: str) -> None:
    for client in (app.test_client(), entered(app)):
        data = {"email": people.email_of("admin"), "password": people.PASSWORD, "_restore": "1"}
        data["csrf_token"] = token(client, "/account/" if is_in(client) else "/login")
        response = client.post("/login", query_string={"next": address}, data=data)
        assert response.status_code in (302, 400)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/login", "/login/code"])
def test_a_step_of_signing_in_never_signs_out(app: Flask, address: str, method: str) -> None:
    client = entered(app)
    data = {"csrf_token": token(client, "/account/"), "code": "123456"} if method == "post" else None
    response = client.open(address, method=method.upper(), data=data)
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    assert is_in(client)
