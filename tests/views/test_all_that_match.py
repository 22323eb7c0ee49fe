"""Deleting and exporting rows that are marked, or all that a search and its filters find."""

import csv
import io
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.conftest import Statements
from tests.views import rows
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import COURSES, LESSONS, PROFILES, Table, each_table
from tests.views.test_deletes import confirmed

BOUND = 10_000


def asked(client: FlaskClient, table: Table, status: int = 200, **query: str) -> Page:
    """The page that asks before all that match are deleted."""
    return opened(client, f"{table.path}delete/?{urlencode({'matching': '1', **query})}", status)


def bar(client: FlaskClient, address: str) -> str:
    """What can be done with marked rows, in words."""
    return " ".join(words(form) for form in opened(client, address).all("form[@id='bulk-form']"))


def exported(client: FlaskClient, table: Table, **query: object) -> list[str]:
    """The ids in an export."""
    response = client.get(f"{table.path}export/csv/", query_string=query, buffered=True)
    assert response.status_code == 200
    return [row["id"] for row in csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"), newline=""))]


@each_table
def test_all_that_match_are_deleted_and_nothing_else(client: FlaskClient, table: Table) -> None:
    kept = str(table.add("другое").id)
    for number in range(25):
        table.add(f"сон {number}")
    page = asked(client, table, search="сон", flt0_created_on_or_after="2020-01-01")
    assert len(page.all("ul[@aria-label='To be deleted']/li")) == 21
    assert words(page.one("h1")).startswith("Delete 25 ")
    later = answered(client.post(**sent(page), follow_redirects=True), 200)
    assert "25 deleted." in later.main
    assert later.row_ids() == [kept]


def sent(page: Page) -> dict[str, object]:
    """What the page's button sends, and where."""
    form = page.one("form[@class='deletion']")
    return {"path": form.attrib["action"], "data": {f.attrib["name"]: f.get("value", "") for f in form.iter("input")}}


def test_what_came_in_between_is_asked_about_again(client: FlaskClient) -> None:
    for number in range(3):
        rows.add_course(title=f"Сон {number}")
    page = asked(client, COURSES, search="сон")
    rows.add_course(title="Сон позже")
    again = answered(client.post(**sent(page)), 422)
    assert "Other rows match than a moment ago" in again.main
    assert words(again.one("h1")) == "Delete 4 courses?"
    assert rows.count_of("courses") == 4
    # The same number, but another row.
    rows.run("DELETE FROM courses WHERE title = 'Сон 0'")
    rows.add_course(title="Сон другой")
    answered(client.post(**sent(again)), 422)
    assert rows.count_of("courses") == 4


def test_a_post_without_what_was_seen_deletes_nothing(client: FlaskClient, csrf_token: str) -> None:
    rows.add_course()
    data = {"action": "delete", "csrf_token": csrf_token}
    answered(client.post(f"{COURSES.path}action/?matching=1", data=data), 422)
    assert rows.count_of("courses") == 1


@pytest.mark.parametrize("typed", ["", "3", "2"])
def test_what_learners_have_takes_the_number(client: FlaskClient, typed: str) -> None:
    lessons = [rows.add_lesson(title="Сон") for _ in range(2)]
    rows.add_personalized(lesson_id=lessons[0].id)
    page = asked(client, LESSONS, search="сон")
    response = confirmed(client, page, confirm=typed)
    assert rows.count_of("lessons") == (0 if typed == "2" else 2)
    if typed != "2":
        refused = answered(response, 422)
        assert refused.errors()["confirm"]
        assert confirmed(client, refused, confirm="2").status_code == 302
        assert rows.count_of("lessons") == 0


def test_nothing_that_matches_is_said(client: FlaskClient) -> None:
    rows.add_course()
    response = client.get(f"{COURSES.path}delete/?matching=1&search=x&url={COURSES.path}", follow_redirects=True)
    assert "No row matches any more" in answered(response, 200).main


def test_more_than_the_bound_are_refused_before_anything_is_counted(client: FlaskClient) -> None:
    rows.run(f"INSERT INTO courses (slug, title) SELECT n::text, 'Курс' FROM generate_series(1, {BOUND + 1}) AS n")
    assert "At most 10,000 rows can be deleted at once" in bar(client, COURSES.path)
    assert "At most 10,000 rows can be deleted at once" in asked(client, COURSES, 400).main
    assert len(exported(client, COURSES)) == BOUND + 1


def test_as_many_as_the_bound_are_deleted_with_few_statements(client: FlaskClient, statements: Statements) -> None:
    rows.run(f"INSERT INTO courses (slug, title) SELECT n::text, 'Курс' FROM generate_series(1, {BOUND}) AS n")
    with statements() as seen:
        page = asked(client, COURSES)
    assert len(seen) == 4
    with statements() as seen:
        assert client.post(**sent(page)).status_code == 302
    assert len(seen) <= 9
    assert rows.count_of("courses") == 0


@each_table
def test_marked_rows_are_exported(client: FlaskClient, table: Table) -> None:
    marked = [str(table.add("сон").id) for _ in range(3)]
    table.add("другое")
    assert sorted(exported(client, table, rowid=marked)) == sorted(marked)
    assert client.get(f"{table.path}export/csv/?rowid=x").status_code == 404


def test_the_bar_offers_what_the_role_may(login_as: Callable[[str], FlaskClient]) -> None:
    for number in range(21):
        PROFILES.add(f"Анна {number}")
        COURSES.add(f"Сон {number}")
    page_of_courses, page_of_profiles = f"{COURSES.path}?page_size=20", f"{PROFILES.path}?page_size=20"
    for role in ("admin", "editor"):
        offered = bar(login_as(role), page_of_courses)
        assert "Select all 21 that match" in offered
        assert "Delete all 21" in offered
        assert "Export all 21" in offered
    assert "Delete all 21" in bar(login_as("admin"), page_of_profiles)
    assert bar(login_as("editor"), page_of_profiles) == ""
    assert bar(login_as("support"), page_of_courses) == ""
    assert login_as("support").get(f"{COURSES.path}delete/?matching=1").status_code == 403
