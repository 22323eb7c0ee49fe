"""Whatever an address or a form says gets an answer in words with the right status, and writes nothing by mistake."""

import hashlib

import pytest
from flask.testing import FlaskClient

from tests.views import rows
from tests.views.pages import answered, opened
from tests.views.tables import COURSES, LESSONS, PERSONALIZED, PROFILES, TABLES, Table, each_table

GONE = "00000000-0000-4000-8000-000000000000"
IDS = ["", "1", "1,2", "notauuid", GONE, f"{GONE},{GONE}", "%D0%BC", "'", "-1", "null", "{}", "../x", "%ED%A0%80", "%"]
TEXTS = [
    "%",
    "_",
    "\\",
    "'",
    '"',
    "'; DROP TABLE courses; --",
    "%s",
    "%(a)s",
    ":a",
    "{}",
    "\u202e\u200b",
    "😀",
    "\ufeff",
    "\x01",
    "\uffff",
]


@each_table
@pytest.mark.parametrize("row_id", IDS)
def test_an_id_that_names_no_row_is_not_found(client: FlaskClient, csrf_token: str, table: Table, row_id: str) -> None:
    table.add("Сон")
    before = rows.written()
    for action in ("details", "edit", "delete"):
        answered(client.get(f"{table.path}{action}/?id={row_id}"), 404)
    data = {"csrf_token": csrf_token, "id": row_id, "rowid": row_id, "action": "delete"}
    answered(client.post(f"{table.path}edit/?id={row_id}", data=data), 404)
    answered(client.post(f"{table.path}delete/", data=data), 404)
    response = client.post(f"{table.path}action/", data=data)
    assert response.status_code in (302, 404)
    assert rows.written() == before


@each_table
def test_a_missing_id_is_not_found(client: FlaskClient, csrf_token: str, table: Table) -> None:
    for action in ("details", "edit"):
        answered(client.get(f"{table.path}{action}/"), 404)
    for action in ("edit", "delete"):
        answered(client.post(f"{table.path}{action}/", data={"csrf_token": csrf_token}), 404)
    answered(client.post(f"{table.path}action/", data={"csrf_token": csrf_token, "action": "drop"}), 400)


@each_table
def test_one_bad_mark_among_good_ones_deletes_nothing(client: FlaskClient, csrf_token: str, table: Table) -> None:
    row_id = str(table.add("Сон").id)
    before = rows.written()
    data = {"csrf_token": csrf_token, "action": "delete", "rowid": [row_id, "1,2"]}
    answered(client.post(f"{table.path}action/", data=data), 404)
    assert rows.written() == before


@each_table
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=-3", 404),
        ("page=99999999999", 404),
        ("page=999999999999999999999999", 404),
        ("page=2", 404),
        ("page=abc", 400),
        ("page=1.5", 400),
        ("page=1e3", 400),
        ("page=٣", 400),
        ("page=--1", 400),
        ("page=+1", 400),
        ("page=1%202", 400),
        ("page_size=abc", 400),
        ("page_size=-1", 404),
        ("sort=abc", 400),
        ("sort=99", 400),
        ("sort=-1", 404),
        ("sort=slug", 400),
        ("sort=99999999999999", 404),
        ("sort=0&desc=abc", 400),
        ("sort=0&desc=7", 404),
        ("flt0_nothing=1", 400),
        ("flt0=1", 400),
        ("flt=1", 400),
        ("fltx_y=1", 400),
        ("flt0_0=1", 400),
        ("flt0_created_before=yesterday", 400),
        ("flt0_created_before=2026-02-30", 400),
        ("flt0_created_before=20260-01-01", 400),
        ("flt0_created_on_or_after=0000-00-00", 400),
        ("search=%00", 400),
        ("%00=1", 400),
        ("flt0_created_before=%00", 400),
        ("page=%00", 400),
    ],
)
def test_a_list_refuses_in_words_what_it_cannot_do(client: FlaskClient, table: Table, query: str, status: int) -> None:
    table.add("Сон")
    answered(client.get(f"{table.path}?{query}"), status)
    if not query.startswith("page"):
        answered(client.get(f"{table.path}export/csv/?{query}", buffered=True), status)


@pytest.mark.parametrize(
    ("table", "query"),
    [
        (LESSONS, "flt0_number_is=abc"),
        (LESSONS, "flt0_number_is=1.5"),
        (LESSONS, "flt0_number_is=99999999999"),
        (LESSONS, f"flt0_number_is={'9' * 5000}"),
        (LESSONS, "flt0_content_is_empty=maybe"),
        (TABLES[2], "flt0_lesson_id_equals=1"),
        (TABLES[2], "flt0_lesson_id_equals=1,2"),
        (PROFILES, "flt0_unknown_course_is=2"),
        (PROFILES, "flt0_survey_is_empty=yes"),
        (PERSONALIZED, "flt0_lesson_number_is=-99999999999"),
    ],
)
def test_a_filter_refuses_a_value_of_another_sort(client: FlaskClient, table: Table, query: str) -> None:
    answered(client.get(f"{table.path}?{query}"), 400)
    answered(client.get(f"{table.path}export/csv/?{query}", buffered=True), 400)


