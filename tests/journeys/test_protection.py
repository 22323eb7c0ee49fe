"""What the browser refuses by our headers, that nothing of ours is refused, and a form that comes back unharmed."""

import re
from typing import Literal

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Sql
from tests.journeys.forms import JsonEditor, press, says, sign_in

LINES = "\n\n  Первая строка\n\tвторая </textarea><b>\"'&amp;\n"
INLINE = """() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(script);
  document.body.insertAdjacentHTML(
    "beforeend",
    `<p style="color: red"><img src="data:," onerror="window.ran = true"></p><a href="javascript:ran = true">x</a>`,
  );
  document.body.lastElementChild.click();
  setTimeout("window.ran = true");
}"""
REFUSED = ("script-src-elem inline", "script-src-attr inline", "script-src eval", "style-src-attr inline")


def test_what_is_inline_does_not_run_and_is_noticed(page: Page, site: str, page_errors: list[str]) -> None:
    page.goto(f"{site}/admin/courses/")
    page.evaluate(INLINE)
    for _ in range(50):
        page.wait_for_timeout(100)
        missing = [what for what in REFUSED if not any(f"refused by the CSP: {what}" in error for error in page_errors)]
        if not missing:
            break
    assert missing == []
    assert page.evaluate("window.ran") is None
    page_errors.clear()


def test_every_part_of_the_json_editor_works(page: Page, site: str, sql: Sql) -> None:
    survey = '[{"a": 1.10, "b": "x"}, {"a": 2, "b": "y"}]'
    sql("INSERT INTO profiles (user_identifier, survey) VALUES ('editor|1', %s::jsonb)", survey)
    page.goto(f"{site}/admin/profiles/?search=editor%7C1")
    page.get_by_role("link", name="Edit editor|1").click()
    editor = JsonEditor(page)
    frame = page.locator(".json-editor")
    schemes: tuple[Literal["light", "dark"], ...] = ("dark", "light", "dark")
    for mode, scheme in zip(("table", "text", "tree"), schemes, strict=True):
        editor.mode(mode)
        expect(frame.locator(f".jse-{mode}-mode")).to_be_visible()
        page.emulate_media(color_scheme=scheme)
    frame.get_by_title("Search", exact=False).first.click()
    page.keyboard.type("x")
    expect(frame.locator(".jse-highlight").first).to_be_visible()
    page.keyboard.press("Escape")
    for title in ("Sort", "Transform"):
        frame.get_by_title(title, exact=False).first.click()
        expect(page.locator(".jse-modal")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".jse-modal")).to_have_count(0)
    editor.at("/0/a").click(button="right")
    expect(page.locator("div.jse-contextmenu")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "Save")
    says(page, "nothing was written")


def test_a_form_whose_session_ended_comes_back_as_it_was(page: Page, site: str, sql: Sql, provoked: set[int]) -> None:
    provoked.add(401)
    sql("INSERT INTO courses (slug, title) VALUES ('came-back', 'Before')")
    page.goto(f"{site}/admin/courses/?search=came-back")
    page.get_by_role("link", name="Edit Before").click()
    page.get_by_label("Title").fill("  After <b>\"'&amp;")
    page.get_by_label("Description").fill(LINES)
    page.context.clear_cookies()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended. What you typed is kept")
    sign_in(page)
    says(page, "It is not saved yet.")
    expect(page.get_by_label("Description")).to_have_value(LINES)
    assert sql("SELECT title FROM courses WHERE slug = 'came-back'") == [("Before",)]
    press(page, "Save")
    says(page, "was saved")
    assert re.search("/admin/courses/.*search=came-back", page.url)
    assert sql("SELECT description FROM courses WHERE slug = 'came-back'") == [(LINES,)]


# Larger than the server takes; in a field of its own, since no browser lays out such a text in time.
HEAVY = """form => {
  const heavy = document.createElement("input");
  heavy.type = "hidden";
  heavy.name = "heavy";
  heavy.value = "x".repeat(33 * 1024 * 1024);
  form.append(heavy);
}"""


def test_what_was_too_large_is_still_in_the_browser(page: Page, site: str, provoked: set[int]) -> None:
    provoked.add(413)
    page.goto(f"{site}/admin/profiles/new/")
    page.get_by_label("Identifier").fill("heavy|1")
    editor = JsonEditor(page)
    editor.create_object()
    editor.insert("age", "7")
    page.locator("form.record-form").evaluate(HEAVY)
    press(page, "Create")
    expect(page.get_by_role("main")).to_contain_text("what you typed is still there.")
    page.go_back()
    expect(page.get_by_label("Identifier")).to_have_value("heavy|1")
    expect(editor.at("/age")).to_have_text("7")
    press(page, "Create")
    says(page, "was created")
