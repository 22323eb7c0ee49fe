"""Filters of lists: each has a name, an operation in words, and a condition that it adds to the query.

A filter is named in addresses by its English name and its `key`, whatever the language; a chip says it as a sentence.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_admin.model.base import filter_char_re, filter_compact_re
from flask_admin.model.filters import BaseFilter
from flask_babel import format_date, get_timezone
from markupsafe import Markup
from sqlalchemy import Select, not_

from admin_app.queries.matching import has
from admin_app.queries.searching import Found, few_or_many
from admin_app.words import _l

Statement = Select[*tuple[Any, ...]]
YES, NO = "1", "0"


class Filter(BaseFilter):  # type: ignore[misc]  # Flask-Admin has no types
    """A filter on one column; `kind` says which input serves it, `wanted` what a value must be."""

    kind = "text"
    wanted: Any = _l("a text")
    # The operation: in the address, to choose from, and within the sentence of a chip.
    key = ""
    words: Any = ""
    sentence: Any = ""

    def __init__(self, name: Any, column: Any, options: Sequence[tuple[str, Any]] | None = None) -> None:
        super().__init__(name, options)
        self.column = column

    @property
    def argument(self) -> str:
        """What an address calls it, behind `flt0_`."""
        # Of a sentence that is translated when it is shown, the English words.
        english = getattr(self.name, "_args", (self.name,))[0]
        return str(filter_compact_re.sub("_", filter_char_re.sub("", f"{english} {self.key}".lower())))

    @property
    def field_id(self) -> str:
        """The element of the page that its value is typed in."""
        return f"filter-{self.argument}"

    def operation(self) -> Any:
        """The operation in words."""
        return self.words

    def told(self, value: str) -> Markup:
        """The filter with a value as a sentence."""
        return sentence(self.sentence, self.name, self.shown(value))

    def shown(self, value: str) -> str:
        """A value as people read it."""
        return value

    def condition(self, value: Any) -> Any:
        """What must hold of a row: it has exactly the value."""
        return self.column == value

    def found(self, value: Any) -> Found | None:
        """The rows by what an index finds, where the condition would look at each. One statement or none."""
        return None


class Contains(Filter):
    """Text with the value in it, in any case."""

    key = "contains"
    words = _l("contains")
    sentence = _l("%(name)s contains %(value)s")

    def condition(self, value: str) -> Any:
        """`%` and `_` mean themselves."""
        return has(self.column, value)


class Equals(Filter):
    """Exactly the value."""

    key = "equals"
    words = _l("is exactly")
    sentence = _l("%(name)s is %(value)s")


class EqualsId(Equals):
    """Exactly the row of another table."""

    wanted = _l("the id of a row")

    def clean(self, value: str) -> UUID:
        """Parse an id. Raises ValueError."""
        return UUID(value)


class NumberIs(Equals):
    """A whole number."""

    kind = "number"
    wanted = _l("a whole number")
    key = "is"

    def clean(self, value: str) -> int:
        """Parse a number that an integer column can hold. Raises ValueError."""
        number = int(value)
        if not -(2**31) <= number < 2**31:
            raise ValueError(value)
        return number


class Empty(Filter):
    """Whether the column has a value."""

    kind = "boolean"
    wanted = _l("yes or no")
    key = "is empty"
    words = _l("is empty")
    sentences: Mapping[str, Any] = {YES: _l("%(name)s is empty"), NO: _l("%(name)s is not empty")}

    def __init__(self, name: Any, column: Any) -> None:
        super().__init__(name, column, [(YES, _l("Yes")), (NO, _l("No"))])

    def told(self, value: str) -> Markup:
        """The filter with a value as a sentence."""
        return sentence(self.sentences[value], self.name)

    def clean(self, value: str) -> bool:
        """Parse the choice. Raises ValueError."""
        if value not in (YES, NO):
            raise ValueError(value)
        return value == YES

    def condition(self, value: bool) -> Any:
        """SQL NULL is empty; JSON null is a document."""
        return self.column.is_(None) if value else self.column.is_not(None)


class Holds(Empty):
    """Whether a condition that the view names holds of a row; the column is that condition."""

    key = "is"
    words = _l("yes or no")
    sentences = {YES: _l("%(name)s: yes"), NO: _l("%(name)s: no")}

    def condition(self, value: bool) -> Any:
        """The condition, or its opposite."""
        return self.column if value else not_(self.column)


class HoldsOfFew(Holds):
    """The same of a condition of few rows; `first` are their ids as an index finds them, one more than MOST."""

    def __init__(self, name: Any, model: Any, condition: Any, first: Select[Any]) -> None:
        super().__init__(name, condition)
        self.model, self.first = model, first

    def found(self, value: bool) -> Found | None:
        """The few; of the others the condition is as good."""
        return few_or_many(self.model, self.first, self.column) if value else None


class Since(Filter):
    """From the beginning of a day on, in the reader's zone."""

    kind = "date"
    wanted = _l("a date such as 2026-01-31")
    key = "on or after"
    words = _l("on or after")
    sentence = _l("%(name)s on %(value)s or later")

    def clean(self, value: str) -> datetime:
        """Parse a day. Raises ValueError."""
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=get_timezone())

    def shown(self, value: str) -> str:
        """The day as the reader's language writes it."""
        return str(format_date(self.clean(value).date(), "d MMM y"))

    def condition(self, value: datetime) -> Any:
        """Not before it."""
        return self.column >= value


class Before(Since):
    """Up to the beginning of a day, in the reader's zone."""

    key = "before"
    words = _l("before")
    sentence = _l("%(name)s before %(value)s")

    def condition(self, value: datetime) -> Any:
        """Earlier than it."""
        return self.column < value


def sentence(words: Any, name: Any, value: str = "") -> Markup:
    """Our own words with a name and a value in it, both escaped, the value set off from the words."""
    # Signs that turn the direction of text turn neither the words nor each other.
    shown = Markup("<strong>{}</strong>").format(value)
    return Markup(str(words)) % {"name": Markup("<bdi>{}</bdi>").format(name), "value": shown}  # noqa: S704  # nosec B704  # our own words


def created(column: Any) -> tuple[Filter, Filter]:
    """The filters of every list by the time of creation."""
    return Since(_l("Created"), column), Before(_l("Created"), column)
