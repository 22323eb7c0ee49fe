"""Learners by identifier and by what is typed."""

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.queries.profiles import profile_by_identifier, profiles_matching
from tests.conftest import Statements
from tests.factories import make_profile


def test_a_profile_by_its_identifier_in_one_statement(session: scoped_session[Session], statements: Statements) -> None:
    wanted, _ = make_profile(user_identifier="auth0|1"), make_profile(user_identifier="auth0|12")
    session.expire_all()
    with statements() as seen:
        assert profile_by_identifier("auth0|1") is wanted
    assert len(seen) == 1
    assert profile_by_identifier("AUTH0|1") is None


def test_profiles_with_every_word_in_name_or_identifier(session: scoped_session[Session]) -> None:
    anna, anton = make_profile(name="Анна Петрова"), make_profile(name="Антон Петров", user_identifier="x_y")
    assert profiles_matching("ПЕТРОВ ан", limit=10) == [anna, anton]
    assert profiles_matching("_ антон", limit=10) == [anton]


def test_in_order_of_name_with_the_nameless_last_and_no_surveys(
    session: scoped_session[Session], statements: Statements
) -> None:
    nameless, boris = make_profile(name=None, survey=Document("{}")), make_profile(name="борис")
    twins = [make_profile(name="Анна", user_identifier=text) for text in ("b", "a")]
    session.expire_all()
    with statements() as seen:
        assert profiles_matching("", limit=10) == [twins[1], twins[0], boris, nameless]
    assert len(seen) == 1
    assert "survey" not in seen[0]
