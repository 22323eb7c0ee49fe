"""The demo content: what people try the dashboard with, loaded once however often it is loaded."""

from collections import Counter

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)
from admin_app.operations.demo import is_empty, load_demo
from admin_app.queries.courses import course_by_slug
from admin_app.queries.lesson_assets import USUAL_TYPES
from admin_app.queries.lessons import lessons_of_course
from admin_app.queries.previews import personalized_course
from tests.factories import make_course, make_profile

TABLES = Course, Lesson, LessonDescription, LessonAsset, Profile, PersonalizedLessonDescription
CYRILLIC = r"[а-яё]"


@pytest.fixture
def loaded(session: scoped_session[Session]) -> scoped_session[Session]:
    load_demo()
    session.flush()
    session.expire_all()
    return session


def counts(session: scoped_session[Session]) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def test_loading_says_what_was_new_and_never_doubles(session: scoped_session[Session]) -> None:
    first = load_demo()
    once = counts(session)
    assert [first.courses, first.profiles] == [once[0], once[4]]
    again = load_demo()
    assert (again.courses, again.profiles) == (0, 0)
    assert counts(session) == once


def test_what_people_changed_stays(loaded: scoped_session[Session]) -> None:
    course = course_by_slug("shvz")
    assert course is not None
    course.title = "Ours"
    loaded.execute(text("DELETE FROM lessons WHERE lesson_number = 1"))
    loaded.execute(text("UPDATE profiles SET name = 'Ours' WHERE user_identifier = 'auth0|1234567890'"))
    before = counts(loaded)
    load_demo()
    assert counts(loaded) == before
    assert loaded.scalar(select(func.count(Profile.id)).filter_by(name="Ours")) == 1
    loaded.expire_all()
    assert course.title == "Ours"


def test_a_profile_that_was_deleted_comes_back_with_its_versions(loaded: scoped_session[Session]) -> None:
    before = counts(loaded)
    loaded.execute(text("DELETE FROM profiles WHERE user_identifier = 'auth0|1234567890'"))
    assert load_demo().profiles == 1
    loaded.flush()
    assert counts(loaded) == before


@pytest.mark.parametrize("make", [make_course, make_profile])
def test_a_database_with_a_course_or_a_profile_is_not_empty(session: scoped_session[Session], make: object) -> None:
    assert is_empty()
    assert callable(make)
    make()
    assert not is_empty()


@pytest.mark.parametrize(("slug", "least"), [("shvz", 12), ("everyday-english", 8)])
def test_the_lessons_of_both_courses(loaded: scoped_session[Session], slug: str, least: int) -> None:
    course = course_by_slug(slug)
    assert course is not None
    lessons = lessons_of_course(course.id)
    assert [lesson.lesson_number for lesson in lessons] == list(range(1, len(lessons) + 1))
    assert len(lessons) >= least
    described = loaded.scalar(select(func.count()).select_from(LessonDescription).join(Lesson).filter_by(course=course))
    assert len(lessons) / 2 < (described or 0) < len(lessons)


def test_the_first_course_is_in_russian_and_the_second_in_english(loaded: scoped_session[Session]) -> None:
    statement = select(Course.slug, Lesson.title.op("~*")(CYRILLIC)).join(Lesson).distinct().order_by(Course.slug)
    assert [tuple(row) for row in loaded.execute(statement)] == [("everyday-english", False), ("shvz", True)]
    assert loaded.scalar(select(Course.title).filter_by(slug="shvz")) == "Сила Хорошего Воспитания"


def test_assets_of_every_type(loaded: scoped_session[Session]) -> None:
    assert set(loaded.scalars(select(LessonAsset.asset_type))) >= set(USUAL_TYPES)


def test_forty_learners_of_every_sort(loaded: scoped_session[Session]) -> None:
    slugs = Counter(loaded.scalars(select(Profile.course_slug)))
    assert slugs.total() >= 40
    assert slugs[None] >= 1
    known = set(loaded.scalars(select(Course.slug)))
    assert [slug for slug in slugs if slug and slug not in known]
    surveyed = loaded.scalar(text("SELECT count(*) FROM profiles WHERE survey ?& '{child_age,challenges}'"))
    assert surveyed > slugs.total() / 2


def test_anna_petrova_has_her_lesson(loaded: scoped_session[Session]) -> None:
    seen = personalized_course("auth0|1234567890")
    assert seen is not None
    assert (seen.profile.name, seen.course and seen.course.slug) == ("Anna Petrova", "shvz")
    own = [lesson.description for lesson in seen.lessons if lesson.source == "personalized"]
    assert own == [
        Document.of(
            {
                "title": "Gentle Bedtime Routine for 3-6 Year Olds",
                "approach": "Use storytelling and gradual transitions",
                "tips": ["Establish consistent schedule", "Create calming environment"],
            }
        )
    ]
    assert all(seen.counts.values())
    survey = loaded.scalar(select(Profile.survey).filter_by(user_identifier="auth0|1234567890"))
    assert survey == Document(
        '{"child_age": "3-6", "parenting_style": "gentle", "challenges": ["bedtime", "mealtimes"]}'
    )
