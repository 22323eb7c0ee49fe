"""Courses by slug and by what is typed."""

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.queries.courses import course_by_slug, course_slugs, courses_matching
from tests.conftest import Statements
from tests.factories import make_course


def test_a_course_by_its_slug_in_one_statement(session: scoped_session[Session], statements: Statements) -> None:
    wanted, _ = make_course(slug="shvz"), make_course(slug="shvz-2")
    session.expire_all()
    with statements() as seen:
        assert course_by_slug("shvz") is wanted
    assert len(seen) == 1


def test_no_course_of_a_slug_that_differs(session: scoped_session[Session]) -> None:
    make_course(slug="shvz")
    assert [course_by_slug(slug) for slug in ("SHVZ", "shv", "shvz ", "", "%")] == [None] * 5


def test_slugs_in_order_up_to_a_limit(session: scoped_session[Session]) -> None:
    for slug in ("c", "a", "b"):
        make_course(slug=slug)
    assert course_slugs(2) == ["a", "b"]


def test_courses_with_every_word_in_title_or_slug(session: scoped_session[Session]) -> None:
    both = make_course(title="Сила Воспитания", slug="shvz")
    make_course(title="Сила", slug="other")
    assert courses_matching("  СИЛА  shVZ ", limit=10) == [both]


def test_nothing_typed_matches_all_in_order_of_title(session: scoped_session[Session], statements: Statements) -> None:
    last, first, second, third = (make_course(title=title) for title in ("яблоко", "Елка", "ёлочка", "Жук"))
    with statements() as seen:
        assert courses_matching("", limit=10) == [first, second, third, last]
    assert len(seen) == 1
    assert courses_matching("", limit=2, offset=1) == [second, third]


def test_courses_of_the_same_title_have_one_order(session: scoped_session[Session]) -> None:
    same = sorted((make_course(title="A") for _ in range(5)), key=lambda course: course.id)
    assert [courses_matching("a", limit=1, offset=place) for place in range(5)] == [[course] for course in same]
