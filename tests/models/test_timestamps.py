"""set_timestamps(): created_at is set once, by the first insert, and no client can change it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import inspect, text
from sqlalchemy.orm import scoped_session

from tests import factories

FACTORIES: list[Any] = [
    factories.make_course,
    factories.make_lesson,
    factories.make_lesson_description,
    factories.make_profile,
    factories.make_personalized_lesson_description,
    factories.make_lesson_asset,
]
each_table = pytest.mark.parametrize("make", FACTORIES, ids=[make.__name__.removeprefix("make_") for make in FACTORIES])
LONG_AGO = datetime(2001, 2, 3, 4, 5, 6, 789_012, tzinfo=UTC)


@each_table
def test_set_on_insert_where_it_is_not_given(make: Any, session: scoped_session[Session]) -> None:
    now = session.execute(text("SELECT now()")).scalar_one()
    assert make().created_at == now


@each_table
def test_set_on_insert_where_null_is_given(make: Any, session: scoped_session[Session]) -> None:
    row = make(created_at=None)
    session.refresh(row)
    assert row.created_at == session.execute(text("SELECT now()")).scalar_one()


@each_table
def test_kept_on_insert_where_it_is_given(make: Any, session: scoped_session[Session]) -> None:
    row = make(created_at=LONG_AGO)
    session.refresh(row)
    assert row.created_at == LONG_AGO


@each_table
@pytest.mark.parametrize("sent", [None, datetime(2030, 1, 1, tzinfo=UTC)])
def test_kept_on_update_whatever_is_sent(make: Any, sent: datetime | None, session: scoped_session[Session]) -> None:
    row = make(created_at=LONG_AGO)
    table = inspect(row).mapper.local_table
    session.execute(text(f"UPDATE {table} SET created_at = :sent WHERE id = :id"), {"sent": sent, "id": row.id})
    session.refresh(row)
    assert row.created_at == LONG_AGO
