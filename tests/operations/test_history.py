"""What the history forgets: old revisions, and all that it holds of a learner who asks for it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.models import Profile, ProfileViewRecord, Revision
from admin_app.operations.history import Erased, erase_learner, prune
from admin_app.queries.revisions import version_of
from tests.factories import make_course, make_lesson, make_personalized_lesson_description, make_profile

SECRET = "СЕКРЕТ"


def run(session: scoped_session[Session], statement: str, **values: Any) -> None:
    session.execute(text(statement), values)


def look(session: scoped_session[Session], profile_id: UUID, identifier: str | None) -> None:
    session.add(ProfileViewRecord(user_id=1, profile_id=profile_id, user_identifier=identifier, page="details"))
    session.flush()


def told(session: scoped_session[Session]) -> str:
    """Everything that is kept, as one text."""
    tables = "admin.revisions", "admin.profile_views", "profiles", "personalized_lesson_descriptions"
    rows = [session.scalars(text(f"SELECT t::text FROM {table} t")) for table in tables]
    return "\n".join(row for each in rows for row in each)


def make_learner(identifier: str) -> Profile:
    profile = make_profile(user_identifier=identifier, name=SECRET, survey=Document(f'"{SECRET}"'))
    make_personalized_lesson_description(profile=profile, content=Document(f'"{SECRET}"'))
    return profile


def test_old_revisions_go_and_rows_stay(session: scoped_session[Session]) -> None:
    old, new = make_course(), make_course()
    run(session, "UPDATE admin.revisions SET occurred_at = now() - interval '8 days' WHERE row_id = :id", id=old.id)
    assert prune(timedelta(days=9)) == 0
    assert prune(timedelta(days=7)) == 1
    assert session.scalars(select(Revision.row_id)).all() == [new.id]
    assert version_of(type(old), old.id) == 0


def test_nothing_of_a_learner_is_left(session: scoped_session[Session]) -> None:
    anna = make_learner("anna")
    anna.name = f"{SECRET} 2"
    session.flush()
    look(session, anna.id, "anna")
    look(session, anna.id, None)
    lessons = select(Revision.id).filter_by(table_name="lessons")
    assert SECRET in told(session)
    assert erase_learner("anna") == Erased(profiles=1, personalized=1, revisions=5, views=2)
    assert SECRET not in told(session)
    assert "anna" not in told(session)
    assert session.scalars(select(Revision.erased_at).where(Revision.id.in_(lessons))).all() == [None]


def test_earlier_profiles_with_the_identifier(session: scoped_session[Session]) -> None:
    make_learner("anna")
    run(session, "DELETE FROM profiles")
    make_learner("anna")
    erased = erase_learner("anna")
    assert (erased.profiles, erased.personalized, erased.revisions) == (1, 1, 8)
    assert SECRET not in told(session)


def test_a_learner_who_is_gone_already(session: scoped_session[Session]) -> None:
    make_learner("anna")
    run(session, "DELETE FROM profiles")
    assert erase_learner("anna") == Erased(profiles=0, personalized=0, revisions=4, views=0)
    assert SECRET not in told(session)
    assert erase_learner("anna").is_nothing


def test_only_looks_are_left(session: scoped_session[Session]) -> None:
    look(session, uuid4(), "anna")
    assert erase_learner("anna") == Erased(0, 0, 0, 1)


def test_others_stay(session: scoped_session[Session]) -> None:
    boris, lesson = make_learner("boris"), make_lesson()
    look(session, boris.id, "boris")
    make_personalized_lesson_description(profile=make_learner("anna"), lesson=lesson)
    revisions = {row.id for row in session.scalars(select(Revision)) if str(boris.id) in f"{row.before}{row.after}"}
    erase_learner("anna")
    assert session.get(Profile, boris.id) is not None
    assert session.scalars(select(ProfileViewRecord.profile_id)).all() == [boris.id]
    kept = session.scalars(select(Revision.id).where(Revision.erased_at.is_(None)))
    assert revisions <= set(kept)


def test_one_with_another_identifier_by_now_stays(session: scoped_session[Session]) -> None:
    learner = make_learner("old")
    learner.user_identifier = "new"
    session.flush()
    erased = erase_learner("old")
    assert (erased.profiles, erased.personalized, erased.revisions) == (0, 0, 2)
    assert session.get(Profile, learner.id) is not None
    assert '"old"' not in told(session)


@pytest.mark.parametrize("identifier", ["nobody", "", "%", "an"])
def test_nothing_where_nobody_was(session: scoped_session[Session], identifier: str) -> None:
    make_learner("anna")
    assert erase_learner(identifier).is_nothing
    assert SECRET in told(session)
