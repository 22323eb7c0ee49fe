"""Deleting, and rows that are gone."""

from unicodedata import normalize
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.views import rows
from tests.views.form_pages import GONE, after, edit_url
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import (
    COURSES,
    LESSONS,
    Table,
    each_table,
)


def link_to_delete(page: Page, row_id: str) -> str:
    """Where the row's trash can leads."""
    (link,) = (a for a in page.all("a") if f"/delete/?id={row_id}" in a.get("href", ""))
    return link.attrib["href"]


def asked(client: FlaskClient, table: Table, *ids: object, status: int = 200) -> Page:
    """The page that asks before these rows are deleted."""
    return opened(client, f"{table.path}delete/?" + "&".join(f"id={row_id}" for row_id in ids), status)


def confirmed(client: FlaskClient, page: Page, **typed: str) -> TestResponse:
    """The answer to the page's button."""
    form = page.one("form[@class='deletion']")
    data: dict[str, list[str]] = {}
    for field in form.iter("input"):
        data.setdefault(field.attrib["name"], []).append(field.get("value", ""))
    return client.post(form.attrib["action"], data=data | typed)


def along(page: Page) -> dict[str, str]:
    """What the page says goes along, by table."""
    rows = page.all("ul[@aria-labelledby='along']/li")
    return {
        words(row.findall("span")[0]): words(row.findall("span")[1]) for row in rows if len(row.findall("span")) > 1
    }


@each_table
@pytest.mark.parametrize("place", ["list", "details"])
def test_a_row_is_deleted_by_its_button(client: FlaskClient, table: Table, place: str) -> None:
    kept, deleted = str(table.add("Останется").id), str(table.add("Уйдёт").id)
    page = opened(client, table.path if place == "list" else f"{table.path}details/?id={deleted}")
    page = opened(client, link_to_delete(page, deleted))
    assert rows.count_of(table.sql) == 2
    later = after(client, confirmed(client, page))
    assert later.row_ids() == [kept]
    assert "was deleted" in words(later.one("div[@role='status']"))


@each_table
def test_marked_rows_are_deleted_together(client: FlaskClient, table: Table) -> None:
    kept, gone, *deleted = (str(table.add("Сон").id) for _ in range(5))
    page = opened(client, table.path)
    rows.run(f"DELETE FROM {table.sql} WHERE id = :id", id=gone)
    form = page.one("form[@id='bulk-form']")
    assert form.attrib["method"] == "get"
    assert [field.attrib["name"] for field in form.iter("input")] == ["url"]
    marked = [box for box in page.all("input[@name='rowid']") if box.attrib["value"] != kept]
    assert {box.attrib["form"] for box in marked} == {"bulk-form"}
    query = {"url": table.path, "rowid": [box.attrib["value"] for box in marked]}
    page = answered(client.get(form.attrib["action"], query_string=query), 200)
    assert "1 of the rows you marked has been deleted already" in page.main
    rows.run(f"DELETE FROM {table.sql} WHERE id = :id", id=deleted[0])
    later = after(client, confirmed(client, page))
    assert later.row_ids() == [kept]
    assert f"{len(deleted) - 1} deleted" in later.main
    assert "1 had been deleted" in later.main


@each_table
def test_a_post_deletes_without_further_ado(client: FlaskClient, csrf_token: str, table: Table) -> None:
    one, *several = (str(table.add("Сон").id) for _ in range(3))
    token = {"csrf_token": csrf_token}
    after(client, client.post(f"{table.path}delete/", data=token | {"id": one}))
    assert rows.count_of(table.sql) == 2
    after(client, client.post(f"{table.path}action/", data=token | {"action": "delete", "rowid": several}))
    assert rows.count_of(table.sql) == 0


