"""Lists are searched, filtered, sorted, paged and cleared, with the mouse and by keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.accessibility import violations
from tests.journeys.conftest import Sql
from tests.journeys.forms import enhanced, press, says

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


def filter_by(page: Page, field: str, condition: str, value: str) -> None:
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Field").select_option(field)
    page.get_by_label("Condition").select_option(condition)
    page.get_by_label(f"{field}: {condition}").fill(value)
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

    filter_by(page, "Title", "contains", "Листок 2")
    expect(titles(page)).to_have_count(10)
    filter_by(page, "Slug", "contains", "85")
    expect(titles(page)).to_have_text(["Листок 25"])
    chips = page.get_by_role("list", name="In force").get_by_role("listitem")
    expect(chips).to_have_text(["contains ЛИСТОК", "Title contains Листок 2", "Slug contains 85"])
    page.get_by_role("link", name="Remove: Title contains Листок 2").click()
    expect(chips).to_have_text(["contains ЛИСТОК", "Slug contains 85"])
    expect(titles(page)).to_have_text(["Листок 25"])
    page.get_by_role("link", name="Slug contains 85", exact=True).click()
    value = page.get_by_label("Slug: contains")
    expect(value).to_be_focused()
    value.fill("86")
    value.press("Enter")
    expect(chips).to_have_text(["contains ЛИСТОК", "Slug contains 86"])
    page.get_by_role("link", name="Clear all").click()
    expect(chips).to_have_count(0)


def test_found_as_one_types_with_the_address_in_step(page: Page, site: str, page_errors: list[str]) -> None:
    page.goto(f"{site}/admin/courses/?sort=1&page_size=20&page=1")
    search = page.get_by_role("searchbox", name="Search courses")
    search.press_sequentially("листок 3")
    # The three is in ten titles, and in the slugs of seven others.
    expect(titles(page)).to_have_count(17)
    expect(search).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="17 courses")).to_have_count(1)
    found = titles(page).all_text_contents()
    page.reload()
    expect(titles(page)).to_have_text(found)
    expect(search).to_have_value("листок 3")
    page.get_by_role("checkbox", name="Mark Листок 31").check()
    search.fill("листок 32")
    expect(titles(page)).to_have_text(["Листок 32"])
    expect(page.get_by_text("1 marked")).to_be_hidden()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Title: contains").fill("листок")
    press(page, "Apply")
    expect(page.get_by_role("list", name="In force").get_by_role("listitem")).to_have_count(2)

    page.context.set_offline(True)
    search.fill("листок 4")
    expect(page.get_by_role("alert").filter(has_text="The server cannot be reached")).to_be_visible()
    expect(titles(page)).to_have_text(["Листок 32"])
    page.context.set_offline(False)
    search.fill("листок 40")
    expect(titles(page)).to_have_text(["Листок 40"])
    expect(page.get_by_text("The server cannot be reached")).to_be_hidden()
    page_errors[:] = [error for error in page_errors if "ERR_INTERNET_DISCONNECTED" not in error]


def test_a_search_that_is_given_up_says_so_above_the_rows_from_before(
    page: Page, site: str, provoked: set[int]
) -> None:
    provoked.add(504)
    page.goto(f"{site}/admin/courses/?search=листок 32")
    enhanced(page, "list")
    broad = "This search is too broad to be answered in time."
    page.route(
        "**/admin/courses/?search=*", lambda route: route.fulfill(status=504, content_type="text/plain", body=broad)
    )
    search = page.get_by_role("searchbox", name="Search courses")
    search.fill("л")
    said = page.get_by_role("alert").filter(has_text=f"{broad} These are still the rows from before.")
    expect(said).to_be_visible()
    expect(titles(page)).to_have_text(["Листок 32"])
    expect(search).to_be_focused()
    page.unroute("**/admin/courses/?search=*")
    search.fill("листок 40")
    expect(titles(page)).to_have_text(["Листок 40"])
    expect(said).to_be_hidden()


def test_rows_are_looked_at_one_after_the_other_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/courses/?search=листок 3")
    enhanced(page, "quick-look")
    first = page.get_by_role("link", name="Листок 30", exact=True)
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    panel = page.get_by_role("dialog", name="Листок 31")
    expect(panel.get_by_role("definition").filter(has_text="листок-79")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("ArrowRight")
    panel = page.get_by_role("dialog", name="Листок 32")
    expect(panel.get_by_role("definition").filter(has_text="листок-78")).to_be_visible()
    expect(panel.get_by_role("link", name="Edit")).to_have_attribute("href", re.compile("search"))
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("link", name="Листок 32", exact=True)).to_be_focused()


def test_a_list_fills_the_window_and_no_more(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/courses/")
    enhanced(page, "list")
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


def test_a_message_stands_over_no_row_and_no_way_to_another_page(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/courses/?search=листок&page_size=20")
    page.get_by_role("link", name="Edit Листок").first.click()
    page.get_by_label("Description").fill("О другом")
    press(page, "Save")
    message, rows = page.locator(".toast-message"), page.locator(".card.list")
    expect(message).to_be_visible()
    above, below = rows.bounding_box(), message.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    message.get_by_role("button", name="Close").click()
    expect(message).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


def test_the_words_of_the_menus_have_room_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/admin/lessons/")
    menus = page.locator(".list-menu > summary")
    expect(menus).to_have_count(4)
    for menu in menus.all():
        menu.click()
        assert menus.evaluate_all("menus => menus.filter((menu) => menu.scrollWidth > menu.clientWidth).length") == 0
        menu.click()


def test_columns_are_chosen_and_remembered(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/courses/?search=листок")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Description").uncheck()
    page.get_by_role("checkbox", name="Id").check()
    press(page, "Show")
    expect(page.get_by_role("columnheader", name="Id")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search courses")).to_have_value("листок")
    page.goto(f"{site}/admin/courses/")
    expect(page.get_by_role("columnheader", name="Description")).to_have_count(0)
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("link", name="As usual").click()
    expect(page.get_by_role("columnheader", name="Description")).to_be_visible()


def test_several_are_deleted_only_after_a_yes(page: Page, site: str, sql: Sql) -> None:
    doomed = ["Листок 41", "Листок 42", "Листок 43"]
    page.goto(f"{site}/admin/courses/?search=Листок 4")
    delete = page.get_by_role("button", name="Delete", exact=True)
    expect(delete).to_be_hidden()
    for title in doomed:
        page.get_by_role("checkbox", name=f"Mark {title}").check()
    expect(page.get_by_text("3 marked")).to_be_visible()
    delete.click()
    expect(page.get_by_role("heading", name="Delete 3 courses?")).to_be_visible()
    expect(page.get_by_role("list", name="To be deleted").get_by_role("listitem")).to_contain_text(doomed)
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("searchbox", name="Search courses")).to_have_value("Листок 4")
    assert remaining(sql, *doomed) == 3

    for title in doomed:
        page.get_by_role("checkbox", name=f"Mark {title}").check()
    delete.click()
    press(page, "Delete 3 courses")
    says(page, "3 deleted.")
    expect(page.get_by_role("row", name="Листок 42")).to_have_count(0)
    expect(page.get_by_role("row", name="Листок 44")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search courses")).to_have_value("Листок 4")
    assert remaining(sql, *doomed) == 0


def test_one_is_deleted_by_keyboard_alone(page: Page, site: str, sql: Sql) -> None:
    page.goto(f"{site}/admin/courses/?search=Листок 51")
    tab_to(page, page.get_by_role("link", name="Delete Листок 51"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Delete this course?")).to_be_visible()
    assert remaining(sql, "Листок 51") == 1

    tab_to(page, page.get_by_role("button", name="Delete course"))
    page.keyboard.press("Enter")
    says(page, "The course “Листок 51” was deleted.")
    assert remaining(sql, "Листок 51") == 0


def test_what_learners_have_is_deleted_by_typing(page: Page, site: str, sql: Sql, provoked: set[int]) -> None:
    provoked.add(422)
    sql(
        "WITH lesson AS (INSERT INTO lessons (course_id, lesson_number, title)"
        "   SELECT id, 1, 'Сон' FROM courses WHERE slug = 'листок-56' RETURNING id),"
        " learner AS (INSERT INTO profiles (user_identifier, course_slug) VALUES ('typed|1', 'листок-56') RETURNING id)"
        " INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)"
        " SELECT learner.id, lesson.id, '{}' FROM lesson, learner"
    )
    page.goto(f"{site}/admin/courses/?search=Листок 54")
    page.get_by_role("rowheader", name="Листок 54").get_by_role("link").click()
    page.get_by_role("link", name="Delete").click()
    along = page.get_by_role("list", name="What goes along").get_by_role("listitem")
    expect(along).to_contain_text(["Lessons 1", "Personalized descriptions 1"])
    expect(page.get_by_text("1 learner will")).to_be_visible()
    word = page.get_by_role("textbox", name="Type листок-56")
    word.fill("листок")
    press(page, "Delete course and 2 rows")
    expect(page.get_by_text("“листок” is not the slug of the course")).to_be_visible()
    expect(word).to_be_focused()
    assert remaining(sql, "Листок 54") == 1

    word.fill("листок-56")
    word.press("Enter")
    says(page, "The course “Листок 54” was deleted.")
    expect(page.get_by_role("searchbox", name="Search courses")).to_have_value("Листок 54")
    assert remaining(sql, "Листок 54") == 0


def test_every_row_of_the_longest_page_can_be_marked(page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) SELECT 'сто-' || n, 'Сто ' || n FROM generate_series(1, 100) AS n")
    page.goto(f"{site}/admin/courses/?search={'сто ' * 30}&page_size=100")
    page.get_by_role("checkbox", name="Mark all rows").check()
    expect(page.get_by_text("100 marked")).to_be_visible()
    press(page, "Delete")
    press(page, "Delete 100 courses")
    says(page, "100 deleted.")


def test_all_that_match_are_deleted_at_once(page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) SELECT 'все-' || n, 'Все ' || n FROM generate_series(1, 25) AS n")
    page.goto(f"{site}/admin/courses/?search=все&page_size=20")
    page.get_by_role("checkbox", name="Mark all rows").check()
    press(page, "Select all 25 that match")
    expect(page.get_by_text("All 25 rows that match are marked")).to_be_visible()
    expect(page.get_by_role("link", name="Export all 25")).to_be_focused()
    page.get_by_role("link", name="Delete all 25").click()
    press(page, "Delete 25 courses")
    says(page, "25 deleted.")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("Tab never reaches it.")
