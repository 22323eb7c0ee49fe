"""Rows made, changed and deleted through their forms, as a browser sends them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin_app.extensions import db
from tests.conftest import MakeDatabase, make_app
from tests.views import rows
from tests.views.pages import Element, Page, answered, opened, words
from tests.views.tables import (
    ASSETS,
    COURSES,
    DESCRIPTIONS,
    LESSONS,
    PERSONALIZED,
    PROFILES,
    Table,
    each_table,
)

GONE = "00000000-0000-4000-8000-000000000000"


def edit_url(table: Table, row_id: object) -> str:
    return f"{table.path}edit/?id={row_id}"


def create(client: FlaskClient, table: Table, values: dict[str, str]) -> TestResponse:
    """Open the form of a new row, fill it in and send it."""
    address = f"{table.path}new/"
    return client.post(address, data=opened(client, address).fields() | values)


def edit(client: FlaskClient, table: Table, row_id: object, values: dict[str, str]) -> TestResponse:
    """Open the form of a row, change fields and send it."""
    address = edit_url(table, row_id)
    return client.post(address, data=opened(client, address).fields() | values)


def after(client: FlaskClient, response: TestResponse) -> Page:
    """The page that a person sees after saving."""
    assert response.status_code == 302, response.text
    return opened(client, response.headers["Location"])


@each_table
def test_the_fields_are_named_like_the_columns(client: FlaskClient, table: Table) -> None:
    form = opened(client, f"{table.path}new/").one("form[@class='record-form']")
    controls = [control.attrib["name"] for control in form.iter() if control.tag in ("input", "select", "textarea")]
    assert sorted(controls) == sorted([*table.fields, "csrf_token"])


@each_table
def test_a_row_is_created_with_what_was_filled_in(client: FlaskClient, table: Table) -> None:
    values = table.filled()
    page = after(client, create(client, table, values))
    assert "was created" in words(page.one("div[@role='status']"))
    (row_id,) = page.row_ids()
    row = rows.stored(table.sql, row_id)
    assert row["created_at"]
    columns = {name: str(row.get(name, "")) for name in values if name != table.document and values[name]}
    assert columns == {name: values[name].replace("\r\n", "\n") for name in columns}
    assert len(columns) >= len(values) - 2
    if table.document:
        assert row[table.document_column] == rows.as_jsonb(values[table.document])


@each_table
def test_only_what_was_changed_is_written(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    before = rows.stored(table.sql, row_id)
    name, value = table.changed
    page = after(client, edit(client, table, row_id, {name: value}))
    assert "was saved" in words(page.one("div[@role='status']"))
    later = rows.stored(table.sql, row_id)
    assert later.pop("xmin") != before.pop("xmin")
    assert later == before | {name: value}


@each_table
def test_an_unchanged_form_writes_nothing(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    before = rows.written()
    page = after(client, edit(client, table, row_id, {}))
    assert "nothing was written" in words(page.one("div[@role='status']"))
    assert rows.written() == before


@pytest.mark.parametrize(
    "text", ["", " ", " по краям ", "a\r\nb", "a\nb\n\n", "\nсначала", "\ttab", "a\rb", "\u200b\u202e"]
)
def test_text_that_no_browser_sends_back_as_it_is_stays(client: FlaskClient, text: str) -> None:
    course = rows.add_course(title=text, description=text)
    profile = rows.add_profile(name=text, course_slug=text)
    asset = rows.add_asset(asset_type=text, url=text)
    before = rows.written()
    for table, row_id in ((COURSES, course.id), (PROFILES, profile.id), (ASSETS, asset.id)):
        after(client, edit(client, table, row_id, {}))
    assert rows.written() == before


def test_what_breaks_the_rules_already_does_not_stop_another_edit(client: FlaskClient) -> None:
    course = rows.add_course(slug="no_such slug!").id
    lesson = rows.add_lesson(lesson_number=-1).id
    asset = rows.add_asset(url="javascript:alert(1)").id
    for table, row_id in ((COURSES, course), (LESSONS, lesson), (ASSETS, asset)):
        name, value = table.changed
        after(client, edit(client, table, row_id, {name: value}))
        assert rows.stored(table.sql, row_id)[name] == value
    assert rows.stored("courses", course)["slug"] == "no_such slug!"


@each_table
def test_a_field_that_is_not_sent_stays(client: FlaskClient, csrf_token: str, table: Table) -> None:
    row_id = table.add("Сон").id
    before = rows.written()
    after(client, client.post(edit_url(table, row_id), data={"csrf_token": csrf_token}))
    assert rows.written() == before


def test_created_at_and_id_cannot_be_sent(client: FlaskClient) -> None:
    row_id = rows.add_course().id
    before = rows.stored("courses", row_id)
    after(client, edit(client, COURSES, row_id, {"title": "Новый", "created_at": "2001-01-01", "id": GONE}))
    later = rows.stored("courses", row_id)
    assert (later["created_at"], later["title"]) == (before["created_at"], "Новый")


@each_table
def test_an_emptied_required_field_is_refused_at_its_place(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    before = rows.written()
    nullable = ["description", "summary", "name", "course_slug", "survey", "asset_metadata"]
    nullable += ["content"] if table is LESSONS else []
    required = [name for name in table.fields if name not in nullable]
    page = answered(edit(client, table, row_id, dict.fromkeys(required, "")), 422)
    assert set(page.errors()) == set(required)
    assert rows.written() == before


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        (COURSES, "slug", "good_sleep"),
        (COURSES, "slug", "good sleep"),
        (COURSES, "slug", "a/b"),
        (COURSES, "slug", "---"),
        (COURSES, "title", " \t "),
        (LESSONS, "lesson_number", "0"),
        (LESSONS, "lesson_number", "-1"),
        (LESSONS, "lesson_number", "2147483648"),
        (LESSONS, "lesson_number", "99999999999999999999"),
        (LESSONS, "lesson_number", "1.5"),
        (LESSONS, "lesson_number", "первый"),
        (LESSONS, "lesson_number", "١"),
        (LESSONS, "course_id", "1"),
        (LESSONS, "course_id", GONE),
        (DESCRIPTIONS, "lesson_id", GONE),
        (PERSONALIZED, "profile_id", GONE),
        (PERSONALIZED, "lesson_id", GONE),
        (ASSETS, "lesson_id", "1,2"),
        (ASSETS, "url", "ftp://example.com/a"),
        (ASSETS, "url", "javascript:alert(1)"),
        (ASSETS, "url", "//example.com"),
        (ASSETS, "url", "https://"),
        (ASSETS, "url", "https://example.com/a b"),
        (ASSETS, "url", "http://["),
        (ASSETS, "url", "https://example.com/\u202egpj.exe"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_field(
    client: FlaskClient, table: Table, name: str, value: str
) -> None:
    values = table.filled() | {name: value}
    before = rows.written()
    page = answered(create(client, table, values), 422)
    assert list(page.errors()) == [name]
    assert rows.written() == before
    kept = page.fields()
    # A choice that names no row cannot be shown as one.
    chosen = {other for other in values if other.endswith("_id")} & {name}
    assert {other: kept[other] for other in values if other not in chosen} == {
        other: text for other, text in values.items() if other not in chosen
    }


def test_a_taken_slug_names_the_course_that_has_it(client: FlaskClient) -> None:
    rows.add_course(slug="сон", title="Сон & ночь")
    page = answered(create(client, COURSES, {"title": "Другой", "slug": "сон"}), 422)
    assert "«" not in page.errors()["slug"]
    assert "Сон & ночь" in page.errors()["slug"]
    assert page.fields()["title"] == "Другой"
    assert rows.count_of("courses") == 1


def test_a_taken_number_names_the_next_free_one(client: FlaskClient) -> None:
    course = rows.add_course().id
    rows.add_lesson(course_id=course, lesson_number=1, title="Вечер")
    rows.add_lesson(course_id=course, lesson_number=2)
    values = LESSONS.filled() | {"course_id": str(course), "lesson_number": "1"}
    sentence = answered(create(client, LESSONS, values), 422).errors()["lesson_number"]
    assert "Вечер" in sentence
    assert "3" in sentence


def test_a_taken_identifier_a_second_description_and_a_second_version_are_refused(client: FlaskClient) -> None:
    profile = rows.add_profile(user_identifier="auth0|1", name="Анна")
    assert "Анна" in answered(create(client, PROFILES, {"user_identifier": "auth0|1"}), 422).errors()["user_identifier"]
    lesson = str(rows.add_description().lesson_id)
    refused = answered(create(client, DESCRIPTIONS, {"lesson_id": lesson, "data": "{}"}), 422)
    assert list(refused.errors()) == ["lesson_id"]
    rows.add_personalized(profile_id=profile.id, lesson_id=lesson)
    values = {"profile_id": str(profile.id), "lesson_id": lesson, "content": "{}"}
    assert list(answered(create(client, PERSONALIZED, values), 422).errors()) == ["lesson_id"]


def test_a_refused_edit_keeps_what_was_typed_and_writes_nothing(client: FlaskClient) -> None:
    rows.add_course(slug="taken")
    row_id = rows.add_course(title="Старое").id
    before = rows.written()
    page = answered(edit(client, COURSES, row_id, {"slug": "taken", "title": "Новое"}), 422)
    assert (page.fields()["slug"], page.fields()["title"]) == ("taken", "Новое")
    assert rows.written() == before


@pytest.mark.parametrize(("button", "leads_to"), [("_continue_editing", "edit"), ("_add_another", "new")])
def test_the_other_buttons_lead_on(client: FlaskClient, button: str, leads_to: str) -> None:
    response = create(client, COURSES, COURSES.filled() | {button: "1"})
    page = after(client, response)
    assert response.headers["Location"].startswith(f"/admin/courses/{leads_to}/")
    assert page.fields()["slug"] == (COURSES.filled()["slug"] if leads_to == "edit" else "")


def test_saving_leads_back_to_the_list_as_it_was(client: FlaskClient) -> None:
    rows.add_course(title="Сон и ночь")
    listed = opened(client, "/admin/courses/?search=сон&sort=0&desc=1")
    link = next(link for link in listed.all("a") if link.get("title") == "Edit").attrib["href"]
    response = client.post(link, data=opened(client, link).fields())
    assert opened(client, response.headers["Location"]).one("input[@id='search']").get("value") == "сон"
    assert "desc=1" in response.headers["Location"]


@each_table
def test_details_show_every_column(client: FlaskClient, table: Table) -> None:
    after(client, create(client, table, table.filled() | _documents(table)))
    row_id = opened(client, table.path).row_ids()[0]
    page = opened(client, f"{table.path}details/?id={row_id}")
    for name, value in table.filled().items():
        if not name.endswith("_id") and name != table.document:
            assert " ".join(value.split()) in page.main
    assert str(row_id) in page.main
    if table.document:
        assert "12345678901234567890123" in page.main
        assert "Сказки на ночь" in page.main
        assert "1.10" in page.main
        assert "{'" not in page.main


def _documents(table: Table) -> dict[str, str]:
    text = '{"approach": "Сказки на ночь", "n": [12345678901234567890123, 1.10, null, {}]}'
    return {table.document: text} if table.document else {}


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


def lookup(client: FlaskClient, table: Table, name: str, **query: str) -> Any:
    """What a picker offers."""
    response = client.get(f"{table.path}ajax/lookup/", query_string={"name": name, **query})
    assert response.status_code == 200
    return response.get_json()


def test_a_course_is_found_by_typing(client: FlaskClient) -> None:
    wanted = rows.add_course(title="Сила Хорошего Воспитания", slug="shvz").id
    rows.add_course(title="Питание")
    for typed in ("хорошего", "воспитания сила", "SHVZ", "shv хор"):
        assert lookup(client, LESSONS, "course_id", query=typed) == [[str(wanted), "Сила Хорошего Воспитания"]]


@pytest.mark.parametrize(
    ("table", "name"), [(DESCRIPTIONS, "lesson_id"), (PERSONALIZED, "lesson_id"), (ASSETS, "lesson_id")]
)
def test_a_lesson_is_found_by_typing(client: FlaskClient, table: Table, name: str) -> None:
    course = rows.add_course(title="Сон", slug="sleep").id
    wanted = rows.add_lesson(course_id=course, lesson_number=3, title="Ёлка 100%").id
    rows.add_lesson(course_id=course, lesson_number=4, title="Утро")
    for typed in ("ёлка", "3 сон", "sleep 100%"):
        assert lookup(client, table, name, query=typed) == [[str(wanted), "3. Ёлка 100% — Сон"]]


def test_a_learner_is_found_by_typing(client: FlaskClient) -> None:
    wanted = rows.add_profile(user_identifier="auth0|1_2", name="Анна Петрова").id
    rows.add_profile(user_identifier="auth0|1x2", name="Пётр")
    for typed in ("петрова АННА", "|1_2"):
        assert lookup(client, PERSONALIZED, "profile_id", query=typed) == [[str(wanted), "Анна Петрова (auth0|1_2)"]]


def test_choices_come_in_parts_without_repetition(client: FlaskClient) -> None:
    added = {str(rows.add_course(title="Одинаково").id) for _ in range(7)}
    parts = [lookup(client, LESSONS, "course_id", limit="3", offset=str(offset)) for offset in (0, 3, 6)]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert {row_id for part in parts for row_id, _ in part} == added


def test_an_address_fills_in_a_form(client: FlaskClient) -> None:
    lesson = rows.add_lesson(title="Ёлка").id
    profile = rows.add_profile(name="Анна").id
    page = opened(client, f"/admin/personalized-lesson-descriptions/new/?lesson_id={lesson}&profile_id={profile}")
    assert (page.fields()["lesson_id"], page.fields()["profile_id"]) == (str(lesson), str(profile))
    assert [words(option).partition(" ")[0] for option in page.all("option[@selected]")] == [
        "Анна",
        str(rows.stored("lessons", lesson)["lesson_number"]) + ".",
    ]


def test_the_next_free_number_of_a_course_is_offered(client: FlaskClient) -> None:
    course = rows.add_course().id
    address = opened(client, "/admin/lessons/new/").one("input[@name='lesson_number']").attrib["data-next-number-url"]
    assert client.get(address, query_string={"course_id": course}).get_json() == {"lesson_number": 1}
    rows.add_lesson(course_id=course, lesson_number=41)
    assert client.get(address, query_string={"course_id": course}).get_json() == {"lesson_number": 42}


def test_types_and_slugs_in_use_are_offered(client: FlaskClient) -> None:
    rows.add_asset(asset_type="подкаст")
    types = [option.get("value") for option in opened(client, "/admin/lesson-assets/new/").all("datalist/option")]
    assert types == ["video", "document", "image", "audio", "link", "подкаст"]
    rows.add_course(slug="shvz")
    slugs = [option.get("value") for option in opened(client, "/admin/profiles/new/").all("datalist/option")]
    assert "shvz" in slugs


@pytest.fixture
def shared(database_url: MakeDatabase) -> Iterator[tuple[Flask, psycopg.Connection[tuple[Any, ...]]]]:
    """An application over a database of its own, and another person's connection to it."""
    address = database_url()
    application = make_app(address)
    with psycopg.connect(address) as other:
        yield application, other
    with application.app_context():
        db.engine.dispose()


