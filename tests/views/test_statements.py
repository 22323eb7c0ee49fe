"""What each page costs in SQL statements, which must not grow with the rows."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import Statements
from tests.views import rows
from tests.views.pages import opened
from tests.views.tables import ASSETS, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES, Table, each_table

# Each page begins by looking up who is there; a look at a learner is written down, and a write says who makes it.
LIST, FORM, SAVE, WRITE, PREVIEW, LOOKUP, ASK = 4, 6, 7, 8, 3, 2, 3


def cost(client: FlaskClient, statements: Statements, address: str) -> int:
    """The number of statements for a page."""
    with statements() as seen:
        assert client.get(address, buffered=True).status_code == 200
    return len(seen)


@each_table
@pytest.mark.parametrize("query", ["", "?search=урок&sort=0&flt0_created_on_or_after=2020-01-01"])
def test_a_list_costs_the_same_for_five_rows_and_for_fifty(
    client: FlaskClient, statements: Statements, table: Table, query: str
) -> None:
    for _ in range(5):
        table.add("Урок")
    few = cost(client, statements, table.path + query)
    for _ in range(45):
        table.add("Урок")
    assert len(opened(client, table.path + query).row_ids()) == 50
    assert cost(client, statements, table.path + query) == few <= LIST


@each_table
def test_an_export_is_two_statements_more_and_one_for_the_log_of_looks(
    client: FlaskClient, statements: Statements, table: Table
) -> None:
    for _ in range(20):
        table.add("Урок")
    assert cost(client, statements, f"{table.path}export/csv/") == (4 if table in (PROFILES, PERSONALIZED) else 3)


@each_table
def test_a_form_reads_little_and_saves_with_little(client: FlaskClient, statements: Statements, table: Table) -> None:
    row_id = table.add("Урок").id
    for _ in range(20):
        table.add("Другой")
    address = f"{table.path}edit/?id={row_id}"
    assert cost(client, statements, address) <= FORM
    assert cost(client, statements, f"{table.path}new/") <= FORM
    assert cost(client, statements, f"{table.path}details/?id={row_id}") <= FORM
    name, value = table.changed
    fields = opened(client, address).fields() | {name: value}
    with statements() as seen:
        assert client.post(address, data=fields).status_code == 302
    assert any(statement.startswith("UPDATE") for statement in seen)
    assert len(seen) <= SAVE


@each_table
def test_creating_and_deleting_cost_little(
    client: FlaskClient, statements: Statements, csrf_token: str, table: Table
) -> None:
    values = table.filled() | {"csrf_token": csrf_token}
    with statements() as seen:
        assert client.post(f"{table.path}new/", data=values).status_code == 302
    assert any(statement.startswith("INSERT") for statement in seen)
    assert len(seen) <= WRITE
    marked = [str(table.add("Урок").id) for _ in range(20)]
    with statements() as seen:
        data = {"action": "delete", "rowid": marked, "csrf_token": csrf_token}
        assert client.post(f"{table.path}action/", data=data).status_code == 302
    assert len(seen) <= WRITE


@each_table
def test_asking_before_a_deletion_costs_the_same_for_one_row_and_for_twenty(
    client: FlaskClient, statements: Statements, table: Table
) -> None:
    ids = [table.add("Урок").id for _ in range(20)]
    assert cost(client, statements, f"{table.path}delete/?id={ids[0]}") == ASK
    assert cost(client, statements, f"{table.path}delete/?" + "&".join(f"id={row_id}" for row_id in ids)) == ASK


@pytest.mark.parametrize("typed", ["", "20"])
def test_deleting_what_learners_have_costs_little(
    client: FlaskClient, statements: Statements, csrf_token: str, typed: str
) -> None:
    lessons = [rows.add_lesson() for _ in range(20)]
    rows.add_personalized(lesson_id=lessons[0].id)
    marked = [str(lesson.course_id) for lesson in lessons]
    data = {"action": "delete", "rowid": marked, "confirm": typed, "csrf_token": csrf_token}
    with statements() as seen:
        assert client.post("/admin/courses/action/", data=data).status_code == (302 if typed else 422)
    assert len(seen) <= WRITE


@pytest.mark.parametrize("count", [1, 200])
def test_a_preview_costs_the_same_for_one_lesson_and_for_two_hundred(
    client: FlaskClient, statements: Statements, count: int
) -> None:
    course = rows.add_course(slug="long").id
    profile = rows.add_profile(user_identifier="anna", course_slug="long").id
    for number in range(count):
        lesson = rows.add_lesson(course_id=course, lesson_number=number + 1).id
        rows.add_description(lesson_id=lesson)
        rows.add_asset(lesson_id=lesson)
        if number % 2 == 0:
            rows.add_personalized(lesson_id=lesson, profile_id=profile)
    assert len(opened(client, "/admin/preview/?profile=anna").all("li[@class='card lesson']")) == count
    for address in ("preview/?profile=anna", "preview/?profile=anna&compare=1", "preview.json?profile=anna"):
        assert cost(client, statements, f"/admin/{address}") == PREVIEW


def test_finding_a_learner_costs_little(client: FlaskClient, statements: Statements) -> None:
    for _ in range(20):
        rows.add_profile(name="Анна", course_slug=rows.add_course().slug)
    assert cost(client, statements, "/admin/preview/?q=анна") <= LOOKUP


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (LESSONS, "course_id"),
        (DESCRIPTIONS, "lesson_id"),
        (PERSONALIZED, "lesson_id"),
        (PERSONALIZED, "profile_id"),
        (ASSETS, "lesson_id"),
    ],
)
def test_a_lookup_costs_little(client: FlaskClient, statements: Statements, table: Table, name: str) -> None:
    for _ in range(10):
        rows.add_lesson()
        rows.add_profile()
    address = f"{table.path}ajax/lookup/?name={name}"
    assert len(client.get(address).get_json()) == 10
    assert cost(client, statements, address) <= LOOKUP


def test_the_dashboard_is_three_statements_more(client: FlaskClient, statements: Statements) -> None:
    for _ in range(5):
        rows.add_description(lesson_id=rows.add_lesson().id)
        PROFILES.add("Анна")
    assert cost(client, statements, "/admin/") == 4
