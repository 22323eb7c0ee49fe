"""Which paths the documents of a table have, from a sample of bounded size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, Text, and_, case, cast, func, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by, array

from admin_app.documents import Document
from admin_app.extensions import Base, db
from admin_app.queries.json_filters import documents_of

# Rows, bytes as stored of one document and of all, and values walked through.
SAMPLE_ROWS, LARGEST_DOCUMENT, MOST_BYTES, MOST_VALUES = 500, 100_000, 1_000_000, 40_000
MAX_KEYS, MAX_PATHS, MAX_VALUES = 4, 200, 8
LONGEST_KEY, LONGEST_VALUE = 100, 40
# As many lists in lists as a filter looks into.
MAX_LISTS = 2
_NO_KEYS = cast(array([], type_=Text), ARRAY(Text))


@dataclass(frozen=True)
class Occurring:
    """A path with its types, the commonest first, and its commonest short values."""

    field: str
    keys: tuple[str, ...]
    types: Sequence[str]
    values: Sequence[Any]


def occurring_paths(model: type[Base]) -> list[Occurring]:
    """The paths of the sampled documents, the commonest first. One statement, however large the table is."""
    columns = documents_of(model)
    if not columns:
        return []
    walked = _walked([_sample(model, name, column) for name, column in columns.items()])
    rows = db.session.execute(_counted(walked)).all()
    return [Occurring(row.field, tuple(row.path), row.types, _values(row.offered)) for row in rows]


def _values(listed: Document | None) -> Sequence[Any]:
    found = listed.value if listed else []
    assert isinstance(found, list)
    return found


def _sample(model: type[Base], name: str, column: Any) -> Select[Any]:
    """The documents of the first rows by id, which is random, so that any time of writing is among them."""
    key = model.__table__.c.id
    rows = select(key.label("id"), column.label("document")).order_by(key).limit(SAMPLE_ROWS).subquery(f"{name}_rows")
    # The size as stored is known without reading what is large.
    size = func.pg_column_size(rows.c.document)
    small = (
        select(rows.c.document, func.sum(size).over(order_by=rows.c.id).label("bytes"))
        .where(size <= LARGEST_DOCUMENT)
        .subquery(f"{name}_small")
    )
    return select(
        literal(name, Text).label("field"),
        _NO_KEYS.label("path"),
        literal(0, Integer).label("lists"),
        small.c.document.label("value"),
    ).where(small.c.bytes <= MOST_BYTES)


def _walked(samples: Sequence[Select[Any]]) -> Any:
    """Every value of the samples with the keys above it; an item of a list has those of the list."""
    walk = select(union_all(*samples).subquery("sampled")).cte("walk", recursive=True)
    kind = func.jsonb_typeof(walk.c.value)
    pair = func.jsonb_each(case((kind == "object", walk.c.value), else_=func.jsonb_build_object())).table_valued(
        "key", "value", name="pair"
    )
    entry = func.jsonb_array_elements(
        case((kind == "array", walk.c.value), else_=func.jsonb_build_array())
    ).table_valued("value", name="entry")
    below = union_all(
        select(cast(pair.c.key, Text).label("key"), cast(pair.c.value, JSONB).label("value")).select_from(pair),
        select(cast(null(), Text).label("key"), cast(entry.c.value, JSONB).label("value")).select_from(entry),
    ).lateral("below")
    is_item = below.c.key.is_(None)
    deeper = and_(func.cardinality(walk.c.path) < MAX_KEYS, func.length(below.c.key) <= LONGEST_KEY)
    further = (
        select(
            walk.c.field,
            case((is_item, walk.c.path), else_=func.array_append(walk.c.path, below.c.key)),
            case((is_item, walk.c.lists + 1), else_=0),
            below.c.value,
        )
        .select_from(walk.join(below, literal(True)))
        .where(case((is_item, walk.c.lists < MAX_LISTS), else_=deeper))
    )
    # PostgreSQL goes no further than what is taken here.
    return select(walk.union_all(further)).limit(MOST_VALUES).subquery("walked")


def _counted(walked: Any) -> Select[Any]:
    """A row a path: how often it occurs, with which types and values."""
    kind, text = (
        func.jsonb_typeof(walked.c.value),
        walked.c.value.op("#>>", return_type=Text())(cast(literal("{}", Text), ARRAY(Text))),
    )
    is_short = and_(kind.in_(("string", "number", "boolean")), func.length(text).between(1, LONGEST_VALUE))
    short = case((is_short, walked.c.value))
    grouped = (
        select(walked.c.field, walked.c.path, kind.label("kind"), short.label("value"), func.count().label("times"))
        .group_by(walked.c.field, walked.c.path, kind, short)
        .subquery("grouped")
    )
    path = grouped.c.field, grouped.c.path
    has_value = grouped.c.value.is_not(None)
    place = func.row_number().over(partition_by=(*path, has_value), order_by=(grouped.c.times.desc(), grouped.c.value))
    placed = select(grouped, place.label("place")).subquery("placed")
    offered = placed.c.value.is_not(None) & (placed.c.place <= MAX_VALUES)
    by_place = aggregate_order_by(placed.c.value, placed.c.place)
    times = func.sum(placed.c.times)
    return (
        select(
            placed.c.field,
            placed.c.path,
            func.array_agg(placed.c.kind.distinct()).label("types"),
            func.jsonb_agg(by_place, type_=JSONB).filter(offered).label("offered"),
        )
        .group_by(placed.c.field, placed.c.path)
        .order_by(times.desc(), placed.c.field, placed.c.path)
        .limit(MAX_PATHS)
    )
