"""The activity in steps: whole however large, and no more read for them than a page needs."""

from datetime import UTC, datetime
from itertools import product

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from admin_app.queries.activity import FEW, MANY, Filters, Step, activity, activity_page, steps
from admin_app.queries.revisions import Place
from admin_app.queries.transactions import Transaction
from tests.conftest import Statements

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIMIT = 10
# So many revisions, one a minute: of two persons, a command and those outside in turn; of all kinds, some of them rare.
FILL = """
    INSERT INTO admin.revisions (table_name, row_id, operation, user_id, command, database_role, transaction_id,
        transaction_at, occurred_at)
    SELECT CASE WHEN n % 1000 = 0 THEN 'courses' WHEN n % 10 = 0 THEN 'lessons' ELSE 'profiles' END, gen_random_uuid(),
        CASE WHEN n % 500 = 0 THEN 'delete' WHEN n % 5 = 0 THEN 'insert' ELSE 'update' END,
        CASE WHEN n % 4 < 2 THEN n % 4 + 1 END, CASE WHEN n % 4 = 2 THEN 'flask x' END, 'app', n,
        '2026-01-01Z', timestamptz '2026-11-24 12:00Z' - n * interval '1 minute'
    FROM generate_series(1, :count) n ORDER BY n DESC
"""
BULK = """
    INSERT INTO admin.revisions
        (table_name, row_id, operation, database_role, transaction_id, transaction_at, occurred_at)
    SELECT :table, gen_random_uuid(), 'delete', 'app', :transaction, '2026-01-01Z', :at FROM generate_series(1, :count)
"""


@pytest.fixture
def past(session: scoped_session[Session]) -> scoped_session[Session]:
    """A history in which each revision is a step."""
    session.execute(text(FILL), {"count": 20_000})
    session.execute(text("ANALYZE admin.revisions"))
    return session


def read(session: scoped_session[Session]) -> tuple[int, int]:
    """How often the history was read as a whole, and rows of it that were fetched, in this transaction."""
    statement = "SELECT seq_scan, idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'revisions'"
    scans, fetched = session.execute(text(statement)).one()
    return scans, fetched


EACH = (
    Filters(),
    Filters(user_id=1),
    Filters(user_id=1, operation="insert"),
    Filters(user_id=1, table="courses"),
    Filters(user_id=2, operation="delete"),
    Filters(command="flask x"),
    Filters(command="flask x", table="lessons"),
    Filters(command="flask x", table="courses", operation="truncate"),
    Filters(outside=True),
    Filters(outside=True, operation="insert"),
    Filters(outside=True, table="courses"),
    Filters(table="courses"),
    Filters(table="courses", operation="update"),
    Filters(operation="truncate"),
    Filters(deleted=True),
    Filters(deleted=True, user_id=1),
    Filters(since=NOON.replace(day=20), until=NOON.replace(day=21)),
    Filters(until=NOON.replace(day=15)),
    Filters(user_id=2, until=NOON.replace(day=15), table="lessons"),
)


def test_whatever_is_asked_for_little_is_read(past: scoped_session[Session]) -> None:
    for filters, place in product(EACH, (None, (NOON.replace(day=13), 0))):
        before = read(past)
        steps(filters, limit=LIMIT, before=place)
        scans, fetched = (now - then for now, then in zip(read(past), before, strict=True))
        assert scans == 0, filters
        # Of each kind one more is looked at.
        assert fetched <= LIMIT * FEW * 2 + 24, (filters, fetched)


def test_the_rows_of_a_large_step_are_found_from_any_place_on(past: scoped_session[Session]) -> None:
    past.execute(text(BULK), {"table": "courses", "transaction": -1, "at": NOON, "count": 2_000})
    filters = Filters(transaction=Transaction(-1, datetime(2026, 1, 1, tzinfo=UTC)))
    (first, *_rest) = activity(filters, limit=LIMIT)
    before = read(past)
    page = activity(filters, limit=LIMIT, before=(NOON, first.id - 1_500))
    assert [entry.id for entry in page] == list(range(first.id - 1_501, first.id - 1_501 - LIMIT, -1))
    # Itself, and whether its row was there before.
    assert read(past)[1] - before[1] <= 3 * LIMIT


