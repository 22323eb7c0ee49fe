"""The pages of a list: which rows are on one, and how many there are in all. Two statements at most.

A page is asked for by a place, which costs the same anywhere, or by its number. A number is exact among the first rows
and in a short list; deep in a long table it is about, and the page begins where the planner's statistics say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from admin_app.extensions import Base
from admin_app.queries.counting import BOUND, NARROWED_BOUND, Count, Kind, Known, bounded, count_of, known_of, told
from admin_app.queries.groups import SKIPPED, is_grouped, place_among_groups
from admin_app.queries.ordering import Order, Start, Values
from admin_app.queries.paging import Found, Place, Statement, page_ids, read_page
from admin_app.queries.places import KEYS, place_of

# A page by a number that is so many times as far as the end is no page, however rough the estimate.
ROUGHLY = 2


@dataclass(frozen=True)
class Source:
    """The rows of a list: those that match, what they are shown with, whether that is less than the whole table.

    What is counted of a narrowed list are those that match, or fewer of them where not all can be looked at.
    """

    model: type[Base]
    matching: Statement
    shown: Statement
    is_narrowed: bool
    counted: Statement | None
    counts_all: bool = True


@dataclass(frozen=True)
class Wanted:
    """The page that is asked for: at a place, or else by its number, which counts from 0; and its size."""

    size: int
    number: int | None = 0
    place: Place | None = None


@dataclass(frozen=True)
class Listed:
    """The rows of a page, the keys of each, and where it stands; `number` is about that or, as None, not known."""

    rows: Sequence[Any]
    keys: Sequence[Values]
    count: Count
    number: int | None
    is_about: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class _Way:
    """How a page is read: from where, how many rows, under which number."""

    place: Place
    size: int
    number: int | None
    is_about: bool = False


def list_page(source: Source, order: Order, wanted: Wanted) -> Listed:
    """A page; without rows where it is past the end."""
    return _narrowed_page(source, order, wanted) if source.is_narrowed else _page_of_table(source, order, wanted)


def _narrowed_page(source: Source, order: Order, wanted: Wanted) -> Listed:
    way = _Way(wanted.place or Place(offset=(wanted.number or 0) * wanted.size), wanted.size, wanted.number)
    counted = None if source.counted is None else bounded(source.counted, NARROWED_BOUND)
    found = _read(source, order, way, counted)
    if found.rows:
        return _listed(found, way, _narrowed_count(source, found, way))
    is_empty = wanted.place is None and not wanted.number
    return _listed(found, way, Count(0) if is_empty else count_of(source.matching))


def _narrowed_count(source: Source, found: Found, way: _Way) -> Count:
    """How many match: as counted, or where not all were looked at, more than are shown up to here."""
    if found.count is not None and source.counts_all:
        return told(found.count, NARROWED_BOUND)
    shown = (way.number or 0) * way.size + len(found.rows)
    if not found.has_more and way.place.start is None and not way.place.backwards:
        return Count(shown)
    return Count(max(shown, (found.count or 0) - 1), Kind.MORE)


def _page_of_table(source: Source, order: Order, wanted: Wanted) -> Listed:
    skipped = 0 if wanted.place else (wanted.number or 0) * wanted.size
    is_among = skipped >= SKIPPED and is_grouped(order, source.model.__tablename__)
    place = partial(place_among_groups, source.matching, order, skipped) if is_among else None
    known = known_of(source.model, order.keys[:KEYS] if skipped >= BOUND else (), place)
    way = _way(order, wanted, known)
    if way is None:
        return Listed((), (), known.count, wanted.number, False, False, True)
    return _listed(_read(source, order, way), way, known.count)


def _way(order: Order, wanted: Wanted, known: Known) -> _Way | None:
    size, count = wanted.size, known.count
    last = max(0, -(-count.number // size) - 1)
    if wanted.place is not None:
        is_end = wanted.place == Place(backwards=True)
        number = last if is_end and count.kind is not Kind.MORE else wanted.number
        is_about = count.kind is Kind.ABOUT and (number or 0) * size >= BOUND
        return _Way(wanted.place, size, number, is_about)
    number = wanted.number or 0
    skipped = number * size
    if count.is_exact and skipped >= max(1, count.number):
        return None
    if known.place:
        *values, before = known.place
        return _Way(Place(Start(tuple(values), includes=True), int(before)), size, number)
    if count.is_exact:
        return _Way(*_exact(skipped, size, count.number), number)
    if count.kind is Kind.ABOUT and skipped >= BOUND:
        if number >= last:
            return _Way(Place(backwards=True), size, last, True) if number < ROUGHLY * (last + 1) else None
        place = place_of(order, known.spreads, skipped, count.number)
        if place is not None:
            return _Way(place, size, number, True)
    return _Way(Place(offset=skipped), size, number)


def _exact(skipped: int, size: int, count: int) -> tuple[Place, int]:
    """The place of a page from the nearer end, and how many rows it has."""
    if skipped <= count // 2:
        return Place(offset=skipped), size
    rows = min(size, count - skipped)
    return Place(offset=count - skipped - rows, backwards=True), rows


def _read(source: Source, order: Order, way: _Way, count: Any = None) -> Found:
    page = page_ids(source.model, source.matching, order, way.place, way.size + 1)
    return read_page(page, source.shown, source.model, order, way.place.backwards, way.size, count)


def _listed(found: Found, way: _Way, count: Count) -> Listed:
    is_outer = way.place.start is None and way.place.offset == 0
    is_first, is_last = (not found.has_more, is_outer) if way.place.backwards else (is_outer, not found.has_more)
    return Listed(found.rows, found.keys, count, 0 if is_first else way.number, way.is_about, is_first, is_last)
