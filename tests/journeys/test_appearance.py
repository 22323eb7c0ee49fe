"""Every page in light and dark, wide and narrow: nothing hangs over the window, axe-core finds nothing that keeps
anybody out, and nothing is said on the console.
"""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import in_scheme, violations, violations_of_colours
from tests.journeys.conftest import Sql

TABLES = (
    "courses",
    "lessons",
    "lesson-descriptions",
    "lesson-assets",
    "profiles",
    "personalized-lesson-descriptions",
)
OTHER_PAGES = (
    "",
    "activity/",
    "activity/?person=outside&operation=insert&since=2020-01-01",
    "preview/",
    "preview/?profile=auth0%7C1234567890",
)
WIDTHS = (390, 768, 1900, 1300)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# The elements that hang over the right edge, innermost first.
OVERHANGING = """() => document.documentElement.scrollWidth <= innerWidth ? []
    : [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1).reverse().slice(0, 5)
    .map((element) => element.outerHTML.slice(0, 120))"""

# The sum of red, green and blue of the page's ground, each up to 255, however its colour is written.
BRIGHTNESS = """() => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part);
}"""


def check(page: Page) -> None:
    """The page that is open, in both colours and all widths, for everybody."""
    fits(page)
    for scheme in SCHEMES:
        in_scheme(page, scheme)
        assert (page.evaluate(BRIGHTNESS) > 600) == (scheme == "light"), f"{page.url} in {scheme}"
        assert (violations if scheme == "light" else violations_of_colours)(page) == [], f"{page.url} in {scheme}"


def fits(page: Page) -> None:
    """The page that is open, in all widths."""
    if page.locator("textarea[data-json-editor]").count():
        expect(page.locator(".json-editor .jse-main")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERHANGING) == [], f"{page.url} at {width}"


@pytest.mark.parametrize("table", TABLES)
def test_pages_of_a_table(page: Page, site: str, sql: Sql, table: str) -> None:
    ((row_id,),) = sql(f"SELECT id::text FROM {table.replace('-', '_')} ORDER BY created_at, id LIMIT 1")
    actions = ("edit", "details", "history", "delete")
    pages_of_a_row = (*(f"{action}/?id={row_id}" for action in actions), f"compare/?id={row_id}&from=0&to=now")
    for address in ("", "new/", *pages_of_a_row, "?search=nothing+like+it&page_size=20"):
        page.goto(f"{site}/admin/{table}/{address}")
        check(page)


@pytest.mark.parametrize("address", OTHER_PAGES)
def test_other_pages(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}/admin/{address}")
    check(page)


def test_pages_that_refuse(page: Page, site: str, provoked: set[int]) -> None:
    provoked.update((404, 422))
    for address in ("nowhere", "preview/?profile=nobody", "courses/edit/?id=00000000-0000-0000-0000-000000000000"):
        page.goto(f"{site}/admin/{address}")
        check(page)
    page.goto(f"{site}/admin/lesson-assets/new/")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)


def test_the_longest_words_fit(page: Page, site: str, sql: Sql) -> None:
    long = "Я" * 400
    sql("INSERT INTO courses (slug, title, description) VALUES (%s, %s, %s)", f"{long}-slug", long, long)
    sql(
        "INSERT INTO lessons (course_id, lesson_number, title, summary, content)"
        " SELECT id, 2147483647, title, title, jsonb_build_object(title, title) FROM courses WHERE title = %s",
        long,
    )
    sql(
        "INSERT INTO lesson_descriptions (lesson_id, data)"
        " SELECT id, jsonb_build_object('title', title, title, jsonb_build_array(title)) FROM lessons WHERE title = %s",
        long,
    )
    sql(
        "INSERT INTO lesson_assets (lesson_id, asset_type, url, metadata)"
        " SELECT id, title, 'https://example.com/' || title, content FROM lessons WHERE title = %s",
        long,
    )
    sql("INSERT INTO profiles (user_identifier, name, course_slug) VALUES (%s, %s, %s)", long, long, f"{long}-slug")
    sql(
        "INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)"
        " SELECT profiles.id, lessons.id, content FROM profiles, lessons WHERE name = %s AND title = name",
        long,
    )
    for table in TABLES:
        found = f"{site}/admin/{table}/?search={long[:100]}"
        page.goto(found)
        fits(page)
        for link in ("Details", "Edit", "History", "Delete"):
            page.goto(found)
            page.get_by_role("link", name=re.compile(f"^{link} ")).click()
            page.wait_for_url(re.compile(f"/{table}/{link.lower()}/"))
            fits(page)
    page.goto(f"{site}/admin/preview/?profile={long}")
    for summary in page.locator("details > summary").all():
        summary.click()
    fits(page)


def test_ways_on_with_the_longest_names_fit(page: Page, site: str, sql: Sql) -> None:
    long = "Я" * 200
    sql("INSERT INTO profiles (user_identifier, name, course_slug, survey) VALUES (%s, %s, %s, '{}')", long, long, long)
    ((user_id,),) = sql(
        "INSERT INTO admin.users (email, role, fs_uniquifier) VALUES (%s, 'editor', 'long') RETURNING id",
        f"{'e' * 200}@example.com",
    )
    for address in (f"preview/?profile={long}", f"users/reset/?id={user_id}", f"users/edit/?id={user_id}", "users/"):
        page.goto(f"{site}/admin/{address}")
        fits(page)
    sql("DELETE FROM profiles WHERE name = %s", long)
    sql("DELETE FROM admin.users WHERE id = %s", user_id)
