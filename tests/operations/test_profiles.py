"""upsert_profile: the survey is replaced, name and course_slug change where given, id and created_at stay."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.models import Profile
from admin_app.operations.profiles import upsert_profile
from admin_app.schemas.profiles import ProfileInsert, ProfileRow
from tests.conftest import Statements
from tests.factories import make_profile

LONG_AGO = datetime(2001, 2, 3, 4, 5, 6, 789_012, tzinfo=UTC)


@pytest.fixture
def anna(session: scoped_session[Session]) -> ProfileRow:
    profile = make_profile(
        user_identifier="auth0|1",
        name="Anna",
        course_slug="shvz",
        survey=Document('{"age": "3-6", "n": 1.10}'),
        created_at=LONG_AGO,
    )
    session.refresh(profile)
    return ProfileRow.model_validate(profile)


def stored(session: scoped_session[Session]) -> ProfileRow:
    session.expire_all()
    return ProfileRow.model_validate(session.scalars(select(Profile)).one())


def test_a_new_profile_is_made_in_one_statement(session: scoped_session[Session], statements: Statements) -> None:
    insert = ProfileInsert(user_identifier="auth0|1", name="Анна", course_slug="shvz", survey=Document("[1.10]"))
    with statements() as seen:
        row = upsert_profile(insert)
    assert len(seen) == 1
    assert stored(session) == row
    assert {name: getattr(row, name) for name in insert.given()} == insert.given()
    assert row.created_at is not None


def test_a_new_profile_with_nothing_but_its_identifier(session: scoped_session[Session]) -> None:
    row = upsert_profile(ProfileInsert(user_identifier="auth0|1"))
    assert (row.name, row.course_slug, row.survey) == (None, None, None)
    assert stored(session) == row


def test_a_new_profile_takes_the_id_and_time_that_are_given(session: scoped_session[Session]) -> None:
    wanted = uuid4()
    row = upsert_profile(ProfileInsert(id=wanted, user_identifier="auth0|1", created_at=LONG_AGO))
    assert (row.id, row.created_at) == (wanted, LONG_AGO)


def test_everything_given_replaces_in_one_statement(
    session: scoped_session[Session], statements: Statements, anna: ProfileRow
) -> None:
    survey = Document('{"new": []}')
    insert = ProfileInsert(user_identifier="auth0|1", name="Аня", course_slug="english", survey=survey)
    with statements() as seen:
        row = upsert_profile(insert)
    assert len(seen) == 1
    assert row == anna.model_copy(update={"name": "Аня", "course_slug": "english", "survey": survey})
    assert stored(session) == row


def test_what_is_not_given_stays(session: scoped_session[Session], anna: ProfileRow) -> None:
    assert upsert_profile(ProfileInsert(user_identifier="auth0|1")) == anna
    assert stored(session) == anna


def test_the_survey_is_replaced_not_merged(session: scoped_session[Session], anna: ProfileRow) -> None:
    upsert_profile(ProfileInsert(user_identifier="auth0|1", survey=Document('{"n": 1.1}')))
    assert stored(session) == anna.model_copy(update={"survey": Document('{"n": 1.1}')})


def test_null_that_is_given_empties(session: scoped_session[Session], anna: ProfileRow) -> None:
    upsert_profile(ProfileInsert(user_identifier="auth0|1", name=None, course_slug=None, survey=None))
    assert stored(session) == anna.model_copy(update={"name": None, "course_slug": None, "survey": None})


def test_json_null_is_a_survey(session: scoped_session[Session], anna: ProfileRow) -> None:
    upsert_profile(ProfileInsert(user_identifier="auth0|1", survey=Document("null")))
    assert stored(session).survey == Document("null")


def test_id_and_time_of_an_existing_profile_stay_whatever_is_given(
    session: scoped_session[Session], anna: ProfileRow
) -> None:
    given = ProfileInsert(id=uuid4(), user_identifier="auth0|1", created_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert upsert_profile(given) == anna
    assert stored(session) == anna


def test_a_profile_that_the_session_holds_is_renewed(session: scoped_session[Session], anna: ProfileRow) -> None:
    held = session.scalars(select(Profile)).one()
    assert held.name == "Anna"
    upsert_profile(ProfileInsert(user_identifier="auth0|1", name="Аня"))
    assert held.name == "Аня"


def test_others_are_left_alone(session: scoped_session[Session], anna: ProfileRow) -> None:
    upsert_profile(ProfileInsert(user_identifier="AUTH0|1", name="Other"))
    assert session.scalar(select(func.count(Profile.id))) == 2
    session.expire_all()
    assert session.scalar(select(Profile.name).filter_by(user_identifier="auth0|1")) == "Anna"


def test_of_two_with_one_identifier_the_last_holds(session: scoped_session[Session]) -> None:
    for number, identifier in enumerate(("a", "b", "a")):
        upsert_profile(ProfileInsert(user_identifier=identifier, name=f"{number}"))
    names = session.execute(select(Profile.user_identifier, Profile.name).order_by(Profile.user_identifier))
    assert [tuple(row) for row in names] == [("a", "2"), ("b", "1")]
