"""Deleting, and rows that are gone."""

import pytest
from flask.testing import FlaskClient

from tests.views import rows
from tests.views.form_pages import GONE, after, edit_url
from tests.views.pages import Element, answered, opened, words
from tests.views.tables import (
    LESSONS,
    Table,
    each_table,
)


def inputs(form: Element) -> dict[str, str]:
    """What a form of few words sends besides its button."""
    return {field.attrib["name"]: field.attrib["value"] for field in form.iter("input")}


@each_table
@pytest.mark.parametrize("place", ["list", "details"])
def test_a_row_is_deleted_by_its_button(client: FlaskClient, table: Table, place: str) -> None:
    kept, deleted = str(table.add("Останется").id), str(table.add("Уйдёт").id)
    page = opened(client, table.path if place == "list" else f"{table.path}details/?id={deleted}")
    (form,) = (form for form in page.all("form") if form.get("action", "").endswith("/delete/"))
    button = next(button for button in page.all("button") if button.get("value") == deleted)
    data = inputs(form) | {button.attrib["name"]: deleted}
    later = after(client, client.post(form.attrib["action"], data=data))
    assert later.row_ids() == [kept]
    assert "was deleted" in words(later.one("div[@role='status']"))


@each_table
def test_marked_rows_are_deleted_together(client: FlaskClient, table: Table) -> None:
    kept, gone, *deleted = (str(table.add("Сон").id) for _ in range(5))
    page = opened(client, table.path)
    rows.run(f"DELETE FROM {table.sql} WHERE id = :id", id=gone)
    form = page.one("form[@id='bulk-form']")
    button = form.find("button")
    assert button is not None
    marked = [box for box in page.all("input[@name='rowid']") if box.attrib["value"] != kept]
    assert {box.attrib["form"] for box in marked} == {"bulk-form"}
    data = {
        **inputs(form),
        button.attrib["name"]: button.attrib["value"],
        "rowid": [box.attrib["value"] for box in marked],
    }
    later = after(client, client.post(form.attrib["action"], data=data))
    assert later.row_ids() == [kept]
    assert f"{len(deleted)} deleted" in later.main
    assert "1 had been deleted" in later.main


def test_all_that_hangs_on_a_row_goes_with_it(client: FlaskClient, csrf_token: str) -> None:
    lesson = rows.add_lesson()
    profile = rows.add_profile(course_slug="любой").id
    rows.add_description(lesson_id=lesson.id)
    rows.add_asset(lesson_id=lesson.id)
    rows.add_personalized(lesson_id=lesson.id, profile_id=profile)
    after(client, client.post("/admin/courses/delete/", data={"id": str(lesson.course_id), "csrf_token": csrf_token}))
    left = {table: rows.count_of(table) for table in rows.TABLES}
    assert left == dict.fromkeys(rows.TABLES, 0) | {"profiles": 1}


def test_without_marks_nothing_is_deleted(client: FlaskClient, csrf_token: str) -> None:
    rows.add_course()
    later = after(client, client.post("/admin/courses/action/", data={"action": "delete", "csrf_token": csrf_token}))
    assert len(later.row_ids()) == 1
    assert "Mark at least one row" in later.main


@each_table
def test_a_row_deleted_meanwhile_can_be_saved_as_new(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    fields = opened(client, edit_url(table, row_id)).fields()
    name, value = table.changed
    rows.run(f"DELETE FROM {table.sql} WHERE id = :id", id=row_id)
    page = answered(client.post(edit_url(table, row_id), data=fields | {name: value}), 404)
    kept = page.fields()
    assert {field: kept[field] for field in table.fields} == {
        field: (fields | {name: value})[field] for field in table.fields
    }
    address = page.all("button[@formaction]")[0].attrib["formaction"]
    after(client, client.post(address, data=kept))
    (new_id,) = opened(client, table.path).row_ids()
    assert rows.stored(table.sql, new_id)[name] == value


def test_a_parent_deleted_meanwhile_is_refused_at_its_field(client: FlaskClient) -> None:
    values = LESSONS.filled()
    fields = opened(client, "/admin/lessons/new/").fields()
    rows.run("DELETE FROM courses")
    page = answered(client.post("/admin/lessons/new/", data=fields | values), 422)
    assert list(page.errors()) == ["course_id"]
    assert page.fields()["content"] == values["content"]


@pytest.mark.parametrize("action", ["delete", "details", "edit"])
def test_a_row_that_is_gone_is_not_found(client: FlaskClient, csrf_token: str, action: str) -> None:
    if action == "delete":
        response = client.post("/admin/courses/delete/", data={"id": GONE, "csrf_token": csrf_token})
    else:
        response = client.get(f"/admin/courses/{action}/?id={GONE}")
    assert "may have been deleted" in answered(response, 404).main
