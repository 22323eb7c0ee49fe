"""Who acts is told to the database once a transaction, and its history bears it."""

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import scoped_session

from admin_app.extensions import db
from admin_app.models import Course, Revision
from admin_app.operations.actors import Actor, act_as
from tests.conftest import Statements

ANNA = Actor(user_id=7, request_id="r1")
Who = tuple[int | None, str | None, str | None]


def add_course(slug: str) -> None:
    db.session.add(Course(slug=slug, title=slug))
    db.session.flush()


def recorded() -> list[Who]:
    statement = select(Revision.user_id, Revision.command, Revision.request_id).order_by(Revision.id)
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]


def test_a_person_and_a_request(session: scoped_session[Session]) -> None:
    act_as(ANNA)
    add_course("a")
    assert recorded() == [(7, None, "r1")]


def test_a_command(session: scoped_session[Session]) -> None:
    act_as(Actor(command="flask demo load"))
    add_course("a")
    assert recorded() == [(None, "flask demo load", None)]


def test_the_last_one_told_acts_also_within_a_transaction(session: scoped_session[Session]) -> None:
    act_as(ANNA)
    add_course("a")
    act_as(Actor(command="flask x"))
    add_course("b")
    assert recorded() == [(7, None, "r1"), (None, "flask x", None)]


def test_later_transactions_of_the_session(session: scoped_session[Session]) -> None:
    act_as(ANNA)
    for slug in "ab":
        add_course(slug)
        session.commit()
    add_course("c")
    session.rollback()
    add_course("d")
    assert recorded() == [(7, None, "r1")] * 3


def test_later_transactions_that_are_really_committed(own_database: Flask) -> None:
    act_as(ANNA)
    for slug in "ab":
        add_course(slug)
        db.session.commit()
    add_course("c")
    db.session.rollback()
    with db.session.begin_nested():
        add_course("d")
    db.session.commit()
    assert recorded() == [(7, None, "r1")] * 3


def test_another_session_of_the_same_connection_is_nobody(own_database: Flask) -> None:
    act_as(ANNA)
    add_course("a")
    db.session.commit()
    db.session.remove()
    add_course("b")
    assert recorded() == [(7, None, "r1"), (None, None, None)]


def test_it_costs_one_statement_a_transaction_and_none_where_nothing_is_asked(
    own_database: Flask, statements: Statements
) -> None:
    with statements() as seen:
        act_as(ANNA)
        act_as(ANNA)
    assert seen == []
    with statements() as seen:
        for _ in range(2):
            db.session.scalar(select(1))
    assert len(seen) == 3
    with statements() as seen, db.session.begin_nested():
        db.session.scalar(select(1))
    assert len(seen) == 1
    db.session.commit()
    with statements() as seen:
        db.session.scalar(select(1))
    assert len(seen) == 2


@pytest.mark.parametrize("early", [True, False])
def test_a_reader_cannot_write(own_database: Flask, early: bool) -> None:
    if not early:
        db.session.scalar(select(1))
    act_as(Actor(user_id=7, read_only=True))
    for _ in range(2):
        assert db.session.scalar(select(Course.id)) is None
        with pytest.raises(InternalError, match="read-only transaction"):
            add_course("a")
        db.session.rollback()


def test_the_connection_of_a_reader_can_write_again(own_database: Flask) -> None:
    act_as(Actor(user_id=7, read_only=True))
    db.session.scalar(text("SELECT 1"))
    db.session.remove()
    add_course("a")
    assert recorded() == [(None, None, None)]


def test_a_reader_in_a_savepoint_of_a_test(session: scoped_session[Session]) -> None:
    act_as(Actor(user_id=7, read_only=True))
    with pytest.raises(InternalError, match="read-only transaction"):
        add_course("a")
    session.remove()
    add_course("a")
