"""The rows of a list: those that match, with what they belong to, in order."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from typing import Any, ClassVar

from flask_admin.contrib.sqla import ModelView
from sqlalchemy import inspect, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import defer, undefer

from admin_app.queries.lists import Source
from admin_app.queries.ordering import Order, order_of, tables_of
from admin_app.queries.searching import Found, find
from admin_app.views.filters import Statement

# The filter's place in `filters`, its name, and the value typed.
ActiveFilter = tuple[int, str, str]


class ListedRows(ModelView):  # type: ignore[misc]  # Flask-Admin's view is Any to mypy
    """Which rows a list has. A subclass says what they belong to, and what they are searched and sorted by."""

    # Parents are joined, never loaded row by row: from a row to its parent, from there on; `eager` says what is shown.
    parents: ClassVar[Sequence[Any]] = ()
    eager: ClassVar[Sequence[Any]] = ()
    search_columns: ClassVar[Sequence[Any]]
    # From names of column_list to what orders by them, one key or several; all keys of an order run one way.
    sort_keys: ClassVar[Mapping[str, Any]]
    default_order: ClassVar[Sequence[Any]]
    newest_first: ClassVar[bool] = False

    def joined(self, statement: Statement, needed: Collection[str] | None = None) -> Statement:
        """Join the parents by which people know a row, or those whose tables are needed and what lies between."""
        wanted = set(needed if needed is not None else (parent.property.target.name for parent in self.parents))
        for parent in reversed(self.parents):
            if parent.property.target.name in wanted:
                wanted.add(parent.property.parent.local_table.name)
        for parent in self.parents:
            if parent.property.target.name in wanted:
                is_outer = any(column.nullable for column in parent.property.local_columns)
                statement = statement.join(parent, isouter=is_outer)
        return statement

    def _matching(self, search: str | None, filters: Sequence[ActiveFilter] | None) -> Statement:
        """All rows that match, with their parents."""
        return self.joined(select(self.model)).where(self._found(search, filters).condition)

    def _source(
        self, search: str | None, filters: Sequence[ActiveFilter] | None, order: Order, shown: Collection[str]
    ) -> Source:
        """The same to read one page of, with only the parents that are asked about or sorted by until it is shown."""
        found, all_rows = self._found(search, filters), select(self.model)
        return Source(
            self.model,
            self.joined(all_rows, tables_of(found.condition) | order.tables).where(found.condition),
            self.joined(all_rows).options(*self.eager, *self._summaries(shown)),
            is_narrowed=bool(search or filters),
            counted=self.joined(all_rows, tables_of(found.counted)).where(found.counted),
            counts_all=found.counts_all,
        )

    def _found(self, search: str | None, filters: Sequence[ActiveFilter] | None) -> Found:
        """What the search and the filters ask of a row, and what may be counted in its place."""
        asked = [(self._filters[index], value) for index, _name, value in filters or ()]
        conditions, found = [], []
        for chosen, text in asked:
            value = chosen.clean(text)
            # A search has already found what there is to look at.
            rows = None if search else chosen.found(value)
            if rows is None:
                conditions.append(chosen.condition(value))
            else:
                found.append(rows)
        return reduce(Found.also, found, find(self.model, self.search_columns, search or "", conditions))

    def _order(self, column: str | None, descending: bool) -> Order:
        """The order by a column or by default; the id breaks ties, so that no page shows a row of another."""
        if column is None:
            return order_of(self.default_order, self.model.id, is_descending=self.newest_first)
        keys = self.sort_keys[column]
        return order_of(keys if isinstance(keys, tuple) else (keys,), self.model.id, is_descending=bool(descending))

    def _ordered(self, statement: Statement, column: str | None, descending: bool) -> Statement:
        """All rows in the order of the list."""
        return statement.order_by(*self._order(column, descending).all())

    def _summaries(self, shown: Collection[str] | None = None) -> list[Any]:
        """Load the beginning of each document instead of the whole, and only where that is shown."""
        attributes = inspect(self.model).column_attrs
        documents = [each.class_attribute for each in attributes if isinstance(each.columns[0].type, JSONB)]
        summaries = [each.class_attribute for each in attributes if each.group == "summary"]
        wanted = [each for each in summaries if shown is None or each.key in shown]
        return [*map(defer, documents), *map(undefer, wanted)]

    # What Flask-Admin asks of a model view.

    def get_sortable_columns(self) -> dict[str, str]:
        """The columns whose headings sort."""
        return {name: name for name in self.sort_keys}

    def init_search(self) -> bool:
        """Every list can be searched."""
        return True
