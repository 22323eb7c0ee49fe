"""Restoring a version, a field, a place in a document, and deleted rows: confirmed first, all of it or nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import people
from tests.views import rows
from tests.views.form_pages import after
from tests.views.histories import change, change_json, changes, count, hidden, links, newest, remove
from tests.views.pages import Page, answered, opened
from tests.views.tables import COURSES, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES, Table, each_table
from tests.views.test_undo import all_rows, course_with_everything, has_undo, said, undone


def restore_url(table: Table, revision: object, **more: str) -> str:
    return "&".join([f"{table.path}restore/?revision={revision}", *(f"{name}={value}" for name, value in more.items())])


def asked(client: FlaskClient, table: Table, revision: object, **more: str) -> Page:
    """The page that asks before it restores; the address is completed with the row's id."""
    return answered(client.get(restore_url(table, revision, **more), follow_redirects=True), 200)


def confirmed(client: FlaskClient, table: Table, page: Page) -> Page:
    """The history after a click on the button of that page."""
    return after(client, client.post(f"{table.path}restore/", data=hidden(page, f"{table.path}restore/")))


@each_table
def test_a_version_is_restored_from_its_history(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    before = rows.stored(table.sql, row_id)
    name, value = table.changed
    column = {"asset_metadata": "metadata"}.get(name, name)
    write = change_json if table.document == name else None
    if write:
        change_json(table.sql, column, row_id, value)
    else:
        change(table.sql, row_id, **{column: value})
    assert {**rows.stored(table.sql, row_id), "xmin": ""} != {**before, "xmin": ""}
    page = opened(client, f"{table.path}history/?id={row_id}")
    (address,) = links(page, "Restore this version")
    page = confirmed(client, table, opened(client, address))
    assert "Restored" in said(page)
    assert has_undo(page)
    assert {**rows.stored(table.sql, row_id), "xmin": ""} == {**before, "xmin": ""}


def test_the_page_before_says_what_will_change(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Один", description="Было").id
    first = newest(row_id)
    change("courses", row_id, title="Два", description="Стало")
    found = changes(asked(client, COURSES, first))
    assert {(each["place"], each["text"]) for each in found} == {
        ("Title changed", "Now Два Restored Один"),
        ("Description changed", "Now Стало Restored Было"),
    }
    found = changes(asked(client, COURSES, first, field="title"))
    assert [each["place"] for each in found] == ["Title changed"]
    assert "Nothing would change" in asked(client, COURSES, newest(row_id)).main


def test_one_field_is_restored_alone(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Один", description="Было").id
    change("courses", row_id, title="Два", description="Стало")
    page = opened(client, f"{COURSES.path}history/?id={row_id}")
    (address,) = (each["restore"] for each in changes(page) if each["place"] == "Title changed")
    confirmed(client, COURSES, opened(client, address))
    stored = rows.stored("courses", row_id)
    assert (stored["title"], stored["description"]) == ("Один", "Стало")


def test_one_place_is_restored_and_later_changes_beside_it_stay(client: FlaskClient) -> None:
    row_id = rows.add_description(data='{"tips": ["Сон", "Свет"], "n": 1.10}').id
    change_json("lesson_descriptions", "data", row_id, '{"tips": ["Сон", "Тьма"], "n": 1.10}')
    change_json("lesson_descriptions", "data", row_id, '{"tips": ["Сон", "Тьма"], "n": 2, "big": 12345678901234567890}')
    page = opened(client, f"{DESCRIPTIONS.path}history/?id={row_id}")
    (address,) = (each["restore"] for each in changes(page) if "tips" in each["place"] and each["restore"])
    asks = opened(client, address)
    assert [each["text"] for each in changes(asks)] == ["Now Тьма Restored Свет"]
    confirmed(client, DESCRIPTIONS, asks)
    stored = rows.stored("lesson_descriptions", row_id)["data"]
    assert stored == rows.as_jsonb('{"tips": ["Сон", "Свет"], "n": 2, "big": 12345678901234567890}')


def test_what_was_added_is_taken_out(client: FlaskClient) -> None:
    row_id = rows.add_lesson(content='{"a": 1}').id
    change_json("lessons", "content", row_id, '{"a": 1, "b": [2]}')
    page = opened(client, f"{LESSONS.path}history/?id={row_id}")
    (address,) = (each["restore"] for each in changes(page) if each["place"].endswith("b added"))
    confirmed(client, LESSONS, opened(client, address))
    assert rows.stored("lessons", row_id)["content"] == '{"a": 1}'


def test_a_row_changed_since_it_was_seen_is_not_overwritten(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Один").id
    first = newest(row_id)
    change("courses", row_id, title="Два")
    seen = hidden(asked(client, COURSES, first), f"{COURSES.path}restore/")
    change("courses", row_id, title="Три")
    page = answered(client.post(f"{COURSES.path}restore/", data=seen), 409)
    assert "changed meanwhile" in page.main
    assert links(page, "Back to the history") == [f"{COURSES.path}history/?id={row_id}"]
    assert rows.stored("courses", row_id)["title"] == "Три"


def test_a_row_deleted_since_is_told(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Один").id
    first = newest(row_id)
    change("courses", row_id, title="Два")
    seen = hidden(asked(client, COURSES, first), f"{COURSES.path}restore/")
    remove("courses", row_id)
    assert "deleted meanwhile" in answered(client.post(f"{COURSES.path}restore/", data=seen), 404).main
    answered(client.get(restore_url(COURSES, first, id=str(row_id))), 404)


def test_a_second_click_restores_nothing_more(client: FlaskClient) -> None:
    row_id = rows.add_course(title="Один").id
    first = newest(row_id)
    change("courses", row_id, title="Два")
    seen = hidden(asked(client, COURSES, first), f"{COURSES.path}restore/")
    after(client, client.post(f"{COURSES.path}restore/", data=seen))
    before = count()
    answered(client.post(f"{COURSES.path}restore/", data=seen), 409)
    assert count() == before


def test_a_deleted_course_is_brought_back_with_what_went_along(committing: FlaskClient) -> None:
    course = course_with_everything()
    before = all_rows()
    remove("courses", course)
    page = opened(committing, f"{COURSES.path}history/?id={course}")
    (address,) = links(page, "Bring it back …")
    asks = opened(committing, address)
    assert "took along: 3 lessons, 3 standard descriptions, 3 assets and 3 personalized descriptions" in asks.main
    page = confirmed(committing, COURSES, asks)
    assert "The course “Сон” is back, with 3 lessons" in said(page)
    assert all_rows() == before
    undone(committing, page)
    assert len(all_rows()["courses"]) == 0


def test_what_stands_in_the_way_is_told(committing: FlaskClient) -> None:
    course = course_with_everything()
    lesson = all_rows()["lessons"][0].strip("(").partition(",")[0]
    remove("courses", course)
    before = all_rows()
    # A lesson alone has no course to go to.
    asks = opened(committing, restore_url(LESSONS, newest(lesson), id=lesson))
    told = answered(committing.post(f"{LESSONS.path}restore/", data=hidden(asks, f"{LESSONS.path}restore/")), 409)
    assert "the course “Сон” that it belongs to is gone" in told.main
    assert links(told, "History of that course") == [f"{COURSES.path}history/?id={course}"]
    asks = opened(committing, restore_url(COURSES, newest(course), id=str(course)))
    other = rows.add_course(title="Другой", slug="son").id
    before = all_rows()
    told = answered(committing.post(f"{COURSES.path}restore/", data=hidden(asks, f"{COURSES.path}restore/")), 409)
    assert "“son” is taken by the course “Другой”. Give that course another slug first." in told.main
    assert links(told, "Open the course in the way") == [f"{COURSES.path}details/?id={other}"]
    assert links(told, "Back to the history") == [f"{COURSES.path}history/?id={course}"]
    assert "name the request" in told.main
    assert all_rows() == before


def test_each_kind_of_row_in_the_way_is_linked(committing: FlaskClient) -> None:
    course, profile = rows.add_course().id, rows.add_profile(user_identifier="anna").id
    lesson = rows.add_lesson(course_id=course, lesson_number=1).id
    description = rows.add_description(lesson_id=lesson).id
    own = rows.add_personalized(lesson_id=lesson, profile_id=profile).id
    again: list[tuple[Table, object, Callable[[], Any]]] = [
        (DESCRIPTIONS, description, lambda: rows.add_description(lesson_id=lesson)),
        (PERSONALIZED, own, lambda: rows.add_personalized(lesson_id=lesson, profile_id=profile)),
        (LESSONS, lesson, lambda: rows.add_lesson(course_id=course, lesson_number=1)),
        (PROFILES, profile, lambda: rows.add_profile(user_identifier="anna")),
    ]
    for table, row_id, add in again:
        deletion = remove(table.sql, row_id)
        asks = opened(committing, restore_url(table, deletion, id=str(row_id)))
        other = add().id
        path = f"{table.path}restore/"
        page = answered(committing.post(path, data=hidden(asks, path)), 409)
        assert f"{table.path}details/?id={other}" in [link.attrib["href"] for link in page.all("a[@href]")]


def test_a_row_that_is_back_is_not_brought_back_again(committing: FlaskClient) -> None:
    course = course_with_everything()
    deletion = remove("courses", course)
    asks = opened(committing, restore_url(COURSES, deletion, id=str(course)))
    confirmed(committing, COURSES, asks)
    before = all_rows()
    answered(committing.post(f"{COURSES.path}restore/", data=hidden(asks, f"{COURSES.path}restore/")), 409)
    answered(committing.get(restore_url(COURSES, deletion, id=str(course))), 409)
    assert all_rows() == before


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("revision=x", 404),
        ("revision=-1", 404),
        ("revision=%D9%A1", 404),
        ("revision=999999999", 404),
        ("revision=99999999999999999999999999", 404),
        # More digits than Python makes a number of.
        (f"revision={'0' * 20}{'9' * 5_000}", 404),
        ("revision={}&id=x", 404),
        ("revision={}&id=00000000-0000-4000-8000-000000000000", 404),
        ("revision={}&field=nothing", 400),
        ("revision={}&field=created_at", 400),
        ("revision={}&field=id", 400),
        ("revision={}&path=[1]", 400),
        ("revision={}&field=content&path=x", 400),
        ("revision={}&field=content&path=[1.5]", 400),
        ("revision={}&field=content&path=[[1]]", 400),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_means_nothing_is_told(client: FlaskClient, csrf_token: str, method: str, query: str, status: int) -> None:
    row_id = rows.add_lesson(content="[1]").id
    wanted = query.format(newest(row_id))
    before = rows.written()
    if method == "GET":
        answered(client.get(f"{LESSONS.path}restore/?{wanted}"), status)
    else:
        data = dict(part.split("=", 1) for part in wanted.split("&") if part) | {"csrf_token": csrf_token}
        answered(client.post(f"{LESSONS.path}restore/", data=data), status)
    assert rows.written() == before


def test_a_place_that_is_not_there_any_more_is_told(client: FlaskClient, csrf_token: str) -> None:
    row_id = rows.add_lesson(content='{"a": {"b": 1}}').id
    first = newest(row_id)
    change_json("lessons", "content", row_id, '"text"')
    path = json.dumps(["a", "b"])
    answered(client.get(restore_url(LESSONS, first, id=str(row_id), field="content", path=path)), 409)
    data = {"revision": str(first), "field": "content", "path": path, "version": str(newest(row_id))}
    page = answered(client.post(f"{LESSONS.path}restore/", data=data | {"csrf_token": csrf_token}), 409)
    assert "no place for this" in page.main


@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 30])
def test_a_form_without_the_version_that_was_seen_restores_nothing(
    client: FlaskClient, csrf_token: str, version: str | None
) -> None:
    row_id = rows.add_course(title="Один").id
    first = newest(row_id)
    change("courses", row_id, title="Два")
    data = {"revision": str(first), "csrf_token": csrf_token} | ({} if version is None else {"version": version})
    answered(client.post(f"{COURSES.path}restore/", data=data), 400)
    assert rows.stored("courses", row_id)["title"] == "Два"


def test_a_revision_of_another_table_is_not_restored(client: FlaskClient) -> None:
    lesson = rows.add_lesson().id
    answered(client.get(restore_url(COURSES, newest(lesson))), 404)


@pytest.mark.parametrize("table", [COURSES, LESSONS, PERSONALIZED, PROFILES], ids=lambda table: table.name)
@pytest.mark.parametrize("role", ["admin", "editor", "support"])
def test_who_may_not_restore_cannot(
    client: FlaskClient, login_as: Callable[[str], FlaskClient], table: Table, role: str
) -> None:
    row_id = table.add("Сон").id
    revision = newest(row_id)
    may = role == "admin" or (role == "editor" and table in (COURSES, LESSONS))
    response = login_as(role).get(restore_url(table, revision, id=str(row_id)))
    answered(response, 200 if may else 403)


def test_what_no_page_offers_is_not_possible_either(committing: FlaskClient) -> None:
    row_id = rows.add_profile(name="Анна").id
    first = newest(row_id)
    change("profiles", row_id, name="Вера")
    before = all_rows()
    people.sign_in(committing, "editor")
    token = opened(committing, "/account/").all("input[@name='csrf_token']")[0].attrib["value"]
    data = {"revision": str(first), "version": str(newest(row_id)), "csrf_token": token}
    answered(committing.post(f"{PROFILES.path}restore/", data=data), 403)
    assert all_rows() == before
