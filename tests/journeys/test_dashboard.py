"""The dashboard: bars that lead to the lessons they stand for, and the same as a table."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import in_scheme, violations
from tests.journeys.conftest import Sql, signed_in
from tests.journeys.test_appearance import SCHEMES

# The colour in the middle of a bar, and where that is on the page: the series, then the row.
BAR = """([kind, row]) => {
    const canvas = document.querySelector(".chart canvas");
    const bar = Chart.getChart(canvas).getDatasetMeta(kind).data[row];
    const { x, y } = bar.getCenterPoint();
    const scale = canvas.width / canvas.clientWidth;
    const { left, top } = canvas.getBoundingClientRect();
    return [left + x, top + y, ...canvas.getContext("2d").getImageData(x * scale, y * scale, 1, 1).data];
}"""
MISSING = 2


def test_a_bar_leads_to_its_lessons_and_follows_the_theme(page: Page, site: str, sql: Sql) -> None:
    sql("INSERT INTO courses (slug, title) SELECT 'left-out-' || n, 'Left out' FROM generate_series(1, 20) AS n")
    sql("INSERT INTO courses (slug, title, created_at) VALUES ('bars', 'A course of bars', now() + interval '1 hour')")
    sql(
        "INSERT INTO lessons (course_id, lesson_number, title)"
        " SELECT id, number, 'Bar ' || number FROM courses, generate_series(1, 9) AS number WHERE slug = 'bars'"
    )
    page.emulate_media(color_scheme="light")
    page.goto(f"{site}/admin/")
    chart = page.get_by_role("img", name="A bar for each course")
    expect(chart).to_be_visible()
    # Its place is there from the beginning, the picture once its script is.
    page.wait_for_function("() => globalThis.Chart?.getChart(document.querySelector('.chart canvas'))")
    _, _, *light = page.evaluate(BAR, [MISSING, 0])
    in_scheme(page, "dark")
    _, _, *dark = page.evaluate(BAR, [MISSING, 0])
    assert light != dark

    page.get_by_text("Show as table").click()
    row = page.get_by_role("row", name="A course of bars")
    expect(row.get_by_role("cell")).to_have_text(["0", "0", "9", "9"])
    for scheme in SCHEMES:
        in_scheme(page, scheme)
        assert violations(page) == []

    page.evaluate("() => scrollTo(0, 0)")
    x, y, *_ = page.evaluate(BAR, [MISSING, 0])
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", name="Lessons", level=1)).to_be_visible()
    in_the_list = page.url
    page.go_back()
    page.get_by_text("Show as table").click()
    row.get_by_role("link", name="Without description").click()
    assert page.url == in_the_list
    expect(page.get_by_role("row", name="Bar 9")).to_be_visible()
    sql("DELETE FROM courses WHERE slug = 'bars' OR slug LIKE 'left-out-%%'")


@pytest.mark.parametrize("width", [390, 1300])
def test_support_looks_a_learner_up_first(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    signed_in(page, "support").goto(f"{site}/admin/")
    search = page.get_by_role("searchbox", name="Whose course do you want to see?")
    expect(search).to_be_in_viewport()
    search.fill("PETROVA")
    search.press("Enter")
    page.get_by_role("link", name="auth0|1234567890").click()
    expect(page.get_by_role("heading", name="Anna Petrova", level=1)).to_be_visible()
