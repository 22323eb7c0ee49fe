"""Support staff see the course as a learner does, and write a version for that learner."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Sql
from tests.journeys.forms import JsonEditor, choose, enhanced, picker, press, says


def lesson_card(page: Page, title: str) -> Locator:
    """A lesson of the previewed course."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


def counts(page: Page) -> Locator:
    """How many lessons have their text from where."""
    return page.get_by_role("list", name="Where the lessons' texts come from").get_by_role("listitem")


def test_a_standard_text_is_personalized_for_one_learner(page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) VALUES ('evenings', 'Quiet evenings')")
    sql(
        "INSERT INTO lessons (course_id, lesson_number, title)"
        " SELECT id, number, name FROM courses, (VALUES (1, 'Supper'), (2, 'Bedtime')) AS new (number, name)"
        " WHERE slug = 'evenings'"
    )
    page.goto(f"{site}/admin/lesson-descriptions/new/")
    choose(page, "Lesson", "bedtime quiet", "2. Bedtime — Quiet evenings")
    editor = JsonEditor(page)
    editor.mode("text")
    editor.write('{"title": "For everyone", "tips": ["Dim the lights"]}')
    press(page, "Create")
    says(page, "was created")

    page.goto(f"{site}/admin/profiles/new/")
    page.get_by_label("Identifier").fill("auth0|quiet&evening=1")
    page.get_by_label("Name").fill("Олег <Тихий>")
    page.get_by_label("Course slug").fill("evenings")
    press(page, "Create")
    says(page, "was created")
    page.get_by_role("row", name="Олег <Тихий>").get_by_role("link", name="Preview").click()

    expect(page.get_by_role("heading", name="Олег <Тихий>", level=1)).to_be_visible()
    expect(counts(page)).to_have_text(["0 personalized", "1 standard", "1 missing"])
    bedtime = lesson_card(page, "Bedtime")
    expect(bedtime.get_by_text("Standard", exact=True)).to_be_visible()
    expect(bedtime.get_by_role("heading", name="For everyone")).to_be_visible()
    expect(lesson_card(page, "Supper")).to_contain_text("This lesson has no description yet")

    bedtime.get_by_role("link", name="Personalize for this learner").click()
    expect(picker(page, "Learner")).to_contain_text("Олег <Тихий>")
    expect(picker(page, "Lesson")).to_have_text("2. Bedtime — Quiet evenings")
    editor.mode("text")
    editor.write('{"title": "For Oleg", "approach": "<b>Stories</b>", "tips": ["One page", "Two songs"]}')
    press(page, "Create")

    says(page, "was created")
    assert page.url.endswith("#lesson-2")
    expect(counts(page)).to_have_text(["1 personalized", "0 standard", "1 missing"])
    expect(bedtime.get_by_text("Personalized", exact=True)).to_be_visible()
    expect(bedtime.get_by_role("heading", name="For Oleg")).to_be_visible()
    expect(bedtime.get_by_text("<b>Stories</b>")).to_be_visible()
    expect(bedtime.get_by_role("heading", name="For everyone")).to_be_hidden()
    bedtime.get_by_text("Compare with the standard text").click()
    standard = bedtime.get_by_role("region", name="Standard text")
    expect(standard.get_by_role("heading", name="For everyone")).to_be_visible()
    expect(standard).to_contain_text("Dim the lights")

    stored = sql(
        "SELECT content::text FROM personalized_lesson_descriptions JOIN profiles ON profiles.id = profile_id"
        " WHERE user_identifier = 'auth0|quiet&evening=1'"
    )
    assert stored == [('{"tips": ["One page", "Two songs"], "title": "For Oleg", "approach": "<b>Stories</b>"}',)]


def test_every_piece_leads_to_its_form_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/preview/?profile=auth0%7C1234567890")
    here = page.url
    personalized = lesson_card(page, "Gentle Bedtime Routine for 3-6 Year Olds")
    for link in ("Lesson", "Standard description", "Personalized description"):
        personalized.get_by_role("link", name=link, exact=True).click()
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
        page.get_by_role("link", name="Cancel").click()
        expect(page.get_by_role("heading", name="Anna Petrova", level=1)).to_be_visible()
        assert page.url == f"{here}#lesson-3"
    page.get_by_role("link", name="Profile", exact=True).click()
    expect(page.get_by_role("definition").filter(has_text="bedtime")).to_be_visible()


def test_a_learner_is_found_while_typing(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/preview/")
    enhanced(page, "search-profiles")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("PETROVA")
    found = page.get_by_role("link", name="auth0|1234567890")
    expect(page.locator("#matches").get_by_role("link")).to_have_count(1)
    expect(found).to_contain_text("Anna Petrova")
    assert page.url.endswith("?q=PETROVA")
    search.fill("no such learner")
    expect(page.locator("#matches")).to_contain_text("No learner's name or identifier contains “no such learner”")
    search.fill("1234567890")
    found.click()
    expect(page.get_by_role("heading", name="Anna Petrova", level=1)).to_be_visible()
    page.go_back()
    expect(search).to_have_value("1234567890")
    expect(found).to_be_visible()