def test_the_page_says_what_goes_along_and_who_sees_it(client: FlaskClient) -> None:
    course = rows.add_course(title="Сон", slug="сон")
    lesson = rows.add_lesson(course_id=course.id)
    rows.add_lesson(course_id=course.id)
    rows.add_description(lesson_id=lesson.id)
    for number in range(3):
        rows.add_asset(lesson_id=lesson.id)
        profile = rows.add_profile(course_slug="сон" if number else "другой")
        rows.add_personalized(lesson_id=lesson.id, profile_id=profile.id)
    page = asked(client, COURSES, course.id)
    assert along(page) == {
        "Lessons": "2",
        "Standard descriptions": "1",
        "Assets": "3",
        "Personalized descriptions": "3",
    }
    assert "2 learners will" in page.main
    assert words(page.one("ul[@aria-label='To be deleted']")) == "Сон сон"
    assert words(page.one("form[@class='deletion']//button")) == "Delete course and 9 rows"


def test_a_row_on_which_nothing_hangs_says_so(client: FlaskClient) -> None:
    page = asked(client, COURSES, rows.add_course().id)
    assert along(page) == {}
    assert "Nothing else goes along" in page.main
    assert "No learner will see a change" in page.main
    assert words(page.one("form[@class='deletion']//button")) == "Delete course"


def test_many_are_counted_to_a_bound(client: FlaskClient) -> None:
    lesson = rows.add_lesson(course_id=rows.add_course(slug="сон").id)
    rows.run("INSERT INTO profiles (user_identifier, course_slug) SELECT n, 'сон' FROM generate_series(1, 1001) AS n")
    rows.run(
        "INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)"
        " SELECT id, :lesson, '{}' FROM profiles",
        lesson=lesson.id,
    )
    page = asked(client, COURSES, lesson.course_id)
    assert along(page) == {"Lessons": "1", "Personalized descriptions": "1,000+"}
    assert "1,000+ learners will" in page.main
    assert words(page.one("form[@class='deletion']//button")) == "Delete course and 1,000+ rows"


def test_no_more_names_than_a_person_reads(client: FlaskClient) -> None:
    ids = [rows.add_course(title=f"Курс {number:02}").id for number in range(25)]
    names = asked(client, COURSES, *ids).one("ul[@aria-label='To be deleted']")
    assert len(names) == 21
    assert words(names[-1]) == "and 5 more"


@pytest.mark.parametrize("table", [COURSES, LESSONS], ids=["courses", "lessons"])
@pytest.mark.parametrize("typed", ["", "нет", "1"])
def test_what_learners_have_is_deleted_only_with_the_word(client: FlaskClient, table: Table, typed: str) -> None:
    lesson = rows.add_lesson(course_id=rows.add_course(slug="сон-й").id, lesson_number=7)
    rows.add_personalized(lesson_id=lesson.id)
    row_id, word = (lesson.course_id, "сон-й") if table is COURSES else (lesson.id, "7")
    page = asked(client, table, row_id)
    assert word in words(page.one("label[@for='confirm']"))
    before = rows.written()
    refused = answered(confirmed(client, page, confirm=typed), 422)
    assert rows.written() == before
    assert list(refused.errors()) == ["confirm"]
    assert refused.one("input[@id='confirm']").attrib["aria-describedby"] == "confirm-error"
    # The same letter in two characters, as some keyboards write it.
    decomposed = normalize("NFD", f" {word} ")
    later = after(client, confirmed(client, refused, confirm=decomposed))
    assert "was deleted" in later.main
    assert rows.count_of(table.sql) == 0


@pytest.mark.parametrize("table", [COURSES, LESSONS], ids=["courses", "lessons"])
def test_of_several_their_number_is_typed(client: FlaskClient, table: Table) -> None:
    ids = []
    for _ in range(3):
        lesson = rows.add_lesson()
        ids.append(lesson.course_id if table is COURSES else lesson.id)
    rows.add_personalized(lesson_id=lesson.id)
    page = asked(client, table, *ids)
    refused = answered(confirmed(client, page, confirm="2"), 422)
    assert rows.count_of(table.sql) == 3
    assert "3 deleted" in after(client, confirmed(client, refused, confirm="3")).main


