"""Saved views: a person's own lists below names, shareable by their address, and nobody else's affair."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin_app.operations.saved_views import LONGEST_NAME, MOST_VIEWS
from tests.conftest import Statements
from tests.views import rows
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import LESSONS, PROFILES, TABLES, Table, each_table

VIEWS = f"{PROFILES.path}views/"
ASKED = "search=%D0%B0&sort=1&desc=1&flt0_json_fits=survey.a+%3D+1&flt1_survey_is_empty=0"
Post = Callable[..., TestResponse]


@pytest.fixture
def post(client: FlaskClient, csrf_token: str) -> Post:
    """Does something to views, below a list's path and with the list's query."""

    def send(do: str, query: str = ASKED, path: str = PROFILES.path, **fields: Any) -> TestResponse:
        return client.post(f"{path}views/?{query}", data={"csrf_token": csrf_token, "do": do, **fields})

    return send


def saved(*columns: str) -> list[tuple[Any, ...]]:
    """What is stored, in order of making."""
    listed = ", ".join(columns)
    return list(rows._all(f"SELECT {listed} FROM admin.saved_views ORDER BY id"))


def named(page: Page) -> list[str]:
    return [words(link) for link in page.all("a[@class='saved-view-link']")]


def id_of(name: str) -> int:
    return int(rows.one("SELECT id FROM admin.saved_views WHERE name = :name", name=name))


@each_table
def test_saved_followed_and_marked(client: FlaskClient, post: Post, table: Table) -> None:
    for number in range(30):
        table.add(f"Сон {number}")
    query = "search=%D1%81%D0%BE%D0%BD&page_size=20&page=1"
    assert "21–30 of 30" in opened(client, f"{table.path}?{query}").main
    response = post("save", query, table.path, name="  Всё   о сне ")
    page = opened(client, response.headers["Location"])
    # The page within the list is not part of it.
    assert "1–20 of 30" in page.main
    assert "“Всё о сне” is saved" in page.text
    menu = opened(client, f"{table.path}views/?{query}")
    assert named(menu) == ["Всё о сне"]
    link = menu.one("a[@class='saved-view-link']")
    assert link.get("aria-current") == "true"
    assert "1–20 of 30" in opened(client, link.attrib["href"]).main
    assert menu.one("input[@id='view-link']").attrib["value"] == f"http://localhost{link.attrib['href']}"
    elsewhere = opened(client, f"{table.path}views/?search=x")
    assert elsewhere.one("a[@class='saved-view-link']").get("aria-current") is None
    # Each list has its own.
    others = [other for other in TABLES if other is not table]
    assert named(opened(client, f"{others[0].path}views/")) == []


def test_everything_that_a_list_is_asked_is_kept(client: FlaskClient, post: Post) -> None:
    wanted = str(rows.add_profile(name="Анна", survey='{"a": 1}').id)
    rows.add_profile(name="Анна", survey='{"a": 2}')
    rows.add_profile(name="Пётр", survey='{"a": 1}')
    post("save", name="A")
    page = opened(client, opened(client, VIEWS).one("a[@class='saved-view-link']").attrib["href"])
    assert page.row_ids() == [wanted]
    assert len(page.all("a[@class='chip-remove']")) == 3
    assert page.one("th[@aria-sort='descending']") is not None


def test_renamed_changed_and_deleted(client: FlaskClient, post: Post) -> None:
    post("save", name="one")
    id = id_of("one")
    (before,) = saved("query")
    assert post("rename", id=id, name="two").status_code == 302
    assert saved("name", "query") == [("two", *before)]
    assert post("change", "search=b", id=id).status_code == 302
    assert saved("name")[0] == ("two",)
    assert "search=b" in saved("query")[0][0]
    response = post("delete", id=id)
    assert saved("name") == []
    assert "Survey › a is 1" in opened(client, response.headers["Location"]).main


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u2060 \u202e", "x" * (LONGEST_NAME + 1), "\x00", "a\x01b", "A"])
def test_a_name_that_does_not_fit_is_told_and_kept(client: FlaskClient, post: Post, name: str) -> None:
    post("save", name="A")
    post("save", name="B")
    page = answered(post("save", name=name), 422)
    field = page.one("input[@id='view-name']")
    assert field.attrib["aria-invalid"] == "true"
    assert page.errors()["view-name"]
    id = id_of("B")
    page = answered(post("rename", id=id, name=name), 422)
    assert page.errors()[f"view-name-{id}"]
    assert saved("name") == [("A",), ("B",)]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "Сон 😀", "می‌خواهم", '"', "%s {} \\", "x" * LONGEST_NAME]
)
def test_names_of_any_script_are_shown_as_they_are(client: FlaskClient, post: Post, name: str) -> None:
    page = opened(client, post("save", name=name).headers["Location"])
    assert f"“{name}” is saved" in page.text
    assert named(opened(client, VIEWS)) == [name]


def test_a_name_turns_nothing_but_itself_around(client: FlaskClient, post: Post) -> None:
    page = opened(client, post("save", name="Сон\u202eнос").headers["Location"])
    assert "“\u2068Сон\u202eнос\u2069” is saved" in page.text
    assert [words(name) for name in opened(client, VIEWS).all("bdi")] == ["Сон\u202eнос"]


def test_there_is_room_for_so_many(post: Post) -> None:
    rows.run(
        "INSERT INTO admin.saved_views (user_id, table_name, name, query)"
        " SELECT id, 'profiles', 'v' || n, '' FROM admin.users, generate_series(1, :most) AS n WHERE role = 'admin'",
        most=MOST_VIEWS,
    )
    assert "no room for more" in answered(post("save", name="one more"), 422).main
    assert post("save", "", LESSONS.path, name="one more").status_code == 302


def test_an_address_can_be_too_long_to_be_saved(post: Post) -> None:
    long = {f"flt{number}_json_fits": f"survey.a = {'я' * 300}" for number in range(4)}
    assert "too long to be saved" in answered(post("save", urlencode(long), name="long"), 422).main
    assert saved("name") == []


def test_one_s_own_only(client: FlaskClient, login_as: Callable[[str], FlaskClient], post: Post) -> None:
    post("save", name="of the admin")
    id = id_of("of the admin")
    login_as("editor")
    assert named(opened(client, VIEWS)) == []
    token = opened(client, VIEWS).all("input[@name='csrf_token']")[0].attrib["value"]
    for do in ("rename", "change", "delete"):
        data = {"csrf_token": token, "do": do, "id": id, "name": "mine"}
        answered(client.post(VIEWS, data=data), 404)
    assert client.post(VIEWS, data={"csrf_token": token, "do": "save", "name": "of the admin"}).status_code == 302
    assert saved("name") == [("of the admin",), ("of the admin",)]
    assert len(set(saved("user_id"))) == 2


def test_a_view_of_another_list_is_none_of_this(post: Post) -> None:
    post("save", "", LESSONS.path, name="A")
    answered(post("delete", id=id_of("A")), 404)
    assert saved("name") == [("A",)]


def test_support_saves_too_and_writes_nothing_else(login_as: Callable[[str], FlaskClient]) -> None:
    support = login_as("support")
    page = opened(support, VIEWS)
    token = page.all("input[@name='csrf_token']")[0].attrib["value"]
    before = rows.written()
    data = {"csrf_token": token, "do": "save", "name": "Mine"}
    assert support.post(f"{VIEWS}?search=x", data=data).status_code == 302
    assert support.post(VIEWS, data=data | {"do": "rename", "id": id_of("Mine"), "name": "Ours"}).status_code == 302
    assert named(opened(support, VIEWS)) == ["Ours"]
    assert rows.written() == before


def test_nothing_without_a_token_or_a_deed(client: FlaskClient, post: Post) -> None:
    answered(client.post(VIEWS, data={"do": "save", "name": "A"}), 400)
    for do in ("", "drop", "save\x00"):
        answered(post(do, name="A"), 400)
    for id in ("", "x", "-1", "9" * 30, "٣"):
        answered(post("delete", id=id), 404)
    assert saved("name") == []


def test_a_list_costs_nothing_more_and_the_menu_little(client: FlaskClient, post: Post, statements: Statements) -> None:
    for number in range(20):
        post("save", name=f"view {number}")
    with statements() as seen:
        response = client.get(f"{VIEWS}?{ASKED}", headers={"X-Requested-With": "fetch"})
    assert len(seen) == 2
    assert "<html" not in response.text
    assert named(Page(response.text)) == sorted(f"view {number}" for number in range(20))
    assert not any("saved_views" in statement for statement in _statements_of(client, statements))


def _statements_of(client: FlaskClient, statements: Statements) -> list[str]:
    with statements() as seen:
        opened(client, PROFILES.path)
    return seen