def told(found: list[Step]) -> list[tuple[str, int]]:
    """The operation and the number of revisions of each step."""
    return [(step.operation, step.revisions) for step in found]


def test_a_step_larger_than_what_is_read_leaves_room_for_others(
    past: scoped_session[Session], statements: Statements
) -> None:
    large = LIMIT * MANY * 2
    at = NOON.replace(hour=13)
    past.execute(text(BULK), {"table": "courses", "transaction": -1, "at": at, "count": large})
    past.execute(text(BULK), {"table": "lessons", "transaction": -1, "at": at.replace(minute=1), "count": 3})
    with statements() as seen:
        page = steps(Filters(), limit=LIMIT)
    assert len(seen) == 2
    assert len(page.found) == LIMIT
    (first, *rest) = page.found
    assert first.is_least
    assert first.rows["lessons"] == 3
    assert LIMIT * FEW / 2 < first.rows["courses"] < large
    assert [step.transaction_id for step in rest] == list(range(1, LIMIT))
    assert not any(step.is_least for step in rest)
    assert [step.transaction_id for step in steps(Filters(), limit=3, before=page.older).found] == [10, 11, 12]


def test_page_by_page_each_revision_is_in_one_step(past: scoped_session[Session]) -> None:
    one_step = (
        "UPDATE admin.revisions SET transaction_id = -1, operation = 'update' WHERE transaction_id BETWEEN 40 AND 70"
    )
    past.execute(text(one_step))
    seen: list[Step] = []
    place: Place | None = None
    for _ in range(12):
        page = steps(Filters(), limit=LIMIT, before=place)
        seen += page.found
        place = page.older
    assert sum(step.revisions for step in seen) == len({step.transaction_id for step in seen}) + 30
    assert [step.transaction_id for step in seen][:41] == [*range(1, 40), -1, 71]


def test_a_step_is_of_one_transaction_and_one_operation(session: scoped_session[Session]) -> None:
    session.execute(text("INSERT INTO courses (slug, title) SELECT n, n FROM generate_series(1, 3) AS n"))
    session.execute(text("UPDATE courses SET title = 'x'"))
    session.execute(text("INSERT INTO profiles (user_identifier) VALUES ('a')"))
    found = steps(Filters(), limit=9)
    assert told(found.found) == [("insert", 1), ("update", 3), ("insert", 3)]
    assert found.older is None
    (insert, update, *_rest) = found.found
    assert update.rows == {"courses": 3}
    assert len(set(update.ids["courses"])) == 3
    transaction = Transaction(insert.transaction_id, datetime.now(UTC))
    assert steps(Filters(transaction=transaction), limit=9).found == []


BACK = """
    INSERT INTO admin.revisions
        (table_name, row_id, operation, database_role, transaction_id, transaction_at, occurred_at)
    SELECT table_name, row_id, 'insert', 'app', transaction_id - 1, '2026-01-01Z', occurred_at + interval '1 hour'
    FROM admin.revisions WHERE transaction_id = :transaction ORDER BY id DESC LIMIT :count
"""


def test_what_is_still_gone_of_a_large_step_is_found_behind_what_came_back(past: scoped_session[Session]) -> None:
    past.execute(text(BULK), {"table": "courses", "transaction": -1, "at": NOON, "count": LIMIT * FEW * 2})
    past.execute(text(BACK), {"transaction": -1, "count": LIMIT * FEW * 2 - 5})
    of_step = Filters(deleted=True, transaction=Transaction(-1, datetime(2026, 1, 1, tzinfo=UTC)))
    found, place = [], None
    for _ in range(4):
        page, place = activity_page(of_step, limit=LIMIT, before=place)
        found += page
        if place is None:
            break
    assert len(found) == 5
    assert place is None


def test_only_the_step_that_was_cut_may_have_more(past: scoped_session[Session]) -> None:
    past.execute(text(BULK), {"table": "courses", "transaction": -1, "at": NOON, "count": LIMIT * (FEW + MANY)})
    past.execute(text(BACK), {"transaction": -1, "count": LIMIT * (FEW + MANY)})
    past.execute(text(BULK), {"table": "lessons", "transaction": -9, "at": NOON.replace(hour=14), "count": 1})
    (first, *_rest) = steps(Filters(deleted=True), limit=LIMIT).found
    assert (first.transaction_id, first.revisions, first.is_least) == (-9, 1, False)
