"""The box that finds everything: what it offers to whom, and what it costs."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.models import ProfileViewRecord
from tests.conftest import Statements
from tests.views import rows

FIND = "/admin/find.json"


def answer(client: FlaskClient, typed: str, language: str = "en") -> Any:
    response = client.get(FIND, query_string={"q": typed}, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.get_json()


def items(client: FlaskClient, typed: str, language: str = "en") -> dict[str, dict[str, Any]]:
    """What is found, by its label."""
    return {item["label"]: item for group in answer(client, typed, language)["groups"] for item in group["items"]}


def test_rows_of_each_kind_lead_to_their_details(client: FlaskClient) -> None:
    course = rows.add_course(title="Бессонница", slug="shvz").id
    lesson = rows.add_lesson(course_id=course, lesson_number=3, title="Бессонная ночь").id
    asset = rows.add_asset(lesson_id=lesson, asset_type="video", url="https://example.com/бессонница.mp4").id
    learner = rows.add_profile(user_identifier="auth0|1", name="Бессон Анна").id
    found = items(client, "бессон")
    assert found["Бессонница"]["url"] == f"/admin/courses/details/?id={course}"
    assert found["Бессонница"]["detail"] == "shvz"
    assert found["3. Бессонная ночь"]["url"] == f"/admin/lessons/details/?id={lesson}"
    assert found["3. Бессонная ночь"]["detail"] == "Бессонница"
    assert found["Бессон Анна"]["url"] == f"/admin/profiles/details/?id={learner}"
    assert found["https://example.com/бессонница.mp4"]["url"] == f"/admin/lesson-assets/details/?id={asset}"
    for item in found.values():
        assert client.get(item["url"]).status_code == 200


def test_the_group_with_the_nearest_comes_first(client: FlaskClient) -> None:
    rows.add_course(title="Сон Анны", slug="x")
    rows.add_profile(user_identifier="auth0|1", name="Анна")
    assert [group["label"] for group in answer(client, "анн")["groups"]] == ["Profiles", "Courses"]
    assert [group["label"] for group in answer(client, "сон")["groups"]] == ["Courses"]


@pytest.mark.parametrize("typed", ["new lesson in shvz", "новый урок в shvz", "новый урок бесоница", "shvz new lesson"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_new_lesson_in_a_course(client: FlaskClient, typed: str, language: str) -> None:
    course = rows.add_course(title="Бессонница", slug="shvz").id
    urls = [item["url"] for item in items(client, typed, language).values() if "url" in item]
    assert f"/admin/lessons/new/?course_id={course}" in urls


def test_what_is_done_to_a_learner_or_to_the_lessons_of_a_course(client: FlaskClient) -> None:
    rows.add_profile(user_identifier="auth0|1", name="Anna")
    rows.add_course(title="Сон", slug="shvz")
    long = "я" * 600
    rows.add_profile(user_identifier=long, name="Борис")
    assert client.get(items(client, "preview бориса")["Preview as “Борис”"]["url"]).status_code == 200
    assert items(client, "preview anna")["Preview as “Anna”"]["url"] == "/admin/preview/?profile=auth0%7C1"
    assert items(client, "auth0|1")["Preview as “Anna”"]["url"] == "/admin/preview/?profile=auth0%7C1"
    lessons = items(client, "lessons shvz")["Lessons of “Сон”"]["url"]
    assert lessons == "/admin/lessons/?flt0_course_slug_equals=shvz"
    assert client.get(lessons).status_code == 200


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("courses", "Courses"),
        ("cuorses", "Courses"),
        ("курсы", "Courses"),
        ("rehcs", "Courses"),
        ("сщгкыуы", "Courses"),
        ("журнал", "Activity"),
        ("new course", "New course"),
        ("новый курс", "New course"),
        ("sign out", "Sign out"),
        ("выйти", "Sign out"),
        ("dark", "Light or dark"),
        ("язык", "Русский"),
    ],
)
def test_a_page_and_a_deed_in_either_language_and_on_either_keyboard(
    client: FlaskClient, typed: str, label: str
) -> None:
    assert label in items(client, typed)


def test_without_words_there_are_the_pages_and_what_can_be_done(client: FlaskClient) -> None:
    rows.add_course(title="Сон")
    first = answer(client, "")
    assert [group["label"] for group in first["groups"]] == ["Pages", "Actions"]
    assert not first["short"]
    assert answer(client, "я")["short"]
    assert answer(client, "яяя")["groups"] == []


def test_everybody_finds_what_they_may_use(login_as: Callable[[str], FlaskClient]) -> None:
    rows.add_course(title="Сон", slug="shvz")
    client = login_as("support")
    assert "New lesson" not in items(client, "new lesson")
    assert not [label for label in items(client, "new lesson in shvz") if label.startswith("New")]
    assert "Users" not in items(client, "users")
    assert "Сон" in items(client, "сон")
    for role in ("support", "editor", "admin"):
        for typed in ("", "new", "сон", "lessons shvz"):
            for item in items(login_as(role), typed).values():
                assert "url" not in item or login_as(role).get(item["url"]).status_code == 200


def test_finding_learners_is_no_look_at_them(client: FlaskClient) -> None:
    rows.add_profile(user_identifier="auth0|1", name="Анна", survey='{"secret": "нет"}')
    assert "Анна" in items(client, "анна")
    assert "нет" not in client.get(FIND, query_string={"q": "анна"}).text
    assert list(db.session.scalars(select(ProfileViewRecord))) == []


def test_it_costs_three_statements_whatever_is_typed(client: FlaskClient, statements: Statements) -> None:
    for _ in range(20):
        rows.add_lesson(title="Сон")
    for typed, cost in (("сон", 3), ("new lesson in сон", 3), ("preview сон", 3), ("", 1), ("я", 1)):
        with statements() as seen:
            answer(client, typed)
        assert len(seen) == cost, typed


@pytest.mark.parametrize(
    "typed",
    ["%", "_", "%%%", "\\", "'", '"', "%(name)s", "\ud800", "\ufeff\u200b", "İrem ß Σ", "a" * 200, "я " * 100, "👶🏽"],
)
def test_any_signs_are_answered(client: FlaskClient, typed: str) -> None:
    query = typed.encode("utf-8", "surrogatepass")
    assert client.get(FIND, query_string={"q": query}).status_code == 200


def test_what_nobody_types_is_refused_in_words(client: FlaskClient, anonymous: FlaskClient) -> None:
    for query in ({"q": "a" * 201}, {"q": "a\x00"}):
        response = client.get(FIND, query_string=query)
        assert response.status_code == 400
        assert response.get_json()["error"]
    assert anonymous.get(FIND).status_code == 401
