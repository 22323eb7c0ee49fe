"""Undo: what was saved, made or deleted is taken back by the person who did it, all of it or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from admin_app.extensions import db
from tests import people
from tests.views import rows
from tests.views.form_pages import after, edit_url
from tests.views.histories import hidden, links
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import COURSES, LESSONS, PERSONALIZED, PROFILES, Table, each_table

UNDO = "/admin/activity/undo/"
Rows = dict[str, list[str]]
# What is typed before such a row is deleted.
WORDS: dict[Table, Callable[[dict[str, Any]], str]] = {
    COURSES: lambda row: str(row["slug"]),
    LESSONS: lambda row: str(row["lesson_number"]),
}


def all_rows() -> Rows:
    """Every row of the six tables as text."""
    db.session.rollback()
    return {name: list(db.session.scalars(text(f"SELECT t::text FROM {name} t ORDER BY id"))) for name in rows.TABLES}


def token_of(client: FlaskClient) -> str:
    """A token for what is posted past a page's own form."""
    return opened(client, "/account/").all("input[@name='csrf_token']")[0].attrib["value"]


def has_undo(page: Page) -> bool:
    """Whether the page offers an Undo."""
    return any(form.get("action") == UNDO for form in page.all("form"))


def undone(client: FlaskClient, page: Page) -> Page:
    """The page after a click on Undo."""
    return after(client, client.post(UNDO, data=hidden(page, UNDO)))


def said(page: Page) -> str:
    """The messages of a page."""
    return " ".join(words(note) for note in page.all("div") if note.get("role") in ("status", "alert"))


def saved(client: FlaskClient, table: Table, row_id: object) -> Page:
    """The page after a row's form was changed and saved."""
    name, value = table.changed
    fields = opened(client, edit_url(table, row_id)).fields() | {name: value}
    return after(client, client.post(edit_url(table, row_id), data=fields))


def deleted(client: FlaskClient, table: Table, *ids: object) -> Page:
    """The page after rows were deleted."""
    word = str(len(ids)) if len(ids) > 1 else WORDS[table](rows.stored(table.sql, ids[0])) if table in WORDS else ""
    data: dict[str, Any] = {"csrf_token": token_of(client), "confirm": word}
    if len(ids) == 1:
        return after(client, client.post(f"{table.path}delete/", data=data | {"id": str(ids[0])}))
    marked = {"action": "delete", "rowid": [str(each) for each in ids]}
    return after(client, client.post(f"{table.path}action/", data=data | marked))