@each_table
def test_a_list_ignores_what_says_nothing(client: FlaskClient, table: Table) -> None:
    row_id = str(table.add("Сон").id)
    for query in (
        "page=",
        "search=",
        "search=+",
        "sort=",
        "flt0_created_before=",
        "page_size=7",
        "what=ever",
        "page=0",
        "page=00",
    ):
        assert opened(client, f"{table.path}?{query}").row_ids() == [row_id]


@each_table
@pytest.mark.parametrize("typed", TEXTS)
def test_any_text_can_be_searched_for(client: FlaskClient, table: Table, typed: str) -> None:
    table.add("Сон")
    wanted = str(table.add(f"a{typed}b").id)
    assert wanted in opened(client, table.path, search=typed).row_ids()
    assert client.get(f"{table.path}export/csv/", query_string={"search": typed}, buffered=True).status_code == 200


@each_table
def test_a_long_search_is_answered(client: FlaskClient, table: Table) -> None:
    table.add("Сон")
    for typed in ("я" * 200, "щ " * 100):
        assert opened(client, table.path, search=typed).row_ids() == []
    assert client.get(table.path, query_string={"search": "я" * 201}).status_code == 400


@each_table
@pytest.mark.parametrize("path", ["export/xlsx/", "export/json/", "export/", "nothing/", "export/../"])
def test_what_is_not_there_is_not_found(client: FlaskClient, table: Table, path: str) -> None:
    answered(client.get(table.path + path), 404)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("name=nothing", 404),
        ("", 404),
        ("name=__class__", 404),
        ("name=course_id&limit=abc", 400),
        ("name=course_id&limit=-1", 404),
        ("name=course_id&limit=1000000", 404),
        ("name=course_id&offset=-1", 404),
        ("name=course_id&offset=99999999999999999999", 404),
        ("name=course_id&query=%00", 400),
    ],
)
def test_a_lookup_refuses_in_words(client: FlaskClient, query: str, status: int) -> None:
    answered(client.get(f"/admin/lessons/ajax/lookup/?{query}"), status)


@pytest.mark.parametrize("typed", TEXTS)
def test_any_text_can_be_looked_up(client: FlaskClient, typed: str) -> None:
    wanted = str(rows.add_course(title=f"a{typed}b").id)
    rows.add_course(title="Сон")
    found = client.get("/admin/lessons/ajax/lookup/", query_string={"name": "course_id", "query": typed}).get_json()
    assert wanted in [row_id for row_id, _ in found]


@pytest.mark.parametrize(
    ("query", "status"), [("course_id=1", 404), ("", 404), (f"course_id={GONE}", 404), ("course_id=%00", 400)]
)
def test_the_next_number_of_no_course_is_not_found(client: FlaskClient, query: str, status: int) -> None:
    answered(client.get(f"/admin/lessons/next-number/?{query}"), status)


@each_table
@pytest.mark.parametrize(
    "typed", ["\x00", "a\x00b", "\ud800", "\u200b", "\u202e", "😀", "\ufffe", "'", "%s", "\x7f", "\x1b[31m"]
)
def test_any_sign_in_any_field_is_saved_or_refused_in_words(
    client: FlaskClient, csrf_token: str, table: Table, typed: str
) -> None:
    filled = table.filled()
    for name in table.fields:
        before = rows.written()
        sent = filled | {name: typed, "csrf_token": csrf_token}
        data = {field: value.encode("utf-8", "surrogatepass") for field, value in sent.items()}
        response = client.post(f"{table.path}new/", data=data)
        if response.status_code == 302:
            (new_id,) = {row[0] for row in rows.written()[table.sql]} - {row[0] for row in before[table.sql]}
            # No browser sends half of a character pair; its bytes come to us spelt out.
            assert rows.stored(table.sql, new_id)[name] == typed.replace("\ud800", "%ED%A0%80")
            opened(client, f"{table.path}details/?id={new_id}")
            opened(client, f"{table.path}edit/?id={new_id}")
            rows.run(f"DELETE FROM {table.sql} WHERE id = :id", id=new_id)
        else:
            answered(response, 422)
            assert rows.written() == before


@each_table
def test_nul_in_any_field_is_refused_at_that_field(client: FlaskClient, csrf_token: str, table: Table) -> None:
    row_id = table.add("Сон").id
    before = rows.written()
    for name in table.fields:
        for typed in ("\x00", "a\x00", '["\x00"]'):
            page = answered(
                client.post(f"{table.path}edit/?id={row_id}", data={name: typed, "csrf_token": csrf_token}), 422
            )
            assert list(page.errors()) == [name]
    assert rows.written() == before