@contextmanager
def waiting(other: psycopg.Connection[Any], act: Callable[[], TestResponse]) -> Iterator[list[TestResponse]]:
    """Begin what has to wait for the other's transaction; the answer is there afterwards."""
    answers: list[TestResponse] = []
    thread = threading.Thread(target=lambda: answers.append(act()))
    thread.start()
    blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    deadline = time.monotonic() + 10
    while other.execute(blocked).fetchall() == [(0,)] and time.monotonic() < deadline:
        time.sleep(0.01)
        # Within a transaction PostgreSQL shows what it has shown before.
        other.execute("SELECT pg_stat_clear_snapshot()")
    assert not answers, "nothing waited"
    yield answers
    thread.join()


def test_of_two_who_create_the_same_slug_one_is_told(shared: tuple[Flask, psycopg.Connection[Any]]) -> None:
    application, other = shared
    client = application.test_client()
    fields = opened(client, "/admin/courses/new/").fields() | {"title": "Второй", "slug": "sleep"}
    other.execute("INSERT INTO courses (slug, title) VALUES ('sleep', 'Первый')")
    with waiting(other, lambda: client.post("/admin/courses/new/", data=fields)) as answers:
        other.commit()
    page = answered(answers[0], 422)
    assert "Первый" in page.errors()["slug"]
    assert page.fields()["title"] == "Второй"
    assert other.execute("SELECT title FROM courses").fetchall() == [("Первый",)]


def test_a_row_deleted_while_it_is_saved_can_be_saved_as_new(shared: tuple[Flask, psycopg.Connection[Any]]) -> None:
    application, other = shared
    client = application.test_client()
    other.execute("INSERT INTO courses (slug, title) VALUES ('sleep', 'Сон')")
    other.commit()
    (row_id,) = opened(client, "/admin/courses/").row_ids()
    fields = opened(client, edit_url(COURSES, row_id)).fields() | {"title": "Новый сон"}
    other.execute("DELETE FROM courses")
    with waiting(other, lambda: client.post(edit_url(COURSES, row_id), data=fields)) as answers:
        other.commit()
    assert answered(answers[0], 404).fields()["title"] == "Новый сон"
    assert other.execute("SELECT count(*) FROM courses").fetchall() == [(0,)]
