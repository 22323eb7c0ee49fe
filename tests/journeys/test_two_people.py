"""Two people, or a person and the learner app, in one row: nobody's text is lost, and nobody is kept out."""

from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Sql, signed_in
from tests.journeys.forms import JsonEditor, enhanced, press, says, sign_out

DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('draft '))"
CONTENT = '{"title": "Before", "price": 1.10, "tips": ["a", "b"]}'


@pytest.fixture
def colleague(browser: Browser, page_errors: list[str]) -> Iterator[Page]:
    """A page of an editor, in a browser of their own."""
    with closing(browser.new_context(viewport={"width": 1300, "height": 900}, locale="en-GB")) as context:
        opened = signed_in(context.new_page(), "editor")
        opened.on("pageerror", lambda error: page_errors.append(str(error)))
        yield opened


@pytest.fixture
def lesson(sql: Sql) -> str:
    """The id of a lesson with a text and a document."""
    ((lesson_id,),) = sql(
        "WITH course AS (INSERT INTO courses (slug, title) VALUES (%s, 'Course of two') RETURNING id)"
        " INSERT INTO lessons (course_id, lesson_number, title, summary, content)"
        " SELECT id, 1, 'Evening', 'Before', %s::jsonb FROM course RETURNING id::text",
        f"two-{uuid4().hex[:8]}",
        CONTENT,
    )
    return str(lesson_id)


def open_form(page: Page, site: str, lesson: str) -> JsonEditor:
    page.goto(f"{site}/admin/lessons/edit/?id={lesson}")
    for module in ("record-form", "json-editor", "presence", "draft"):
        enhanced(page, module)
    return JsonEditor(page)


def stored(sql: Sql, lesson: str) -> tuple[str, str, str]:
    ((title, summary, content),) = sql("SELECT title, summary, content::text FROM lessons WHERE id = %s", lesson)
    return title, summary, content


def draft(page: Page) -> Locator:
    return page.locator('[data-notice="draft"]')


def question(page: Page, number: int = 0) -> Locator:
    return page.locator("fieldset.question").nth(number)


def test_different_fields_and_paths_are_both_kept(
    page: Page, colleague: Page, site: str, sql: Sql, lesson: str
) -> None:
    mine = open_form(page, site, lesson)
    theirs = open_form(colleague, site, lesson)
    expect(colleague.locator(".presence")).to_contain_text("admin@example.com has this open since")
    colleague.get_by_label("Summary").fill("Theirs")
    theirs.change("/title", "Theirs")
    press(colleague, "Save")
    says(colleague, "was saved")
    page.get_by_label("Title").fill("Mine")
    mine.change("/price", "2.50")
    press(page, "Save")
    says(page, "What was changed by editor@example.com meanwhile is kept: Summary, Content.")
    assert stored(sql, lesson) == (
        "Mine",
        "Theirs",
        '{"tips": ["a", "b"], "price": 2.50, "title": "Theirs"}',
    )


@pytest.mark.parametrize(("choice", "kept"), [("Yours", "Mine"), ("Theirs", "Theirs")])
def test_one_place_is_asked_about(
    page: Page, colleague: Page, site: str, sql: Sql, lesson: str, provoked: set[int], choice: str, kept: str
) -> None:
    provoked.add(409)
    mine = open_form(page, site, lesson)
    theirs = open_form(colleague, site, lesson)
    theirs.change("/title", "Theirs")
    theirs.change("/price", "2.50")
    press(colleague, "Save")
    says(colleague, "was saved")
    mine.change("/title", "Mine")
    page.get_by_label("Summary").fill("Mine, too")
    press(page, "Save")
    panel = page.get_by_role("alert")
    expect(panel).to_be_focused()
    for text in ("Content", "title", "Before", "Mine", "Theirs", "editor@example.com"):
        expect(question(page)).to_contain_text(text)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(page.get_by_label("Summary")).to_have_value("Mine, too")
    expect(JsonEditor(page).at("/price")).to_have_text("2.50")
    # Nobody overwrites by pressing Save once more.
    press(page, "Save")
    expect(question(page)).to_contain_text("Choose one of the two")
    assert stored(sql, lesson)[1] == "Before"
    page.get_by_role("radio", name=choice).check()
    press(page, "Save")
    says(page, "was saved")
    assert stored(sql, lesson) == (
        "Evening",
        "Mine, too",
        f'{{"tips": ["a", "b"], "price": 2.50, "title": "{kept}"}}',
    )


def test_the_learner_app_changes_a_survey_meanwhile(page: Page, site: str, sql: Sql) -> None:
    identifier = f"two|{uuid4().hex[:8]}"
    sql('INSERT INTO profiles (user_identifier, survey) VALUES (%s, \'{"age": 3, "sleep": 1.10}\')', identifier)
    page.goto(f"{site}/admin/profiles/?search={identifier}")
    page.get_by_role("link", name=f"Edit {identifier}").click()
    JsonEditor(page).change("/age", "4")
    sql("UPDATE profiles SET survey = jsonb_set(survey, '{sleep}', '2.20') WHERE user_identifier = %s", identifier)
    press(page, "Save")
    says(page, "What was changed outside the dashboard")
    assert sql("SELECT survey::text FROM profiles WHERE user_identifier = %s", identifier) == [
        ('{"age": 4, "sleep": 2.20}',)
    ]


