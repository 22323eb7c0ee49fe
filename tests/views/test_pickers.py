"""What forms offer: rows found by typing, values in use, the next number."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.views import rows
from tests.views.pages import opened, words
from tests.views.tables import (
    ASSETS,
    DESCRIPTIONS,
    LESSONS,
    PERSONALIZED,
    Table,
)


def lookup(client: FlaskClient, table: Table, name: str, **query: str) -> Any:
    """What a picker offers."""
    response = client.get(f"{table.path}ajax/lookup/", query_string={"name": name, **query})
    assert response.status_code == 200
    return response.get_json()


def test_a_course_is_found_by_typing(client: FlaskClient) -> None:
    wanted = rows.add_course(title="Сила Хорошего Воспитания", slug="shvz").id
    rows.add_course(title="Питание")
    for typed in ("хорошего", "воспитания сила", "SHVZ", "shv хор"):
        assert lookup(client, LESSONS, "course_id", query=typed) == [[str(wanted), "Сила Хорошего Воспитания"]]


@pytest.mark.parametrize(
    ("table", "name"), [(DESCRIPTIONS, "lesson_id"), (PERSONALIZED, "lesson_id"), (ASSETS, "lesson_id")]
)
def test_a_lesson_is_found_by_typing(client: FlaskClient, table: Table, name: str) -> None:
    course = rows.add_course(title="Сон", slug="sleep").id
    wanted = rows.add_lesson(course_id=course, lesson_number=3, title="Ёлка 100%").id
    rows.add_lesson(course_id=course, lesson_number=4, title="Утро")
    for typed in ("ёлка", "3 сон", "sleep 100%"):
        assert lookup(client, table, name, query=typed) == [[str(wanted), "3. Ёлка 100% — Сон"]]


def test_a_learner_is_found_by_typing(client: FlaskClient) -> None:
    wanted = rows.add_profile(user_identifier="auth0|1_2", name="Анна Петрова").id
    rows.add_profile(user_identifier="auth0|1x2", name="Пётр")
    for typed in ("петрова АННА", "|1_2"):
        assert lookup(client, PERSONALIZED, "profile_id", query=typed) == [[str(wanted), "Анна Петрова (auth0|1_2)"]]


def test_choices_come_in_parts_without_repetition(client: FlaskClient) -> None:
    added = {str(rows.add_course(title="Одинаково").id) for _ in range(7)}
    parts = [lookup(client, LESSONS, "course_id", limit="3", offset=str(offset)) for offset in (0, 3, 6)]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert {row_id for part in parts for row_id, _ in part} == added


def test_an_address_fills_in_a_form(client: FlaskClient) -> None:
    lesson = rows.add_lesson(title="Ёлка").id
    profile = rows.add_profile(name="Анна").id
    page = opened(client, f"/admin/personalized-lesson-descriptions/new/?lesson_id={lesson}&profile_id={profile}")
    assert (page.fields()["lesson_id"], page.fields()["profile_id"]) == (str(lesson), str(profile))
    assert [words(option).partition(" ")[0] for option in page.all("option[@selected]")] == [
        "Анна",
        str(rows.stored("lessons", lesson)["lesson_number"]) + ".",
    ]


def test_the_next_free_number_of_a_course_is_offered(client: FlaskClient) -> None:
    course = rows.add_course().id
    address = opened(client, "/admin/lessons/new/").one("input[@name='lesson_number']").attrib["data-next-number-url"]
    assert client.get(address, query_string={"course_id": course}).get_json() == {"lesson_number": 1}
    rows.add_lesson(course_id=course, lesson_number=41)
    assert client.get(address, query_string={"course_id": course}).get_json() == {"lesson_number": 42}


def test_types_and_slugs_in_use_are_offered(client: FlaskClient) -> None:
    rows.add_asset(asset_type="подкаст")
    types = [option.get("value") for option in opened(client, "/admin/lesson-assets/new/").all("datalist/option")]
    assert types == ["video", "document", "image", "audio", "link", "подкаст"]
    rows.add_course(slug="shvz")
    slugs = [option.get("value") for option in opened(client, "/admin/profiles/new/").all("datalist/option")]
    assert "shvz" in slugs
