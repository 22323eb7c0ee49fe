"""Documents that the JSON editor cannot show are edited as plain text, and what is cleared can be had back."""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Sql
from tests.journeys.forms import JsonEditor, press, says

DEEP = "[" * 150 + '{"price": 1.10, "title": "Before"}' + "]" * 150
LONG = '{"price": 1.10, "title": "Before", "scan": "' + "a" * 1_000_000 + '"}'
HEAVY = {"deep": (DEEP, "nested very deep"), "long": (LONG, "very long lines")}

each_heavy = pytest.mark.parametrize(("document", "reason"), HEAVY.values(), ids=HEAVY.keys())


def add_learner(sql: Sql, survey: str | None) -> str:
    """The id of a new profile with this survey."""
    identifier = f"auth0|{uuid4().hex}"
    statement = "INSERT INTO profiles (user_identifier, name, survey) VALUES (%s, 'Анна', %s::jsonb) RETURNING id::text"
    ((profile_id,),) = sql(statement, identifier, survey)
    return str(profile_id)


def survey_of(sql: Sql, profile_id: str) -> str | None:
    """The stored survey, as PostgreSQL writes it."""
    ((survey,),) = sql("SELECT survey::text FROM profiles WHERE id = %s", profile_id)
    return None if survey is None else str(survey)


def as_jsonb(sql: Sql, text: str) -> str:
    """A document as PostgreSQL writes it."""
    ((written,),) = sql("SELECT %s::jsonb::text", text)
    return str(written)


def textarea(page: Page) -> Locator:
    """The field that is posted."""
    return page.locator("textarea[name='survey']")


def is_plain(page: Page, reason: str) -> None:
    """The page says why the document is edited as plain text, and it is."""
    expect(page.locator(".json-editor-note")).to_contain_text(reason)
    expect(textarea(page)).to_be_visible()
    expect(page.locator(".json-editor-body")).to_be_hidden()


MARK = """(area, word) => {
  const start = area.value.indexOf(word);
  area.focus();
  area.setSelectionRange(start, start + word.length);
}"""


def replace_in(field: Locator, old: str, new: str) -> None:
    """Type in place of a word, as a person who has marked it."""
    field.evaluate(MARK, old)
    field.page.keyboard.insert_text(new)


@each_heavy
def test_a_heavy_document_is_edited_as_plain_text(page: Page, site: str, sql: Sql, document: str, reason: str) -> None:
    profile_id = add_learner(sql, document)
    before = survey_of(sql, profile_id)
    assert before is not None
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    is_plain(page, reason)
    press(page, "Save")
    says(page, "had no changes, so nothing was written")

    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    is_plain(page, reason)
    replace_in(textarea(page), "Before", "После 🙂")
    press(page, "Save")
    says(page, "was saved")
    assert survey_of(sql, profile_id) == before.replace("Before", "После 🙂")


@each_heavy
def test_a_heavy_document_can_be_cleared_and_had_back(
    page: Page, site: str, sql: Sql, document: str, reason: str
) -> None:
    profile_id = add_learner(sql, document)
    before = survey_of(sql, profile_id)
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    is_plain(page, reason)
    shown = textarea(page).input_value()
    press(page, "Clear")
    expect(textarea(page)).to_have_value("")
    press(page, "Undo clear")
    assert textarea(page).input_value() == shown
    press(page, "Save")
    says(page, "had no changes, so nothing was written")
    assert survey_of(sql, profile_id) == before


@each_heavy
def test_the_editor_that_is_asked_for_loses_nothing(
    page: Page, site: str, sql: Sql, document: str, reason: str
) -> None:
    profile_id = add_learner(sql, document)
    before = survey_of(sql, profile_id)
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    is_plain(page, reason)
    press(page, "Editor")
    press(page, "Save")
    says(page, "had no changes, so nothing was written")
    assert survey_of(sql, profile_id) == before


