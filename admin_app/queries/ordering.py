"""The order of a list: its keys, and what comes behind or before a place in it.

Every order ends in the id, and all its keys run one way, so that an index serves it forwards and backwards and a place
is one row of values. Rows without a first key stand last, whichever way it runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import Column, ColumnElement, DateTime, Integer, Text, Uuid, cast, literal, tuple_
from sqlalchemy.sql import visitors

# What the keys of a row are as PostgreSQL writes them; None is NULL.
Values = tuple[str | None, ...]


@dataclass(frozen=True)
class Key:
    """What a list is ordered by: a column, or an expression of one."""

    expression: Any

    @property
    def type(self) -> type[DateTime | Integer | Uuid[Any] | Text]:
        """What its values are; all that is neither a time, a number nor an id is a text."""
        for kind in (DateTime, Integer, Uuid):
            if isinstance(self.expression.type, kind):
                return kind
        return Text

    @property
    def tables(self) -> set[str]:
        """The names of the tables that it reads."""
        return tables_of(self.expression)

    @property
    def is_nullable(self) -> bool:
        """Whether a row may have none."""
        return any(column.nullable for column in _columns(self.expression))

    def cast(self, value: str | None) -> ColumnElement[Any]:
        """A value to compare it with."""
        kind = DateTime(timezone=True) if self.type is DateTime else self.type()
        return cast(literal(value, Text), kind)


@dataclass(frozen=True)
class Start:
    """A place in a list: the keys of a row, or the first of them. `includes` says that rows at the place count too."""

    values: Values
    includes: bool = False


@dataclass(frozen=True)
class Part:
    """Rows of a list that an index has in one piece: what must hold of them, and their order."""

    conditions: list[ColumnElement[bool]]
    order: list[ColumnElement[Any]]


@dataclass(frozen=True)
class Order:
    """The keys of a list, the id last, and whether they run downwards."""

    keys: tuple[Key, ...]
    is_descending: bool = False

    @property
    def tables(self) -> set[str]:
        """The names of the tables that it reads."""
        return {name for key in self.keys for name in key.tables}

    def leading(self) -> Sequence[Key]:
        """The first keys, those of one table."""
        return _leading(self.keys)

    def all(self) -> list[ColumnElement[Any]]:
        """What all rows are ordered by."""
        first, *rest = _ordered(self.keys, self.is_descending)
        return [first.nulls_last() if self.keys[0].is_nullable else first, *rest]

    def parts(self, start: Start | None, *, backwards: bool = False) -> list[Part]:
        """What follows a place, piece by piece; from the beginning or, backwards, from the end where there is none.

        Rows with and without a first key are two pieces: one condition for both would keep PostgreSQL from any index.
        """
        down = self.is_descending != backwards
        first, rest = self.keys[0], self.keys[1:]
        if not first.is_nullable:
            return [Part(_beyond(self.keys, start, down), _ordered(self.keys, down))]
        is_among_null = start is not None and start.values[0] is None
        tail = Start(start.values[1:], start.includes) if start and is_among_null else None
        head = None if is_among_null else start
        with_key = Part([first.expression.is_not(None), *_beyond(self.keys, head, down)], _ordered(self.keys, down))
        without = Part([first.expression.is_(None), *_beyond(rest, tail, down)], _ordered(rest, down))
        if backwards:
            return [without, with_key] if start is None or is_among_null else [with_key]
        return [without] if is_among_null else [with_key, without]


def order_of(keys: Iterable[Any], key: Any, *, is_descending: bool) -> Order:
    """The order by these columns and expressions, and by the id."""
    return Order(tuple(Key(_clause(each)) for each in (*keys, key)), is_descending)


def tables_of(*clauses: Any) -> set[str]:
    """The names of the tables whose columns occur."""
    return {column.table.name for clause in clauses for column in _columns(clause)}


def _columns(clause: Any) -> "Iterator[Column[Any]]":
    return (element for element in visitors.iterate(clause) if isinstance(element, Column))


def _clause(expression: Any) -> Any:
    # What a mapped class has is no clause itself.
    return expression.__clause_element__() if hasattr(expression, "__clause_element__") else expression


def _ordered(keys: Sequence[Key], down: bool) -> list[ColumnElement[Any]]:
    return [key.expression.desc() if down else key.expression.asc() for key in keys]


def _beyond(keys: Sequence[Key], start: Start | None, down: bool) -> list[ColumnElement[bool]]:
    """What comes behind a place: one comparison of rows and, where they are of several tables, one for the first."""
    if start is None or not start.values:
        return []
    keys = keys[: len(start.values)]
    found = [_compared(keys, start.values, down, start.includes)]
    # No index has keys of two tables, but this one finds where to begin.
    leading = _leading(keys)
    return found if len(leading) == len(keys) else [_compared(leading, start.values, down, True), *found]


def _leading(keys: Sequence[Key]) -> Sequence[Key]:
    return list(takewhile(lambda key: key.tables == keys[0].tables, keys))


def _compared(keys: Sequence[Key], values: Values, down: bool, includes: bool) -> ColumnElement[bool]:
    left = tuple_(*(key.expression for key in keys))
    right = tuple_(*(key.cast(value) for key, value in zip(keys, values, strict=False)))
    if down:
        return left <= right if includes else left < right
    return left >= right if includes else left > right
