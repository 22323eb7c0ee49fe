"""Support staff see the course as a learner does, and write a version for that learner."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.accessibility import in_scheme, violations
from tests.journeys.conftest import Sql
from tests.journeys.forms import JsonEditor, choose, enhanced, picker, press, says
from tests.journeys.test_appearance import BRIGHTNESS, SCHEMES


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
    bedtime.get_by_role("link", name="Compare with the standard text").click()
    beside = lesson_card(page, "Bedtime").get_by_role("table")
    expect(beside.get_by_role("row", name="title")).to_contain_text("For everyone")
    expect(beside.get_by_role("row", name="item 1")).to_contain_text("Dim the lights")

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
    expect(page.get_by_role("region", name="Survey")).to_contain_text("bedtime")


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
    expect(found.locator("mark")).to_have_text("Petrova")
    expect(page.get_by_role("status")).to_have_text("1 learner found")
    page.keyboard.press("ArrowDown")
    expect(found).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    search.fill("no such learner")
    expect(page.locator("#matches")).to_contain_text("No learner's name or identifier contains “no such learner”")
    search.fill("1234567890")
    expect(found).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Anna Petrova", level=1)).to_be_visible()
    page.go_back()
    expect(search).to_have_value("1234567890")
    expect(found).to_be_visible()


def test_a_course_is_compared_narrowed_to_what_differs_and_printed(page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) VALUES ('mornings', 'Calm mornings')")
    sql(
        "INSERT INTO lessons (course_id, lesson_number, title)"
        " SELECT id, number, 'Morning ' || number FROM courses, generate_series(1, 3) AS number WHERE slug = 'mornings'"
    )
    text = "Open the curtains a little, put on quiet music and sit down beside the bed for five minutes."
    sql(
        "INSERT INTO lesson_descriptions (lesson_id, data)"
        " SELECT id, jsonb_build_object('goal', 'No hurry', 'text', %s::text) FROM lessons"
        " WHERE title LIKE 'Morning%%'",
        text,
    )
    sql(
        "INSERT INTO lesson_assets (lesson_id, asset_type, url)"
        " SELECT id, 'audio', 'https://example.com/music' FROM lessons WHERE title = 'Morning 1'"
    )
    sql("INSERT INTO profiles (user_identifier, name, course_slug) VALUES ('early', 'Early Bird', 'mornings')")
    sql(
        "INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)"
        " SELECT profiles.id, lessons.id, jsonb_set(data, '{text}', to_jsonb(replace(%s, 'five', 'ten')))"
        " FROM profiles, lessons JOIN lesson_descriptions ON lesson_id = lessons.id"
        " WHERE user_identifier = 'early' AND title = 'Morning 1'",
        text,
    )
    page.goto(f"{site}/admin/preview/?profile=early")
    modes = page.get_by_role("navigation", name="Ways to look at the course")
    modes.get_by_role("link", name="Beside the standard text").click()
    first = lesson_card(page, "Morning 1")
    expect(first.get_by_role("row", name="goal")).to_contain_text("the same")
    expect(first.locator("del")).to_contain_text("five")
    expect(first.locator("ins")).to_contain_text("ten")
    expect(lesson_card(page, "Morning 2")).to_be_visible()
    for scheme in SCHEMES:
        in_scheme(page, scheme)
        assert violations(page) == []

    modes.get_by_role("link", name="Only what differs").click()
    expect(first.get_by_role("row", name="text")).to_be_visible()
    expect(first.get_by_role("row", name="goal")).to_have_count(0)
    expect(lesson_card(page, "Morning 2")).to_have_count(0)
    expect(page.get_by_text("2 lessons that do not differ are left out.")).to_be_visible()

    modes.get_by_role("link", name="As the learner sees it").click()
    page.evaluate("window.print = () => document.body.setAttribute('data-printed', '')")
    page.get_by_role("button", name="Print").click()
    expect(page.locator("body[data-printed]")).to_be_visible()
    music = first.get_by_role("link", name="https://example.com/music")
    expect(music).to_be_hidden()
    # The colours of a dark theme stay on the screen.
    page.emulate_media(media="print")
    expect(music).to_be_visible()
    expect(first.get_by_text("for ten minutes")).to_be_visible()
    assert page.evaluate(BRIGHTNESS) > 600
    for name in ("Print", "Edit profile", "Lesson", "Personalized description", "Only what differs", "Courses"):
        expect(page.get_by_text(name, exact=True).first).to_be_hidden()
