"""Totals, and what needs a person."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from admin_app.queries import dashboard
from admin_app.queries.dashboard import Overview, overview
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
    )


def test_counting_stops_just_past_the_bound(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "BOUND", 3)
    session.execute(text("INSERT INTO courses (slug, title) SELECT n, n FROM generate_series(1, 9) AS n"))
    assert overview().courses == 4
