"""Columns: SQL NULL apart from JSON null, summaries made by the database, rows that go with their parents."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session, undefer

from admin_app.documents import Document
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)
from admin_app.reading import summary
from tests import factories
from tests.conftest import Statements


def test_none_is_sql_null(session: scoped_session[Session]) -> None:
    profile = factories.make_profile(survey=None)
    session.expire(profile)
    assert profile.survey is None
    assert session.scalar(select(Profile.survey.is_(None)))


def test_json_null_is_a_document(session: scoped_session[Session]) -> None:
    profile = factories.make_profile(survey=Document("null"))
    session.expire(profile)
    assert profile.survey == Document("null")
    assert session.scalar(text("SELECT survey IS NOT NULL AND survey = 'null' FROM profiles"))


def test_a_document_can_be_emptied_and_set_to_json_null_again(session: scoped_session[Session]) -> None:
    profile = factories.make_profile(survey=Document("{}"))
    profile.survey = None
    session.flush()
    assert session.scalar(text("SELECT survey IS NULL FROM profiles"))
    profile.survey = Document("null")
    session.flush()
    assert session.scalar(text("SELECT survey = 'null' FROM profiles"))


def test_the_metadata_of_an_asset_is_in_the_column_of_that_name(session: scoped_session[Session]) -> None:
    factories.make_lesson_asset(asset_metadata=Document('{"minutes": 1.50}'))
    assert session.scalar(text("SELECT metadata::text FROM lesson_assets")) == '{"minutes": 1.50}'


def test_an_equal_document_is_no_change(session: scoped_session[Session]) -> None:
    profile = factories.make_profile(survey=Document('{"a": 1, "b": 2}'))
    session.refresh(profile)
    profile.survey = Document('{"b":2,"a":1}')
    assert not session.is_modified(profile)
    profile.survey = Document('{"b":2,"a":1.0}')
    assert session.is_modified(profile)


@pytest.mark.parametrize(
    ("survey", "line"),
    [
        ('{"aaa": 1, "title": "Сон"}', "Сон · Aaa: 1"),
        ('{"title": 5}', "5"),
        ('["title"]', "title"),
        ("null", "null"),
        ("1.10", "1.10"),
        (None, None),
    ],
)
def test_a_summary_comes_from_the_database(
    survey: str | None, line: str | None, session: scoped_session[Session]
) -> None:
    profile = factories.make_profile(survey=survey and Document(survey))
    session.refresh(profile, ["survey_summary"])
    assert summary(profile.survey_summary) == line


def test_a_summary_is_short_however_large_the_document(session: scoped_session[Session]) -> None:
    factories.make_profile(survey=Document.of({"text": "x" * 100_000}))
    session.expire_all()
    profile = session.scalars(select(Profile).options(undefer(Profile.survey_summary))).one()
    assert profile.survey_summary is not None
    assert len(profile.survey_summary) == 400


def test_a_row_is_loaded_without_its_summary(statements: Statements, session: scoped_session[Session]) -> None:
    factories.make_profile(survey=Document("{}"))
    with statements() as seen:
        session.scalars(select(Profile).execution_options(populate_existing=True)).one()
    assert len(seen) == 1
    assert "left(" not in seen[0].lower()


def count(session: scoped_session[Session], *tables: type) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_all_that_hangs_on_a_course_goes_with_it(session: scoped_session[Session]) -> None:
    lesson = factories.make_lesson()
    factories.make_lesson_description(lesson=lesson)
    factories.make_personalized_lesson_description(lesson=lesson)
    factories.make_lesson_asset(lesson=lesson)
    other = factories.make_lesson()
    session.execute(text("DELETE FROM courses WHERE id = :id"), {"id": lesson.course_id})
    children = Course, Lesson, LessonDescription, PersonalizedLessonDescription, LessonAsset
    assert count(session, *children) == [1, 1, 0, 0, 0]
    assert count(session, Profile) == [1]
    assert session.scalar(select(Lesson.id)) == other.id


def test_the_versions_of_a_learner_go_with_the_profile(session: scoped_session[Session]) -> None:
    version = factories.make_personalized_lesson_description()
    session.execute(text("DELETE FROM profiles WHERE id = :id"), {"id": version.profile_id})
    assert count(session, PersonalizedLessonDescription, Lesson) == [0, 1]


def test_rows_are_called_what_a_person_knows(session: scoped_session[Session]) -> None:
    lesson = factories.make_lesson(lesson_number=3, title="Bedtime", course=factories.make_course(title="Сон"))
    profile = factories.make_profile(name="Anna", user_identifier="auth0|1")
    unnamed = factories.make_profile(name=None, user_identifier="auth0|2")
    version = factories.make_personalized_lesson_description(lesson=lesson, profile=profile)
    asset = factories.make_lesson_asset(lesson=lesson, asset_type="link", url="https://example.com/")
    labels = [str(row) for row in (lesson.course, lesson, profile, unnamed, version, asset)]
    assert labels == [
        "Сон", "3. Bedtime", "Anna (auth0|1)", "auth0|2", "3. Bedtime — Anna (auth0|1)", "link: https://example.com/",
    ]  # fmt: skip
    assert str(factories.make_lesson_description(lesson=lesson)) == "Standard description of 3. Bedtime"
