"""The rows around a row: in order, a few of each, in one statement."""

from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.extensions import db
from admin_app.queries import related
from admin_app.queries.related import first_lessons, first_versions, parts_of, standard_of
from tests.conftest import Statements
from tests.factories import (
    make_course,
    make_lesson,
    make_lesson_asset,
    make_lesson_description,
    make_personalized_lesson_description,
    make_profile,
)


@pytest.fixture
def course(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A course whose rows are shown two at a time."""
    monkeypatch.setattr(related, "MAX_SHOWN", 2)
    return make_course()


def test_the_first_lessons_and_whether_they_are_described(course: Any, statements: Statements) -> None:
    lessons = [make_lesson(course=course, lesson_number=number) for number in (3, 1, 2)]
    make_lesson_description(lesson=lessons[2])
    make_lesson(lesson_number=1)
    db.session.flush()
    with statements() as seen:
        found = first_lessons(course.id)
    assert len(seen) == 1
    assert [(lesson.lesson_number, lesson.is_described) for lesson in found] == [(1, False), (2, True)]


def test_what_goes_with_a_lesson(course: Any, statements: Statements) -> None:
    lesson, bare = make_lesson(course=course), make_lesson(course=course)
    description = make_lesson_description(lesson=lesson, data=Document('{"z": 1.10, "title": "Сон"}'))
    assets = [make_lesson_asset(lesson=lesson, url=f"https://example.com/{number}") for number in range(3)]
    db.session.flush()
    with statements() as seen:
        found = parts_of(lesson.id)
    assert len(seen) == 1
    assert found.description_id == description.id
    assert (found.description or "").startswith('{"title": "Сон"}')
    # Made in one transaction, they are of one time, so their ids order them.
    assert [asset.id for asset in found.assets] == sorted(asset.id for asset in assets)[:2]
    assert (parts_of(bare.id).description_id, parts_of(bare.id).assets) == (None, [])


def test_the_first_versions_of_a_learner(course: Any) -> None:
    learner = make_profile()
    for number in (3, 1, 2):
        lesson = make_lesson(course=course, lesson_number=number)
        make_personalized_lesson_description(profile=learner, lesson=lesson)
    make_personalized_lesson_description()
    db.session.flush()
    assert [version.lesson_number for version in first_versions(learner.id)] == [1, 2]


def test_the_standard_text_with_every_digit(course: Any) -> None:
    description = make_lesson_description(data=Document('{"n": 1.10}'))
    db.session.flush()
    found = standard_of(description.lesson_id)
    assert found is not None
    assert (found[0], found[1].text) == (description.id, '{"n": 1.10}')
    assert standard_of(make_lesson().id) is None
