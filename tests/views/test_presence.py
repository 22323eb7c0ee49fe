"""Who else has a row open, on the page of its form and for the script that asks now and then."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import Statements
from tests.views import rows
from tests.views.form_pages import GONE, after, edit_url
from tests.views.pages import opened, words
from tests.views.tables import LESSONS, PROFILES, Table, each_table

Login = Callable[[str], FlaskClient]


def beat(client: FlaskClient, table: Table, row_id: object, **fields: str) -> TestResponse:
    """What the script of an open form sends, with a token of the person who has it open."""
    page = opened(client, "/account/")
    token = page.all("input[@name='csrf_token']")[0].attrib["value"]
    address = f"{table.path}presence/?id={row_id}"
    return client.post(address, data=fields, headers={"X-CSRFToken": token, "Accept": "application/json"})


def notice(client: FlaskClient, table: Table, row_id: object) -> str:
    """What the form's page says of others."""
    return words(opened(client, edit_url(table, row_id)).one("div[@class='presence']"))


@pytest.fixture
def lesson() -> Any:
    """The id of a lesson."""
    return rows.add_lesson(title="Сон").id


def test_the_form_says_who_else_has_it_open(client: FlaskClient, login_as: Login, lesson: object) -> None:
    assert notice(client, LESSONS, lesson) == ""
    assert "admin@example.com has this open since" in notice(login_as("editor"), LESSONS, lesson)
    assert "editor@example.com has this open since" in notice(login_as("admin"), LESSONS, lesson)


@each_table
def test_the_script_is_told_the_same(client: FlaskClient, login_as: Login, table: Table) -> None:
    row_id = table.add("Сон").id
    rows.run(
        "INSERT INTO admin.open_rows (table_name, row_id, user_id)"
        f" SELECT '{table.sql}', :id, id FROM admin.users WHERE role = 'editor'",
        id=row_id,
    )
    told = beat(client, table, row_id).get_json()
    assert [other["email"] for other in told["others"]] == ["editor@example.com"]
    assert "editor@example.com has this open since" in told["notes"][0]
    assert not told["changed"]


def test_the_script_is_told_of_a_change(client: FlaskClient, login_as: Login, lesson: object) -> None:
    fields = opened(client, edit_url(LESSONS, lesson)).fields()
    assert not beat(client, LESSONS, lesson, _version=fields["_version"]).get_json()["changed"]
    theirs = opened(login_as("editor"), edit_url(LESSONS, lesson)).fields()
    after(client, client.post(edit_url(LESSONS, lesson), data=theirs | {"title": "Theirs"}))
    told = beat(login_as("admin"), LESSONS, lesson, _version=fields["_version"]).get_json()
    assert told["changed"]
    assert told["version"] > int(fields["_version"])
    assert "changed by editor@example.com" in told["notes"][0]
    # Who has saved is no longer there.
    assert told["others"] == []


def test_the_script_is_told_of_a_deletion(client: FlaskClient, lesson: object) -> None:
    fields = opened(client, edit_url(LESSONS, lesson)).fields()
    rows.run("DELETE FROM lessons WHERE id = :id", id=lesson)
    told = beat(client, LESSONS, lesson, _version=fields["_version"]).get_json()
    assert "was deleted outside the dashboard" in told["notes"][0]
    assert told["seen"] is None


def test_who_goes_on_editing_stays(client: FlaskClient, login_as: Login, lesson: object) -> None:
    fields = opened(client, edit_url(LESSONS, lesson)).fields()
    data = fields | {"title": "Mine", "_continue_editing": "1"}
    assert client.post(edit_url(LESSONS, lesson), data=data).status_code == 302
    assert "admin@example.com" in notice(login_as("editor"), LESSONS, lesson)


def test_who_leaves_is_not_shown(client: FlaskClient, login_as: Login, lesson: object) -> None:
    seen = beat(client, LESSONS, lesson).get_json()["seen"]
    assert beat(client, LESSONS, lesson, leaving=seen).status_code == 204
    assert notice(login_as("editor"), LESSONS, lesson) == ""


def test_a_late_goodbye_does_not_take_out_a_page_that_came_since(
    client: FlaskClient, login_as: Login, lesson: object
) -> None:
    seen = beat(client, LESSONS, lesson).get_json()["seen"]
    opened(client, edit_url(LESSONS, lesson))
    assert beat(client, LESSONS, lesson, leaving=seen).status_code == 204
    assert "admin@example.com" in notice(login_as("editor"), LESSONS, lesson)


@pytest.mark.parametrize("leaving", ["", "x", "2026", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "\x00"])
def test_a_goodbye_at_no_time_is_refused(client: FlaskClient, lesson: object, leaving: str) -> None:
    assert beat(client, LESSONS, lesson, leaving=leaving).status_code in (204, 400)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_that_is_none_is_no_error(client: FlaskClient, lesson: object, version: str) -> None:
    assert beat(client, LESSONS, lesson, _version=version).status_code == 200


def test_an_id_that_names_no_row_is_no_error(client: FlaskClient) -> None:
    assert beat(client, LESSONS, GONE).get_json()["others"] == []
    assert beat(client, LESSONS, "x").status_code == 404


@each_table
def test_only_who_may_edit_is_there(login_as: Login, table: Table) -> None:
    row_id = table.add("Сон").id
    assert beat(login_as("support"), table, row_id).status_code == 403
    assert beat(login_as("editor"), table, row_id).status_code == (403 if table is PROFILES else 200)


@each_table
def test_nothing_but_open_rows_is_written(client: FlaskClient, statements: Statements, table: Table) -> None:
    row_id = table.add("Сон").id
    before = rows.written()
    with statements() as seen:
        assert beat(client, table, row_id, title="x", slug="x", _version="0").status_code == 200
    assert rows.written() == before
    # Who is there, twice with the page that had the token; who acts; both answers.
    assert len(seen) <= 5
