"""Lists are searched, filtered, sorted, paged and cleared, with the mouse and by keyboard alone."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import Sql
from tests.journeys.forms import press, says

COUNT = 45


@pytest.fixture(scope="module", autouse=True)
def _courses(sql: Sql) -> None:
    """Courses whose title and slug sort in opposite ways."""
    sql(
        "INSERT INTO courses (slug, title) SELECT format('листок-%%s', 100 - number), format('Листок %%s', number + 10)"
        " FROM generate_series(1, %s) AS number",
        COUNT,
    )


def titles(page: Page) -> Locator:
    """The first cell of each row."""
    return page.get_by_role("rowheader")


def dialog(page: Page) -> Locator:
    """The one question before something is deleted."""
    return page.get_by_role("dialog")


def filter_by(page: Page, choice: str, value: str) -> None:
    page.get_by_text("Filters", exact=False).first.click()
    page.get_by_label("Add a filter").select_option(label=choice)
    page.get_by_label(choice, exact=True).fill(value)
    press(page, "Apply")


def remaining(sql: Sql, *titles: str) -> int:
    ((count,),) = sql("SELECT count(*) FROM courses WHERE title = ANY (%s)", list(titles))
    return int(count)


def test_searched_filtered_sorted_and_paged(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/courses/")
    page.get_by_role("searchbox", name="Search courses").fill("ЛИСТОК")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"1–{COUNT} of {COUNT}")).to_be_visible()
    expect(titles(page).first).to_have_text("Листок 11")

    page.get_by_role("link", name="20 rows a page").click()
    expect(page.get_by_text(f"1–20 of {COUNT}")).to_be_visible()
    page.get_by_role("columnheader", name="Slug").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Slug")).to_have_attribute("aria-sort", "ascending")
    expect(titles(page).first).to_have_text("Листок 55")
    page.get_by_role("columnheader", name="Slug").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Slug")).to_have_attribute("aria-sort", "descending")
    expect(titles(page).first).to_have_text("Листок 11")

    pages = page.get_by_role("navigation", name="Pages")
    pages.get_by_role("link", name="Next page").click()
    expect(titles(page).first).to_have_text("Листок 31")
    pages.get_by_role("link", name="Page 3").click()
    expect(page.get_by_text(f"41–{COUNT} of {COUNT}")).to_be_visible()
    expect(titles(page)).to_have_count(5)
    expect(pages.get_by_role("link", name="Next page")).to_have_count(0)

    filter_by(page, "Title contains", "Листок 2")
    expect(titles(page)).to_have_count(10)
    filter_by(page, "Slug contains", "85")
    expect(titles(page)).to_have_text(["Листок 25"])
    chips = page.get_by_role("list", name="In force").get_by_role("listitem")
    expect(chips).to_have_text(["contains ЛИСТОК", "Title contains Листок 2", "Slug contains 85"])
    page.get_by_role("link", name="Remove Title contains Листок 2").click()
    expect(chips).to_have_text(["contains ЛИСТОК", "Slug contains 85"])
    expect(titles(page)).to_have_text(["Листок 25"])
    page.get_by_role("link", name="Remove Slug contains 85").click()
    expect(page.get_by_text(f"1–20 of {COUNT}")).to_be_visible()


def test_several_are_deleted_only_after_a_yes(page: Page, site: str, sql: Sql) -> None:
    doomed = ["Листок 41", "Листок 42", "Листок 43"]
    page.goto(f"{site}/admin/courses/?search=Листок 4")
    delete = page.get_by_role("button", name="Delete", exact=True)
    expect(delete).to_be_hidden()
    for title in doomed:
        page.get_by_role("checkbox", name=f"Mark {title}").check()
    expect(page.get_by_text("3 marked")).to_be_visible()
    delete.click()
    expect(dialog(page)).to_contain_text("Delete 3 courses?")
    dialog(page).get_by_role("button", name="Cancel").click()
    expect(dialog(page)).to_be_hidden()
    assert remaining(sql, *doomed) == 3

    delete.click()
    dialog(page).get_by_role("button", name="Delete").click()
    says(page, "3 deleted.")
    expect(page.get_by_role("row", name="Листок 42")).to_have_count(0)
    expect(page.get_by_role("row", name="Листок 44")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search courses")).to_have_value("Листок 4")
    assert remaining(sql, *doomed) == 0


def test_one_is_deleted_by_keyboard_alone(page: Page, site: str, sql: Sql) -> None:
    page.goto(f"{site}/admin/courses/?search=Листок 51")
    delete = page.get_by_role("button", name="Delete Листок 51")
    expect(delete).to_be_visible()
    tab_to(page, delete)
    page.keyboard.press("Enter")
    expect(dialog(page)).to_contain_text("Delete “Листок 51”?")
    expect(dialog(page)).to_contain_text("Its lessons go with it")
    expect(dialog(page).get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(delete).to_be_focused()
    assert remaining(sql, "Листок 51") == 1

    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    says(page, "The course “Листок 51” was deleted.")
    assert remaining(sql, "Листок 51") == 0


def test_a_delete_is_asked_about_before_the_modules_are_there(page: Page, site: str, sql: Sql) -> None:
    held: list[Route] = []
    page.route("**/app.js", lambda route: held.append(route))
    page.goto(f"{site}/admin/courses/?search=Листок 52", wait_until="commit")
    page.get_by_role("button", name="Delete Листок 52").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    for route in held:
        route.continue_()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("rowheader", name="Листок 52")).to_be_visible()
    assert remaining(sql, "Листок 52") == 1


def test_a_delete_that_did_not_go_through_is_asked_about_anew(page: Page, site: str, sql: Sql) -> None:
    page.goto(f"{site}/admin/courses/?search=Листок 53")
    page.route("**/delete/", lambda route: route.abort("aborted"), times=1)
    delete = page.get_by_role("button", name="Delete Листок 53")
    delete.click()
    with page.expect_event("requestfailed"):
        dialog(page).get_by_role("button", name="Delete").click()
    expect(dialog(page)).to_be_hidden()
    delete.click()
    expect(dialog(page)).to_contain_text("Delete “Листок 53”?")
    dialog(page).get_by_role("button", name="Cancel").click()
    assert remaining(sql, "Листок 53") == 1

    delete.click()
    dialog(page).get_by_role("button", name="Delete").click()
    says(page, "The course “Листок 53” was deleted.")
    assert remaining(sql, "Листок 53") == 0


def test_a_question_asked_again_at_once_waits_for_its_own_answer(page: Page, site: str, sql: Sql) -> None:
    page.goto(f"{site}/admin/courses/?search=Листок 54")
    delete = page.get_by_role("button", name="Delete Листок 54")
    delete.click()
    expect(dialog(page)).to_be_visible()
    # The dialog reports that it was closed only a moment later.
    delete.evaluate("button => { document.getElementById('confirm').close(); button.click(); }")
    dialog(page).get_by_role("button", name="Delete").click()
    says(page, "The course “Листок 54” was deleted.")
    assert remaining(sql, "Листок 54") == 0


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("Tab never reaches the button.")
