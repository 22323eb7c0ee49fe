"""Everything works in a browser that runs no scripts."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Sql, signed_in
from tests.journeys.forms import press, says


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """An empty page of a browser without scripts."""
    with closing(browser.new_context(java_script_enabled=False, locale="en-GB")) as context:
        yield signed_in(context.new_page(), "admin")


def test_a_document_is_edited_as_text(plain_page: Page, site: str, sql: Sql) -> None:
    identifier = "plain|1"
    sql("INSERT INTO profiles (user_identifier, survey) VALUES (%s, %s::jsonb)", identifier, '{"age": 1.10, "x": null}')
    plain_page.goto(f"{site}/admin/profiles/?search={identifier}")
    plain_page.get_by_role("link", name=f"Edit {identifier}").click()
    survey = plain_page.get_by_label("Survey")
    expect(survey).to_have_value('{\n  "x": null,\n  "age": 1.10\n}')
    survey.fill('{"age": 1.10, "x": null,}')
    press(plain_page, "Save")
    expect(plain_page.get_by_role("alert")).to_contain_text('Survey: Line 1, column 24: take away the comma before "}"')
    expect(survey).to_have_value('{"age": 1.10, "x": null,}')
    survey.fill('{"age": 1.10, "x": null, "ё": []}')
    press(plain_page, "Save")
    says(plain_page, "was saved")
    stored = sql("SELECT survey::text FROM profiles WHERE user_identifier = %s", identifier)
    assert stored == [('{"x": null, "ё": [], "age": 1.10}',)]


def test_a_row_is_found_and_deleted(plain_page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) VALUES ('plain-course', 'Простой курс')")
    plain_page.goto(f"{site}/admin/courses/")
    plain_page.get_by_role("searchbox", name="Search courses").fill("ПРОСТОЙ")
    press(plain_page, "Search")
    expect(plain_page.get_by_role("rowheader")).to_have_text(["Простой курс"])
    plain_page.get_by_role("link", name="Delete Простой курс").click()
    press(plain_page, "Delete course")
    says(plain_page, "The course “Простой курс” was deleted.")
    assert sql("SELECT FROM courses WHERE slug = 'plain-course'") == []


def test_marked_rows_are_deleted(plain_page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) SELECT 'plain-' || n, 'Ровно ' || n FROM generate_series(1, 3) AS n")
    plain_page.goto(f"{site}/admin/courses/?search=ровно")
    for title in ("Ровно 1", "Ровно 3"):
        plain_page.get_by_role("checkbox", name=f"Mark {title}").check()
    press(plain_page, "Delete")
    press(plain_page, "Delete 2 courses")
    says(plain_page, "2 deleted.")
    expect(plain_page.get_by_role("rowheader")).to_have_text(["Ровно 2"])


def test_learners_follow_a_renamed_course(plain_page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) VALUES ('before', 'Переезд')")
    sql("INSERT INTO profiles (user_identifier, course_slug) VALUES ('plain|move', 'before')")
    plain_page.goto(f"{site}/admin/courses/?search=переезд")
    plain_page.get_by_role("link", name="Edit Переезд").click()
    plain_page.get_by_label("Slug").fill("after")
    press(plain_page, "Save")
    expect(plain_page.get_by_role("alert")).to_contain_text("1 learner is on the old slug “before”")
    plain_page.get_by_role("radio", name="Move them along").check()
    press(plain_page, "Save")
    says(plain_page, "1 learner moved along to “after”.")
    assert sql("SELECT course_slug FROM profiles WHERE user_identifier = 'plain|move'") == [("after",)]


def test_a_list_is_filtered(plain_page: Page, site: str) -> None:
    plain_page.goto(f"{site}/admin/courses/")
    plain_page.get_by_text("Filter", exact=True).click()
    plain_page.get_by_role("textbox", name="Slug: is exactly").fill("shvz")
    press(plain_page, "Apply")
    expect(plain_page.get_by_role("rowheader")).to_have_text(["Сила Хорошего Воспитания"])


def test_a_learner_is_found(plain_page: Page, site: str) -> None:
    plain_page.goto(f"{site}/admin/preview/")
    plain_page.get_by_role("searchbox").fill("petrova")
    press(plain_page, "Search")
    plain_page.get_by_role("link", name="Anna Petrova").click()
    expect(plain_page.get_by_role("heading", name="Anna Petrova", level=1)).to_be_visible()
