"""Learners' own versions of lessons."""

from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session

from admin_app.models import Lesson
from admin_app.queries.personalized_lesson_descriptions import is_personalized, personalization
from tests.conftest import Statements
from tests.factories import make_lesson, make_personalized_lesson_description, make_profile


def test_the_version_of_a_profile_and_a_lesson_in_one_statement(
    session: scoped_session[Session], statements: Statements
) -> None:
    profile, lesson = make_profile(), make_lesson()
    wanted = make_personalized_lesson_description(profile=profile, lesson=lesson)
    make_personalized_lesson_description(profile=profile)
    make_personalized_lesson_description(lesson=lesson)
    profile_id, lesson_id = profile.id, lesson.id
    session.expire_all()
    with statements() as seen:
        assert personalization(profile_id, lesson_id) is wanted
    assert len(seen) == 1


def test_none_where_the_learner_has_no_version_of_the_lesson(session: scoped_session[Session]) -> None:
    mine, other = make_personalized_lesson_description(), make_personalized_lesson_description()
    assert personalization(mine.profile_id, other.lesson_id) is None


def test_which_lessons_somebody_has_a_version_of(session: scoped_session[Session]) -> None:
    lessons = [make_lesson() for _ in range(3)]
    for lesson in (lessons[0], lessons[0], lessons[2]):
        make_personalized_lesson_description(lesson=lesson)
    found = {row[0]: row[1] for row in session.execute(select(Lesson.id, is_personalized()))}
    assert [found[lesson.id] for lesson in lessons] == [True, False, True]
    assert set(session.scalars(select(Lesson.id).where(~is_personalized()))) == {lessons[1].id}


def test_versions_of_one_lesson_do_not_slow_the_others_down(session: scoped_session[Session]) -> None:
    lesson = make_lesson()
    for _ in range(20):
        make_lesson()
    session.execute(text("INSERT INTO profiles (user_identifier) SELECT n::text FROM generate_series(1, 5000) AS n"))
    session.execute(
        text(
            "INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)"
            " SELECT id, :lesson, '{}' FROM profiles"
        ),
        {"lesson": lesson.id},
    )
    session.execute(text("ANALYZE personalized_lesson_descriptions, lessons"))
    statement = select(func.count().filter(is_personalized())).select_from(Lesson)
    written = statement.compile(session.connection())
    plan = session.connection().exec_driver_sql(f"EXPLAIN {written}", written.params)
    assert "Seq Scan on personalized_lesson_descriptions" not in "".join(str(row[0]) for row in plan)
