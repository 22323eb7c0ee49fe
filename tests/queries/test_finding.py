"""Courses, lessons, learners and assets by a few letters, right or wrong."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import scoped_session

from admin_app.extensions import db
from admin_app.queries.finding import Found, Kind, Search, find, searchable
from tests.conftest import Statements
from tests.factories import make_course, make_lesson, make_lesson_asset, make_profile

pytestmark = pytest.mark.usefixtures("session")


def found(kind: Kind, typed: str, limit: int = 5) -> list[Found]:
    return find([Search(kind, typed)], limit=limit)[0]


def names(kind: Kind, typed: str, limit: int = 5) -> list[str | None]:
    return [row.name for row in found(kind, typed, limit)]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("бессонница", "Бессонница"),
        ("БЕССОН", "Бессонница"),
        ("сонница", "Бессонница"),
        ("бесоница", "Бессонница"),
        ("бессоница у малыша", "Бессонница у малышей"),
        ("slep", "Sleep"),
        ("ЕЖИК", "Ёжик"),
        ("ёжик", "Ежик"),
        ("ёлка", "Новогодняя елка"),
        ("bessonnica", "Бессонница"),
        ("ghbdtn", "Привет"),
        ("ытщц", "Snow"),
        ("воспитания сила", "Сила воспитания"),
        ("100%", "Ровно 100%"),
        ("ян", "Ян и Яна"),
    ],
)
def test_a_course_is_found_in_any_case_with_wrong_letters_and_on_the_wrong_keyboard(typed: str, title: str) -> None:
    make_course(title=title, slug="wanted")
    make_course(title="Питание", slug="food")
    assert names("courses", typed) == [title]


@pytest.mark.parametrize("typed", ["прогулка", "воспитания сон", "%%%", "___", "\\\\", "я", "", " ", "ьъь", "'; DROP"])
def test_what_is_not_there_is_not_found(typed: str) -> None:
    make_course(title="Сила воспитания_100%", slug="a\\b")
    make_profile(name="Анна", user_identifier="auth0|1")
    for kind in ("courses", "lessons", "profiles", "lesson-assets"):
        assert names(kind, typed) == []


def test_the_nearest_come_first() -> None:
    titles = ["Крепкий-сон", "Невесомый персонаж", "Сонник", "О крепком сне и сон", "Сон"]
    for title in titles:
        make_course(title=title)
    make_course(title="Последний", slug="сон-2")
    assert names("courses", "сон", 9) == ["Сон", "Сонник", "Последний", "Крепкий-сон", titles[3], titles[1]]
    make_course(title="Другой", slug="Сон")
    assert names("courses", "Сон", 1) == ["Другой"]


def test_similar_ones_come_after_what_contains_it_and_only_where_that_is_little() -> None:
    for title in ("Evening walking", "Evening wolking", "Morning"):
        make_lesson(title=title)
    assert names("lessons", "wolking") == ["Evening wolking", "Evening walking"]
    assert names("lessons", "evening wolking") == ["Evening wolking", "Evening walking"]
    assert names("lessons", "evening wolking", 1) == ["Evening wolking"]
    # What is there already takes no place of a similar one.
    make_lesson(title="Evening wolking")
    assert len(names("lessons", "evening wolking", 3)) == 3


def test_a_lesson_by_its_course_and_number() -> None:
    course = make_course(title="Сон", slug="shvz")
    lessons = [make_lesson(course=course, title=title, lesson_number=n) for n, title in enumerate(("Утро", "Ночь"), 1)]
    other = make_lesson(title="Про ночь", lesson_number=2)
    assert [row.id for row in found("lessons", "shvz 2")] == [lessons[1].id]
    assert [row.id for row in found("lessons", "ночь сон")] == [lessons[1].id]
    assert [row.id for row in found("lessons", "shvz")] == [lesson.id for lesson in lessons]
    assert [row.id for row in found("lessons", "ночь")] == [lessons[1].id, other.id]
    assert found("lessons", "утро")[0] == Found(lessons[0].id, "Утро", None, 1, "Сон", 0)
    assert found("lessons", "99999999999 ночь") == []


def test_a_learner_by_name_and_identifier() -> None:
    anna = make_profile(name="Anna Петрова", user_identifier="auth0|111222")
    make_profile(name=None, user_identifier="auth0|111333")
    for typed in ("annna", "петрова anna", "auth0|111222", "111222", "анна", "petrova"):
        assert [row.id for row in found("profiles", typed)] == [anna.id], typed
    # Nearly the same identifier is another learner's.
    assert found("profiles", "auth0|111223") == []
    assert [row.key for row in found("profiles", "auth0|111333")] == ["auth0|111333"]


def test_an_asset_by_address_type_and_lesson() -> None:
    lesson = make_lesson(title="Бессонница")
    video = make_lesson_asset(lesson=lesson, url="https://cdn.example.com/night.mp4")
    make_lesson_asset(lesson=lesson, url="https://cdn.example.com/text.pdf", asset_type="document")
    for typed in ("night", "video бессонница", "NIGHT.mp4"):
        assert [row.id for row in found("lesson-assets", typed)] == [video.id], typed
    assert [row.parent for row in found("lesson-assets", "cdn.example")] == ["Бессонница"] * 2


def test_no_more_than_the_limit_and_nothing_twice() -> None:
    for number in range(9):
        make_course(title=f"Сон {number}", slug="сон" if number == 5 else f"сон-{number}")
    assert names("courses", "сон")[:1] == ["Сон 5"]
    assert len({row.id for row in found("courses", "сон", 8)}) == 8
    make_course(title="Я" * 100_000, slug="long")
    (row,) = found("courses", "long")
    assert row.name == "Я" * 200


def test_any_number_of_searches_is_two_statements(session: scoped_session[Session], statements: Statements) -> None:
    make_course(title="Сон")
    searches = [Search("courses", "сон"), Search("lessons", "я"), Search("profiles", "сон"), Search("courses", "утро")]
    with statements() as seen:
        assert [len(rows) for rows in find(searches, limit=5)] == [1, 0, 0, 0]
    assert len(seen) == 2
    with statements() as seen:
        assert find([Search("courses", "я")], limit=5) == [[]]
    assert not searchable("я")
    assert seen == []


def test_many_rows_are_found_by_their_indexes(session: scoped_session[Session]) -> None:
    session.execute(
        text(
            "INSERT INTO profiles (user_identifier, name)"
            " SELECT 'auth0|' || md5(n::text), 'Анна ' || md5((n * 7)::text) FROM generate_series(1, 20000) AS n"
        )
    )
    session.execute(text("ANALYZE profiles"))
    for typed in ("0a1b", "auth0", "анна", "бориса", "aннa 00", "ян"):
        plan = explained([Search("profiles", typed)])
        assert "Seq Scan on profiles" not in plan, typed
        assert "key_trigrams_idx" in plan, typed


def explained(searches: list[Search]) -> str:
    """How PostgreSQL goes about it."""
    asked = []

    def note(connection: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        find(searches, limit=5)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    statement, parameters = next(each for each in asked if "UNION ALL" in each[0])
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters)  # type: ignore[arg-type]
    return "\n".join(str(row[0]) for row in plan)
