"""What a person has typed outlives crashes, servers that are away and sessions that end; what takes long is told."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from tests.journeys.accessibility import in_scheme, violations
from tests.journeys.conftest import Sql, signed_in
from tests.journeys.forms import JsonEditor, enhanced, press, says

AWAY = "The server can't be reached. What you typed is kept in this browser; try again."
DRAFTS = "Object.entries(localStorage).filter(([key]) => key.startsWith('draft ')).map(([key, draft]) => draft)"
BACK = "The server can be reached again."


@pytest.fixture
def lesson(sql: Sql) -> str:
    """The id of a lesson with a text and a document."""
    ((lesson_id,),) = sql(
        "WITH course AS (INSERT INTO courses (slug, title) VALUES (%s, 'Course of safety') RETURNING id)"
        " INSERT INTO lessons (course_id, lesson_number, title, summary, content)"
        " SELECT id, 1, 'Evening', 'Before', '{\"price\": 1.10, \"tips\": [\"a\"]}' FROM course RETURNING id::text",
        f"safety-{uuid4().hex[:8]}",
    )
    return str(lesson_id)


def open_form(page: Page, site: str, lesson: str) -> JsonEditor:
    page.goto(f"{site}/admin/lessons/edit/?id={lesson}")
    for module in ("record-form", "json-editor", "presence", "draft", "busy"):
        enhanced(page, module)
    return JsonEditor(page)


def notice(page: Page, name: str) -> Locator:
    return page.locator(f'[data-notice="{name}"]')


def summary_of(sql: Sql, lesson: str) -> str:
    ((summary,),) = sql("SELECT summary FROM lessons WHERE id = %s", lesson)
    return str(summary)


def kept(page: Page, count: int = 1, text: str = "") -> None:
    """Wait until so many drafts are in the browser, and that text in each."""
    found: list[str] = []
    for _ in range(50):
        found = page.evaluate(DRAFTS)
        if len(found) == count and all(text in draft for draft in found):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{len(found)} drafts: {found}")


def test_what_was_typed_outlives_a_crash(page: Page, site: str, sql: Sql, lesson: str) -> None:
    editor = open_form(page, site, lesson)
    page.get_by_label("Summary").fill("Typed")
    editor.change("/price", "2.50")
    kept(page, 1, "2.50")
    again = page.context.new_page()
    # Without a word to its scripts about it.
    page.close()
    editor = open_form(again, site, lesson)
    expect(notice(again, "draft")).to_contain_text(
        re.compile("You have unsaved text from [0-9]+ [A-Z][a-z]+ [0-9]{4}, [0-9:]{5}")
    )
    # It is seen from the end of the form, too, and pushes nothing aside.
    again.locator(".record-side .fact").last.scroll_into_view_if_needed()
    expect(notice(again, "draft")).to_be_in_viewport()
    tops = [
        again.locator(part).evaluate("(box) => box.getBoundingClientRect().top")
        for part in (".record-main", ".record-side")
    ]
    assert tops[0] == tops[1]
    press(again, "Put it back")
    expect(again.get_by_label("Summary")).to_have_value("Typed")
    expect(editor.at("/price")).to_have_text("2.50")
    press(again, "Save")
    says(again, "was saved")
    assert summary_of(sql, lesson) == "Typed"
    open_form(again, site, lesson)
    kept(again, 0)


def test_two_tabs_have_a_draft_each(page: Page, site: str, lesson: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    other = page.context.new_page()
    for count, (tab, text) in enumerate(((page, "First"), (other, "Second")), 1):
        tab.goto(f"{site}/admin/lessons/edit/?id={lesson}")
        enhanced(tab, "draft")
        tab.get_by_label("Summary").fill(text)
        kept(tab, count)
    other.close()
    page.reload()
    press(page, "Put it back")
    expect(page.get_by_label("Summary")).to_have_value("Second")
    page.get_by_label("Summary").fill("Before")
    kept(page, 1)
    page.reload()
    press(page, "Put it back")
    expect(page.get_by_label("Summary")).to_have_value("First")


def test_a_change_that_is_taken_back_is_none(page: Page, site: str, sql: Sql, lesson: str) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    editor = open_form(page, site, lesson)
    form = page.locator("form.record-form")
    page.get_by_label("Summary").fill("Typed")
    editor.change("/price", "2.50")
    expect(form).to_have_class("record-form is-changed")
    assert page.title().startswith("• ")
    kept(page, 1)
    page.get_by_label("Summary").fill("Before")
    editor.change("/price", "1.10")
    expect(form).to_have_class("record-form")
    assert not page.title().startswith("• ")
    kept(page, 0)
    page.reload()
    assert asked == []
    page.get_by_label("Summary").fill("Typed")
    page.goto(f"{site}/admin/lessons/")
    page.go_back()
    assert asked == ["beforeunload"]


def test_a_server_out_of_reach_loses_nothing(
    page: Page, site: str, sql: Sql, lesson: str, page_errors: list[str]
) -> None:
    open_form(page, site, lesson)
    page.get_by_label("Summary").fill("Typed")
    page.context.set_offline(True)
    expect(notice(page, "reach")).to_have_text(f"{AWAY}Try again")
    press(page, "Save and continue editing")
    expect(page.get_by_role("button", name="Save and continue editing")).not_to_have_attribute("aria-disabled", "true")
    press(page, "Try again")
    expect(notice(page, "reach")).to_be_visible()
    page.context.set_offline(False)
    expect(notice(page, "reach-again")).to_contain_text(BACK)
    expect(notice(page, "reach")).to_have_count(0)
    assert summary_of(sql, lesson) == "Before"
    # The network is there, and the server is not.
    page.route("**/healthz", lambda route: route.abort())
    press(page, "Save and continue editing")
    expect(notice(page, "reach")).to_contain_text(AWAY)
    # At the end of the page the bar covers nothing of what stands above it.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert violations(page) == []
    page.unroute("**/healthz")
    press(page, "Try again")
    says(page, "was saved")
    assert summary_of(sql, lesson) == "Typed"
    expect(page.get_by_role("button", name="Save and continue editing")).to_be_visible()
    page_errors[:] = [error for error in page_errors if "net::ERR_" not in error]


def test_a_session_that_ends_under_a_form_is_told(
    page: Page, site: str, sql: Sql, lesson: str, provoked: set[int], page_errors: list[str]
) -> None:
    provoked.add(401)
    page.clock.install()
    open_form(page, site, lesson)
    page.get_by_label("Summary").fill("Typed")
    page.context.clear_cookies()
    page.clock.run_for(31_000)
    expect(notice(page, "signed-out")).to_contain_text("You were signed out. What you typed is kept")
    page.clock.run_for(31_000)
    signed_in(page, "admin")
    page.clock.run_for(31_000)
    expect(notice(page, "signed-in")).to_be_visible()
    expect(notice(page, "signed-out")).to_have_count(0)
    press(page, "Save")
    says(page, "was saved")
    assert summary_of(sql, lesson) == "Typed"
    # Asking whether somebody is signed in again was led to the sign-in.
    page_errors[:] = [error for error in page_errors if "net::ERR_" not in error]


def test_pressing_twice_is_once(page: Page, site: str, sql: Sql) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    slug = f"once-{uuid4().hex[:8]}"
    page.goto(f"{site}/admin/courses/new/")
    for module in ("record-form", "draft", "busy"):
        enhanced(page, module)
    page.get_by_label("Title").fill("Once")
    page.get_by_label("Slug").fill(slug)
    page.get_by_role("button", name="Create", exact=True).dblclick()
    says(page, "The course “Once” was created.")
    page.get_by_role("link", name="Delete Once").click()
    expect(page.get_by_role("button", name="Delete course")).to_be_visible()
    enhanced(page, "busy")
    page.get_by_role("button", name="Delete course").dblclick()
    says(page, "The course “Once” was deleted.")
    enhanced(page, "busy")
    page.get_by_role("button", name="Undo").dblclick()
    says(page, "Taken back")
    assert len(posts) == 3
    assert sql("SELECT count(*) FROM courses WHERE slug = %s", slug) == [(1,)]


def test_what_takes_long_is_told(page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) VALUES (%s, 'Slow to go')", f"slow-{uuid4().hex[:8]}")
    page.clock.install()
    held: list[Route] = []
    page.goto(f"{site}/admin/courses/?search=slow+to+go")
    enhanced(page, "export")
    page.route("**/export/csv/**", lambda route: held.append(route))
    page.get_by_role("link", name="Export CSV").click()
    panel = page.get_by_role("region", name="Under way")
    page.clock.run_for(1_000)
    expect(panel).to_have_count(0)
    page.clock.run_for(2_000)
    expect(panel).to_contain_text("The list is being exported.")
    expect(panel).to_contain_text("3 s")
    assert violations(page) == []
    panel.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("The export was cancelled.")).to_be_visible()
    page.unroute("**/export/csv/**")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    assert download.value.suggested_filename.startswith("courses-")
    assert "Slow to go" in download.value.path().read_text("utf-8-sig")

    page.get_by_role("link", name="Delete Slow to go").click()
    expect(page.get_by_role("button", name="Delete course")).to_be_visible()
    enhanced(page, "busy")
    # An answer that leaves the page as it is, so that it can be looked at as if none had come yet.
    page.route("**/delete/**", lambda route: route.fulfill(status=204))
    press(page, "Delete course")
    # The clock goes on by itself meanwhile.
    page.clock.run_for(1_000)
    expect(panel).to_have_count(0)
    page.clock.run_for(2_000)
    expect(panel).to_contain_text("“Delete course” is under way.")
    expect(page.get_by_role("button", name="Delete course")).to_have_attribute("aria-disabled", "true")
    page.unroute("**/delete/**")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    press(page, "Delete course")
    says(page, "The course “Slow to go” was deleted.")


def test_the_json_editor_is_for_everybody(page: Page, site: str, lesson: str) -> None:
    editor = open_form(page, site, lesson)
    for scheme in ("light", "dark"):
        in_scheme(page, scheme)
        for mode in ("text", "table", "tree"):
            editor.mode(mode)
            expect(page.locator(f".json-editor .jse-{mode}-mode")).to_be_visible()
            assert violations(page) == [], f"{mode} in {scheme}"
    editor.mode("text")
    editor.text.click()
    page.keyboard.press("Tab")
    expect(editor.text).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("complementary", name="About this row").locator(":focus")).to_have_count(1)


def test_a_list_has_no_json_editor(page: Page, site: str) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{site}/admin/courses/", wait_until="networkidle")
    assert not [url for url in loaded if "json" in url]
