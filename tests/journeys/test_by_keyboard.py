"""Four tasks of a new user who has no mouse and does not read JSON: how many keys they take, besides what is typed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import violations
from tests.journeys.conftest import Sql
from tests.journeys.forms import enhanced, says

LEARNER = "auth0|1234567890"
TIPS = ["Тёплый свет", "Тихая сказка", "Одна песня"]


class Keyboard:
    """The only way in, counted: keys that command are presses, letters of a text are not."""

    def __init__(self, page: Page) -> None:
        self._keyboard, self.pressed = page.keyboard, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self._keyboard.type(text)


@pytest.fixture
def keys(page: Page, site: str) -> Keyboard:
    """The keyboard, on the dashboard."""
    page.goto(f"{site}/admin/")
    enhanced(page, "shortcuts")
    return Keyboard(page)


def find(page: Page, keys: Keyboard, typed: str, first: str) -> None:
    """Open the box, type, and wait until the likeliest is chosen."""
    keys.press("Control+k")
    keys.type(typed)
    chosen = page.get_by_role("listbox").get_by_role("option", selected=True)
    expect(chosen).to_contain_text(first)


def add_lesson(page: Page, keys: Keyboard, title: str, words: dict[str, str]) -> None:
    find(page, keys, words["find"], words["found"])
    keys.press("Enter")
    expect(page.get_by_label(words["title"], exact=True)).to_be_focused()
    enhanced(page, "record-form")
    keys.type(title)
    keys.press("Control+s")
    page.wait_for_url("**/admin/lessons/edit/**")
    enhanced(page, "shortcuts")
    enhanced(page, "in-place")
    keys.press("a")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name=words["usual"])).to_be_focused()
    keys.press("Enter")
    fields = dialog.locator(".usual-group")
    expect(fields.get_by_label("title")).to_be_focused()
    while not fields.get_by_label("tips").evaluate("field => field === document.activeElement"):
        keys.press("Tab")
    keys.type("\n".join(TIPS))
    assert violations(page) == []
    with page.expect_navigation():
        keys.press("Control+s")
    says(page, title)


ENGLISH = {
    "find": "new lesson in shvz",
    "found": "New lesson in",
    "title": "Title",
    "usual": "Start from the usual fields",
}
RUSSIAN = {
    "find": "создать урок в shvz",
    "found": "Создать урок",
    "title": "Название",
    "usual": "Начать с обычных полей",
}


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("ru", RUSSIAN)])
def test_a_lesson_with_three_tips_is_added(
    page: Page, site: str, keys: Keyboard, sql: Sql, language: str, words: dict[str, str]
) -> None:
    if language != "en":
        page.context.add_cookies([{"name": "language", "value": language, "url": site}])
        page.reload()
        enhanced(page, "shortcuts")
    add_lesson(page, keys, f"Тихий вечер {language}", words)
    assert keys.pressed <= 10
    ((tips,),) = sql(
        "SELECT data FROM lesson_descriptions JOIN lessons ON lessons.id = lesson_id WHERE lessons.title = %s",
        f"Тихий вечер {language}",
    )
    assert tips == {"tips": TIPS}


def test_what_a_learner_sees_and_why(page: Page, keys: Keyboard) -> None:
    find(page, keys, LEARNER, LEARNER)
    keys.press("ArrowDown", "Enter")
    page.wait_for_url("**/admin/preview/**")
    enhanced(page, "shortcuts")
    keys.press("m")
    page.wait_for_url("**compare=1**")
    expect(page.get_by_role("columnheader", name="Standard").first).to_be_visible()
    assert keys.pressed <= 5


def test_learners_with_bedtime_problems(page: Page, keys: Keyboard, sql: Sql) -> None:
    keys.press("g", "p")
    page.wait_for_url("**/admin/profiles/")
    for module in ("shortcuts", "json-filter"):
        enhanced(page, module)
    keys.press("i")
    expect(page.get_by_role("combobox", name="Where")).to_be_focused()
    keys.type("chall")
    keys.press("Enter")
    expect(page.get_by_label("What is asked")).to_be_focused()
    keys.press("Tab")
    keys.type("bedtime")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Apply").and_(page.locator("[data-json-apply]"))).to_be_focused()
    # What the chooser stands over is out of sight.
    assert page.locator("[data-json-path]").evaluate("select => select.offsetWidth") <= 1
    keys.press("Enter")
    page.wait_for_url(re.compile("json_fits"))
    ((count,),) = sql("SELECT count(*) FROM profiles WHERE survey->'challenges' ? 'bedtime'")
    expect(page.locator("[data-list-status]")).to_have_text(re.compile(rf"\b{count}\b"))
    assert keys.pressed <= 8


def test_a_lesson_is_deleted_and_taken_back(page: Page, keys: Keyboard, sql: Sql) -> None:
    sql(
        "INSERT INTO lessons (course_id, lesson_number, title)"
        " SELECT id, 900, 'Лишний урок' FROM courses WHERE slug = 'shvz'"
    )
    count = "SELECT count(*) FROM lessons WHERE title = 'Лишний урок'"
    find(page, keys, "Лишний урок", "Лишний урок")
    keys.press("Enter")
    page.wait_for_url("**/admin/lessons/details/**")
    enhanced(page, "shortcuts")
    keys.press("Delete")
    page.wait_for_url("**/admin/lessons/delete/**")
    enhanced(page, "shortcuts")
    # Twice by mistake is no deletion.
    page.keyboard.press("Enter")
    keys.press("Tab", "Enter")
    says(page, "was deleted")
    enhanced(page, "shortcuts")
    assert sql(count) == [(0,)]
    keys.press("z")
    expect(page.get_by_role("status").filter(has_text="was deleted")).to_have_count(0)
    page.wait_for_load_state()
    assert sql(count) == [(1,)]
    assert keys.pressed <= 6
