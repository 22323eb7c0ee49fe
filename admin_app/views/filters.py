"""Filters of lists: each has a name, an operation in words, and a condition that it adds to the query."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_admin.model.filters import BaseFilter
from sqlalchemy import Select, not_

from admin_app.queries.matching import contains

Statement = Select[*tuple[Any, ...]]


class Filter(BaseFilter):  # type: ignore[misc]  # Flask-Admin has no types
    """A filter on one column; `kind` says which input serves it, `wanted` what a value must be."""

    kind = "text"
    wanted = "a text"
    words = ""

    def __init__(self, name: str, column: Any, options: Sequence[tuple[str, str]] | None = None) -> None:
        super().__init__(name, options)
        self.column = column

    def operation(self) -> str:
        """The operation in words."""
        return self.words

    def told(self, value: str) -> dict[str, str]:
        """What it says where it is in force."""
        shown = dict(self.options or ()).get(value, value)
        return {"label": str(self.name), "operation": self.operation(), "value": shown}

    def condition(self, value: Any) -> Any:
        """What must hold of a row: it has exactly the value."""
        return self.column == value

    def apply(self, query: Statement, value: Any) -> Statement:
        """Keep the rows for which the condition holds."""
        return query.where(self.condition(value))


class Contains(Filter):
    """Text with the value in it, in any case."""

    words = "contains"

    def condition(self, value: str) -> Any:
        """`%` and `_` mean themselves."""
        return contains(self.column, value)


class Equals(Filter):
    """Exactly the value."""

    words = "equals"


class EqualsId(Equals):
    """Exactly the row of another table."""

    wanted = "the id of a row"

    def clean(self, value: str) -> UUID:
        """Parse an id. Raises ValueError."""
        return UUID(value)


class NumberIs(Equals):
    """A whole number."""

    kind = "number"
    wanted = "a whole number"
    words = "is"

    def clean(self, value: str) -> int:
        """Parse a number that an integer column can hold. Raises ValueError."""
        number = int(value)
        if not -(2**31) <= number < 2**31:
            raise ValueError(value)
        return number


class Empty(Filter):
    """Whether the column has a value."""

    kind = "boolean"
    wanted = "yes or no"
    words = "is empty"

    def __init__(self, name: str, column: Any) -> None:
        super().__init__(name, column, [("1", "Yes"), ("0", "No")])

    def clean(self, value: str) -> bool:
        """Parse the choice. Raises ValueError."""
        if value not in ("0", "1"):
            raise ValueError(value)
        return value == "1"

    def condition(self, value: bool) -> Any:
        """SQL NULL is empty; JSON null is a document."""
        return self.column.is_(None) if value else self.column.is_not(None)


class Holds(Empty):
    """Whether a condition that the view names holds of a row; the column is that condition."""

    words = "is"

    def condition(self, value: bool) -> Any:
        """The condition, or its opposite."""
        return self.column if value else not_(self.column)


class Since(Filter):
    """From the beginning of a day on, in UTC."""

    kind = "date"
    wanted = "a date such as 2026-01-31"
    words = "on or after"

    def clean(self, value: str) -> datetime:
        """Parse a day. Raises ValueError."""
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)

    def condition(self, value: datetime) -> Any:
        """Not before it."""
        return self.column >= value


class Before(Since):
    """Up to the beginning of a day, in UTC."""

    words = "before"

    def condition(self, value: datetime) -> Any:
        """Earlier than it."""
        return self.column < value


def created(column: Any) -> tuple[Filter, Filter]:
    """The filters of every list by the time of creation."""
    return Since("Created", column), Before("Created", column)
