"""What is around every page: its navigation, the menu of the person, messages, and how much of it there is to load."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import violations
from tests.journeys.conftest import Sql, signed_in
from tests.journeys.forms import account_menu, press, says

LIST_BYTES = 250_000
PHONE = {"width": 390, "height": 844}
# What browsers call good.
LARGEST_SHIFT = 0.1
# How far what was already shown has moved since, without anybody doing anything: 0 is not at all.
SHIFTED = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 200);
})"""


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """An empty page of a phone's browser without scripts."""
    with closing(browser.new_context(java_script_enabled=False, locale="en-GB", viewport=PHONE)) as context:  # type: ignore[arg-type]
        yield signed_in(context.new_page(), "admin")


def test_theme_and_density_are_chosen_by_keyboard_and_remembered(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/courses/")
    root, menu = page.locator("html"), page.locator("#account-menu")
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.locator(".topbar-account").press("Enter")
    for choice in ("Dark", "Compact"):
        menu.get_by_role("button", name=choice).press("Space")
        expect(menu.get_by_role("button", name=choice)).to_have_attribute("aria-pressed", "true")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator(".topbar-account")).to_be_focused()
    page.goto(f"{site}/admin/lessons/", wait_until="commit")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    expect(root).to_have_attribute("data-density", "compact")
    # Another tab follows, and the system counts again once it is chosen.
    other = page.context.new_page()
    other.goto(f"{site}/admin/")
    account_menu(other).get_by_role("button", name="System").click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-bs-theme", "dark")


def test_compact_shows_more_rows(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/users/")
    row = page.get_by_role("rowheader").first
    comfortable = row.bounding_box()
    account_menu(page).get_by_role("button", name="Compact").click()
    compact = row.bounding_box()
    assert comfortable
    assert compact
    assert compact["height"] < comfortable["height"] - 8


def test_the_language_is_chosen_where_one_is(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/courses/?search=воспит")
    account_menu(page).get_by_role("button", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("#search")).to_have_value("воспит")
    account_menu(page).get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_navigation_unfolds_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict
    page.goto(f"{site}/admin/courses/")
    navigation = page.get_by_role("navigation", name="Main")
    expect(navigation).to_be_hidden()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(navigation.get_by_role("link", name="Courses")).to_have_attribute("aria-current", "page")
    assert violations(page) == []
    page.keyboard.press("Tab")
    expect(navigation.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(navigation).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Dashboard").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()


def test_the_frame_needs_no_script(plain_page: Page, site: str) -> None:
    plain_page.goto(f"{site}/admin/courses/")
    plain_page.get_by_role("button", name="Menu").click()
    plain_page.get_by_role("navigation", name="Main").get_by_role("link", name="Lessons").click()
    expect(plain_page.get_by_role("heading", name="Lessons", level=1)).to_be_visible()
    menu = account_menu(plain_page)
    for name in ("Dark", "Keyboard shortcuts"):
        expect(menu.get_by_text(name)).to_be_hidden()
    menu.get_by_role("button", name="Русский").click()
    expect(plain_page.locator("html")).to_have_attribute("lang", "ru")
    account_menu(plain_page).locator("[data-sign-out] button").click()
    expect(plain_page.locator("#password")).to_be_visible()


def test_a_message_goes_by_itself_but_not_with_its_undo(page: Page, site: str, sql: Sql) -> None:
    ((user_id,),) = sql(
        "INSERT INTO admin.users (email, role, fs_uniquifier)"
        " VALUES ('toast@example.com', 'editor', 'toast') RETURNING id"
    )
    sql("INSERT INTO courses (slug, title) VALUES ('toast', 'Тост')")
    page.clock.install()
    page.goto(f"{site}/admin/users/edit/?id={user_id}")
    press(page, "Save")
    says(page, "is an editor as before")
    message = page.locator(".toast-message")
    message.hover()
    page.clock.fast_forward(20_000)
    expect(message).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.fast_forward(7_000)
    expect(message).to_be_visible()
    page.clock.fast_forward(2_000)
    expect(message).to_have_count(0)

    page.goto(f"{site}/admin/courses/?search=тост")
    page.get_by_role("link", name="Delete Тост").click()
    press(page, "Delete course")
    says(page, "was deleted")
    page.clock.fast_forward(60_000)
    assert violations(page) == []
    expect(message.get_by_role("button", name="Undo")).to_be_in_viewport()
    message.get_by_role("button", name="Close").press("Enter")
    expect(message).to_have_count(0)
    expect(page.locator("main")).to_be_focused()


def test_a_preview_keeps_still_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict
    # Its buttons have longer words there, and stand in two lines.
    page.context.add_cookies([{"name": "language", "value": "ru", "url": site}])
    page.goto(f"{site}/admin/preview/?profile=auth0%7C1234567890", wait_until="networkidle")
    expect(page.get_by_role("button", name="Напечатать")).to_be_visible()
    assert page.evaluate(SHIFTED) < LARGEST_SHIFT


def test_a_list_is_light_and_keeps_still(page: Page, site: str) -> None:
    network, received = page.context.new_cdp_session(page), []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda answer: received.append(answer["encodedDataLength"]))
    page.goto(f"{site}/admin/lessons/", wait_until="networkidle")
    # The page, sheets, scripts and icons: whatever else is weighed, these are.
    assert len(received) > 5
    assert sum(received) < LIST_BYTES, f"{sum(received):,} bytes in {len(received)} answers"
    assert page.evaluate(SHIFTED) < LARGEST_SHIFT
    received.clear()
    page.goto(f"{site}/admin/courses/", wait_until="networkidle")
    # The files are kept: only the page itself comes again.
    assert len([length for length in received if length]) == 1, received
