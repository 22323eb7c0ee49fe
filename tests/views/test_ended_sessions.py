"""A session that ends under a form: after signing in the form is there as it was left, unsaved, byte for byte."""

import re

import pytest
from flask.testing import FlaskClient

from tests import people
from tests.views import rows
from tests.views.pages import Page, answered
from tests.views.tables import LESSONS, Table, each_table

LINES = "\r\n\r\n  Первая\r\n\tвторая </textarea><probe> \"'&amp;&\r\n"


def interrupted(client: FlaskClient, address: str, typed: dict[str, str]) -> dict[str, str]:
    """Send a form without a session; what the sign-in page sends once a person has filled it in."""
    page = answered(client.post(address, data=typed), 401)
    assert "What you typed is kept" in page.main
    assert page.one("form").attrib["action"].startswith("/login?next=")
    return {field.attrib["name"]: field.get("value", "") for field in page.one("form").iter("input")}


def come_back(client: FlaskClient, address: str, sent: dict[str, str], password: str = people.PASSWORD) -> Page:
    """Sign in, and go where the answers lead, as a browser does after 307."""
    sent = sent | {"email": people.email_of("admin"), "password": password}
    response = client.post("/login", data=sent, query_string={"next": address})
    for _ in range(2):
        if response.status_code == 307:
            response = client.post(response.headers["Location"], data=sent)
    return answered(response, 200 if password == people.PASSWORD else 422)


@each_table
@pytest.mark.parametrize("path", ["new/", "edit/?id={}&url=/admin/"])
def test_everything_typed_is_there_again_and_saved_once(anonymous: FlaskClient, table: Table, path: str) -> None:
    row_id, client = str(table.add("Сон").id), anonymous
    address = table.path + path.format(row_id)
    typed = table.filled()
    typed |= {name: LINES for name in table.fields if not name.endswith(("_id", "_number", "slug", "identifier"))}
    typed |= {table.fields[-1]: "", "_base": "7"}
    before = rows.written()
    sent = interrupted(client, address, typed)
    assert {name: sent[name] for name in typed} == typed
    page = come_back(client, address, sent)
    assert "not saved yet" in page.main
    assert rows.written() == before
    shown = page.fields()
    for name in table.fields:
        lines = bool(page.all(f"textarea[@name='{name}']"))
        assert shown[name] == (typed[name] if lines else re.sub("[\r\n]", "", typed[name])), name


def test_a_wrong_password_in_between_loses_nothing(anonymous: FlaskClient) -> None:
    address = f"{LESSONS.path}edit/?id={LESSONS.add('Сон').id}"
    sent = interrupted(anonymous, address, {"title": "Новое", "content": LINES, "summary": ""})
    page = come_back(anonymous, address, sent, "wrong wrong")
    again = {field.attrib["name"]: field.get("value", "") for field in page.one("form").iter("input")}
    assert come_back(anonymous, address, again).fields().items() >= {"title": "Новое", "content": LINES}.items()


def test_guesses_that_were_too_many_lose_nothing(anonymous: FlaskClient) -> None:
    address = f"{LESSONS.path}edit/?id={LESSONS.add('Сон').id}"
    sent = interrupted(anonymous, address, {"title": "Новое", "content": LINES, "summary": ""})
    sent |= {"email": "guessed@example.com", "password": "wrong wrong"}
    for _ in range(10):
        anonymous.post("/login", data=sent, query_string={"next": address})
    page = answered(anonymous.post("/login", data=sent, query_string={"next": address}), 429)
    again = {field.attrib["name"]: field.get("value", "") for field in page.one("form").iter("input")}
    assert come_back(anonymous, address, again).fields()["content"] == LINES


def test_a_document_of_three_megabytes_comes_back(anonymous: FlaskClient) -> None:
    address = f"{LESSONS.path}edit/?id={LESSONS.add('Сон').id}"
    document = '{\r\n  "text": "' + 'Ёж 🦔 \\"&lt;' * 200_000 + '",\r\n  "n": 1.10\r\n}'
    assert len(document.encode()) > 3_000_000
    page = come_back(anonymous, address, interrupted(anonymous, address, {"title": "Сон", "content": document}))
    assert page.fields()["content"] == document


def test_it_is_saved_afterwards(anonymous: FlaskClient) -> None:
    row_id = LESSONS.add("Сон").id
    address = f"{LESSONS.path}edit/?id={row_id}"
    page = come_back(anonymous, address, interrupted(anonymous, address, {"title": "Новое", "summary": "О сне"}))
    assert anonymous.post(address, data=page.fields()).status_code == 302
    assert (rows.stored("lessons", row_id)["title"], rows.stored("lessons", row_id)["summary"]) == ("Новое", "О сне")


def test_whoever_signed_in_elsewhere_meanwhile_has_the_form_again(anonymous: FlaskClient) -> None:
    address = f"{LESSONS.path}edit/?id={LESSONS.add('Сон').id}"
    sent = interrupted(anonymous, address, {"title": "Новое"})
    with anonymous.session_transaction() as kept:
        kept.update(people.session_of("admin"))
    assert come_back(anonymous, address, sent).fields()["title"] == "Новое"


def test_a_role_that_may_not_write_does_not_get_the_form(anonymous: FlaskClient) -> None:
    address = f"{LESSONS.path}edit/?id={LESSONS.add('Сон').id}"
    sent = interrupted(anonymous, address, {"title": "Новое"})
    sent |= {"email": people.email_of("support"), "password": people.PASSWORD}
    response = anonymous.post("/login", data=sent, query_string={"next": address})
    answered(anonymous.post(response.headers["Location"], data=sent), 403)
