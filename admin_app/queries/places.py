"""Where about a far page of a table lies, from what PostgreSQL's planner knows of its values: no row is read for that.

The planner keeps the commonest values of a column with their shares, and bounds between which the others lie in equal
numbers. What lies within a common value, such as the time of an import, is found by the next key, at last by the ids.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Float, Integer, Text, Uuid, bindparam, text
from sqlalchemy.sql.expression import TextualSelect

from admin_app.extensions import Base
from admin_app.queries.ordering import Key, Order, Start, Values
from admin_app.queries.paging import Place

# So many keys of an order are looked up: with the second one in most orders the rest is a few rows.
KEYS = 2


@dataclass(frozen=True)
class Stretch:
    """Some values of a column, from one to another of them, and the share of the rows that have them."""

    low: str
    high: str
    share: float

    @property
    def is_one_value(self) -> bool:
        """Whether all these rows have the same."""
        return self.low == self.high


@dataclass(frozen=True)
class Spread:
    """How the values of a column lie: the share of rows without one, and the others in ascending order."""

    without: float
    stretches: Sequence[Stretch]


def spread_columns(key: Key, number: int) -> TextualSelect:
    """What the planner knows of a key, as one row: the share without a value, the values in order, and their shares."""
    relation, attribute = _described(key)
    statement = text(_STATISTICS.format(n=number, type=_TYPES[key.type]))
    bound = statement.bindparams(
        bindparam(f"relation_{number}", relation, Text), bindparam(f"attribute_{number}", attribute, Text)
    )
    return bound.columns(without=Float, values=ARRAY(Text), shares=ARRAY(Float))


def spread(without: float | None, values: Sequence[str] | None, shares: Sequence[float | None] | None) -> Spread | None:
    """What was found: values in ascending order, a common one with its share, a bound without; None for nothing."""
    if without is None or not values or not shares:
        return None
    bounds = sum(share is None for share in shares)
    common = sum(share for share in shares if share is not None)
    between = max(0.0, 1 - without - common) / max(1, bounds - 1)
    stretches: list[Stretch] = []
    low: str | None = None
    for value, share in zip(values, shares, strict=True):
        if share is not None:
            stretches.append(Stretch(value, value, share))
            continue
        if low is not None:
            stretches.append(Stretch(low, value, between))
        low = value
    return Spread(without, stretches)


def place_of(order: Order, spreads: Sequence[Spread | None], skipped: int, total: int) -> Place | None:
    """The place behind so many rows of about so many in all; None where the statistics do not tell."""
    first = spreads[0]
    if first is None or not first.stretches:
        return None
    with_value, share = 1 - first.without, skipped / total
    if share < with_value:
        values, offset = _located(order, 0, spreads, share / with_value, total * with_value)
    else:
        within = (share - with_value) / first.without
        values, offset = _located(order, 1, spreads, within, total * first.without)
        values = (None, *values)
    return Place(Start(values, includes=True), offset)


def _located(
    order: Order, number: int, spreads: Sequence[Spread | None], share: float, total: float
) -> tuple[Values, int]:
    """The values of the keys from that one on, at a share of so many rows, and how many rows further on it is."""
    known = spreads[number] if number < len(spreads) else None
    if known is None or not known.stretches:
        return (), int(share * total)
    stretch, within, rows = _found(known, share, total, order.is_descending)
    if stretch.is_one_value:
        values, offset = _located(order, number + 1, spreads, within, rows)
        return (stretch.low, *values), offset
    between = _BETWEEN.get(order.keys[number].type)
    upwards = 1 - within if order.is_descending else within
    value = between(stretch.low, stretch.high, upwards) if between else None
    if value is not None:
        return (value,), 0
    return (stretch.high if order.is_descending else stretch.low,), int(within * rows)


def _found(known: Spread, share: float, total: float, is_descending: bool) -> tuple[Stretch, float, float]:
    """The stretch at a share of the rows, the share of its own rows before it, and their number."""
    stretches = known.stretches[::-1] if is_descending else known.stretches
    whole = sum(stretch.share for stretch in stretches)
    before, wanted = 0.0, share * whole
    for stretch in stretches:
        if wanted < before + stretch.share or stretch is stretches[-1]:
            break
        before += stretch.share
    within = min(1.0, (wanted - before) / stretch.share) if stretch.share else 0.0
    return stretch, within, total * stretch.share / whole if whole else 0.0


def _time_between(low: str, high: str, share: float) -> str | None:
    try:
        first, last = datetime.fromisoformat(low), datetime.fromisoformat(high)
    except ValueError:
        return None
    return (first + (last - first) * share).isoformat()


def _number_between(low: str, high: str, share: float) -> str:
    return str(int(low) + int((int(high) - int(low)) * share))


def _id_between(low: str, high: str, share: float) -> str:
    first, last = UUID(low).int, UUID(high).int
    return str(UUID(int=first + int((last - first) * share)))


_BETWEEN: Mapping[Any, Callable[[str, str, float], str | None]] = {
    DateTime: _time_between,
    Integer: _number_between,
    Uuid: _id_between,
}
_TYPES = {DateTime: "timestamptz", Integer: "integer", Uuid: "uuid", Text: "text"}
# One row, also where nothing is known.
_STATISTICS = """
    SELECT max(null_frac) AS without, array_agg(value ORDER BY value::{type}) AS values,
           array_agg(share ORDER BY value::{type}) AS shares
    FROM pg_stats, LATERAL (
        SELECT unnest(most_common_vals::text::text[]), unnest(most_common_freqs)
        UNION ALL
        SELECT unnest(histogram_bounds::text::text[]), NULL
    ) AS known (value, share)
    WHERE schemaname = current_schema() AND tablename = :relation_{n} AND attname = :attribute_{n} AND NOT inherited
"""


def _described(key: Key) -> tuple[str, str]:
    """Under which names the statistics of a key are kept: a column's own, an expression's at its index."""
    (name,) = key.tables
    own = Base.metadata.tables[name]
    if key.expression.compare(own.c.get(getattr(key.expression, "name", ""))):
        return name, key.expression.name
    for index in own.indexes:
        if index.expressions and key.expression.compare(index.expressions[0]):
            return str(index.name), _ATTRIBUTE
    return name, ""


# What PostgreSQL calls the first key of an index by models/sort_keys.py.
_ATTRIBUTE = "translate"
