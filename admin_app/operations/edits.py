"""Saving what was made from an older version of a row: two changes are put together, none is overwritten unasked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from admin_app.json_paths import ABSENT, same
from admin_app.merging import Collision, Merge, merge_rows
from admin_app.queries.versions import values_at
from admin_app.schemas.base import Update

Values = Mapping[str, Any]
Side = Literal["mine", "theirs"]
# A column, and a path in its document.
Place = tuple[str | int, ...]
Answers = Mapping[Place, Side | None]


@dataclass(frozen=True)
class Origin:
    """What an edit was made from, and what the row holds `now`.

    `base` is what it held at the version `made_from`; None where nobody knows. `seen` is what it held at the version
    `seen_at`, whose collisions with the edit the person was shown.
    """

    now: Values
    base: Values | None
    made_from: int | None
    seen: Values | None = None
    seen_at: int | None = None

    @property
    def shown(self) -> Values:
        """What the form showed before the person typed."""
        return self.seen or self.base or self.now


@dataclass(frozen=True)
class Merged:
    """Both changes of a row. With `collisions` nothing may be written: mine stands there, and somebody has to choose.

    `made_from` is the version from which they are counted; `taken` has the columns that others have changed meanwhile,
    those in which their side was chosen among them.
    """

    values: dict[str, Any]
    collisions: list[Collision]
    made_from: int | None
    taken: list[str]


def origin_of(row: Any, version: int, names: Iterable[str], made_from: int | None, seen_at: int | None) -> Origin:
    """Read what an edit of these columns was made from. At most two statements."""
    columns = list(names)
    now = {name: getattr(row, name) for name in columns}

    def at(other: int | None) -> Values | None:
        if other is None or other == version:
            return None if other is None else now
        return values_at(type(row), row.id, other, columns)

    return Origin(now, at(made_from), made_from, at(seen_at), seen_at)


def merge_edit(origin: Origin, mine: Values, answers: Answers) -> Merged:
    """Put an edit and what became of its row since together.

    `answers` has what was chosen for each place that was asked about, None where nothing was. Raises DocumentError
    where a document with the sides that were chosen can't be stored.
    """
    if origin.seen is None:
        return _merged(origin.base, mine, origin.now, origin.made_from)
    # The form showed both changes, so what is in it was made from what was seen, but for what still has to be chosen.
    sides = [(each, _side(each, answers)) for each in _merge(origin.base, mine, origin.seen).collisions]
    if any(side is None for _, side in sides):
        typed = _merge(origin.seen, mine, origin.now).values
        again = _merge(origin.base, typed, origin.now).collisions
        is_newer = origin.seen is not origin.now
        return Merged(typed, [each for each in again if is_newer or _asked(each, answers)], origin.made_from, [])
    theirs = [each for each, side in sides if side == "theirs"]
    chosen = Merge(dict(mine), []).with_theirs(theirs)
    # Somebody may have been quicker once more.
    merged = _merged(origin.seen, chosen, origin.now, origin.seen_at)
    left_to_them = {each.field for each in theirs}
    return replace(merged, taken=[name for name in mine if name in left_to_them or name in merged.taken])


def changes_of(row: Any, merged: Merged, kind: type[Update]) -> Update:
    """What is to be written of it: where it differs from the row as it is now."""
    differing = {name: value for name, value in merged.values.items() if not same(value, getattr(row, name))}
    return kind.model_validate({"id": row.id, **differing})


def place_of(collision: Collision) -> Place:
    """Where two changes collide."""
    return collision.field, *collision.path


def _merged(base: Values | None, mine: Values, theirs: Values, made_from: int | None) -> Merged:
    merge = _merge(base, mine, theirs)
    taken = [name for name in mine if base is not None and not same(base[name], theirs[name])]
    return Merged(merge.values, merge.collisions, made_from, taken)


def _merge(base: Values | None, mine: Values, theirs: Values) -> Merge:
    if base is not None:
        return merge_rows(base, mine, theirs)
    # Without a base nobody can tell who has taken away what the other one has: each differing column is a question.
    differing = [name for name in mine if not same(mine[name], theirs[name])]
    return Merge(dict(mine), [Collision(name, (), ABSENT, mine[name], theirs[name]) for name in differing])


def _side(collision: Collision, answers: Answers) -> Side | None:
    """What was chosen for a place, or for those in it or around it where the document was edited since.

    Where nothing was asked, the person has seen the other side in the form and gone on from there.
    """
    given = {answers[place] for place in _asked(collision, answers)}
    if not given:
        return "mine"
    return given.pop() if len(given) == 1 else None


def _asked(collision: Collision, answers: Answers) -> list[Place]:
    place = place_of(collision)
    return [other for other in answers if all(one == two for one, two in zip(place, other, strict=False))]
