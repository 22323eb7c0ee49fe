"""No write without the token of this site's own forms, and no way from here to another site."""

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_app.views.access import Rule, required
from tests.views import rows
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import COURSES, TABLES, Table, each_table


def posts(app: Flask) -> list[str]:
    """The address of every rule that takes a POST and is open to somebody."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return [rule.rule for rule in rules if required(rule.endpoint) is not Rule.CLOSED]


def test_every_post_needs_the_token_and_writes_nothing_without(app: Flask, client: FlaskClient) -> None:
    ids = {table.path: str(table.add("Сон").id) for table in TABLES}
    filled = {table.path: table.filled() for table in TABLES}
    before = rows.written()
    addresses = posts(app)
    assert len(addresses) >= 4 * len(TABLES)
    for address in addresses:
        path = next((path for path in ids if address.startswith(path)), COURSES.path)
        data = filled[path] | {"id": ids[path], "rowid": ids[path], "action": "delete"}
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": "\x00"}):
            response = client.post(address, query_string={"id": ids[path]}, data=data | token)
            answered(response, 400)
    assert rows.written() == before


@each_table
def test_what_was_typed_is_kept_where_the_token_is_missing(client: FlaskClient, table: Table) -> None:
    values = table.filled()
    page = answered(client.post(f"{table.path}new/", data=values), 400)
    kept = [" ".join((area.text or "").split()) for area in page.all("textarea")]
    typed = {name: " ".join(value.split()) for name, value in values.items() if value and not name.endswith("_id")}
    assert sorted(kept) == sorted(typed.values())
    labels = [words(label) for label in page.all("label") if label.attrib["for"].startswith("typed-")]
    form = opened(client, f"{table.path}new/")
    assert labels == [words(label) for label in form.all("label") if label.attrib["for"] in typed]
    hidden = {field.attrib["name"]: field.attrib["value"] for field in page.all("main//input[@type='hidden']")}
    assert hidden.items() >= values.items()


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "http://localhost@evil.example/",
    "http://localhost.evil.example/",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "http://[",
    "http://]",
    "//[",
    "\x01//evil.example",
    "/admin/\r\nX-Made-Up: 1",
    "/admin/\n",
    "/admin/\r",
]


def is_here(address: str) -> bool:
    """Whether a browser stays on this site: it takes a backslash for a slash and leaves out tabs and line breaks."""
    plain = "".join(sign for sign in address if sign not in "\t\r\n").replace("\\", "/")
    # Signs below the space are taken away at both ends.
    target = urlsplit(plain.strip("".join(map(chr, range(33)))))
    return target.scheme in ("", "http") and target.netloc in ("", "localhost") and not target.path.startswith("//")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_sent_to_another_site(client: FlaskClient, csrf_token: str, elsewhere: str) -> None:
    token = {"csrf_token": csrf_token}
    row_id = rows.add_course().id
    query = {"id": str(row_id), "url": elsewhere}
    for action, data in _acts(str(row_id)):
        address = f"/admin/courses/{action}/"
        for response in (
            client.post(address, query_string=query, data=data | token),
            client.post(address, query_string={"id": str(row_id)}, data=data | token | {"url": elsewhere}),
        ):
            assert response.status_code in (302, 404), action
            assert is_here(response.headers.get("Location", "")), action


def _acts(row_id: str) -> list[tuple[str, dict[str, str]]]:
    return [
        ("edit", {"title": "Новое"}),
        ("edit", {"_continue_editing": "1"}),
        ("action", {"action": "delete"}),
        ("delete", {"id": row_id}),
    ]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_page_links_to_where_an_address_says(client: FlaskClient, elsewhere: str) -> None:
    row_id = str(rows.add_course().id)
    for action in ("new", "edit", "details"):
        page = opened(client, f"/admin/courses/{action}/", id=row_id, url=elsewhere)
        targets = [link.get("href", "") for link in page.all("a")] + [
            form.get("action", "") for form in page.all("form")
        ]
        assert all(is_here(target) for target in targets)


def test_a_place_on_this_site_is_gone_back_to(client: FlaskClient, csrf_token: str) -> None:
    row_id = rows.add_course().id
    place = "/admin/preview/?profile=auth0|1#lesson-3"
    response = client.post(
        "/admin/courses/edit/",
        query_string={"id": row_id, "url": place},
        data={"title": "Новое", "csrf_token": csrf_token},
    )
    assert response.headers["Location"].replace("%7C", "|") == place


def kept(page: Page) -> dict[str, str]:
    """What the way back to the form would send."""
    form = next(form for form in page.all("form") if form.get("class") == "error-back")
    return {field.attrib["name"]: field.get("value", "") for field in form.iter("input")}


LINES = "\r\n\r\n  Первая\r\n\tвторая </textarea><probe> \"'&amp;&\r\n"
TOKENS = pytest.mark.parametrize("token", ["", "x", "IjAi.aaaaaa.bbbb"], ids=["missing", "wrong", "old"])


@TOKENS
@each_table
def test_whoever_goes_back_finds_everything_and_has_saved_nothing(
    client: FlaskClient, table: Table, token: str
) -> None:
    row_id = str(table.add("Сон").id)
    filled = table.filled()
    for path in ("new/", f"edit/?id={row_id}&url=/admin/"):
        # A field that was emptied is to be empty again.
        typed = filled | {name: LINES for name in table.fields if not name.endswith(("_id", "_number"))}
        typed |= {table.fields[-1]: "", "_base": "7"}
        before = rows.written()
        sent = kept(answered(client.post(table.path + path, data=typed | {"csrf_token": token}), 400))
        fresh = sent.pop("csrf_token")
        assert sent == typed | {"_restore": "1"}
        page = answered(client.post(table.path + path, data=sent | {"csrf_token": fresh}), 200)
        assert page.one("form[@class='record-form']").get("data-changed") is not None
        assert "not saved yet" in page.main
        assert page.errors() == {}
        shown = page.fields()
        for name in table.fields:
            # Only text areas have lines.
            expected = typed[name] if page.all(f"textarea[@name='{name}']") else re.sub("[\r\n]", "", typed[name])
            assert shown[name] == expected, name
        assert rows.written() == before


@each_table
def test_what_came_back_can_be_saved(client: FlaskClient, table: Table) -> None:
    typed = table.filled()
    sent = kept(answered(client.post(f"{table.path}new/", data=typed), 400))
    shown = answered(client.post(f"{table.path}new/", data=sent), 200).fields()
    assert shown.items() >= typed.items()
    assert client.post(f"{table.path}new/", data=shown).status_code == 302


def test_the_way_back_needs_a_token_too(client: FlaskClient) -> None:
    typed = COURSES.filled() | {"_restore": "1", "email": "a@b.example", "password": "secret"}
    page = answered(client.post(f"{COURSES.path}new/", data=typed), 400)
    assert kept(page).keys() == COURSES.filled().keys() | {"_restore", "csrf_token"}
    assert "secret" not in page.text


def test_what_is_kept_of_a_form_of_no_row_is_nothing(client: FlaskClient) -> None:
    page = answered(client.post(f"{COURSES.path}delete/", data={"id": "1"}), 400)
    assert not [form for form in page.all("form") if form.get("class") == "error-back"]
