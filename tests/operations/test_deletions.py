"""Deleting what learners have: only with the word, which is checked in the transaction that deletes."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import psycopg
import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.errors import RefusedError
from admin_app.extensions import db
from admin_app.models import Course, Lesson, Profile
from admin_app.operations.courses import move_profiles
from admin_app.operations.deletions import delete_confirmed
from tests.conftest import MakeDatabase, Statements, make_app
from tests.factories import make_course, make_lesson, make_personalized_lesson_description, make_profile


def test_a_course_needs_its_slug_once_learners_have_versions(
    session: scoped_session[Session], statements: Statements
) -> None:
    lesson = make_lesson(course=make_course(slug="сон"))
    make_personalized_lesson_description(lesson=lesson)
    for typed in ("", "СОН", "1"):
        with pytest.raises(RefusedError, match="сон") as refused:
            delete_confirmed(Course, [lesson.course_id], typed)
        assert refused.value.field == "confirm"
    with statements() as seen:
        assert delete_confirmed(Course, [lesson.course_id], "сон") == 1
    assert len(seen) <= 5


def test_other_tables_need_no_word(session: scoped_session[Session]) -> None:
    profile = make_personalized_lesson_description().profile
    assert delete_confirmed(Profile, [profile.id], "") == 1


def test_rows_that_are_gone_are_no_refusal(session: scoped_session[Session]) -> None:
    lesson = make_lesson()
    gone = lesson.id
    session.delete(lesson)
    session.flush()
    assert delete_confirmed(Lesson, [gone], "") == 0


def test_profiles_move_in_one_statement(session: scoped_session[Session], statements: Statements) -> None:
    moved, stays = make_profile(course_slug="old"), make_profile(course_slug="older")
    with statements() as seen:
        assert move_profiles("old", "new") == 1
    assert len(seen) == 1
    session.expire_all()
    assert (moved.course_slug, stays.course_slug) == ("new", "older")


@pytest.fixture
def own_app(database_url: MakeDatabase) -> Flask:
    """The application over a database of its own, where other connections see what is committed."""
    return make_app(database_url())


def test_no_version_comes_between_the_check_and_the_deletion(own_app: Flask) -> None:
    with own_app.app_context():
        lesson, profile = make_lesson(course=make_course(slug="сон")), make_profile()
        course_id, ids = lesson.course_id, (profile.id, lesson.id)
        db.session.commit()
        address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        # Another connection has given a version, and has yet to commit it.
        with psycopg.connect(address) as other, ThreadPoolExecutor(1) as pool:
            other.execute(
                "INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content) VALUES (%s, %s, '{}')",
                ids,
            )

            def delete() -> int:
                with own_app.app_context():
                    return delete_confirmed(Course, [course_id], "")

            deletion = pool.submit(delete)
            sleep(0.5)
            assert not deletion.done()
            other.commit()
            with pytest.raises(RefusedError, match="сон"):
                deletion.result(timeout=20)
        db.session.remove()
        db.engine.dispose()
