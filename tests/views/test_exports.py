"""Exports: the rows of the list, whole, in its order."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from admin_app.extensions import db
from tests.views import rows
from tests.views.list_rows import SHUFFLED, WORDS, Make, moment
from tests.views.pages import Page, opened
from tests.views.tables import ASSETS, COURSES, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES, Table, each_table


def exported(client: FlaskClient, path: str, **query: str) -> list[dict[str, str]]:
    """The rows of an export."""
    response = client.get(f"{path}export/csv/", query_string=query, buffered=True)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"), newline="")))


def orders_of(page: Page) -> list[dict[str, str]]:
    """By default, and by each heading up and down."""
    links = [link.attrib["href"] for link in page.all("a[@class='sort-link']")]
    numbers = [link.partition("sort=")[2].partition("&")[0] for link in links]
    return [{}, *({"sort": number} for number in numbers), *({"sort": number, "desc": "1"} for number in numbers)]


@each_table
def test_an_export_has_the_rows_of_the_list_in_its_order(client: FlaskClient, table: Table) -> None:
    for word in SHUFFLED:
        table.add(f"сон {word}")
    table.add("другое")
    for order in orders_of(opened(client, table.path)):
        query = {"search": "СОН", "flt0_created_on_or_after": "2020-01-01"} | order
        listed = opened(client, f"{table.path}?{urlencode(query)}").row_ids()
        assert len(listed) == len(WORDS)
        assert [row["id"] for row in exported(client, table.path, **query)] == listed


@pytest.mark.parametrize("query", [{}, {"sort": "1"}, {"sort": "1", "desc": "1"}])
def test_a_large_export_begins_at_once_also_where_some_rows_have_no_name_or_time(
    client: FlaskClient, query: dict[str, str]
) -> None:
    rows.run("ALTER TABLE profiles DISABLE TRIGGER set_timestamps")
    rows.run(
        "INSERT INTO profiles (user_identifier, name, created_at, survey) SELECT n::text, 'n' || nullif(n % 9, 0),"
        " now() - nullif(n % 7, 0) * interval '1 day', jsonb_build_object('a', repeat('сон', 200))"
        " FROM generate_series(1, 2000) n"
    )
    rows.run("ANALYZE profiles")
    copies: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        copies.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    found = [row["id"] for row in exported(client, PROFILES.path, **query)]
    event.remove(Engine, "before_cursor_execute", note)
    assert len(set(found)) == len(found) == 2000
    for number in (0, 13, 19):
        listed = opened(client, f"{PROFILES.path}?{urlencode(query | {'page': str(number), 'page_size': '100'})}")
        assert listed.row_ids() == found[number * 100 : number * 100 + 100]
    ((copy, parameters),) = [each for each in copies if each[0].startswith("COPY")]
    explain = f"EXPLAIN {copy[6:].rpartition(') TO STDOUT')[0]}"
    plan = db.session.connection().exec_driver_sql(explain, parameters).scalars().all()
    assert not any("Sort" in line for line in plan), plan


@each_table
def test_an_export_is_filtered_like_the_list(client: FlaskClient, table: Table) -> None:
    table.add("сон")
    assert exported(client, table.path, flt0_created_before="2020-01-01") == []


DOCUMENT = (
    '{"a": 1.10, "b": 12345678901234567890123, "c": "Сон, \\"ночь\\"\\nутро 😀", "d": [null, {}, [], ""], "e": 0.0}'
)


@pytest.mark.parametrize(
    ("table", "add"),
    [
        (LESSONS, lambda: rows.add_lesson(content=DOCUMENT)),
        (DESCRIPTIONS, lambda: rows.add_description(data=DOCUMENT)),
        (PROFILES, lambda: rows.add_profile(survey=DOCUMENT)),
        (PERSONALIZED, lambda: rows.add_personalized(content=DOCUMENT)),
        (ASSETS, lambda: rows.add_asset(asset_metadata=DOCUMENT)),
    ],
    ids=["lessons", "descriptions", "profiles", "personalized", "assets"],
)
def test_an_export_has_whole_documents(client: FlaskClient, table: Table, add: Make) -> None:
    add()
    assert [row[table.document_column] for row in exported(client, table.path)] == [DOCUMENT]


def test_an_export_tells_sql_null_from_json_null(client: FlaskClient) -> None:
    rows.add_profile(user_identifier="a", survey=None)
    rows.add_profile(user_identifier="b", survey="null")
    surveys = {row["user_identifier"]: row["survey"] for row in exported(client, PROFILES.path)}
    assert surveys == {"a": "", "b": "null"}


def test_an_export_has_every_column_and_text_as_it_is(client: FlaskClient) -> None:
    title, text = 'Сон; "крепкий", ёж', "первая\nвторая\tстрока"
    course = rows.add_course(slug="сон", title=title, description=text, created_at=moment("2025-01-02 03:04"))
    assert exported(client, COURSES.path) == [
        {
            "id": str(course.id),
            "slug": "сон",
            "title": title,
            "description": text,
            "created_at": "2025-01-02T03:04:00+00:00",
        }
    ]


def test_an_export_has_all_pages(client: FlaskClient) -> None:
    rows.run("INSERT INTO courses (slug, title) SELECT n::text, 'Курс' FROM generate_series(1, 1234) AS n")
    assert {row["slug"] for row in exported(client, COURSES.path)} == {str(number) for number in range(1, 1235)}
