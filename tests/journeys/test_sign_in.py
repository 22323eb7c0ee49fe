"""A person signs in, loses a session during a long edit but nothing typed; accounts are made and handed over."""

import re
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from passlib.totp import TOTP
from playwright.sync_api import Browser, Page, expect

from tests import people
from tests.journeys.conftest import Sql, signed_in
from tests.journeys.forms import JsonEditor, account_menu, press, says, sign_out
from tests.journeys.test_appearance import check

ADMIN = people.email_of("admin")
BIG = "12345678901234567890123"


@pytest.fixture
def stranger(page: Page) -> Page:
    """A page of somebody who is not signed in."""
    page.context.clear_cookies()
    return page


@pytest.fixture
def other_page(browser: Browser) -> Iterator[Page]:
    """A page of another browser."""
    with closing(browser.new_context(locale="en-GB")) as context:
        yield context.new_page()


def sign_in(page: Page, email: str = ADMIN, password: str = people.PASSWORD) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("Password", exact=True).press("Enter")


def test_one_arrives_where_one_was_going(stranger: Page, site: str, provoked: set[int]) -> None:
    provoked.add(422)
    stranger.goto(f"{site}/admin/courses/?search=сила воспитания")
    expect(stranger.get_by_label("E-mail address")).to_be_focused()
    check(stranger)
    sign_in(stranger, password="wrong wrong")
    expect(stranger.get_by_role("alert")).to_contain_text("is not right")
    expect(stranger.get_by_label("E-mail address")).to_have_value(ADMIN)
    expect(stranger.get_by_label("Password")).to_be_focused()
    check(stranger)
    sign_in(stranger)
    expect(stranger.get_by_role("searchbox", name="Search courses")).to_have_value("сила воспитания")
    sign_out(stranger)
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()
    stranger.go_back()
    stranger.reload()
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("ending", ["signed out", "signed out everywhere"])
def test_a_session_that_ends_during_a_long_edit_loses_nothing(
    page: Page, site: str, sql: Sql, provoked: set[int], ending: str
) -> None:
    provoked.add(401)
    slug = ending.replace(" ", "-")
    sql(
        "WITH course AS (INSERT INTO courses (slug, title) VALUES (%s, 'Долгий') RETURNING id)"
        " INSERT INTO lessons (course_id, lesson_number, title, content)"
        " SELECT id, 1, 'Урок ' || %s, '{\"age\": 1.10, \"text\": \"a\"}' FROM course",
        slug, slug,
    )  # fmt: skip
    name = f"{slug}@example.com"
    sql(
        "INSERT INTO admin.users (email, role, password, fs_uniquifier)"
        " SELECT %s, 'editor', password, %s FROM admin.users WHERE email = %s",
        name, slug, ADMIN,
    )  # fmt: skip
    page.context.clear_cookies()
    page.goto(f"{site}/admin/lessons/?search=урок {slug}")
    sign_in(page, name)
    page.get_by_role("link", name=f"Edit Урок {slug}").click()
    page.get_by_label("Summary").fill("\n\n  Напечатано за час <b>\"'&amp;\n")
    JsonEditor(page).change("/age", BIG)
    if ending == "signed out":
        (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == people.COOKIE]
        sql("INSERT INTO admin.ended_sessions (id) VALUES (%s)", session_id(cookie["value"]))
    else:
        sql("UPDATE admin.users SET fs_uniquifier = %s WHERE email = %s", f"{slug} again", name)

    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("What you typed is kept")
    sign_in(page, name)
    says(page, "It is not saved yet.")
    expect(page.get_by_label("Summary")).to_have_value("\n\n  Напечатано за час <b>\"'&amp;\n")
    expect(JsonEditor(page).at("/age")).to_have_text(BIG)
    stored = "SELECT summary, content::text FROM lessons WHERE title = %s"
    assert sql(stored, f"Урок {slug}") == [(None, '{"age": 1.10, "text": "a"}')]
    press(page, "Save")
    says(page, "was saved")
    ((summary, content),) = sql(stored, f"Урок {slug}")
    assert summary.replace("\r", "") == "\n\n  Напечатано за час <b>\"'&amp;\n"
    assert content == f'{{"age": {BIG}, "text": "a"}}'
    changes = "SELECT count(*) FROM admin.revisions WHERE table_name = 'lessons' AND operation = 'update'"
    assert sql(f"{changes} AND after->>'title' = %s", f"Урок {slug}") == [(1,)]


def session_id(cookie: str) -> str:
    """What a cookie calls its session."""
    app = Flask(__name__)
    app.secret_key = people.SECRET_KEY
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return str(serializer.loads(cookie)["session_id"])


def test_an_account_is_made_handed_over_and_protected(
    page: Page, other_page: Page, site: str, provoked: set[int]
) -> None:
    provoked.add(422)
    page.goto(f"{site}/admin/users/")
    check(page)
    page.get_by_role("link", name="New user").click()
    press(page, "Create")
    expect(page.get_by_role("alert")).to_contain_text("Write an e-mail address")
    check(page)
    page.get_by_label("E-mail address").fill("Olga@Example.com")
    page.get_by_role("radio", name="Support").check()
    press(page, "Create")
    check(page)
    link = page.get_by_label("Link to choose a password").input_value()
    press(page, "Copy")
    expect(page.get_by_text(re.compile("Copied|Press Ctrl"))).to_be_visible()

    other_page.goto(link)
    other_page.get_by_label("New password", exact=True).fill("long enough")
    other_page.get_by_label("New password again").fill("long enough")
    press(other_page, "Save password")
    sign_in(other_page, "olga@example.com", "long enough")
    expect(other_page.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(other_page.get_by_role("link", name="Users")).to_have_count(0)

    account_menu(other_page).get_by_role("link", name="Account").click()
    other_page.get_by_role("link", name="Set up").click()
    press(other_page, "Set up")
    expect(other_page.get_by_role("img", name="The key")).to_be_visible()
    key = other_page.locator(".totp-key").inner_text().replace("-", "")
    other_page.get_by_label("Code").fill("000000")
    press(other_page, "Turn on")
    expect(other_page.get_by_role("img", name="The key")).to_be_visible()
    check(other_page)
    people.wait_for_time_to_type()
    other_page.get_by_label("Code").fill(str(TOTP(key).generate(time=time.time() - people.STEP).token))
    press(other_page, "Turn on")
    says(other_page, "The second factor is on.")
    sign_out(other_page)
    sign_in(other_page, "olga@example.com", "long enough")
    other_page.get_by_label("Code").fill(str(TOTP(key).generate().token))
    press(other_page, "Sign in")
    expect(other_page.get_by_role("heading", name="Dashboard")).to_be_visible()

    page.goto(f"{site}/admin/users/?search=olga")
    page.get_by_role("link", name="olga@example.com").click()
    check(page)
    page.get_by_role("link", name="Disable…").click()
    check(page)
    press(page, "Disable")
    says(page, "cannot sign in any more")
    other_page.reload()
    expect(other_page.get_by_role("heading", name="Sign in")).to_be_visible()


PAGES = ("account/", "account/password", "account/two-factor", "admin/profile-views/", "admin/users/new/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_accounts_fits(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}/admin/preview/?profile=auth0%7C1234567890")
    page.goto(f"{site}/{path}")
    check(page)


def test_whoever_only_looks_sees_nothing_to_change(page: Page, site: str) -> None:
    signed_in(page, "support")
    page.goto(f"{site}/admin/courses/")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    for name in ("New course", "Edit", "Export"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    for name in ("Users", "Looks at learners"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