def test_who_has_it_open_and_what_was_changed_is_shown_and_kept_up_to_date(
    page: Page, colleague: Page, site: str, sql: Sql, lesson: str
) -> None:
    page.clock.install()
    open_form(page, site, lesson)
    expect(page.locator(".presence")).to_be_empty()
    open_form(colleague, site, lesson)
    page.clock.run_for(31_000)
    expect(page.locator(".presence")).to_contain_text("editor@example.com has this open since")
    colleague.get_by_label("Summary").fill("Theirs")
    press(colleague, "Save")
    says(colleague, "was saved")
    page.clock.run_for(31_000)
    expect(page.locator(".presence")).to_contain_text("changed by editor@example.com")
    expect(page.locator(".presence")).not_to_contain_text("has this open")
    open_form(colleague, site, lesson)
    page.clock.run_for(31_000)
    expect(page.locator(".presence")).to_contain_text("editor@example.com has this open since")
    colleague.get_by_role("link", name="Cancel").click()
    expect(colleague.get_by_role("heading", name="Lessons", level=1)).to_be_visible()
    there = "SELECT email FROM admin.open_rows JOIN admin.users ON user_id = id WHERE row_id = %s"
    for _ in range(50):
        if sql(there, lesson) == [("admin@example.com",)]:
            break
        page.wait_for_timeout(100)
    page.clock.run_for(31_000)
    expect(page.locator(".presence")).not_to_contain_text("has this open")


def test_what_was_typed_outlives_a_reload(page: Page, site: str, sql: Sql, lesson: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    editor = open_form(page, site, lesson)
    page.get_by_label("Summary").fill("Typed")
    editor.change("/price", "2.50")
    page.reload()
    expect(page.get_by_label("Summary")).to_have_value("Before")
    # Somebody else is quicker; the draft is merged with that.
    sql("UPDATE lessons SET title = 'Theirs' WHERE id = %s", lesson)
    page.reload()
    press(page, "Put it back")
    expect(page.get_by_label("Summary")).to_have_value("Typed")
    expect(editor.at("/price")).to_have_text("2.50")
    press(page, "Save")
    says(page, "was saved")
    enhanced(page, "draft")
    assert stored(sql, lesson) == ("Theirs", "Typed", '{"tips": ["a", "b"], "price": 2.50, "title": "Before"}')
    open_form(page, site, lesson)
    expect(draft(page)).to_have_count(0)
    assert page.evaluate(DRAFTS) == []


def test_a_draft_whose_save_failed_outlives_the_save_of_another_row(
    page: Page, site: str, sql: Sql, lesson: str, provoked: set[int]
) -> None:
    provoked.add(502)
    ((course,),) = sql("SELECT course_id::text FROM lessons WHERE id = %s", lesson)
    open_form(page, site, lesson)
    page.get_by_label("Summary").fill("Not to be lost")
    # A page that names no icon would have the browser ask for one by itself.
    away = '<link rel="icon" href="data:,">The proxy is away.'
    page.route("**/edit/**", lambda route: route.fulfill(status=502, content_type="text/html", body=away))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The proxy is away.")).to_be_visible()
    page.unroute("**/edit/**")
    page.goto(f"{site}/admin/courses/edit/?id={course}")
    enhanced(page, "draft")
    page.get_by_label("Description").fill("Saved")
    press(page, "Save")
    says(page, "was saved")
    open_form(page, site, lesson)
    expect(draft(page)).to_be_visible()


def test_a_draft_is_discarded_and_ends_with_the_sign_out(page: Page, site: str, lesson: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    for leave in ("Discard", "Sign out"):
        open_form(page, site, lesson)
        page.get_by_label("Summary").fill("Typed")
        page.reload()
        enhanced(page, "draft")
        expect(draft(page)).to_contain_text("You have unsaved text from")
        sign_out(page) if leave == "Sign out" else press(page, leave)
        expect(draft(page)).to_have_count(0)
        assert page.evaluate(DRAFTS) == []


def test_a_draft_is_nobody_elses(page: Page, site: str, lesson: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(page, site, lesson)
    page.get_by_label("Summary").fill("Typed")
    page.reload()
    expect(draft(page)).to_be_visible()
    signed_in(page, "editor")
    open_form(page, site, lesson)
    expect(draft(page)).to_have_count(0)
    assert page.evaluate(DRAFTS) == []


def test_a_draft_of_a_conflict_is_asked_about_again(
    page: Page, site: str, sql: Sql, lesson: str, provoked: set[int]
) -> None:
    provoked.add(409)
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(page, site, lesson)
    page.get_by_label("Summary").fill("Mine")
    sql("UPDATE lessons SET summary = 'Theirs' WHERE id = %s", lesson)
    press(page, "Save")
    expect(question(page)).to_contain_text("Theirs")
    open_form(page, site, lesson)
    press(page, "Put it back")
    press(page, "Save")
    expect(question(page)).to_contain_text("Mine")
    assert stored(sql, lesson)[1] == "Theirs"
    page.get_by_role("radio", name="Yours").check()
    press(page, "Save")
    says(page, "was saved")
    assert stored(sql, lesson)[1] == "Mine"


def test_the_choice_works_without_script(browser: Browser, site: str, sql: Sql, lesson: str) -> None:
    with closing(browser.new_context(java_script_enabled=False, locale="en-GB")) as context:
        page = signed_in(context.new_page(), "admin")
        page.goto(f"{site}/admin/lessons/edit/?id={lesson}")
        page.get_by_label("Summary").fill("Mine")
        sql("UPDATE lessons SET summary = 'Theirs', title = 'Theirs' WHERE id = %s", lesson)
        press(page, "Save")
        page.get_by_role("radio", name="Yours").check()
        press(page, "Save")
        says(page, "was saved")
    assert stored(sql, lesson)[:2] == ("Theirs", "Mine")
