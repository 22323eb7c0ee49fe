"""Where a page lies in a list that is ordered by a parent: the rows of each parent are counted, not read and sorted."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import array

from admin_app.queries.ordering import Order

# Tables of more rows are not counted through for one page.
MOST_COUNTED = 50_000
# So many rows are skipped as they come, from the nearer end, whatever they are ordered by.
SKIPPED = 500


def is_grouped(order: Order, table: str) -> bool:
    """Whether the order begins with the keys of a parent that none lacks."""
    return order.keys[0].tables != {table} and not order.keys[0].is_nullable


def place_among_groups(matching: Select[Any], order: Order, skipped: int, rows: Any) -> ScalarSelect[Any]:
    """The keys of the parent that has the row behind so many, and how many of its rows come before; as a column.

    NULL where it is not worth it: where the end is near, or there are too many rows. `rows` is about how many, as a
    column, and 0 where that is not known.
    """
    keys = {f"key_{number}": key.expression for number, key in enumerate(order.leading())}
    counted = matching.with_only_columns(func.count().label("rows"), *(key.label(name) for name, key in keys.items()))
    # The last is the parent's id, on which its other keys depend.
    groups = counted.group_by(list(keys.values())[-1]).subquery()
    columns = [groups.c[name] for name in keys]
    upto = func.sum(groups.c.rows).over(order_by=[each.desc() if order.is_descending else each for each in columns])
    is_worth_it = (rows <= MOST_COUNTED) & or_(rows == 0, rows > skipped + SKIPPED)
    reached = select(groups, upto.label("upto")).where(is_worth_it).subquery()
    before = skipped - (reached.c.upto - reached.c.rows)
    place: array[Any] = array([cast(each, Text) for each in (*(reached.c[name] for name in keys), before)])
    found = select(place).where(reached.c.upto > skipped)
    return found.order_by(reached.c.upto).limit(1).scalar_subquery()
