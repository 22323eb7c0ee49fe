"""The language of a browser and the zone of its times: what it asks for, what was chosen, and what is nonsense."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.views import rows
from tests.views.entrance import token
from tests.views.pages import Page, answered, opened
from tests.views.tables import COURSES

LOGIN = "/login"
CHOOSE = "/preferences/language"
MENU = "form[@class='menu-choice']"
RUSSIAN_FIRST = "ru-RU,ru;q=0.9,en;q=0.8"


def language_of(response: TestResponse) -> str:
    """The language that a page says it is in."""
    return Page(response.text).one("html").attrib["lang"]


def choose(client: FlaskClient, language: str, url: str | None = None, page: str = LOGIN) -> TestResponse:
    """Send the form of the menu."""
    data = {"csrf_token": token(client, page), "language": language} | ({} if url is None else {"url": url})
    return client.post(CHOOSE, data=data)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (RUSSIAN_FIRST, "ru"),
        ("ru", "ru"),
        ("en-GB,ru;q=0.5", "en"),
        ("de,ru;q=0.2", "ru"),
        ("de", "en"),
        ("*", "en"),
        ("", "en"),
        ("x" * 5000, "en"),
        ("ru;q=nan,\x7f,;;,q=1", None),
    ],
)
def test_the_language_follows_the_browser(anonymous: FlaskClient, asked: str, language: str | None) -> None:
    response = anonymous.get(LOGIN, headers={"Accept-Language": asked})
    assert response.status_code == 200
    assert language_of(response) in ([language] if language else ["en", "ru"])


def test_what_was_chosen_is_remembered(anonymous: FlaskClient) -> None:
    response = choose(anonymous, "ru", LOGIN)
    assert (response.status_code, response.headers["Location"]) == (302, LOGIN)
    assert language_of(anonymous.get(LOGIN, headers={"Accept-Language": "en"})) == "ru"
    choose(anonymous, "en", LOGIN)
    assert language_of(anonymous.get(LOGIN, headers={"Accept-Language": RUSSIAN_FIRST})) == "en"


def test_the_cookie_is_the_browser_s_for_a_year(anonymous: FlaskClient) -> None:
    cookie = choose(anonymous, "ru", LOGIN).headers["Set-Cookie"]
    assert cookie.startswith("language=ru;")
    for attribute in ("Max-Age=31536000", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_for_it_alone(app: Flask, connection: None) -> None:
    client, place = app.test_client(), "https://localhost"
    page = Page(client.get(LOGIN, base_url=place).text)
    sent = {"csrf_token": page.all("input[@name='csrf_token']")[0].attrib["value"], "language": "ru"}
    response = client.post(CHOOSE, data=sent, base_url=place, headers={"Referer": f"{place}{LOGIN}"})
    assert "Secure" in next(value for name, value in response.headers if value.startswith("language="))


@pytest.mark.parametrize("language", ["", "de", "EN", "ru ", "../ru", "ru\x00", "я" * 3000])
def test_an_unknown_language_is_refused(anonymous: FlaskClient, language: str) -> None:
    response = choose(anonymous, language, LOGIN)
    answered(response, 400)
    assert "language=" not in response.headers.get("Set-Cookie", "")


def test_a_cookie_of_nonsense_is_none(anonymous: FlaskClient) -> None:
    anonymous.set_cookie("language", "klingon")
    assert language_of(anonymous.get(LOGIN, headers={"Accept-Language": RUSSIAN_FIRST})) == "ru"


def test_nobody_else_chooses(client: FlaskClient) -> None:
    assert client.post(CHOOSE, data={"language": "ru"}).status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "evil.example",
        "",
        None,
    ],
)
def test_one_is_led_nowhere_else(anonymous: FlaskClient, url: str | None) -> None:
    assert choose(anonymous, "ru", url).headers["Location"] == "/admin/"


def test_one_goes_on_where_one_was(client: FlaskClient) -> None:
    here = f"{COURSES.path}?search=%D1%81%D0%BE%D0%BD&page_size=20"
    menu = opened(client, here).one(MENU)
    url = next(field.attrib["value"] for field in menu.iter("input") if field.get("name") == "url")
    assert choose(client, "ru", url, page=here).headers["Location"] == here


def test_a_page_that_was_posted_to_is_none_to_go_on_to(client: FlaskClient) -> None:
    page = answered(client.post(f"{COURSES.path}new/", data={"csrf_token": token(client, "/admin/")}), 422)
    names = {field.get("name") for field in page.one(MENU).iter("input")}
    assert names == {"csrf_token"}


def test_a_page_that_keeps_what_was_typed_is_not_left_for_a_language(anonymous: FlaskClient) -> None:
    page = answered(anonymous.post(f"{COURSES.path}new/", data={"title": "Сон"}), 401)
    assert page.all(MENU) == []


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Moscow", "2 Mar 2026, 01:30"),
        ("America/New_York", "1 Mar 2026, 17:30"),
        ("Asia/Kathmandu", "2 Mar 2026, 04:15"),
        ("UTC", "1 Mar 2026, 22:30"),
        ("Mars/Olympus", "1 Mar 2026, 22:30"),
        ("../../etc/passwd", "1 Mar 2026, 22:30"),
        ("/usr/share/zoneinfo/Europe/Moscow", "1 Mar 2026, 22:30"),
        ("x" * 3000, "1 Mar 2026, 22:30"),
        ("", "1 Mar 2026, 22:30"),
    ],
)
def test_times_are_of_the_browser_s_zone(client: FlaskClient, zone: str, shown: str) -> None:
    course = rows.add_course(slug="shvz", created_at=datetime(2026, 3, 1, 22, 30, 15, tzinfo=UTC))
    client.set_cookie("timezone", zone)
    page = opened(client, f"{COURSES.path}details/?id={course.id}")
    (time,) = (time for time in page.all("time") if time.attrib["datetime"].startswith("2026-03-01"))
    assert (time.text, time.attrib["title"]) == (shown, "2026-03-01 22:30:15.000000 UTC")