@each_table
def test_nul_beside_the_fields_breaks_nothing(client: FlaskClient, csrf_token: str, table: Table) -> None:
    row_id = str(table.add("Сон").id)
    data = {"csrf_token": csrf_token, "url": "\x00", "id": "\x00", "rowid": "\x00", "action": "delete", "\x00": "\x00"}
    before = rows.written()
    for address in (f"{table.path}delete/", f"{table.path}action/"):
        assert client.post(address, data=data).status_code in (400, 404)
    address = f"{table.path}edit/?id={row_id}"
    assert client.post(address, data={"csrf_token": csrf_token, "\x00": "\x00"}).status_code in (302, 400)
    assert rows.written() == before


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (COURSES, "slug"),
        (COURSES, "title"),
        (PROFILES, "user_identifier"),
        (PROFILES, "course_slug"),
        (PROFILES, "name"),
    ],
)
def test_a_text_that_is_too_long_for_the_database_is_refused_at_its_field(
    client: FlaskClient, csrf_token: str, table: Table, name: str
) -> None:
    # Only what cannot be compressed is too long for an index.
    signs = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(3000))
    values = table.filled() | {name: signs, "csrf_token": csrf_token}
    page = answered(client.post(f"{table.path}new/", data=values), 422)
    assert list(page.errors()) == [name]
    assert page.fields()[name] == values[name]


def test_bodies_of_ten_megabytes_are_answered(client: FlaskClient, csrf_token: str) -> None:
    token = {"csrf_token": csrf_token}
    large = "x" * 10_000_000
    answered(client.post("/admin/courses/new/", data=COURSES.filled() | token | {"description": large}), 422)
    answered(client.post("/admin/courses/delete/", data=token | {"id": large}), 404)
    answered(client.post("/admin/courses/action/", data=token | {"action": "delete", "rowid": large}), 404)
    answered(client.post("/admin/courses/action/", data=token | {"action": large}), 400)
    answered(client.post("/admin/courses/new/", data=b"\xff" * 10_000_000), 400)
    assert rows.count_of("courses") == 0


def test_more_than_the_server_takes_is_refused_in_words(client: FlaskClient, csrf_token: str) -> None:
    data = COURSES.filled() | {"csrf_token": csrf_token, "description": "x" * 33 * 1024 * 1024}
    assert "room for 32 MB" in answered(client.post("/admin/courses/new/", data=data), 413).main
    assert rows.count_of("courses") == 0


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "nonsense"],
)
def test_a_body_that_is_no_form_is_refused_in_words(client: FlaskClient, content_type: str) -> None:
    answered(client.post("/admin/courses/new/", data=b'{"title": "x"}', content_type=content_type), 400)


def test_a_file_in_place_of_a_text_breaks_nothing(client: FlaskClient, csrf_token: str) -> None:
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a"\r\n\r\n{{}}\r\n' for name in COURSES.fields
    )
    token = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{csrf_token}\r\n--x--\r\n'
    response = client.post(
        "/admin/courses/new/", data=(parts + token).encode(), content_type="multipart/form-data; boundary=x"
    )
    answered(response, 422)


@each_table
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "delete/"),
        ("GET", "action/"),
        ("POST", ""),
        ("POST", "details/"),
        ("POST", "export/csv/"),
        ("PUT", "edit/"),
        ("DELETE", "delete/"),
        ("PATCH", ""),
        ("POST", "ajax/lookup/"),
    ],
)
def test_a_wrong_method_is_refused_in_words(
    client: FlaskClient, csrf_token: str, table: Table, method: str, path: str
) -> None:
    row_id = str(table.add("Сон").id)
    before = rows.written()
    query, data = {"id": row_id}, {"csrf_token": csrf_token}
    answered(client.open(table.path + path, method=method, query_string=query, data=data), 405)
    assert rows.written() == before


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/admin/nothing/",
        "/admin/courses/edit/x",
        "/admin/%00",
        "/static/any/nothing.css",
        "/admin/../etc/passwd",
    ],
)
def test_an_unknown_address_is_not_found(client: FlaskClient, path: str) -> None:
    answered(client.get(path), 404)


def test_an_address_can_fill_in_anything_without_breaking_the_form(client: FlaskClient) -> None:
    for table in TABLES:
        for name in (*table.fields, "csrf_token", "_continue_editing", "nothing"):
            for value in ("1", "notauuid", GONE, "{oops", "null", "\ud83d", *TEXTS, "я" * 1000):
                response = client.get(f"{table.path}new/", query_string={name: value.encode("utf-8", "surrogatepass")})
                answered(response, 200)
            answered(client.get(f"{table.path}new/?{name}=%00"), 400)


def test_another_host_is_refused(client: FlaskClient) -> None:
    response = client.get("/admin/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "Traceback" not in response.text


def test_json_is_answered_with_json(client: FlaskClient) -> None:
    for address in ("/admin/preview.json?profile=nobody", "/admin/nothing.json"):
        response = client.get(address)
        assert response.status_code == 404
        assert sorted(response.get_json()) == ["error", "request_id"]
