"""No write without the token of this site's own forms, and no way from here to another site."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_app.views.access import Rule, required
from tests.views import rows
from tests.views.pages import answered, opened
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
    assert sorted(kept) == sorted(" ".join(value.split()) for value in values.values() if value)


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
