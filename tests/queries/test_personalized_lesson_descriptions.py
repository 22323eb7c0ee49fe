"""A learner's own version of a lesson."""

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.queries.personalized_lesson_descriptions import personalization
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