def test_the_word_is_asked_for_when_versions_came_after_the_page(client: FlaskClient) -> None:
    lesson = rows.add_lesson()
    page = asked(client, LESSONS, lesson.id)
    assert page.all("input[@id='confirm']") == []
    rows.add_personalized(lesson_id=lesson.id)
    refused = answered(confirmed(client, page), 422)
    assert rows.count_of("lessons") == 1
    refused.one("input[@id='confirm']")


def test_after_deleting_one_is_back_where_one_was(client: FlaskClient) -> None:
    course = rows.add_course(title="Сон")
    place = "/admin/courses/?search=%D0%A1%D0%BE%D0%BD"
    page = opened(client, place)
    details = next(a.attrib["href"] for a in page.all("a") if "/details/" in a.get("href", ""))
    page = opened(client, link_to_delete(opened(client, details), str(course.id)))
    cancel = next(a for a in page.all("a") if words(a) == "Cancel")
    assert cancel.attrib["href"].startswith("/admin/courses/details/")
    assert confirmed(client, page).headers["Location"] == place


def test_an_address_of_pages_within_pages_comes_to_an_end(client: FlaskClient, csrf_token: str) -> None:
    url = "/admin/courses/?page_size=20"
    for _ in range(6):
        url = "/admin/courses/details/?" + urlencode({"url": url})
    data = {"id": str(rows.add_course().id), "url": url, "csrf_token": csrf_token}
    assert client.post("/admin/courses/delete/", data=data).headers["Location"] == "/admin/courses/"


def test_a_deletion_leads_to_no_other_site(client: FlaskClient, csrf_token: str) -> None:
    for url in ("https://example.com/", "/admin/courses/details/?id=1&url=//example.com", "//example.com"):
        data = {"id": str(rows.add_course().id), "url": url, "csrf_token": csrf_token}
        assert client.post("/admin/courses/delete/", data=data).headers["Location"] == "/admin/courses/"


@each_table
@pytest.mark.parametrize("query", ["id=x", "id=", f"id={GONE}", f"id={GONE}&id=1,2", f"rowid={GONE}"])
def test_nothing_is_asked_about_what_is_no_row(client: FlaskClient, table: Table, query: str) -> None:
    opened(client, f"{table.path}delete/?{query}", 404)


def test_too_many_at_a_time_are_refused_in_words(client: FlaskClient) -> None:
    ids = [str(uuid4()) for _ in range(201)]
    assert "at most 200 at a time" in asked(client, COURSES, *ids, status=400).main


def test_all_that_hangs_on_a_row_goes_with_it(client: FlaskClient, csrf_token: str) -> None:
    slug = "сон"
    lesson = rows.add_lesson(course_id=rows.add_course(slug=slug).id)
    profile = rows.add_profile(course_slug="любой").id
    rows.add_description(lesson_id=lesson.id)
    rows.add_asset(lesson_id=lesson.id)
    rows.add_personalized(lesson_id=lesson.id, profile_id=profile)
    data = {"id": str(lesson.course_id), "confirm": slug, "csrf_token": csrf_token}
    after(client, client.post("/admin/courses/delete/", data=data))
    left = {table: rows.count_of(table) for table in rows.TABLES}
    assert left == dict.fromkeys(rows.TABLES, 0) | {"profiles": 1}


def test_without_marks_nothing_is_deleted(client: FlaskClient, csrf_token: str) -> None:
    rows.add_course()
    later = after(client, client.post("/admin/courses/action/", data={"action": "delete", "csrf_token": csrf_token}))
    assert len(later.row_ids()) == 1
    assert "Mark at least one row" in later.main
    later = after(client, client.get("/admin/courses/delete/?url=/admin/courses/"))
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


def test_signs_that_turn_text_turn_no_words_of_the_message(client: FlaskClient, csrf_token: str) -> None:
    row_id = rows.add_course(title="Сон\u202eнос").id
    data = {"id": str(row_id), "csrf_token": csrf_token}
    page = after(client, client.post("/admin/courses/delete/", data=data))
    assert "\u2068Сон\u202eнос\u2069” was deleted" in page.main