@each_table
def test_a_save_is_taken_back_and_that_again(committing: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    before = all_rows()
    page = saved(committing, table, row_id)
    later = all_rows()
    assert later != before
    page = undone(committing, page)
    assert "Taken back: 1 " in said(page)
    assert all_rows() == before
    page = undone(committing, page)
    assert all_rows() == later
    undone(committing, page)
    assert all_rows() == before


@each_table
def test_what_was_made_is_taken_out_and_comes_back(committing: FlaskClient, table: Table) -> None:
    values = table.filled()
    before = all_rows()
    address = f"{table.path}new/"
    page = after(committing, committing.post(address, data=values | {"csrf_token": token_of(committing)}))
    made = all_rows()
    page = undone(committing, page)
    assert all_rows() == before
    assert "gone again" in said(page)
    undone(committing, page)
    assert all_rows() == made


@each_table
@pytest.mark.parametrize("count", [1, 3])
def test_a_deletion_is_taken_back(committing: FlaskClient, table: Table, count: int) -> None:
    ids = [table.add("Сон").id for _ in range(count)]
    before = all_rows()
    page = undone(committing, deleted(committing, table, *ids))
    assert "came back" in said(page)
    assert all_rows() == before


def course_with_everything() -> Any:
    """A course with lessons, descriptions, assets and personalized rows; the learner."""
    course = rows.add_course(title="Сон", slug="son")
    profile = rows.add_profile(course_slug="son").id
    for number in range(3):
        lesson = rows.add_lesson(course_id=course.id, lesson_number=number, content='{"n": 1.10}').id
        rows.add_description(lesson_id=lesson, data='{"big": 12345678901234567890123}')
        rows.add_asset(lesson_id=lesson, asset_metadata='{"k": null}')
        rows.add_personalized(lesson_id=lesson, profile_id=profile)
    return course.id


@pytest.mark.parametrize("role", ["admin", "editor"])
def test_a_course_comes_back_with_all_that_went_along(committing: FlaskClient, role: str) -> None:
    people.sign_in(committing, role)
    course = course_with_everything()
    before = all_rows()
    page = deleted(committing, COURSES, course)
    gone = all_rows()
    page = undone(committing, page)
    assert "1 course, 3 lessons, 3 standard descriptions, 3 assets and 3 personalized descriptions" in said(page)
    assert all_rows() == before
    # And away again, without a word of what would hang on it.
    undone(committing, page)
    assert all_rows() == gone


def test_a_second_click_does_no_harm(committing: FlaskClient) -> None:
    course = course_with_everything()
    before = all_rows()
    data = hidden(deleted(committing, COURSES, course), UNDO)
    committing.post(UNDO, data=data)
    page = after(committing, committing.post(UNDO, data=data))
    assert "Nothing was taken back" in said(page)
    assert all_rows() == before


def test_what_was_changed_later_stays(committing: FlaskClient) -> None:
    row_id = rows.add_course(title="Сон").id
    page = saved(committing, COURSES, row_id)
    rows.run("UPDATE courses SET description = 'Потом' WHERE id = :id", id=row_id)
    before = all_rows()
    page = undone(committing, page)
    assert "was changed later. It was changed outside the dashboard (postgres) at " in said(page)
    assert links(page, "History of that course") == [f"{COURSES.path}history/?id={row_id}"]
    assert not has_undo(page)
    assert all_rows() == before


def test_a_row_that_was_made_and_changed_by_somebody_else_stays(committing: FlaskClient) -> None:
    address = f"{COURSES.path}new/"
    values = COURSES.filled() | {"csrf_token": token_of(committing)}
    data = hidden(after(committing, committing.post(address, data=values)), UNDO)
    (row_id,) = opened(committing, COURSES.path).row_ids()
    saved(people.sign_in(committing, "editor"), COURSES, row_id)
    people.sign_in(committing, "admin")
    page = after(committing, committing.post(UNDO, data=data | {"csrf_token": token_of(committing)}))
    assert "was changed later. It was changed by editor@example.com at " in said(page)
    deleted(people.sign_in(committing, "editor"), COURSES, row_id)
    people.sign_in(committing, "admin")
    page = after(committing, committing.post(UNDO, data=data | {"csrf_token": token_of(committing)}))
    assert "It was deleted by editor@example.com at " in said(page)
    assert links(page, "History of that course") == [f"{COURSES.path}history/?id={row_id}"]


def test_a_refused_undo_fits_its_cookie_and_its_text_is_text(committing: FlaskClient) -> None:
    hostile = '<script>alert(1)</script>"\u202e' + "".join(chr(0x4E00 + 37 * n) for n in range(300))
    row_id = rows.add_course(title=hostile).id
    data = hidden(saved(committing, COURSES, row_id), UNDO)
    rows.run("UPDATE courses SET title = :title WHERE id = :id", id=row_id, title=hostile)
    response = committing.post(UNDO, data=data)
    assert len(response.headers["Set-Cookie"]) < 4_000
    page = after(committing, response)
    assert "<script>alert(1)</script>" in said(page)
    assert "was changed later" in said(page)


def test_what_something_was_added_to_stays(committing: FlaskClient) -> None:
    values = COURSES.filled()
    address = f"{COURSES.path}new/"
    page = after(committing, committing.post(address, data=values | {"csrf_token": token_of(committing)}))
    (row_id,) = opened(committing, COURSES.path).row_ids()
    rows.add_lesson(course_id=row_id)
    before = all_rows()
    page = undone(committing, page)
    assert "something was added to" in said(page)
    assert "It was created outside the dashboard (postgres) at " in said(page)
    assert len(links(page, "History of that lesson")) == 1
    assert all_rows() == before


def test_a_slug_taken_since_is_told_with_its_owner(committing: FlaskClient) -> None:
    course = course_with_everything()
    page = deleted(committing, COURSES, course)
    rows.add_course(title="Новый хозяин", slug="son")
    before = all_rows()
    told = said(undone(committing, page))
    assert "“son” is taken by the course “Новый хозяин”" in told
    assert all_rows() == before


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_an_undo_is_offered_where_the_person_may_restore(committing: FlaskClient, role: str) -> None:
    row_id, own = rows.add_course().id, PERSONALIZED.add("Сон").id
    people.sign_in(committing, role)
    assert has_undo(saved(committing, COURSES, row_id))
    assert has_undo(saved(committing, PERSONALIZED, own)) == (role == "admin")


def test_nothing_changed_nothing_to_undo(committing: FlaskClient) -> None:
    row_id = rows.add_course().id
    address = edit_url(COURSES, row_id)
    page = after(committing, committing.post(address, data=opened(committing, address).fields()))
    assert "no changes" in said(page)
    assert not has_undo(page)


def transaction_of(table: str) -> dict[str, str]:
    """What an Undo of the newest change of a table would send."""
    statement = (
        "SELECT transaction_id, transaction_at FROM admin.revisions WHERE table_name = :t ORDER BY id DESC LIMIT 1"
    )
    number, at = db.session.execute(text(statement), {"t": table}).one()
    return {"transaction": str(number), "at": at.isoformat()}


def sent(client: FlaskClient, data: dict[str, str]) -> TestResponse:
    """The answer to an Undo."""
    return client.post(UNDO, data=data | {"csrf_token": token_of(client)})


def test_only_ones_own_is_taken_back_unless_one_manages_people(committing: FlaskClient) -> None:
    row_id = rows.add_course().id
    saved(committing, COURSES, row_id)
    before, data = all_rows(), transaction_of("courses")
    page = answered(sent(people.sign_in(committing, "editor"), data), 403)
    assert "somebody else" in page.main
    answered(sent(people.sign_in(committing, "support"), data), 403)
    assert all_rows() == before
    saved(people.sign_in(committing, "editor"), COURSES, rows.add_course().id)
    later, data = all_rows(), transaction_of("courses")
    after(committing, sent(people.sign_in(committing, "admin"), data))
    assert all_rows() != later


def test_an_editor_takes_no_rows_of_learners_back(committing: FlaskClient) -> None:
    row_id = PERSONALIZED.add("Сон").id
    people.sign_in(committing, "editor")
    saved(committing, PERSONALIZED, row_id)
    before = all_rows()
    answered(sent(committing, transaction_of("personalized_lesson_descriptions")), 403)
    assert all_rows() == before


def test_a_new_slug_is_taken_back_with_the_profiles_that_followed(committing: FlaskClient) -> None:
    course = course_with_everything()
    before = all_rows()
    address = edit_url(COURSES, course)
    fields = opened(committing, address).fields() | {"slug": "new", "move_profiles": "move"}
    page = after(committing, committing.post(address, data=fields))
    assert all_rows()["profiles"] != before["profiles"]
    undone(committing, page)
    assert all_rows() == before


def test_profiles_in_a_transaction_are_not_an_editors(committing: FlaskClient) -> None:
    course = course_with_everything()
    editor = db.session.execute(text("SELECT id FROM admin.users WHERE role = 'editor'")).scalar_one()
    db.session.execute(text("SELECT set_config('admin.user_id', :id, true)"), {"id": str(editor)})
    db.session.execute(text("UPDATE courses SET slug = 'new' WHERE id = :id"), {"id": course})
    rows.run("UPDATE profiles SET course_slug = 'new'")
    answered(sent(people.sign_in(committing, "editor"), transaction_of("courses")), 403)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"transaction": "1"},
        {"transaction": "x", "at": "2026-11-24T00:00:00+00:00"},
        {"transaction": "1", "at": "yesterday"},
        {"transaction": "1", "at": "2026-11-24T00:00:00"},
        {"transaction": "9" * 40, "at": "2026-11-24T00:00:00+00:00"},
    ],
)
def test_a_form_that_means_nothing_is_told(client: FlaskClient, data: dict[str, str]) -> None:
    answered(sent(client, data), 400)


