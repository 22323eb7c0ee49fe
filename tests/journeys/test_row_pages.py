"""A row's own page in a browser: what belongs to it is made in place, and the way to save stays in view."""

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import violations
from tests.journeys.conftest import Row, Sql
from tests.journeys.forms import enhanced, press, says


def add_lesson(sql: Sql, title: str) -> Row:
    """A lesson in a course of its own; its id."""
    [(course,)] = sql("INSERT INTO courses (slug, title) VALUES (%s, %s) RETURNING id", title, title)
    statement = "INSERT INTO lessons (course_id, lesson_number, title) VALUES (%s, 1, %s) RETURNING id"
    return sql(statement, course, title)[0]


def test_an_asset_is_made_on_the_page_of_its_lesson(page: Page, site: str, sql: Sql, provoked: set[int]) -> None:
    provoked.add(422)
    (lesson,) = add_lesson(sql, "in-place")
    page.goto(f"{site}/admin/lessons/edit/?id={lesson}")
    enhanced(page, "in-place")
    page.get_by_role("link", name="Add asset").click()
    dialog = page.get_by_role("dialog", name="New asset")
    dialog.get_by_label("Type").fill("video")
    press(page, "Create")
    expect(dialog.locator("#new-form-errors")).to_be_focused()
    expect(dialog.get_by_label("Type")).to_have_value("video")
    dialog.get_by_label("Address").fill("https://example.com/вечер")
    page.keyboard.press("ControlOrMeta+s")
    says(page, "was created")
    expect(page.get_by_role("link", name="https://example.com/вечер video")).to_be_visible()
    assert sql("SELECT asset_type FROM lesson_assets WHERE lesson_id = %s", lesson) == [("video",)]


def test_what_is_typed_on_the_page_survives_a_row_made_in_place(page: Page, site: str, sql: Sql) -> None:
    (lesson,) = add_lesson(sql, "kept")
    page.goto(f"{site}/admin/lessons/edit/?id={lesson}")
    enhanced(page, "in-place")
    page.get_by_label("Title").fill("Noch nicht gespeichert")
    page.locator("form[data-record-form]").evaluate("form => form.classList.add('is-changed')")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    page.get_by_role("link", name="Add description").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Plain text").click()
    dialog.locator("textarea[name=data]").fill('{"title": "Ruhe"}')
    press(page, "Create")
    expect(page.get_by_role("link", name="Ruhe")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Noch nicht gespeichert")
    expect(page.get_by_role("link", name="Add description")).to_have_count(0)


def test_the_way_to_save_is_in_view_and_covers_no_field(page: Page, site: str, sql: Sql) -> None:
    (lesson,) = add_lesson(sql, "bar")
    page.set_viewport_size({"width": 390, "height": 844})
    # Else the page is still on its way to the field.
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/admin/lessons/edit/?id={lesson}")
    save = page.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_in_viewport()
    # As where a keyboard takes half of the screen: each field that is reached would stand below its edge.
    page.set_viewport_size({"width": 390, "height": 460})
    page.get_by_label("Number").focus()
    for label in ("Title", "Summary"):
        page.keyboard.press("Tab")
        expect(page.get_by_label(label)).to_be_focused()
        bar, field = page.locator(".save-bar").bounding_box(), page.get_by_label(label).bounding_box()
        assert bar is not None
        assert field is not None
        assert field["y"] + field["height"] <= bar["y"], label
    page.keyboard.press("End")
    expect(save).to_be_in_viewport()
    page.get_by_role("link", name="Add asset").scroll_into_view_if_needed()
    expect(save).to_be_in_viewport()


def test_a_document_fills_the_window_and_gives_it_back(page: Page, site: str, sql: Sql) -> None:
    (lesson,) = add_lesson(sql, "large")
    page.goto(f"{site}/admin/lessons/edit/?id={lesson}")
    enhanced(page, "enlarge")
    press(page, "Full screen")
    box = page.locator(".form-document").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, page.viewport_size and page.viewport_size["width"])
    expect(page.locator(".save-bar")).to_have_attribute("inert", "")
    page.keyboard.press("Escape")
    expect(page.locator(".save-bar")).not_to_have_attribute("inert", "")


def test_a_row_for_reading_is_accessible(page: Page, site: str, sql: Sql) -> None:
    for table in ("lessons", "courses", "profiles", "personalized_lesson_descriptions"):
        [(row,)] = sql(f"SELECT id FROM {table} ORDER BY created_at, id LIMIT 1")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.goto(f"{site}/admin/{table.replace('_', '-')}/details/?id={row}")
            assert violations(page) == [], (table, theme)
