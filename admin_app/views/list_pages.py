"""The pages of a list as people see them: where one is, in words, and what leads on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from admin_app.queries.counting import Count, Kind
from admin_app.queries.lists import Listed
from admin_app.queries.ordering import Order
from admin_app.views.cursors import AFTER, BEFORE, END, written
from admin_app.words import _, about, ngettext, number

# What an address says of a page besides all that makes the list, as an address.
Address = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Step:
    """A page to go to; `is_here` where one is there, `is_apart` where others lie between it and the one before."""

    label: str
    url: str
    name: str
    is_here: bool = False
    is_apart: bool = False


@dataclass(frozen=True)
class Page:
    """The rows of a list that are shown, in place of the list that Flask-Admin hands to its template."""

    listed: Listed
    order: Order
    size: int

    def __iter__(self) -> Iterator[Any]:
        return iter(self.listed.rows)

    def __len__(self) -> int:
        return len(self.listed.rows)

    @property
    def count(self) -> Count:
        """How many rows the list has in all."""
        return self.listed.count

    @property
    def is_all(self) -> bool:
        """Whether the list has no other row."""
        return self.listed.is_first and self.listed.is_last

    @property
    def last(self) -> int:
        """The number of the last page, from 0; where rows were not all counted, about that."""
        return max(0, -(-self.count.number // self.size) - 1)

    @property
    def number(self) -> int | None:
        """The number of this page, from 0; None where it is not known."""
        number, is_exact = self.listed.number, self.count.is_exact
        if is_exact and self.listed.is_last:
            return self.last
        if number is None or self.count.kind is Kind.MORE:
            return number
        if self.listed.is_last:
            return self.last
        # Others may have been deleted since the address was made.
        return min(number, max(0, self.last - 1) if is_exact else self.last)

    def place(self) -> str:
        """Which rows of how many these are."""
        shown = len(self)
        if self.number is None:
            values = {"num": number(shown), "count": self._counted()}
            if self.count.kind is Kind.MORE:
                return _("%(num)s rows towards the end of more than %(count)s", **values)
            return _("%(num)s rows towards the end of %(count)s", **values)
        first = self._first()
        values = {"first": number(first), "last": number(first + shown - 1), "count": self._counted()}
        match self.count.kind:
            case Kind.EXACT:
                every = self.count.number
                return ngettext(
                    "%(first)s–%(last)s of %(num)s row", "%(first)s–%(last)s of %(num)s rows", every, **values
                )
            case Kind.MORE:
                return _("%(first)s–%(last)s of more than %(count)s rows", **values)
        if self.listed.is_last:
            return _("The last %(num)s of about %(count)s rows", num=number(shown), count=values["count"])
        if self.listed.is_about:
            return _("About row %(first)s of about %(count)s", **values)
        return _("%(first)s–%(last)s of about %(count)s rows", **values)

    def previous_url(self, url: Address) -> str | None:
        """The page before, from its first row backwards."""
        if self.listed.is_first or not self.listed.rows:
            return None
        return self._beside(url, BEFORE, self.listed.keys[0], -1)

    def next_url(self, url: Address) -> str | None:
        """The page after, from its last row on."""
        if self.listed.is_last or not self.listed.rows:
            return None
        return self._beside(url, AFTER, self.listed.keys[-1], 1)

    def steps(self, url: Address) -> list[Step]:
        """The pages to go to by their number, and the last one."""
        if self.count.is_exact:
            here = self.number or 0
            known = sorted({0, here - 1, here, here + 1, self.last} & set(range(self.last + 1)))
            return [self._step(url, each, before) for each, before in zip(known, [0, *known], strict=False)]
        first = [] if self.listed.is_first else [self._step(url, 0)]
        here_too = [] if self.number is None else [self._step(url, self.number)]
        is_here = self.number is None and self.listed.is_last
        end = Step(_("Last"), url({BEFORE: END}), _("Last page"), is_here, is_apart=True)
        return [*first, *here_too, *([] if self.listed.is_last and here_too else [end])]

    def _step(self, url: Address, place: int, before: int = 0) -> Step:
        label, is_here = number(place + 1), place == self.number
        if is_here and self.listed.is_about:
            name = _("About page %(number)s of about %(last)s", number=label, last=about(self.last + 1))
        else:
            name = _("Page %(number)s", number=label)
        return Step(label, url({"page": place or None}), name, is_here, is_apart=place - before > 1)

    def _beside(self, url: Address, side: str, keys: Any, by: int) -> str:
        place = None if self.number is None else max(0, self.number + by)
        return url({"page": place, side: written(keys, self.order)})

    def _first(self) -> int:
        """The number of the first row, from 1."""
        first = (self.number or 0) * self.size + 1
        if self.listed.is_first or not self.count.is_exact:
            return first
        # Whatever the address calls the page, others come before it, and behind it or not.
        latest = self.count.number - len(self) + 1
        return max(2, latest if self.listed.is_last else min(first, latest - 1))

    def _counted(self) -> str:
        if self.count.kind is Kind.ABOUT:
            return about(self.count.number)
        # Who has come further than was counted knows of more.
        return number(max(self.count.number, (self.number or 0) * self.size))
