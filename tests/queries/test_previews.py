"""The personalized course of a profile: which description a learner sees, in one statement."""

from datetime import UTC, datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.models import Profile
from admin_app.queries.previews import PersonalizedCourse, PreviewedAsset, personalized_course
from tests import factories
from tests.conftest import Statements


def course_of(profile: Profile) -> PersonalizedCourse:
    course = personalized_course(profile.user_identifier)
    assert course is not None
    return course


def test_no_profile_no_course(session: scoped_session[Session], statements: Statements) -> None:
    factories.make_profile(user_identifier="auth0|1")
    with statements() as seen:
        assert personalized_course("auth0|2") is None
    assert len(seen) == 1


@pytest.mark.parametrize("slug", [None, "", "unknown"])
def test_a_slug_that_names_no_course(session: scoped_session[Session], slug: str | None) -> None:
    factories.make_lesson()
    profile = factories.make_profile(course_slug=slug)
    found = course_of(profile)
    assert (found.profile.id, found.profile.name, found.profile.course_slug) == (profile.id, profile.name, slug)
    assert (found.course, found.lessons) == (None, [])


def test_a_course_without_lessons(session: scoped_session[Session]) -> None:
    course = factories.make_course(description="О сне")
    found = course_of(factories.make_profile(course_slug=course.slug))
    assert found.course is not None
    assert (found.course.id, found.course.title, found.course.description) == (course.id, course.title, "О сне")
    assert found.lessons == []
    assert found.counts == {"personalized": 0, "standard": 0, "missing": 0}


def test_own_version_before_standard_before_nothing(session: scoped_session[Session]) -> None:
    course = factories.make_course()
    own, both, standard, missing = (
        factories.make_lesson(
            course=course,
            lesson_number=number,
            summary=f"S{number}",
            created_at=datetime(2020, 1, 5 - number, tzinfo=UTC),
        )
        for number in (4, 3, 2, 1)
    )
    profile = factories.make_profile(course_slug=course.slug)
    versions = {
        lesson: factories.make_personalized_lesson_description(
            lesson=lesson, profile=profile, content=Document(f'"own {lesson.lesson_number}"')
        )
        for lesson in (own, both)
    }
    standards = {
        lesson: factories.make_lesson_description(lesson=lesson, data=Document(f'"standard {lesson.lesson_number}"'))
        for lesson in (both, standard)
    }
    found = course_of(profile)
    assert [
        (lesson.id, lesson.lesson_number, lesson.summary, lesson.source, str(lesson.description or "-"))
        for lesson in found.lessons
    ] == [
        (missing.id, 1, "S1", "missing", "-"),
        (standard.id, 2, "S2", "standard", '"standard 2"'),
        (both.id, 3, "S3", "personalized", '"own 3"'),
        (own.id, 4, "S4", "personalized", '"own 4"'),
    ]
    assert found.counts == {"personalized": 2, "standard": 1, "missing": 1}
    assert [(lesson.standard_id, lesson.personalized_id) for lesson in found.lessons] == [
        (None, None),
        (standards[standard].id, None),
        (standards[both].id, versions[both].id),
        (None, versions[own].id),
    ]
    assert [str(lesson.standard or "-") for lesson in found.lessons] == ["-", '"standard 2"', '"standard 3"', "-"]


def test_another_learners_version_is_not_seen(session: scoped_session[Session]) -> None:
    lesson = factories.make_lesson()
    factories.make_personalized_lesson_description(lesson=lesson)
    found = course_of(factories.make_profile(course_slug=lesson.course.slug))
    assert [(one.source, one.description, one.personalized_id) for one in found.lessons] == [("missing", None, None)]


@pytest.mark.parametrize("empty", ["null", "{}", "[]", '""', "0", "false"])
def test_an_empty_version_is_a_version_all_the_same(session: scoped_session[Session], empty: str) -> None:
    lesson = factories.make_lesson()
    factories.make_lesson_description(lesson=lesson)
    profile = factories.make_profile(course_slug=lesson.course.slug)
    factories.make_personalized_lesson_description(lesson=lesson, profile=profile, content=Document(empty))
    (seen,) = course_of(profile).lessons
    assert (seen.source, seen.description) == ("personalized", Document(empty))


@pytest.mark.parametrize("count", [1, 200])
def test_one_statement_whatever_the_number_of_lessons(
    session: scoped_session[Session], statements: Statements, count: int
) -> None:
    course = factories.make_course()
    profile = factories.make_profile(course_slug=course.slug, user_identifier="auth0|1")
    lessons = [factories.make_lesson(course=course, lesson_number=number) for number in range(count, 0, -1)]
    for lesson in lessons[::2]:
        factories.make_personalized_lesson_description(lesson=lesson, profile=profile)
    for lesson in lessons[::3]:
        factories.make_lesson_description(lesson=lesson)
    session.expunge_all()
    # Without its indexes PostgreSQL meets the lessons in the order in which they were made.
    session.execute(text("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off"))
    with statements() as seen:
        found = personalized_course("auth0|1")
        assert found is not None
        assert [lesson.lesson_number for lesson in found.lessons] == list(range(1, count + 1))
        assert found.counts["personalized"] == len(lessons[::2])
        assert all(lesson.description is not None for lesson in found.lessons if lesson.source != "missing")
    assert len(seen) == 1


def test_what_goes_with_each_lesson_in_the_same_statement(
    session: scoped_session[Session], statements: Statements
) -> None:
    course = factories.make_course()
    full = factories.make_lesson(course=course, lesson_number=1, content=Document('{"a": 1.10}'))
    factories.make_lesson(course=course, lesson_number=2)
    profile = factories.make_profile(course_slug=course.slug)
    factories.make_personalized_lesson_description(lesson=full, profile=profile)
    metadata = Document('{"title": "Запись \\"1\\"", "text": "' + "ы" * 1000 + '"}')
    added = datetime(2020, 1, 2, tzinfo=UTC)
    late = factories.make_lesson_asset(lesson=full, url="b", asset_metadata=None, created_at=added)
    early = factories.make_lesson_asset(
        lesson=full, url='"\\ё', asset_metadata=metadata, created_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    same_time = factories.make_lesson_asset(lesson=full, url="c", asset_metadata=None, created_at=added)
    factories.make_lesson_asset()
    expected = [
        PreviewedAsset(asset.id, asset.asset_type, asset.url, None)
        for asset in sorted((late, same_time), key=lambda asset: asset.id)
    ]
    identifier, first = profile.user_identifier, (early.id, early.asset_type, early.url)
    session.expunge_all()
    with statements() as seen:
        found = personalized_course(identifier, with_material=True)
    assert len(seen) == 1
    assert found is not None
    one, two = found.lessons
    assert one.content == Document('{"a": 1.10}')
    assert (two.content, list(two.assets)) == (None, [])
    assert list(one.assets[1:]) == expected
    (asset,) = one.assets[:1]
    assert (asset.id, asset.asset_type, asset.url) == first
    assert (asset.metadata_summary or "").startswith('{"title": "Запись \\"1\\""}')
    assert len(asset.metadata_summary or "") == 400


def test_what_goes_with_the_lessons_is_read_only_where_it_is_asked_for(session: scoped_session[Session]) -> None:
    lesson = factories.make_lesson(content=Document("1"))
    factories.make_lesson_asset(lesson=lesson)
    (seen,) = course_of(factories.make_profile(course_slug=lesson.course.slug)).lessons
    assert (seen.content, list(seen.assets)) == (None, [])
