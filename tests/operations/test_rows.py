"""Rows made, changed and deleted: nothing is written that did not change, and refusals come in words."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from pydantic import ValidationError
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.errors import RefusedError, RowGoneError
from admin_app.extensions import Base, db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)
from admin_app.operations.rows import create_row, delete_rows, update_row
from admin_app.schemas.base import Schema
from admin_app.schemas.courses import CourseInsert, CourseUpdate
from admin_app.schemas.lesson_assets import LessonAssetInsert, LessonAssetUpdate
from admin_app.schemas.lesson_descriptions import LessonDescriptionInsert, LessonDescriptionUpdate
from admin_app.schemas.lessons import LessonInsert, LessonUpdate
from admin_app.schemas.personalized_lesson_descriptions import (
    PersonalizedLessonDescriptionInsert,
    PersonalizedLessonDescriptionUpdate,
)
from admin_app.schemas.profiles import ProfileInsert, ProfileUpdate
from tests import factories
from tests.conftest import MakeDatabase, Statements, make_app


def refused(write: Any, *arguments: Any) -> tuple[str, str | None]:
    """The sentence and the field of a refusal, after which the session is still of use."""
    with pytest.raises(RefusedError) as error:
        write(*arguments)
    assert db.session.scalar(text("SELECT 1")) == 1
    return error.value.message, error.value.field


def test_a_created_row_is_stored(session: scoped_session[Session]) -> None:
    course = create_row(Course, CourseInsert(slug="shvz", title="Сон", description="О сне"))
    session.expire_all()
    assert session.scalars(select(Course)).one() is course
    assert (course.slug, course.title, course.description) == ("shvz", "Сон", "О сне")
    assert course.created_at is not None


def test_a_created_row_has_the_id_that_was_given(session: scoped_session[Session]) -> None:
    wanted = uuid4()
    assert create_row(Course, CourseInsert(id=wanted, slug="shvz", title="Сон")).id == wanted


def test_one_statement_makes_a_row(session: scoped_session[Session], statements: Statements) -> None:
    with statements() as seen:
        create_row(Course, CourseInsert(slug="shvz", title="Сон"))
    assert [statement.split()[0] for statement in seen] == ["INSERT"]


def test_only_what_is_given_changes(session: scoped_session[Session], statements: Statements) -> None:
    course = factories.make_course(title="Old", description="Kept")
    session.refresh(course)
    with statements() as seen:
        assert update_row(course, CourseUpdate(id=course.id, title="New")) is True
    assert len(seen) == 1
    assert seen[0].startswith("UPDATE courses SET title=")
    session.expire_all()
    assert (course.title, course.description) == ("New", "Kept")


def test_what_is_the_same_is_not_written(session: scoped_session[Session], statements: Statements) -> None:
    profile = factories.make_profile(name="Anna", survey=Document('{"b": 1.10, "a": []}'))
    session.refresh(profile)
    same = ProfileUpdate(id=profile.id, name="Anna", course_slug=None, survey=Document('{"a":[],"b":1.10}'))
    with statements() as seen:
        assert update_row(profile, same) is False
        session.flush()
    assert seen == []


def test_null_and_json_null_are_a_change(session: scoped_session[Session]) -> None:
    profile = factories.make_profile(survey=None)
    session.refresh(profile)
    assert update_row(profile, ProfileUpdate(id=profile.id, survey=Document("null"))) is True
    session.refresh(profile)
    assert profile.survey == Document("null")
    assert update_row(profile, ProfileUpdate(id=profile.id, survey=None)) is True
    session.refresh(profile)
    assert profile.survey is None


def test_changing_a_row_that_is_gone(session: scoped_session[Session]) -> None:
    course = factories.make_course()
    session.refresh(course)
    session.execute(text("DELETE FROM courses"))
    with pytest.raises(RowGoneError):
        update_row(course, CourseUpdate(id=course.id, title="New"))


def test_deleting_takes_all_that_hangs_on_a_row_in_two_statements(
    session: scoped_session[Session], statements: Statements
) -> None:
    gone, kept = factories.make_lesson(), factories.make_lesson()
    factories.make_lesson_asset(lesson=gone)
    ids = [gone.course_id, gone.course_id, uuid4()]
    session.expunge_all()
    with statements() as seen:
        assert delete_rows(Course, ids) == 1
    assert len(seen) == 2
    assert session.scalars(select(Lesson.id)).all() == [kept.id]
    assert session.scalar(select(func.count(LessonAsset.id))) == 0


def test_deleting_nothing(session: scoped_session[Session]) -> None:
    factories.make_course()
    assert delete_rows(Course, []) == 0
    assert session.scalar(select(func.count(Course.id))) == 1


# Constraints in words. Each table: how a row that is taken is made once more, and how another is changed into it.


def test_a_taken_slug_names_the_course_that_has_it(session: scoped_session[Session]) -> None:
    factories.make_course(slug="shvz", title="Сила Хорошего Воспитания")
    other = factories.make_course()
    expected = "The slug “shvz” is taken by the course “Сила Хорошего Воспитания”; choose another one.", "slug"
    assert refused(create_row, Course, CourseInsert(slug="shvz", title="A")) == expected
    assert refused(update_row, other, CourseUpdate(id=other.id, slug="shvz")) == expected


def test_a_taken_number_names_the_lesson_and_the_next_free_number(session: scoped_session[Session]) -> None:
    course = factories.make_course()
    factories.make_lesson(course=course, lesson_number=3, title="Bedtime")
    other = factories.make_lesson(course=course, lesson_number=8)
    expected = "Number 3 of this course is taken by “Bedtime”; the next free number is 9.", "lesson_number"
    assert refused(create_row, Lesson, LessonInsert(course_id=course.id, lesson_number=3, title="A")) == expected
    assert refused(update_row, other, LessonUpdate(id=other.id, lesson_number=3)) == expected


def test_a_number_taken_in_the_course_that_a_lesson_moves_to(session: scoped_session[Session]) -> None:
    taken = factories.make_lesson(lesson_number=3, title="Bedtime")
    moved = factories.make_lesson(lesson_number=3)
    update = LessonUpdate(id=moved.id, course_id=taken.course_id)
    expected = "Number 3 of this course is taken by “Bedtime”; the next free number is 4.", "lesson_number"
    assert refused(update_row, moved, update) == expected


def test_a_taken_number_where_the_constraint_names_its_columns_in_another_order(
    session: scoped_session[Session],
) -> None:
    session.execute(text("ALTER TABLE lessons DROP CONSTRAINT lessons_course_id_lesson_number_key"))
    session.execute(text("ALTER TABLE lessons ADD UNIQUE (lesson_number, course_id)"))
    taken = factories.make_lesson(lesson_number=3, title="Bedtime")
    expected = "Number 3 of this course is taken by “Bedtime”; the next free number is 4.", "lesson_number"
    insert = LessonInsert(course_id=taken.course_id, lesson_number=3, title="A")
    assert refused(create_row, Lesson, insert) == expected


@pytest.mark.parametrize(("name", "owner"), [("Анна", "Анна"), (None, "another learner")])
def test_a_taken_identifier_names_the_learner(session: scoped_session[Session], name: str | None, owner: str) -> None:
    factories.make_profile(user_identifier="auth0|1", name=name)
    other = factories.make_profile()
    expected = f"The identifier “auth0|1” is taken by {owner}.", "user_identifier"
    assert refused(create_row, Profile, ProfileInsert(user_identifier="auth0|1")) == expected
    assert refused(update_row, other, ProfileUpdate(id=other.id, user_identifier="auth0|1")) == expected


def test_a_second_standard_description_of_a_lesson(session: scoped_session[Session]) -> None:
    taken, other = factories.make_lesson_description(), factories.make_lesson_description()
    expected = "This lesson has a standard description already; edit that one.", "lesson_id"
    insert = LessonDescriptionInsert(lesson_id=taken.lesson_id, data=Document("{}"))
    assert refused(create_row, LessonDescription, insert) == expected
    update = LessonDescriptionUpdate(id=other.id, lesson_id=taken.lesson_id)
    assert refused(update_row, other, update) == expected


def test_a_second_version_of_a_lesson_for_a_learner(session: scoped_session[Session]) -> None:
    taken = factories.make_personalized_lesson_description()
    other = factories.make_personalized_lesson_description(profile=taken.profile)
    insert = PersonalizedLessonDescriptionInsert(
        profile_id=taken.profile_id, lesson_id=taken.lesson_id, content=Document("{}")
    )
    expected = "This learner has a version of this lesson already; edit that one.", "lesson_id"
    assert refused(create_row, PersonalizedLessonDescription, insert) == expected
    update = PersonalizedLessonDescriptionUpdate(id=other.id, lesson_id=taken.lesson_id)
    assert refused(update_row, other, update) == expected


GONE = UUID("00000000-0000-0000-0000-00000000dead")
ORPHANS: list[tuple[type[Base], Any, Schema, Schema, str, str]] = [
    (
        Lesson,
        factories.make_lesson,
        LessonInsert(course_id=GONE, lesson_number=1, title="A"),
        LessonUpdate(id=GONE, course_id=GONE),
        "course",
        "course_id",
    ),
    (
        LessonDescription,
        factories.make_lesson_description,
        LessonDescriptionInsert(lesson_id=GONE, data=Document("{}")),
        LessonDescriptionUpdate(id=GONE, lesson_id=GONE),
        "lesson",
        "lesson_id",
    ),
    (
        LessonAsset,
        factories.make_lesson_asset,
        LessonAssetInsert(lesson_id=GONE, asset_type="video", url="https://example.com/"),
        LessonAssetUpdate(id=GONE, lesson_id=GONE),
        "lesson",
        "lesson_id",
    ),
]


@pytest.mark.parametrize(("model", "make", "insert", "update", "noun", "field"), ORPHANS)
def test_a_parent_that_is_gone(
    session: scoped_session[Session], model: Any, make: Any, insert: Schema, update: Schema, noun: str, field: str
) -> None:
    expected = f"This {noun} does not exist any more; choose another one.", field
    assert refused(create_row, model, insert) == expected
    assert refused(update_row, make(), update) == expected


@pytest.mark.parametrize(("field", "noun"), [("profile_id", "learner"), ("lesson_id", "lesson")])
def test_a_learner_or_lesson_that_is_gone(session: scoped_session[Session], field: str, noun: str) -> None:
    ids = {"profile_id": factories.make_profile().id, "lesson_id": factories.make_lesson().id, field: GONE}
    insert = PersonalizedLessonDescriptionInsert.model_validate({**ids, "content": Document("{}")})
    expected = f"This {noun} does not exist any more; choose another one.", field
    assert refused(create_row, PersonalizedLessonDescription, insert) == expected


def test_a_rule_that_only_this_database_has_is_named(session: scoped_session[Session]) -> None:
    session.execute(text("ALTER TABLE courses ADD CONSTRAINT short_titles CHECK (length(title) < 5)"))
    message, _ = refused(create_row, Course, CourseInsert(slug="a", title="Too long"))
    assert message == "The database has a rule (short_titles) that does not allow this."


def test_the_longest_texts_that_are_accepted_fit_into_their_indexes(session: scoped_session[Session]) -> None:
    # Ideographs of four bytes, none twice, so that nothing is compressed; an index has room for 2,704 bytes.
    longest = "".join(chr(0x20000 + number) for number in range(600))
    create_row(Course, CourseInsert(slug=longest, title="A"))
    create_row(Profile, ProfileInsert(user_identifier=longest, course_slug=longest))
    for too_long in (
        {"user_identifier": longest + "x"},
        {"user_identifier": "a", "course_slug": longest + "x"},
    ):
        with pytest.raises(ValidationError, match="there is room for 600"):
            ProfileInsert.model_validate(too_long)
    with pytest.raises(ValidationError, match="there is room for 600"):
        CourseInsert(slug=longest + "x", title="A")


def test_a_refused_row_leaves_nothing_behind(session: scoped_session[Session]) -> None:
    factories.make_course(slug="shvz")
    refused(create_row, Course, CourseInsert(slug="shvz", title="A"))
    create_row(Course, CourseInsert(slug="other", title="B"))
    assert session.scalars(select(Course.slug).order_by(Course.slug)).all() == ["other", "shvz"]


# Two at once.


@pytest.fixture
def fresh(database_url: MakeDatabase) -> Iterator[tuple[Flask, str]]:
    """The application over a database of its own, where commits are commits."""
    address = database_url()
    application = make_app(address)
    yield application, address
    with application.app_context():
        db.engine.dispose()


@contextmanager
def in_another_thread(work: Any) -> Iterator[Future[Any]]:
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(work)


def wait_until_somebody_waits(address: str) -> None:
    """Return once a session of the database waits for another's transaction."""
    deadline = monotonic() + 10
    with psycopg.connect(address, autocommit=True) as connection:
        while not connection.execute("SELECT FROM pg_locks WHERE NOT granted").rowcount:
            assert monotonic() < deadline, "Nobody waits."
            sleep(0.01)


