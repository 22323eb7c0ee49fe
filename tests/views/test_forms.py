"""Rows made, changed and deleted through their forms, as a browser sends them."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.views import rows
from tests.views.form_pages import GONE, after, edit_url
from tests.views.pages import answered, opened, words
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


def create(client: FlaskClient, table: Table, values: dict[str, str]) -> TestResponse:
    """Open the form of a new row, fill it in and send it."""
    address = f"{table.path}new/"
    return client.post(address, data=opened(client, address).fields() | values)


def edit(client: FlaskClient, table: Table, row_id: object, values: dict[str, str]) -> TestResponse:
    """Open the form of a row, change fields and send it."""
    address = edit_url(table, row_id)
    return client.post(address, data=opened(client, address).fields() | values)


@each_table
def test_the_fields_are_named_like_the_columns(client: FlaskClient, table: Table) -> None:
    form = opened(client, f"{table.path}new/").one("form[@class='record-form']")
    controls = [control.attrib["name"] for control in form.iter() if control.tag in ("input", "select", "textarea")]
    assert sorted(controls) == sorted([*table.fields, "csrf_token", "_once"])


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
