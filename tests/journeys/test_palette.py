"""The box that finds everything and the keys of every page, by keyboard alone."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.accessibility import violations
from tests.journeys.conftest import Sql
from tests.journeys.forms import enhanced


def find(page: Page, typed: str, first: str | re.Pattern[str]) -> Locator:
    """Open the box, type, and wait until the likeliest is chosen."""
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    chosen = page.get_by_role("listbox", name="Found").get_by_role("option", selected=True)
    expect(chosen).to_have_text(first)
    return chosen


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def opened(page: Page, address: str) -> None:
    page.goto(address)
    enhanced(page, "shortcuts")


def test_everything_is_found_by_keyboard_alone(page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) VALUES ('night', 'Бессонница у малышей')")
    opened(page, f"{site}/admin/")
    box = page.get_by_role("combobox", name="Find anything")
    find(page, "бесоница", re.compile("Бессонница у малышей"))
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-palette-status]")).to_have_text(re.compile("^[0-9]+ results?$"))
    assert violations(page) == []
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Бессонница у малышей")

    find(page, "new lesson in night", re.compile("New lesson in “Бессонница у малышей”"))
    press(page, "Enter")
    page.wait_for_url(re.compile("/admin/lessons/new/.course_id="))
    enhanced(page, "shortcuts")

    # Opened last: the course, and no learner.
    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="Opened last").get_by_role("option")).to_have_count(1)
    page.keyboard.type("auth0|1234567890")
    expect(page.get_by_role("group", name="Profiles").get_by_role("option").nth(1)).to_contain_text("Preview as")
    press(page, "End", "Home", "ArrowUp", "ArrowDown")
    with page.context.expect_page() as tab:
        page.keyboard.press("Control+Enter")
    expect(tab.value.get_by_role("heading", level=1)).to_contain_text("auth0|1234567890")
    assert "1234567890" not in page.evaluate("JSON.stringify(localStorage)")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()

    find(page, "sign out", re.compile("Sign out"))
    press(page, "Enter")
    expect(page.get_by_label("Password")).to_be_visible()


def test_keys_lead_everywhere(page: Page, site: str) -> None:
    opened(page, f"{site}/admin/")
    press(page, "g", "c")
    page.wait_for_url("**/admin/courses/")
    enhanced(page, "shortcuts")
    # The same keys in a Russian layout.
    for code, key in (("KeyG", "п"), ("KeyL", "д")):
        page.evaluate(
            "([code, key]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {code, key, bubbles: true}))",
            [code, key],
        )
    page.wait_for_url("**/admin/lessons/")
    enhanced(page, "shortcuts")
    press(page, "/")
    expect(page.get_by_role("searchbox", name="Search lessons")).to_be_focused()
    page.keyboard.type("new")
    expect(page.get_by_role("searchbox", name="Search lessons")).to_have_value("new")
    page.locator("main").focus()
    press(page, "j", "j", "ArrowDown", "k")
    expect(page.get_by_role("row").nth(2).get_by_role("rowheader").get_by_role("link")).to_be_focused()
    press(page, "e")
    page.wait_for_url(re.compile("/admin/lessons/edit/"))
    page.goto(f"{site}/admin/lessons/")
    enhanced(page, "shortcuts")
    press(page, "n")
    page.wait_for_url(re.compile("/admin/lessons/new/"))


def test_the_keys_are_listed_and_can_be_switched_off(page: Page, site: str) -> None:
    opened(page, f"{site}/admin/courses/")
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("Standard descriptions")).to_be_visible()
    expect(dialog.locator("[data-keys-pages] dt").first).to_have_text("Dashboard")
    assert violations(page) == []
    dialog.get_by_role("checkbox", name="Single keys act").press("Space")
    press(page, "Escape", "n", "?")
    expect(dialog).to_be_hidden()
    page.reload()
    enhanced(page, "shortcuts")
    press(page, "g", "l", "?")
    expect(dialog).to_be_hidden()
    find(page, "keyboard", re.compile("Keyboard shortcuts"))
    press(page, "Enter")
    expect(dialog).to_be_visible()
    assert page.url == f"{site}/admin/courses/"


def test_what_goes_wrong_is_said(page: Page, site: str, provoked: set[int], page_errors: list[str]) -> None:
    provoked.add(401)
    opened(page, f"{site}/admin/courses/")
    page.keyboard.press("Control+k")
    page.keyboard.type("ы")
    expect(page.get_by_text("Type one more letter")).to_be_visible()
    page.keyboard.type("ыыы")
    expect(page.locator("p").get_by_text("Nothing found.").first).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.type("ы")
    expect(page.get_by_text("The server cannot be reached.").first).to_be_visible()
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.keyboard.type("ы")
    again = page.get_by_role("link", name="Sign in again")
    expect(again).to_be_visible()
    assert violations(page) == []
    again.press("Enter")
    page.wait_for_url(re.compile("/login.next=/admin/courses/$"))
    page_errors[:] = [error for error in page_errors if "net::ERR_INTERNET_DISCONNECTED" not in error]
