"""What the search of a list finds: the same as a plain reading of the rows, however many have the words."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session

from admin_app.models import Course, Lesson, LessonAsset, LessonDescription, PersonalizedLessonDescription, Profile
from admin_app.queries import searching
from admin_app.queries.matching import has
from admin_app.queries.searching import Found, find, has_word
from tests.conftest import Statements
from tests.factories import (
    make_course,
    make_lesson,
    make_lesson_asset,
    make_lesson_description,
    make_personalized_lesson_description,
    make_profile,
)

Reading = Callable[[Any], list[str | None]]
# The columns that lists search, and what a person reads there.
SEARCHED: dict[Any, tuple[tuple[Any, ...], Reading]] = {
    Course: (
        (Course.title, Course.slug, Course.description),
        lambda row: [row.title, row.slug, row.description],
    ),
    Lesson: (
        (Lesson.title, Lesson.summary, Course.title),
        lambda row: [row.title, row.summary, row.course.title],
    ),
    LessonDescription: (
        (Lesson.title, Course.title),
        lambda row: [row.lesson.title, row.lesson.course.title],
    ),
    Profile: (
        (Profile.user_identifier, Profile.name),
        lambda row: [row.user_identifier, row.name],
    ),
    PersonalizedLessonDescription: (
        (Profile.user_identifier, Profile.name, Lesson.title, Course.title),
        lambda row: [row.profile.user_identifier, row.profile.name, row.lesson.title, row.lesson.course.title],
    ),
    LessonAsset: (
        (LessonAsset.url, LessonAsset.asset_type, Lesson.title, Course.title),
        lambda row: [row.url, row.asset_type, row.lesson.title, row.lesson.course.title],
    ),
}
TYPED = (
    *("сон", "Сон анна", "анна елкина", "ЁЛКИНА wilson", "anna", "auth0| сон", "auth0| анна", "100%", "_", "\\", "a_b"),
    *(
        "ан",
        "н",
        "4",
        "ъ",
        "нет такого",
        "первый второй",
        "сон СОН сон",
        "wilson анна",
        "сон без",
        "ан елкина",
        "н сон",
    ),
)


@pytest.fixture
def filled(session: scoped_session[Session]) -> None:
    """A few rows of each table, whose words meet in one row, in two tables, or not at all."""
    courses = [make_course(title=title, slug=slug) for title, slug in (("Сон без слёз", "a_b"), ("Объезд 100%", "сон"))]
    lessons = [
        make_lesson(course=course, title=title, summary=summary)
        for course in courses
        for title, summary in (("Первый сон", None), ("Второй вечер", "Anna’s час\\4"), ("Wilson", "ЮЛА _"))
    ]
    profiles = [
        make_profile(user_identifier=f"auth0|{number}", name=name)
        for number, name in enumerate(["Анна Ёлкина", "анна Wilson", "Сон Анна", None, "Ольга 100%", "Юлия\\_"])
    ]
    for lesson in lessons:
        make_lesson_description(lesson=lesson)
        make_lesson_asset(lesson=lesson, url=f"https://a_b.example/{lesson.title}", asset_type="Анна")
        for profile in profiles:
            make_personalized_lesson_description(lesson=lesson, profile=profile)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("most", "enough"), [(1_000, 500), (1, 1)])
@pytest.mark.parametrize("model", SEARCHED, ids=lambda model: model.__tablename__)
def test_the_rows_are_those_that_a_person_would_find(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, model: Any, most: int, enough: int
) -> None:
    for name, number in (("MOST", most), ("MOST_PARENTS", most), ("ENOUGH", enough)):
        monkeypatch.setattr(searching, name, number)
    columns, reading = SEARCHED[model]
    everything = session.scalars(select(model)).all()
    for typed in TYPED:
        wanted = {row.id for row in everything if _reads(reading(row), typed)}
        found = find(model, columns, typed)
        assert _ids(session, model, found.condition) == wanted, typed
        counted = _ids(session, model, found.counted)
        assert counted == wanted if found.counts_all else counted <= wanted, typed


def _reads(texts: list[str | None], typed: str) -> bool:
    folded = [_folded(text) for text in texts if text is not None]
    return all(any(word in text for text in folded) for word in _folded(typed).split())


def _folded(text: str) -> str:
    return text.lower().replace("ё", "е")


def _ids(session: scoped_session[Session], model: Any, condition: Any) -> set[Any]:
    """The ids of what fits, with all that the rows belong to joined."""
    statement = select(model.id)
    if model in (LessonDescription, PersonalizedLessonDescription, LessonAsset):
        statement = statement.join(Lesson, model.lesson_id == Lesson.id).join(Lesson.course)
    if model is PersonalizedLessonDescription:
        statement = statement.join(model.profile)
    if model is Lesson:
        statement = statement.join(Lesson.course)
    ids = list(session.scalars(statement.where(condition)))
    assert len(ids) == len(set(ids))
    return set(ids)


FILTERS: tuple[tuple[Any, Callable[[Any], bool]], ...] = (
    (Course.slug == "a_b", lambda row: row.lesson.course.slug == "a_b"),
    (Course.slug == "none", lambda row: False),
    (has(Lesson.title, "СОН"), lambda row: "сон" in row.lesson.title),
    (has(Profile.name, "анна"), lambda row: "анна" in (row.profile.name or "").lower()),
    (
        PersonalizedLessonDescription.created_at.is_(None),
        lambda row: row.created_at is None,
    ),
)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("most", [1_000, 1])
@pytest.mark.parametrize("typed", ["", "сон", "анна елкина"])
def test_filters_of_what_rows_belong_to_are_looked_up_with_the_words(
    session: scoped_session[Session], statements: Statements, monkeypatch: pytest.MonkeyPatch, typed: str, most: int
) -> None:
    monkeypatch.setattr(searching, "MOST_PARENTS", most)
    columns, reading = SEARCHED[PersonalizedLessonDescription]
    everything = session.scalars(select(PersonalizedLessonDescription)).all()
    for chosen in [*combinations(FILTERS, 1), *combinations(FILTERS, 2)]:
        wanted = {row.id for row in everything if _reads(reading(row), typed) and all(fits(row) for _, fits in chosen)}
        with statements() as seen:
            found = find(PersonalizedLessonDescription, columns, typed, [condition for condition, _ in chosen])
        assert len(seen) <= 1
        assert _ids(session, PersonalizedLessonDescription, found.condition) == wanted
        counted = _ids(session, PersonalizedLessonDescription, found.counted)
        assert counted == wanted if found.counts_all else counted <= wanted


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("model", SEARCHED, ids=lambda model: model.__tablename__)
@pytest.mark.parametrize("typed", ["сон", "сон анна wilson", "ан н"])
def test_what_is_searched_for_is_looked_up_in_one_statement(
    session: scoped_session[Session], statements: Statements, model: Any, typed: str
) -> None:
    with statements() as seen:
        find(model, SEARCHED[model][0], typed)
    assert len(seen) == 1


@pytest.mark.usefixtures("filled")
def test_a_name_of_two_common_words_is_looked_up_as_a_whole(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_PARENTS", 1)
    anna = _found("анна елкина")
    assert anna.counts_all
    assert "profiles" not in str(anna.condition)
    assert session.scalar(select(func.count()).where(anna.condition)) == 6
    assert not _found("анна").counts_all


@pytest.mark.usefixtures("filled")
def test_common_words_that_are_hardly_ever_together_are_known_by_their_rows(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MOST_PARENTS", "ENOUGH"):
        monkeypatch.setattr(searching, name, 1)
    # Each is in two lessons, and both are in none; a learner has one of them.
    for typed, rows in (("первый второй", 0), ("вечер первый", 0)):
        found = _found(typed)
        assert found.counts_all
        assert "lesson_id = ANY" in str(found.condition)
        assert len(_ids(session, PersonalizedLessonDescription, found.condition)) == rows
    profile = session.scalars(select(Profile).where(Profile.user_identifier == "auth0|5")).one()
    profile.name = "Вечер"
    session.flush()
    assert len(_ids(session, PersonalizedLessonDescription, _found("вечер первый").condition)) == 2


def test_a_row_that_has_a_word_twice_is_one(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 3)
    profiles = [make_profile(user_identifier=f"anna-{number}", name=name) for number, name in enumerate(["Anna", None])]
    profiles += [make_profile(user_identifier="x", name="Anna")]
    course = make_course(title="Anna")
    lessons = [make_lesson(course=course, title="Anna", summary="Anna") for _ in range(3)]
    for model, rows in ((Profile, profiles), (Lesson, lessons)):
        found = find(model, SEARCHED[model][0], "anna")
        assert found.counts_all
        assert _ids(session, model, found.counted) == {row.id for row in rows}


def _found(typed: str) -> Found:
    return find(PersonalizedLessonDescription, SEARCHED[PersonalizedLessonDescription][0], typed)


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Course, ["slug", "title"]),
        (Lesson, ["title", "summary"]),
        (Profile, ["user_identifier", "name"]),
        (LessonAsset, ["url", "asset_type"]),
    ],
)
@pytest.mark.parametrize("word", ["Бессонница", "auth0|57", "100%_сон"])
def test_the_indexes_of_keys_serve_each_column(
    session: scoped_session[Session], model: Any, columns: list[str], word: str
) -> None:
    condition = has_word(model, [getattr(model, name) for name in columns], word)
    plan = _plan(session, select(model.id).where(condition))
    for name in columns:
        assert f"Bitmap Index Scan on {model.__tablename__}_{name}_key_trigrams_idx" in plan
    assert "Seq Scan" not in plan


def _plan(session: scoped_session[Session], statement: Any) -> str:
    """How PostgreSQL does it where it would rather not read a whole table, as in one with many rows."""
    session.execute(text("SET LOCAL enable_seqscan = off"))
    compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return "\n".join(session.connection().exec_driver_sql(f"EXPLAIN {compiled}").scalars())