def test_a_transaction_of_another_time_is_not_taken_for_this_one(committing: FlaskClient) -> None:
    saved(committing, COURSES, rows.add_course().id)
    before = all_rows()
    data = transaction_of("courses") | {"at": "2020-01-01T00:00:00+00:00"}
    assert "not kept any more" in said(after(committing, sent(committing, data)))
    assert all_rows() == before


def test_nothing_is_taken_back_without_a_token(committing: FlaskClient) -> None:
    saved(committing, COURSES, rows.add_course().id)
    before = all_rows()
    answered(committing.post(UNDO, data=transaction_of("courses")), 400)
    answered(committing.get(UNDO), 405)
    assert all_rows() == before


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"])
def test_an_undo_leads_to_no_other_site(committing: FlaskClient, target: str) -> None:
    saved(committing, COURSES, rows.add_course().id)
    response = sent(committing, transaction_of("courses") | {"url": target})
    assert response.headers["Location"] == "/admin/activity/"


def test_the_message_fits_its_cookie_and_its_text_is_text(committing: FlaskClient) -> None:
    hostile = '<script>alert(1)</script>"\u202e' + "Я" * 2000
    ids = [rows.add_course(title=hostile).id, rows.add_course(title=hostile).id]
    address = edit_url(COURSES, ids[0])
    fields = opened(committing, address).fields() | {"description": "Иначе"}
    response = committing.post(address, data=fields)
    assert len(response.headers["Set-Cookie"]) < 4_000
    page = after(committing, response)
    assert "<script>alert(1)</script>" in said(page)
    assert has_undo(page)


@pytest.mark.parametrize("table", [COURSES, PROFILES], ids=lambda table: table.name)
def test_an_undo_comes_back_to_where_it_was_offered(committing: FlaskClient, table: Table) -> None:
    page = deleted(committing, table, table.add("Сон").id)
    assert hidden(page, UNDO)["url"] == table.path


@pytest.mark.parametrize("opened_from", ["/admin/lessons/?search=x", ""])
def test_an_undo_on_the_page_of_a_row_that_goes_leads_to_where_it_was_opened_from(
    committing: FlaskClient, opened_from: str
) -> None:
    data = COURSES.filled() | {"csrf_token": token_of(committing), "_continue_editing": "1"}
    page = after(committing, committing.post(f"{COURSES.path}new/", query_string={"url": opened_from}, data=data))
    response = committing.post(UNDO, data=hidden(page, UNDO))
    assert response.location == (opened_from or COURSES.path)
    assert "gone again" in said(after(committing, response))
