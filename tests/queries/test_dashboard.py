"""Totals, and what needs a person."""

from datetime import UTC, datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from admin_app.queries import dashboard
from admin_app.queries.dashboard import Coverage, Overview, overview
from tests import factories
from tests.conftest import Statements


def test_everything_is_counted_in_one_statement(session: scoped_session[Session], statements: Statements) -> None:
    course = factories.make_course(slug="shvz")
    lessons = [factories.make_lesson(course=course) for _ in range(4)]
    factories.make_lesson_description(lesson=lessons[0])
    enrolled, _, _, _ = (factories.make_profile(course_slug=slug) for slug in ("shvz", None, "gone", ""))
    factories.make_personalized_lesson_description(lesson=lessons[1], profile=enrolled)
    for _ in range(5):
        factories.make_lesson_asset(lesson=lessons[2])
    with statements() as seen:
        counted = overview()
    assert len(seen) == 1
    assert counted == Overview(
        courses=1,
        lessons=4,
        lesson_descriptions=1,
        profiles=4,
        personalized_lesson_descriptions=1,
        lesson_assets=5,
        lessons_without_description=3,
        profiles_without_course=1,
        profiles_with_unknown_course=2,
        coverage=[Coverage(course.id, "shvz", course.title, personalized=0, standard=1, missing=3)],
    )


def test_counting_stops_just_past_the_bound(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "BOUND", 3)
    session.execute(text("INSERT INTO courses (slug, title) SELECT n, n FROM generate_series(1, 9) AS n"))
    assert overview().courses == 4


def test_each_lesson_counts_once_by_what_its_learners_get(session: scoped_session[Session]) -> None:
    course = factories.make_course()
    both, standard, own, _ = (factories.make_lesson(course=course) for _ in range(4))
    for lesson in (both, standard):
        factories.make_lesson_description(lesson=lesson)
    for lesson in (both, both, own):
        factories.make_personalized_lesson_description(lesson=lesson)
    (covered,) = [each for each in overview().coverage if each.course_id == course.id]
    # A version of one learner's own is no description for the others.
    assert (covered.personalized, covered.standard, covered.missing) == (1, 1, 2)
    assert covered.lessons == 4


def test_the_newest_courses_are_covered(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "MAX_COURSES", 3)
    for day in (2, 4, 1, 3):
        factories.make_course(slug=f"day-{day}", created_at=datetime(2020, 1, day, tzinfo=UTC))
    assert [each.slug for each in overview().coverage] == ["day-4", "day-3", "day-2"]


def test_lessons_of_a_course_are_looked_at_to_a_bound(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "MAX_LESSONS", 3)
    course = factories.make_course()
    for _ in range(9):
        factories.make_lesson(course=course)
    assert [each.lessons for each in overview().coverage] == [4]


def test_without_courses_nothing_is_covered(session: scoped_session[Session]) -> None:
    assert list(overview().coverage) == []
