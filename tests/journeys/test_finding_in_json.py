"""Learners are found by what they answered, and found again by a view, by keyboard alone."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Sql
from tests.journeys.forms import enhanced, press, says

# From the open list to the learners: what a person presses, Tab and every letter counted.
MOST_KEYS = 20


class Keys:
    """The keyboard of a page, counted."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.count = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self._page.keyboard.press(key)
        self.count += len(keys)


def test_all_learners_with_bedtime_problems_by_keyboard(page: Page, site: str, sql: Sql) -> None:
    page.goto(f"{site}/admin/profiles/")
    for module in ("json-filter", "saved-views"):
        enhanced(page, module)
    # The search is where a person who looks for something begins.
    page.get_by_role("searchbox", name="Search profiles").focus()
    keys = Keys(page)
    while page.evaluate("document.activeElement.textContent.trim()") != "Inside documents":
        keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Where")).to_be_focused()
    keys.press(*"chal", "Enter")
    expect(page.get_by_role("combobox", name="What is asked")).to_be_focused()
    keys.press("Tab", *"bed", "Enter")
    expect(page.get_by_role("textbox", name="As an expression")).to_have_value('survey.challenges contains "bedtime"')
    expect(page.get_by_role("button", name="Apply")).to_be_focused()
    keys.press("Enter")
    chips = page.get_by_role("list", name="In force").get_by_role("listitem")
    expect(chips).to_have_text(["Survey › challenges contains bedtime"])
    wanted = sql('SELECT user_identifier FROM profiles WHERE survey @> \'{"challenges": ["bedtime"]}\'')
    assert wanted
    assert {(text,) for text in page.get_by_role("rowheader").all_inner_texts()} == set(wanted)
    assert keys.count <= MOST_KEYS

    enhanced(page, "saved-views")
    page.get_by_text("Views", exact=True).click()
    page.get_by_label("Save this list as").fill("Сон")
    page.keyboard.press("Enter")
    says(page, "The view “Сон” is saved.")
    page.goto(f"{site}/admin/profiles/")
    enhanced(page, "saved-views")
    page.get_by_text("Views", exact=True).click()
    page.get_by_role("link", name="Сон").press("Enter")
    expect(chips).to_have_text(["Survey › challenges contains bedtime"])

    enhanced(page, "saved-views")
    page.get_by_text("Views", exact=True).click()
    expect(page.get_by_role("link", name="Сон")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Сон")).to_be_hidden()
    page.get_by_text("Views", exact=True).click()
    page.get_by_label("Change the view Сон").click()
    press(page, "Delete the view Сон")
    says(page, "The view “Сон” was deleted.")
