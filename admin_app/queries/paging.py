"""One page of a list: its rows from a place on, read along an index, however many come before them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, Subquery, Text, bindparam, cast, null, select, union_all

from admin_app.extensions import db
from admin_app.queries.ordering import Order, Start, Values

Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind a place or at the beginning, so many rows further on; or all that backwards."""

    start: Start | None = None
    offset: int = 0
    backwards: bool = False


@dataclass(frozen=True)
class Found:
    """The rows of a page in the order of the list, and the keys of each.

    `has_more` says whether others come behind or, backwards, before; `count` is what the statement counted besides,
    where there is a row to tell it.
    """

    rows: list[Any]
    keys: list[Values]
    has_more: bool
    count: int | None


def page_ids(model: Any, matching: Statement, order: Order, place: Place, size: int) -> Subquery:
    """The ids and keys of a page of what matches, read along an index where there is one, and nothing else."""
    limit = _number(place.offset + size)
    names = [key.expression.label(f"key_{number}") for number, key in enumerate(order.keys)]
    parts = [
        matching.with_only_columns(model.id, *names).where(*part.conditions).order_by(*part.order).limit(limit)
        for part in order.parts(place.start, backwards=place.backwards)
    ]
    # The second part is read only where the first has too few rows.
    found = parts[0] if len(parts) == 1 else select(union_all(*parts).subquery())
    return found.limit(_number(size)).offset(_number(place.offset)).subquery("page")


def read_page(
    page: Subquery, shown: Statement, model: Any, order: Order, backwards: bool, size: int, count: Any = None
) -> Found:
    """The rows of a page, one of which only says that there are more. One statement.

    `shown` has the joins and options that they are shown with; `count` is a number to tell along with them.
    """
    keys = [cast(page.c[f"key_{number}"], Text) for number in range(len(order.keys))]
    statement = shown.join(page, page.c.id == model.id).add_columns(null() if count is None else count, *keys)
    rows = db.session.execute(statement.order_by(*_directed(page, order, backwards))).all()
    has_more, rows = len(rows) > size, rows[:size]
    ordered = rows[::-1] if backwards else rows
    counted = rows[0][1] if rows else None
    return Found([row[0] for row in ordered], [tuple(row[2:]) for row in ordered], has_more, counted)


def _directed(page: Subquery, order: Order, backwards: bool) -> list[Any]:
    down = order.is_descending != backwards
    keys = [page.c[f"key_{number}"] for number in range(len(order.keys))]
    first = keys[0].desc() if down else keys[0].asc()
    # Backwards those without a key come first.
    first = first.nulls_first() if backwards else first.nulls_last()
    return [first, *(key.desc() if down else key.asc() for key in keys[1:])]


def _number(value: int) -> Any:
    """A number in the statement itself: without it PostgreSQL would plan for a tenth of the table."""
    return bindparam("rows", value, Integer, unique=True, literal_execute=True)
