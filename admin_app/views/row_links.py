"""Where the rows of a table lead, and what a list shows of each: what is the same in all rows is put together once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import Any
from urllib.parse import quote_plus

from markupsafe import Markup, escape

from admin_app.views.related import here
from admin_app.views.repeating import place, repeated
from admin_app.words import _

Link = dict[str, str]
GetUrl = Callable[..., str]
# Stands in an address for what each row has there; no sign of it is ever escaped.
PLACE = "row"
# What Werkzeug leaves as it is in the arguments of an address.
PLAIN = "!$'()*,/:;?@"


@dataclass(frozen=True)
class Lead:
    """One link of each row: to a page whose `argument` is the row's `attribute`; `back` is the address to return to.

    `page` tells pages of the row itself and lists of what belongs to it apart.
    """

    label: Any
    icon: str
    endpoint: str
    page: str = ""
    argument: str = "id"
    attribute: str = "id"
    back: str | None = None


class Cell:
    """Gives each row what a column of the list shows of it; the ways to set each type of value are looked for once."""

    def __init__(self, view: Any, column: str) -> None:
        self._view, self._column = view, column
        self._own = view.column_formatters.get(column)
        self._names = column.split(".")
        self._setters: dict[type, Callable[..., Any]] = {}

    def __call__(self, row: Any) -> Any:
        """The cell of a row."""
        value = self._own(self._view, None, row, self._column) if self._own else self._value(row)
        setter = self._setters.get(type(value)) or self._setter(type(value))
        return setter(self._view, value, self._column)

    def _value(self, row: Any) -> Any:
        for name in self._names:
            row = getattr(row, name, None)
        return row

    def _setter(self, kind: type) -> Callable[..., Any]:
        known = self._view.column_type_formatters.items()
        setter = next((set_ for base, set_ in known if issubclass(kind, base)), lambda _view, value, _column: value)
        return self._setters.setdefault(kind, setter)


class RowLinks:
    """Gives each row of a page its links."""

    def __init__(self, leads: Iterable[Lead], get_url: GetUrl) -> None:
        self._leads = [(f"link {number}", lead, _address(lead, get_url)) for number, lead in enumerate(leads)]
        self._values = {lead.attribute: attrgetter(lead.attribute) for _name, lead, _address in self._leads}

    def __call__(self, row: Any) -> list[Link]:
        """The links of a row."""
        urls = self.at_places(row)
        return [{**_fixed(lead), "url": urls[name]} for name, lead, _address in self._leads]

    def places(self) -> list[Link]:
        """The links of any row, for a part of the page that is repeated."""
        return [{**_fixed(lead), "url": place(name)} for name, lead, _address in self._leads]

    def at_places(self, row: Any) -> dict[str, str]:
        """What a row has at these places."""
        texts = {attribute: quoted(value(row)) for attribute, value in self._values.items()}
        return {name: address.of(texts[lead.attribute]) for name, lead, address in self._leads}


class RowAddress:
    """The address of a page for each value of one of its arguments."""

    def __init__(self, get_url: GetUrl, endpoint: str, argument: str = "id", **same: Any) -> None:
        self._url = partial(get_url, endpoint, **{argument: PLACE}, **same)
        self._argument = f"?{argument}="

    def __call__(self, value: object) -> str:
        """The address for a value."""
        return self.of(quoted(value))

    def of(self, text: str) -> str:
        """The address for a value that is quoted already."""
        before, after = self._around
        return f"{before}{text}{after}"

    @cached_property
    def _around(self) -> tuple[str, str]:
        # The argument comes first, so what else is in the address may hold the same letters.
        before, _, after = self._url().partition(f"{self._argument}{PLACE}")
        return before + self._argument, after


def quoted(value: object) -> str:
    """A value as an address has it."""
    return quote_plus(str(value), safe=PLAIN)


def row_links(view: Any) -> RowLinks:
    """Where the rows of a page lead: to their details, their forms, their history, and what the table adds."""
    back = here()
    leads = [Lead(_("Details"), "eye", ".details_view", "details", back=back)]
    if view.can_edit:
        leads.append(Lead(_("Edit"), "pencil", ".edit_view", "edit", back=back))
    if view.can_see_history:
        leads.append(Lead(_("History"), "history", ".history_view"))
    return RowLinks([*leads, *view.leads], view.get_url)


def filled(view: Any, part: str, rows: Iterable[Any], columns: Iterable[str]) -> Markup:
    """The part of a list that a row is, for each of these rows."""
    cells = [(f"cell {column}", Cell(view, column)) for column in columns]
    links, delete_url = row_links(view), view.delete_url()

    def at_places(row: Any) -> dict[str, Any]:
        values = {name: cell(row) for name, cell in cells}
        label = escape(values[cells[0][0]]).striptags()
        return {**values, **links.at_places(row), "id": row.id, "name": label, "delete": delete_url(row.id)}

    return repeated(part, map(at_places, rows))


def _address(lead: Lead, get_url: GetUrl) -> RowAddress:
    back = {"url": lead.back} if lead.back is not None else {}
    return RowAddress(get_url, lead.endpoint, lead.argument, **back)


def _fixed(lead: Lead) -> Link:
    return {"page": lead.page, "label": str(lead.label), "icon": lead.icon}