@each_heavy
def test_a_heavy_document_typed_into_a_new_form_is_saved(
    page: Page, site: str, sql: Sql, document: str, reason: str
) -> None:
    identifier = f"auth0|{uuid4().hex}"
    page.goto(f"{site}/admin/profiles/new/")
    page.get_by_label("Identifier").fill(identifier)
    press(page, "Plain text")
    textarea(page).fill(document)
    press(page, "Create and continue editing")
    says(page, "was created")
    is_plain(page, reason)
    stored = sql("SELECT survey::text FROM profiles WHERE user_identifier = %s", identifier)
    assert stored == [(as_jsonb(sql, document),)]


def test_a_refused_heavy_document_stays_as_it_was_typed(page: Page, site: str, sql: Sql, provoked: set[int]) -> None:
    provoked.add(422)
    profile_id = add_learner(sql, "{}")
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    press(page, "Plain text")
    textarea(page).fill(DEEP[:-1])
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Survey: Line 1")
    is_plain(page, "nested very deep")
    expect(textarea(page)).to_have_value(DEEP[:-1])
    replace_in(textarea(page), '"Before"}', '"Before"}]')
    press(page, "Save")
    says(page, "was saved")
    assert survey_of(sql, profile_id) == as_jsonb(sql, DEEP)


def test_a_million_cyrillic_letters_without_a_space_do_not_freeze_the_page(page: Page, site: str, sql: Sql) -> None:
    profile_id = add_learner(sql, LONG.replace("aaa", "ыыы"))
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}", timeout=5_000)
    is_plain(page, "very long lines")


LIGHT = '{"price": 1.10, "big": 12345678901234567890123, "title": "Before", "empty": [], "nothing": null}'


def test_what_is_cleared_in_the_tree_can_be_had_back(page: Page, site: str, sql: Sql) -> None:
    profile_id = add_learner(sql, LIGHT)
    before = survey_of(sql, profile_id)
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    editor = JsonEditor(page)
    expect(editor.at("/price")).to_have_text("1.10")
    press(page, "Clear")
    expect(editor.at("/price")).to_have_count(0)
    press(page, "Undo clear")
    expect(editor.at("/price")).to_have_text("1.10")
    press(page, "Save")
    says(page, "had no changes, so nothing was written")
    assert survey_of(sql, profile_id) == before


def test_what_was_changed_before_it_was_cleared_comes_back_too(page: Page, site: str, sql: Sql) -> None:
    profile_id = add_learner(sql, LIGHT)
    before = survey_of(sql, profile_id)
    assert before is not None
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    editor = JsonEditor(page)
    editor.change("/title", "After")
    press(page, "Clear")
    page.get_by_role("button", name="Undo clear").click(timeout=5_000)
    expect(editor.at("/title")).to_have_text("After")
    press(page, "Save")
    says(page, "was saved")
    assert survey_of(sql, profile_id) == before.replace("Before", "After")


def test_what_is_cleared_with_a_value_selected_comes_back_too(page: Page, site: str, sql: Sql) -> None:
    profile_id = add_learner(sql, LIGHT)
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    editor = JsonEditor(page)
    editor.at("/title").click()
    press(page, "Clear")
    expect(editor.at("/title")).to_have_count(0)
    page.get_by_role("button", name="Undo clear").click(timeout=5_000)
    expect(editor.at("/title")).to_have_text("Before")
    editor.change("/title", "After")
    press(page, "Save")
    says(page, "was saved")
    assert survey_of(sql, profile_id) == as_jsonb(sql, LIGHT.replace("Before", "After"))


def test_what_is_cleared_is_saved_as_nothing(page: Page, site: str, sql: Sql) -> None:
    profile_id = add_learner(sql, LIGHT)
    page.goto(f"{site}/admin/profiles/edit/?id={profile_id}")
    press(page, "Clear")
    press(page, "Save")
    says(page, "was saved")
    assert survey_of(sql, profile_id) is None
