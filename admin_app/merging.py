"""Two changes of one row put together: what does not collide is taken in, what does is told.

A row is a mapping of columns to values; a Document is merged by JSON path. Objects are merged key by key, lists of one
length item by item, and any other list is one value.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from admin_app.documents import MAX_DEPTH, Document, DocumentError, JsonValue, depth
from admin_app.json_paths import ABSENT, Path, same, with_value
from admin_app.words import _

# Nobody chooses more often in one document: beyond that it is one value.
MAX_COLLISIONS = 100


@dataclass(frozen=True)
class Collision:
    """Two different changes of one place; ABSENT stands for a key that is not there.

    With the empty path the values are those of the column, otherwise JSON values.
    """

    field: str
    path: Path
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merge:
    """A row with both changes; where they collide, mine stands."""

    values: dict[str, Any]
    collisions: list[Collision]

    def with_theirs(self, collisions: Iterable[Collision]) -> dict[str, Any]:
        """The row with their side of some of the collisions. Raises DocumentError where that can't be stored."""
        values = dict(self.values)
        for collision in collisions:
            values[collision.field] = (
                with_value(values[collision.field], collision.path, collision.theirs)
                if collision.path
                else collision.theirs
            )
        return values


def merge_rows(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """Put my and their change of a base together. A column that one side does not name is one it did not change."""
    values: dict[str, Any] = {}
    collisions: list[Collision] = []
    for field in {**mine, **theirs, **base}:
        before = base.get(field, ABSENT)
        values[field], found = _merge_field(field, before, mine.get(field, before), theirs.get(field, before))
        collisions += found
    return Merge(values, collisions)


def _merge_field(field: str, base: Any, mine: Any, theirs: Any) -> tuple[Any, list[Collision]]:
    merger = _Merger(field)
    whole = merger.whole((), base, mine, theirs)
    if merger.collisions:
        # A document that can't be taken apart, or whose parts make one that can't be stored, is one value.
        with suppress(DocumentError):
            parts = _Merger(field)
            merged = parts.value((), _parts(base), _parts(mine), _parts(theirs))
            if len(parts.collisions) <= MAX_COLLISIONS and all(collision.path for collision in parts.collisions):
                return Document.of(merged), parts.collisions
    return whole, merger.collisions


def _parts(value: object) -> JsonValue:
    if not isinstance(value, Document):
        raise DocumentError(_("This is not a document."))
    if depth(value.value) > MAX_DEPTH:
        raise DocumentError(_("The document is nested deeper than %(levels)s levels.", levels=MAX_DEPTH))
    return value.value


class _Merger:
    """Merges the values of one field, each part looked at once, and notes what collides."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.collisions: list[Collision] = []

    def value(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        """Merge what stands at a path. Two calls a level: 200 levels fit into Python's stack."""
        if isinstance(mine, dict) and isinstance(theirs, dict) and (base is ABSENT or isinstance(base, dict)):
            # What both have added is merged, too.
            return self._object(path, {} if base is ABSENT else base, mine, theirs)
        if isinstance(mine, list) and _have_length(len(mine), base, theirs):
            return self._list(path, base, mine, theirs)
        return self.whole(path, base, mine, theirs)

    def _object(
        self, path: Path, base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
    ) -> dict[str, JsonValue]:
        merged = {}
        # In my order, and what they have added behind it.
        for key in {**mine, **theirs}:
            sides = (base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT))
            value = self.value((*path, key), *sides)
            if value is not ABSENT:
                merged[key] = value
        return merged

    def _list(self, path: Path, *sides: list[Any]) -> list[JsonValue]:
        merged = []
        for index, items in enumerate(zip(*sides, strict=True)):
            merged.append(self.value((*path, index), *items))
        return merged

    def whole(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        """Choose between values that are not taken apart."""
        if same(base, theirs) or same(mine, theirs):
            return mine
        if same(base, mine):
            return theirs
        self.collisions.append(Collision(self.field, path, base, mine, theirs))
        return mine


def _have_length(length: int, *values: object) -> bool:
    return all(isinstance(value, list) and len(value) == length for value in values)
