"""The history read: versions, states, a row's revisions and the activity."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.models import Course, Profile, Revision, User
from admin_app.operations.actors import Actor, act_as
from admin_app.queries.activity import Filters, activity
from admin_app.queries.revisions import (
    Entry,
    revisions_of_row,
    state_at,
    version_column,
    version_of,
)
from tests.conftest import Statements
from tests.factories import (
    make_course,
    make_lesson,
    make_lesson_asset,
    make_lesson_description,
    make_personalized_lesson_description,
    make_profile,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def users(session: scoped_session[Session]) -> None:
    session.add(User(id=7, email="a@b.c", role="admin", fs_uniquifier="x"))
    session.flush()


def revision_ids(session: scoped_session[Session], row_id: UUID) -> list[int]:
    return list(session.scalars(select(Revision.id).filter_by(row_id=row_id).order_by(Revision.id)))


def change_title(session: scoped_session[Session], course: Course, *titles: str) -> None:
    for title in titles:
        course.title = title
        session.flush()


def forget(session: scoped_session[Session], *ids: int) -> None:
    session.execute(text("DELETE FROM admin.revisions WHERE id = ANY(:ids)"), {"ids": list(ids)})


def title(document: Document | None) -> Any:
    return document and document.value["title"]  # type: ignore[index,call-overload]  # an object


def test_the_version_is_the_newest_revision(session: scoped_session[Session]) -> None:
    course = make_course()
    assert version_of(Course, course.id) == revision_ids(session, course.id)[-1]
    change_title(session, course, "B")
    assert version_of(Course, course.id) == revision_ids(session, course.id)[-1]
    assert version_of(Course, uuid4()) == 0


def test_a_row_and_its_version_in_one_statement(session: scoped_session[Session], statements: Statements) -> None:
    first, second = make_course(), make_course()
    forget(session, *revision_ids(session, second.id))
    with statements() as seen:
        found = session.execute(select(Course.id, version_column(Course))).all()
    assert len(seen) == 1
    assert {tuple(row) for row in found} == {(first.id, version_of(Course, first.id)), (second.id, 0)}


def test_the_states_of_a_row(session: scoped_session[Session], statements: Statements) -> None:
    course = make_course(title="A")
    change_title(session, course, "B", "C")
    session.delete(course)
    session.flush()
    ids = revision_ids(session, course.id)
    with statements() as seen:
        states = [state_at("courses", course.id, version) for version in (0, *ids)]
    assert len(seen) == len(states)
    assert [title(state) for state in states] == [None, "A", "B", "C", None]


def test_a_version_that_was_pruned_is_known_by_what_came_later(session: scoped_session[Session]) -> None:
    course = make_course(title="A")
    change_title(session, course, "B", "C")
    ids = revision_ids(session, course.id)
    forget(session, *ids[:2])
    assert [title(state_at("courses", course.id, version)) for version in (0, *ids)] == ["B", "B", "B", "C"]


def test_a_row_without_revisions_is_its_own_state(session: scoped_session[Session]) -> None:
    null, nothing = make_profile(survey=Document("null")), make_profile(survey=None, name=None)
    seen = {}
    for profile in null, nothing:
        session.execute(text("SET LOCAL timezone = 'Asia/Tokyo'"))
        recorded = state_at("profiles", profile.id, version_of(Profile, profile.id))
        forget(session, *revision_ids(session, profile.id))
        seen[profile.id] = state_at("profiles", profile.id, 0)
        assert seen[profile.id] == recorded
    assert '"survey": null' in str(seen[null.id])
    assert '"survey"' not in str(seen[nothing.id])
    assert '"name": null' in str(seen[nothing.id])


def test_digits_of_a_state(session: scoped_session[Session]) -> None:
    profile = make_profile(survey=Document('{"n": 1.10, "big": 12345678901234567890123}'))
    state = state_at("profiles", profile.id, version_of(Profile, profile.id))
    assert '{"n": 1.10, "big": 12345678901234567890123}' in str(state)


def test_the_revisions_of_a_row_page_by_page(session: scoped_session[Session], statements: Statements) -> None:
    course = make_course(title="A")
    make_course()
    act_as(Actor(user_id=7, request_id="r"))
    change_title(session, course, "B", "C")
    with statements() as seen:
        newest = revisions_of_row("courses", course.id, limit=2)
    assert len(seen) == 1
    assert [(entry.operation, entry.label, entry.columns) for entry in newest] == [
        ("update", "C", ("title",)),
        ("update", "B", ("title",)),
    ]
    assert (newest[0].user_id, newest[0].email, newest[0].request_id) == (7, "a@b.c", "r")
    (oldest,) = revisions_of_row("courses", course.id, limit=2, before=newest[-1].id)
    assert (oldest.operation, oldest.columns, oldest.email, oldest.is_outside) == ("insert", (), None, True)


def test_changed_columns_count_digits_and_nothing_against_null(session: scoped_session[Session]) -> None:
    profile = make_profile(survey=Document("1.1"))
    for survey in (Document("1.10"), Document("null"), None):
        profile.survey = survey
        session.flush()
    columns = [entry.columns for entry in revisions_of_row("profiles", profile.id, limit=9)]
    assert columns == [("survey",), ("survey",), ("survey",), ()]


def test_labels(session: scoped_session[Session]) -> None:
    lesson = make_lesson(lesson_number=3, title="Breath", course=make_course(title="Voice"))
    anna = make_profile(user_identifier="a|1", name="Anna")
    make_lesson_description(lesson=lesson)
    make_lesson_asset(lesson=lesson, asset_type="video", url="https://x.y")
    make_personalized_lesson_description(lesson=lesson, profile=anna)
    make_profile(user_identifier="a|2", name=None)
    labels = [(entry.table, entry.label) for entry in activity(Filters(), limit=9)]
    assert labels == [
        ("profiles", "a|2"),
        ("personalized_lesson_descriptions", "3. Breath — Anna (a|1)"),
        ("lesson_assets", "video: https://x.y"),
        ("lesson_descriptions", "3. Breath"),
        ("profiles", "Anna (a|1)"),
        ("lessons", "3. Breath"),
        ("courses", "Voice"),
    ]


def test_labels_of_what_is_gone_erased_or_long(session: scoped_session[Session]) -> None:
    make_lesson_description(data=Document('{"title": "Own"}'))
    long = make_course(title="x" * 1000)
    session.execute(text("DELETE FROM lessons"))
    labels = {(entry.table, entry.operation): entry.label for entry in activity(Filters(), limit=9)}
    assert labels["lesson_descriptions", "delete"] == "Own"
    session.execute(text("UPDATE admin.revisions SET before = NULL, after = NULL, erased_at = now()"))
    assert {entry.label for entry in activity(Filters(), limit=9)} == {None}
    assert {entry.is_erased for entry in revisions_of_row("courses", long.id, limit=9)} == {True}


def found(filters: Filters) -> list[tuple[str, str | None]]:
    return [(entry.operation, entry.label) for entry in activity(filters, limit=20)]


@pytest.fixture
def past(session: scoped_session[Session]) -> list[Entry]:
    """One revision an hour, from noon on."""
    act_as(Actor(user_id=7))
    anna = make_profile(user_identifier="anna", name=None)
    act_as(Actor(command="flask x"))
    first, second = make_course(title="First"), make_course(title="Second")
    act_as(Actor())
    change_title(session, first, "Third")
    session.delete(second)
    session.delete(anna)
    session.flush()
    session.execute(text("TRUNCATE lesson_assets"))
    for hours, revision in enumerate(session.scalars(select(Revision).order_by(Revision.id))):
        revision.occurred_at = NOON + timedelta(hours=hours)
    session.flush()
    return activity(Filters(), limit=20)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(user_id=7), [0]),
        (Filters(user_id=8), []),
        (Filters(command="flask x"), [1, 2]),
        (Filters(outside=True), [3, 4, 5, 6]),
        (Filters(table="courses"), [1, 2, 3, 4]),
        (Filters(table="lesson_assets"), [6]),
        (Filters(operation="delete"), [4, 5]),
        (Filters(operation="truncate"), [6]),
        (Filters(table="courses", operation="delete"), [4]),
        (Filters(outside=True, table="profiles"), [5]),
        (Filters(outside=True, operation="update"), [3]),
        (Filters(since=NOON + timedelta(hours=5)), [5, 6]),
        (Filters(until=NOON + timedelta(hours=1)), [0]),
        (Filters(deleted=True), [4, 5]),
        (Filters(deleted=True, table="courses"), [4]),
        (Filters(deleted=True, operation="insert"), []),
        (Filters(deleted=True, outside=True), [4, 5]),
    ],
)
def test_the_activity_is_narrowed(
    past: list[Entry], statements: Statements, filters: Filters, wanted: list[int]
) -> None:
    oldest_first = past[::-1]
    with statements() as seen:
        entries = activity(filters, limit=20)
    assert len(seen) <= 1
    assert entries == [oldest_first[index] for index in reversed(wanted)]


def test_the_activity_of_a_row(past: list[Entry]) -> None:
    row_id = past[3].row_id
    assert activity(Filters(row_id=row_id), limit=20) == [entry for entry in past if entry.row_id == row_id]


def test_the_activity_page_by_page_also_where_times_are_equal(
    session: scoped_session[Session], past: list[Entry]
) -> None:
    session.execute(text("UPDATE admin.revisions SET occurred_at = '2026-11-24Z'"))
    pages: list[Entry] = []
    while page := activity(Filters(), limit=2, before=pages[-1].place if pages else None):
        pages += page
    assert [entry.id for entry in pages] == [entry.id for entry in past]


def test_a_row_that_came_back_is_not_deleted(session: scoped_session[Session], past: list[Entry]) -> None:
    gone = next(entry for entry in past if (entry.table, entry.operation) == ("courses", "delete"))
    session.execute(text("INSERT INTO courses (id, slug, title) VALUES (:id, 's', 'S')"), {"id": gone.row_id})
    assert [entry.table for entry in activity(Filters(deleted=True), limit=20)] == ["profiles"]


def test_an_insert_of_a_row_that_was_there_before_came_back(session: scoped_session[Session]) -> None:
    course, other = make_course(), make_course()
    session.delete(course)
    session.flush()
    session.execute(text("INSERT INTO courses (id, slug, title) VALUES (:id, 's', 'S')"), {"id": course.id})
    told = {(entry.row_id, entry.operation, entry.came_back) for entry in activity(Filters(), limit=20)}
    assert told == {
        (other.id, "insert", False),
        (course.id, "insert", False),
        (course.id, "delete", False),
        (course.id, "insert", True),
    }
