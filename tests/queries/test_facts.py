"""What is told beside a row: its last change, who else has it open, and how many learners see it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.extensions import db
from admin_app.models import Course, Lesson, LessonDescription, OpenRow, PersonalizedLessonDescription, Profile, User
from admin_app.operations.actors import Actor, act_as
from admin_app.queries import consequences
from admin_app.queries import facts as queries_facts
from admin_app.queries.facts import Facts, facts_of
from tests.conftest import Statements
from tests.factories import (
    make_course,
    make_lesson,
    make_lesson_asset,
    make_lesson_description,
    make_personalized_lesson_description,
    make_profile,
)

ME = 1


def facts(row: Any) -> Facts:
    return facts_of(type(row), row.id, ME)


@pytest.fixture
def lesson(session: scoped_session[Session]) -> Any:
    """A lesson of a course with three learners, one of whom has a version of their own."""
    course = make_course(slug="sleep")
    made = make_lesson(course=course)
    learners = [make_profile(course_slug="sleep") for _ in range(3)]
    make_personalized_lesson_description(lesson=made, profile=learners[0])
    make_personalized_lesson_description(profile=make_profile(course_slug="other"))
    return made


def test_who_sees_what_in_one_statement_each(lesson: Any, statements: Statements) -> None:
    described = make_lesson_description(lesson=lesson)
    make_lesson_asset(lesson=lesson)
    db.session.flush()
    with statements() as seen:
        of_course, of_lesson, of_standard = facts(lesson.course), facts(lesson), facts(described)
    assert len(seen) == 3
    assert (of_course.counts["learners"], of_course.counts["lessons"]) == (3, 1)
    assert (of_lesson.counts["learners"], of_lesson.counts["lesson_assets"]) == (3, 1)
    assert of_lesson.counts["personalized_lesson_descriptions"] == 1
    # The one who has a version of their own does not see it.
    assert (of_standard.counts["learners"], of_standard.counts["personalized_lesson_descriptions"]) == (2, 1)
    assert not of_standard.is_least


def test_counting_stops_at_a_bound(lesson: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consequences, "BOUND", 1)
    assert facts(lesson.course).counts["learners"] == 2


def test_a_page_looks_up_few_learners_one_by_one(lesson: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    described = make_lesson_description(lesson=lesson)
    monkeypatch.setattr(queries_facts, "MOST_LEARNERS", 1)
    found = facts(described)
    assert (found.counts["learners"], found.is_least) == (1, True)


def test_the_last_change_and_who_made_it(lesson: Any) -> None:
    db.session.flush()
    made = facts(lesson).last
    assert made is not None
    assert (made.operation, made.user_id, made.email) == ("insert", None, None)
    act_as(Actor(user_id=ME))
    lesson.title = "Вечер"
    db.session.flush()
    changed = facts(lesson).last
    assert changed is not None
    assert (changed.operation, changed.user_id) == ("update", ME)
    assert changed.email == db.session.get_one(User, ME).email


def test_who_else_has_it_open(lesson: Any) -> None:
    other = db.session.query(User).filter(User.id != ME, User.role == "editor").first()
    assert other is not None
    now = datetime.now(UTC)
    for user_id in (ME, other.id):
        db.session.add(OpenRow(table_name="lessons", row_id=lesson.id, user_id=user_id, opened_at=now, seen_at=now))
    db.session.flush()
    assert facts(lesson).open_with == [other.email]
    assert facts(lesson.course).open_with == []


def test_a_row_that_is_gone_has_no_learners(session: scoped_session[Session]) -> None:
    for model in (Course, Lesson, LessonDescription, Profile, PersonalizedLessonDescription):
        found = facts_of(model, make_course().id, ME)
        assert not any(found.counts.values())