@pytest.mark.parametrize("second", ["create", "rename"])
def test_of_two_who_take_a_slug_at_once_one_gets_it_and_the_other_a_sentence(
    fresh: tuple[Flask, str], second: str
) -> None:
    application, address = fresh

    def create(title: str) -> None:
        create_row(Course, CourseInsert(slug="shvz", title=title))

    def rename() -> None:
        course = db.session.scalars(select(Course).filter_by(slug="other")).one()
        update_row(course, CourseUpdate(id=course.id, slug="shvz"))

    def be_second() -> str:
        with application.app_context(), pytest.raises(RefusedError) as error:
            create("Second") if second == "create" else rename()
        return error.value.message

    with application.app_context():
        factories.make_course(slug="other")
        db.session.commit()
        create("First")
        with in_another_thread(be_second) as answer:
            wait_until_somebody_waits(address)
            db.session.commit()
            assert answer.result(10) == "The slug “shvz” is taken by the course “First”; choose another one."
        slugs = db.session.execute(select(Course.slug, Course.title).order_by(Course.slug)).all()
    assert [tuple(row) for row in slugs][1:] == [("shvz", "First")]


def test_where_the_first_gives_up_the_second_gets_the_slug(fresh: tuple[Flask, str]) -> None:
    application, address = fresh

    def be_second() -> None:
        with application.app_context():
            create_row(Course, CourseInsert(slug="shvz", title="Second"))
            db.session.commit()

    with application.app_context():
        create_row(Course, CourseInsert(slug="shvz", title="First"))
        with in_another_thread(be_second) as answer:
            wait_until_somebody_waits(address)
            db.session.rollback()
            answer.result(10)
        assert db.session.scalars(select(Course.title)).all() == ["Second"]


def test_a_row_deleted_by_another_meanwhile(fresh: tuple[Flask, str]) -> None:
    application, address = fresh
    with application.app_context():
        course = factories.make_course()
        db.session.commit()
        db.session.refresh(course)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DELETE FROM courses")
        with pytest.raises(RowGoneError):
            update_row(course, CourseUpdate(id=course.id, title="New"))
