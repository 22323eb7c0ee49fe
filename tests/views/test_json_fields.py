"""JSON documents through the forms: nothing is lost, and what cannot be stored is refused with its text kept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.json_texts import SPELLINGS, json_texts
from tests.views import rows
from tests.views.pages import answered, opened
from tests.views.tables import DESCRIPTIONS, LESSONS, PROFILES, Table, each_document

# The row and the client serve all examples; each writes its document anew.
through_the_form = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
NASTY = '{"a": 1.10, "b": 12345678901234567890123, "c": [[], {}, 0, false, "", null, 0e1, -0, 1E400], "": "\\u2028😀ё"}'
MARKUP = '{"</textarea><script>": "&amp;&lt; \\r\\n\\t \\\\u0000", "__proto__": {"10": 1, "9": 2}}'


def edit_url(table: Table, row_id: object) -> str:
    return f"{table.path}edit/?id={row_id}"


def store(table: Table, row_id: object, document: str | None) -> None:
    """Write a document as the learner app does."""
    column = table.document_column
    rows.run(f"UPDATE {table.sql} SET {column} = CAST(:document AS jsonb) WHERE id = :id", document=document, id=row_id)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Whatever happens meanwhile leaves every row as it is."""
    before = rows.written()
    yield
    assert rows.written() == before


def send(client: FlaskClient, table: Table, row_id: object, document: str) -> TestResponse:
    """Open the form, type a document and save."""
    address = edit_url(table, row_id)
    assert table.document
    return client.post(address, data=opened(client, address).fields() | {table.document: document})


