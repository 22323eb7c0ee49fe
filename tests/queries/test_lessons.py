"""Lessons of a course in order, and the number that a new one takes."""

from uuid import uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.queries.lessons import lessons_matching, lessons_of_course, next_lesson_number
from tests.conftest import Statements
from tests.factories import make_course, make_lesson


@pytest.mark.parametrize("count", [0, 1, 200])
def test_the_lessons_of_a_course_in_order_in_one_statement(
    session: scoped_session[Session], statements: Statements, count: int
) -> None:
    course = make_course()
    for number in range(count, 0, -1):
        make_lesson(course=course, lesson_number=number)
    make_lesson(lesson_number=1)
    course_id = course.id
    session.expire_all()
    with statements() as seen:
        lessons = lessons_of_course(course_id)
        assert [lesson.lesson_number for lesson in lessons] == list(range(1, count + 1))
    assert len(seen) == 1


def test_the_next_number_is_after_the_last(session: scoped_session[Session], statements: Statements) -> None:
    course = make_course()
    assert next_lesson_number(course.id) == 1
    make_lesson(course=course, lesson_number=1)
    make_lesson(course=course, lesson_number=7)
    course_id = course.id
    with statements() as seen:
        assert next_lesson_number(course_id) == 8
    assert len(seen) == 1


def test_the_next_number_is_one_that_a_lesson_may_have(session: scoped_session[Session]) -> None:
    strange = make_lesson(lesson_number=-5)
    assert next_lesson_number(strange.course_id) == 1


@pytest.mark.parametrize("last", [2_147_483_646, 2_147_483_647])
def test_no_next_number_is_past_what_a_lesson_can_have(session: scoped_session[Session], last: int) -> None:
    assert next_lesson_number(make_lesson(lesson_number=last).course_id) == 2_147_483_647


def test_an_unknown_course_begins_with_1(session: scoped_session[Session]) -> None:
    assert next_lesson_number(uuid4()) == 1


def test_lessons_are_found_by_number_title_and_course(session: scoped_session[Session], statements: Statements) -> None:
    course = make_course(title="Сон и еда", slug="son")
    second, first = (make_lesson(course=course, lesson_number=n, title=t) for n, t in ((12, "Ужин"), (2, "Вечер")))
    make_lesson(title="Ужин")
    session.expire_all()
    with statements() as seen:
        found = lessons_matching("СОН", limit=10)
        assert [str(lesson.course) + str(lesson) for lesson in found] == ["Сон и еда2. Вечер", "Сон и еда12. Ужин"]
    assert len(seen) == 1
    assert found == [first, second]
    assert lessons_matching("12 ужин son", limit=10) == [second]
    assert lessons_matching("", limit=1, offset=1) != lessons_matching("", limit=1)
