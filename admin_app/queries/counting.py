"""How many rows a list has: exactly while that is cheap to count, and then about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Float, FromClause, Integer, ScalarSelect, Select, func, literal_column, null, select, text, true

from admin_app.extensions import Base, db
from admin_app.queries.ordering import Key
from admin_app.queries.places import Spread, spread, spread_columns

# Up to so many rows a whole table is counted, and what a search or a filter finds of one.
BOUND = 10_000
NARROWED_BOUND = 1_000


class Kind(StrEnum):
    """What a number says."""

    EXACT = "exact"
    ABOUT = "about"
    MORE = "more"


@dataclass(frozen=True)
class Count:
    """How many rows there are: so many, about so many, or more than so many."""

    number: int
    kind: Kind = Kind.EXACT

    @property
    def is_exact(self) -> bool:
        """Whether every row was counted."""
        return self.kind is Kind.EXACT


# As the planner reckons: by the size of the table now, and how full it was when it was last looked at.
_ESTIMATE = text(
    "SELECT CASE WHEN relpages > 0"
    " THEN reltuples / relpages * (pg_relation_size(oid) / current_setting('block_size')::float) ELSE 0 END AS rows"
    " FROM pg_class WHERE oid = to_regclass(:name)"
)


def bounded(matching: Select[Any], bound: int) -> ScalarSelect[int]:
    """The number of rows that match, of which no more than one past the bound are looked at; as a column."""
    limit = literal_column(str(bound + 1), Integer)
    some: Select[Any] = (
        matching.with_only_columns(literal_column("1"), maintain_column_froms=True).order_by(None).limit(limit)
    )
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def told(counted: int, bound: int, estimate: float | None = None) -> Count:
    """What a number that was counted up to a bound says, with an estimate for what is more."""
    if counted <= bound:
        return Count(counted)
    if estimate is not None and estimate > bound:
        return Count(round(estimate), Kind.ABOUT)
    return Count(bound, Kind.MORE)


@dataclass(frozen=True)
class Known:
    """What is known of a table before a page of it is read: how many rows, how the values of keys lie, and a place."""

    count: Count
    spreads: Sequence[Spread | None]
    place: Sequence[str] | None


def known_of(model: type[Base], keys: Sequence[Key], place: Callable[[Any, Any], Any] | None) -> Known:
    """What there is to know of a table. One statement.

    `place` makes of the estimate of its rows, and of whether they are too many to count, a column with a place.
    """
    estimate = _ESTIMATE.bindparams(name=model.__tablename__).columns(rows=Float).subquery()
    found: FromClause = estimate
    # Asked in two places, and counted once.
    exactly = select(bounded(select(model), BOUND).label("rows")).cte("exactly")
    counted, rows = select(exactly.c.rows).scalar_subquery(), select(estimate.c.rows).scalar_subquery()
    columns: list[Any] = [counted, estimate.c.rows, null() if place is None else place(rows, counted > BOUND)]
    for number, key in enumerate(keys):
        known = spread_columns(key, number).subquery()
        found = found.join(known, true())
        columns += known.c
    exact, about, there, *rest = db.session.execute(select(*columns).select_from(found)).one()
    spreads = [spread(*rest[first : first + 3]) for first in range(0, len(rest), 3)]
    return Known(told(exact, BOUND, about), spreads, there)


def count_of(matching: Select[Any]) -> Count:
    """How many rows match. One statement."""
    return told(db.session.scalar(select(bounded(matching, NARROWED_BOUND))) or 0, NARROWED_BOUND)