@each_document
def test_the_text_that_the_form_shows_changes_nothing(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id

    @through_the_form
    @given(json_texts())
    @example(NASTY)
    @example(MARKUP)
    @example("null")
    def unchanged(document: str) -> None:
        store(table, row_id, document)
        fields = opened(client, edit_url(table, row_id)).fields()
        with nothing_written():
            assert client.post(edit_url(table, row_id), data=fields).status_code == 302

    unchanged()


@each_document
def test_the_same_document_in_another_spelling_changes_nothing(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    store(table, row_id, '{"b": [1.10, 100], "a": {"y": "\\u0451", "x": null}}')
    with nothing_written():
        same = '\r\n{"a":{"x":null,"y":"ё"},"b":[1.10,1E2]}'
        assert send(client, table, row_id, same).status_code == 302
    assert send(client, table, row_id, same.replace("1.10", "1.1")).status_code == 302
    assert "1.1," in rows.stored(table.sql, row_id)[table.document_column]


@each_document
def test_an_edit_of_one_value_leaves_the_rest_as_it_was(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    column = table.document_column

    @through_the_form
    @given(json_texts())
    @example(NASTY)
    @example(MARKUP)
    @example(f"[{', '.join(SPELLINGS)}]")
    def one_value(rest: str) -> None:
        store(table, row_id, f'{{"edited here": 1, "rest": {rest}}}')
        before = rows.stored(table.sql, row_id)[column]
        assert table.document
        text = opened(client, edit_url(table, row_id)).fields()[table.document]
        assert text.count('"edited here": 1') == before.count('"edited here": 1')
        changed = text.replace('"edited here": 1', '"edited here": 2.50')
        assert send(client, table, row_id, changed).status_code == 302
        later = rows.stored(table.sql, row_id)[column]
        assert later == before.replace('"edited here": 1', '"edited here": 2.50')

    one_value()


@each_document
def test_a_document_is_stored_as_postgresql_reads_what_was_typed(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id

    @through_the_form
    @given(json_texts())
    def typed(document: str) -> None:
        assert send(client, table, row_id, document).status_code == 302
        assert rows.stored(table.sql, row_id)[table.document_column] == rows.as_jsonb(document)

    typed()


@pytest.mark.parametrize(("document", "text"), [(None, ""), ("null", "null"), ('""', '""'), ("{}", "{}"), ("[]", "[]")])
def test_nothing_is_told_from_null_and_empty(client: FlaskClient, document: str | None, text: str) -> None:
    row_id = rows.add_profile(survey="1").id
    store(PROFILES, row_id, document)
    assert opened(client, edit_url(PROFILES, row_id)).fields()["survey"] == text
    with nothing_written():
        assert send(client, PROFILES, row_id, text).status_code == 302
    store(PROFILES, row_id, "1")
    assert send(client, PROFILES, row_id, text).status_code == 302
    assert rows.stored("profiles", row_id)["survey"] == document


def test_an_edit_of_another_field_leaves_sql_null(client: FlaskClient) -> None:
    row_id = rows.add_profile(survey=None).id
    address = edit_url(PROFILES, row_id)
    fields = opened(client, address).fields()
    assert client.post(address, data=fields | {"name": "Новое имя"}).status_code == 302
    later = rows.stored("profiles", row_id)
    assert (later["name"], later["survey"]) == ("Новое имя", None)


def test_cyrillic_and_emoji_are_shown_as_they_are(client: FlaskClient) -> None:
    row_id = rows.add_profile(survey='{"имя": "\\u0401лка \\ud83d\\ude00"}').id
    assert opened(client, edit_url(PROFILES, row_id)).fields()["survey"] == '{\r\n  "имя": "Ёлка 😀"\r\n}'


REFUSED = {
    "{": "Line 1",
    "{\r\n  'a': 1\r\n}": "Line 2, column 3",
    '{"a": NaN}': "NaN",
    "[-Infinity]": "-Infinity",
    '{"tips": [{"a": 1, "a": 2}]}': "tips[0]",
    '["\\u0000"]': "\\u0000",
    '["\x00"]': "NUL",
    '{"\\ud800": 1}': "half of a character pair",
    '["\\ude00\\ud83d"]': "half of a character pair",
    "[" * 201 + "]" * 201: "200",
    '{"a":' * 100_000: "200",
    "1e131072": "too large",
    '{"a": 1} {"b": 2}': "Line 1, column 10",
    "<script>alert(1)</script>": "Line 1, column 1",
}


@each_document
@pytest.mark.parametrize("typed", REFUSED, ids=[key[:12].encode("unicode_escape").decode() for key in REFUSED])
def test_what_cannot_be_stored_is_refused_and_kept(client: FlaskClient, table: Table, typed: str) -> None:
    row_id = table.add("Сон").id
    assert table.document
    with nothing_written():
        page = answered(send(client, table, row_id, typed), 422)
    errors = page.errors()
    assert list(errors) == [table.document]
    assert REFUSED[typed] in errors[table.document]
    assert page.fields()[table.document] == typed


def test_a_refused_document_keeps_the_other_fields_too(client: FlaskClient) -> None:
    values = LESSONS.filled() | {"content": "{oops", "title": "Длинная история"}
    fields = opened(client, "/admin/lessons/new/").fields()
    with nothing_written():
        page = answered(client.post("/admin/lessons/new/", data=fields | values), 422)
    kept = page.fields()
    assert {name: kept[name] for name in values} == values


def test_depth_200_is_stored(client: FlaskClient) -> None:
    row_id = rows.add_profile().id
    assert send(client, PROFILES, row_id, "[" * 200 + "]" * 200).status_code == 302
    assert rows.stored("profiles", row_id)["survey"] == "[" * 200 + "]" * 200


def large(size: int) -> str:
    """A document of that many bytes, of lessons' usual sort."""
    part = json.dumps({"title": "Сон", "tips": ["Сказка на ночь"], "minutes": 15}, ensure_ascii=False)
    count = size // (len(part.encode()) + 2) - 1
    text = "[" + ", ".join([part] * count)
    return text + ', "' + "x" * (size - len(text.encode()) - 5) + '"]'


def test_four_megabytes_are_stored_whole(client: FlaskClient) -> None:
    row_id = rows.add_description().id
    document = large(4_000_000)
    assert len(document.encode()) == 4_000_000
    assert send(client, DESCRIPTIONS, row_id, document).status_code == 302
    assert rows.stored("lesson_descriptions", row_id)["data"] == rows.as_jsonb(document)
    for address in ("/admin/lesson-descriptions/", f"/admin/lesson-descriptions/details/?id={row_id}"):
        assert len(client.get(address).data) < 500_000


def test_more_than_five_megabytes_are_refused_and_kept(client: FlaskClient) -> None:
    row_id = rows.add_description().id
    document = large(5_000_001)
    with nothing_written():
        page = answered(send(client, DESCRIPTIONS, row_id, document), 422)
    assert "5 MB" in page.errors()["data"]
    assert page.fields()["data"] == document


DEEP = "[" * 1500 + '"дно"' + "]" * 1500


@each_document
@pytest.mark.parametrize("document", [DEEP, '{"a":' * 1500 + "1" + "}" * 1500], ids=["lists", "objects"])
def test_a_document_too_deep_for_a_form_breaks_no_page(client: FlaskClient, table: Table, document: str) -> None:
    lesson = rows.add_lesson(course_id=rows.add_course(slug="deep").id)
    profile = rows.add_profile(user_identifier="deep", course_slug="deep")
    made = {"lesson_id": lesson.id, "profile_id": profile.id}
    row_id = {
        "lessons": lambda: lesson,
        "lesson-descriptions": lambda: rows.add_description(lesson_id=lesson.id),
        "profiles": lambda: profile,
        "personalized-lesson-descriptions": lambda: rows.add_personalized(**made),
        "lesson-assets": lambda: rows.add_asset(lesson_id=lesson.id),
    }[table.name]().id
    store(table, row_id, document)
    for address in (
        table.path,
        f"{table.path}details/?id={row_id}",
        edit_url(table, row_id),
        "/admin/preview/?profile=deep",
    ):
        opened(client, address)
    assert client.get("/admin/preview.json?profile=deep").status_code == 200
    assert document[:1500] in client.get(f"{table.path}export/csv/", buffered=True).text.replace('""', '"').replace(
        ": ", ":"
    )


@pytest.mark.parametrize("document", [DEEP, f'["{"x" * 5_000_000}"]'], ids=["deep", "large"])
def test_a_document_that_no_form_would_take_stays_through_another_edit(client: FlaskClient, document: str) -> None:
    row_id = rows.add_lesson().id
    store(LESSONS, row_id, document)
    before = rows.stored("lessons", row_id)
    address = edit_url(LESSONS, row_id)
    fields = opened(client, address).fields()
    with nothing_written():
        assert client.post(address, data=fields).status_code == 302
    assert client.post(address, data=fields | {"title": "Новое имя"}).status_code == 302
    later = rows.stored("lessons", row_id)
    assert (later["title"], later["content"]) == ("Новое имя", before["content"])


HOSTILE = ["", "%ED%A0%80", "%FF%FE", "%00", "%F0%9F", "%zz", "%", "\ufeff"]


@through_the_form
@given(st.binary(max_size=40), st.sampled_from(HOSTILE))
def test_bytes_that_are_no_text_never_break_the_form(
    client: FlaskClient, csrf_token: str, some: bytes, hostile: str
) -> None:
    data = f"csrf_token={csrf_token}&user_identifier=x&survey={quote_from_bytes(some)}{hostile}"
    response = client.post("/admin/profiles/new/", data=data, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (302, 422)
    rows.run("DELETE FROM profiles")


def test_a_body_that_is_no_text_at_all_is_refused_in_words(client: FlaskClient) -> None:
    response = client.post("/admin/profiles/new/", data=b"\xff\x80=", content_type="application/x-www-form-urlencoded")
    answered(response, 400)
