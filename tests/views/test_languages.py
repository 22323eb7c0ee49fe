"""The language and the zone of a page: the browser's, or the one that was chosen in it."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.views import rows
from tests.views.entrance import token
from tests.views.histories import change, newest, sentences
from tests.views.pages import Page, opened, words
from tests.views.tables import COURSES

ACTIVITY = "/admin/activity/"
NEW_YEAR = datetime(2026, 1, 1, 20, 30, 0, 123456, tzinfo=UTC)


def language_of(client: FlaskClient, address: str = ACTIVITY, **headers: str) -> str:
    return Page(client.get(address, headers=headers).text).one("html").attrib["lang"]


def happened(moment: datetime) -> None:
    """A course was made at that time."""
    row_id = rows.add_course(title="Сон").id
    rows.run("UPDATE admin.revisions SET occurred_at = :at WHERE id = :id", at=moment, id=newest(row_id))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("de", "en"),
        ("", "en"),
        ("x" * 5_000, "en"),
    ],
)
def test_the_language_is_the_browsers(client: FlaskClient, accepted: str, language: str) -> None:
    assert language_of(client, **{"Accept-Language": accepted}) == language


def test_a_chosen_language_is_remembered_and_counts_more(client: FlaskClient) -> None:
    data = {"language": "ru", "url": f"{COURSES.path}?page=0", "csrf_token": token(client, ACTIVITY)}
    response = client.post("/preferences/language", data=data)
    assert (response.status_code, response.headers["Location"]) == (302, f"{COURSES.path}?page=0")
    assert language_of(client, **{"Accept-Language": "en"}) == "ru"
    assert client.post("/preferences/language", data=data | {"language": "de"}).status_code == 400
    away = client.post("/preferences/language", data=data | {"url": "//elsewhere.example/"})
    assert away.headers["Location"] == "/admin/"


def test_an_unknown_language_or_zone_in_a_cookie_is_no_error(client: FlaskClient) -> None:
    for name in ("language", "timezone"):
        client.set_cookie(name, "../../etc/passwd")
    happened(NEW_YEAR)
    assert language_of(client) == "en"
    assert "Thursday, 1 January 2026" in opened(client, ACTIVITY).main


def test_a_stranger_and_an_error_are_spoken_to_in_russian(anonymous: FlaskClient) -> None:
    anonymous.set_cookie("language", "ru")
    assert language_of(anonymous, "/login") == "ru"
    assert "Такой страницы нет" in opened(anonymous, "/no-such", 404).main
    assert anonymous.get("/admin/preview.json?profile=x").get_json()["error"].startswith("Вход не выполнен")


@pytest.mark.parametrize(
    ("zone", "day", "time"),
    [
        ("", "Thursday, 1 January 2026", "20:30"),
        ("Asia/Tokyo", "Friday, 2 January 2026", "05:30"),
        ("America/New_York", "Thursday, 1 January 2026", "15:30"),
    ],
)
def test_days_and_times_are_those_of_the_zone(client: FlaskClient, zone: str, day: str, time: str) -> None:
    client.set_cookie("timezone", zone)
    happened(NEW_YEAR)
    page = opened(client, ACTIVITY)
    assert words(page.one("h2[@class='activity-date']")) == day
    shown = page.one("time")
    assert (words(shown), shown.attrib["title"]) == (time, "2026-01-01 20:30:00.123456 UTC")


def test_a_day_of_the_filter_is_one_of_the_zone(client: FlaskClient) -> None:
    happened(NEW_YEAR)

    def is_found(zone: str, day: str) -> bool:
        client.set_cookie("timezone", zone)
        page = opened(client, f"{ACTIVITY}?since={day}&until={day}")
        return bool(page.all("p[@class='activity-sentence']"))

    assert is_found("UTC", "2026-01-01")
    assert not is_found("Asia/Tokyo", "2026-01-01")
    assert is_found("Asia/Tokyo", "2026-01-02")


def test_a_sentence_without_the_name_of_its_row_is_whole(client: FlaskClient) -> None:
    client.set_cookie("language", "ru")
    row_id = rows.add_course(title="Сон").id
    change("courses", row_id, title="Свет", slug="свет")
    newest_one, oldest = sentences(opened(client, f"{COURSES.path}history/?id={row_id}"))
    assert newest_one == "Кто-то вне панели (роль базы данных postgres) — изменён курс: слаг и название"
    assert oldest == "Кто-то вне панели (роль базы данных postgres) — создан курс"


def test_russian_writes_days_times_and_numbers_its_own_way(client: FlaskClient) -> None:
    client.set_cookie("language", "ru")
    happened(NEW_YEAR)
    page = opened(client, f"{ACTIVITY}?since=2026-01-01")
    assert words(page.one("h2[@class='activity-date']")) == "Четверг, 1 января 2026"
    assert "С: 1 янв. 2026" in page.main
    assert words(page.one("p[@class='activity-sentence']")) == (
        "Кто-то вне панели (роль базы данных postgres) — создан курс Сон"
    )
