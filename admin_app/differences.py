"""What has changed between two versions of a row, told to a person: by column and JSON path, words within long texts.

Whatever is compared, the work and what comes of it are bounded: beyond the bounds a list is told item by item, a text
as a whole, and what is left over is counted.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, zip_longest
from typing import Any, Literal

from admin_app.documents import MAX_DEPTH, Document, DocumentError, depth, dump
from admin_app.json_paths import ABSENT, Path, same, same_scalar
from admin_app.words import _, cut

MAX_DIFFERENCES = 200
MAX_SHOWN = 4_000
# A text longer than this is compared by words.
LONG_TEXT = 60
# Words, spaces and signs of an unchanged text that stay on each side of a change.
CONTEXT = 24
# Steps of the search for a shortest way from one list of words or items to another, in one comparison of two rows.
MAX_STEPS = 1_500_000
# Words or items that are taken away or put in on that way.
MAX_EDITS = 1_000

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

Kind = Literal["added", "removed", "changed"]
# Places in the one sequence and in the other, each from and to: what stands there is replaced.
Edit = tuple[int, int, int, int]


@dataclass(frozen=True)
class Span:
    """A part of a text: unchanged, removed, added, or a gap where a long unchanged part is left out."""

    kind: Literal["same", "removed", "added", "gap"]
    text: str


@dataclass(frozen=True)
class Difference:
    """One change. ABSENT stands for a key, an item or a column that is not there.

    `path` is the place as the newer version counts; the last step to a removed item is the older one's. `anchor` is the
    innermost path that means the same place in both versions: putting there what the older version has there takes
    this change back. It ends at a list whose items have moved. `words` tells the change within a long text.
    """

    field: str
    path: Path
    anchor: Path
    before: Any
    after: Any
    words: tuple[Span, ...] = ()

    @property
    def kind(self) -> Kind:
        """What has happened, in a word."""
        if self.before is ABSENT:
            return "added"
        return "removed" if self.after is ABSENT else "changed"


@dataclass(frozen=True)
class Differences:
    """The first changes of a row, and how many `more` there are."""

    shown: list[Difference] = field(default_factory=list)
    more: int = 0

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.shown)

    def __bool__(self) -> bool:
        return bool(self.shown)


Row = Mapping[str, Any] | Document


def row_differences(before: Row | None, after: Row | None, *, steps: int = MAX_STEPS) -> Differences:
    """Compare two versions of a row; None is no row.

    A row is a mapping of columns to values, or one Document with a key for each column, as a revision has it. Such
    a row that is nested too deep to be read is compared as a whole, under an empty name. A page with many comparisons
    gives each its share of `steps`.
    """
    try:
        old, new = _columns(before), _columns(after)
    except DocumentError:
        old, new = ({} if row is None else {"": row} for row in (before, after))
    comparison = _Comparison(steps)
    for name in {**old, **new}:
        comparison.compare_field(name, old.get(name, ABSENT), new.get(name, ABSENT))
    return Differences(comparison.found, comparison.more)


def _columns(row: Row | None) -> Mapping[str, Any]:
    if not isinstance(row, Document):
        return row or {}
    if not isinstance(row.value, dict):
        raise DocumentError(_("A row is an object."))
    return row.value


def shown(value: object) -> str:
    """A value as JSON text, cut to a length that a page bears; a dash where nothing is."""
    if value is ABSENT:
        return "—"
    if isinstance(value, str | bool | Decimal | list | dict | None):
        try:
            return _cut(dump(value))
        except RecursionError:
            return _("… nested too deep to be shown here.")
    return _cut(str(value))


def _cut(text: str) -> str:
    return cut(text, MAX_SHOWN)


class _Comparison:
    """Compares the fields of two rows and keeps what it finds, as far as a person reads."""

    def __init__(self, steps: int) -> None:
        self.found: list[Difference] = []
        self.more = 0
        self._field = ""
        self._search = _Search(steps)
        self._keys = _Keys()

    def compare_field(self, name: str, before: Any, after: Any) -> None:
        """Note the differences of one column."""
        self._field = name
        if isinstance(before, Document) and isinstance(after, Document):
            if before.text == after.text:
                return
            with suppress(DocumentError):
                before, after = before.value, after.value
        if depth(before) > MAX_DEPTH or depth(after) > MAX_DEPTH:
            if not same(before, after):
                self._note((), 0, before, after)
            return
        self._compare((), 0, before, after)

    def _compare(self, path: Path, anchored: int, before: Any, after: Any) -> None:
        """Note the differences at a path, of which so many steps mean the same place before and after."""
        if isinstance(before, dict) and isinstance(after, dict):
            self._compare_objects(path, anchored, before, after)
        elif isinstance(before, list) and isinstance(after, list):
            self._compare_lists(path, anchored, before, after)
        elif not same_scalar(before, after):
            self._note(path, anchored, before, after)

    def _compare_objects(self, path: Path, anchored: int, before: dict[str, Any], after: dict[str, Any]) -> None:
        inner = anchored + (anchored == len(path))
        for key in {**before, **after}:
            self._compare((*path, key), inner, before.get(key, ABSENT), after.get(key, ABSENT))

    def _compare_lists(self, path: Path, anchored: int, before: list[Any], after: list[Any]) -> None:
        is_anchored = anchored == len(path)
        for start, end, new_start, new_end in self._search.edits(self._keys.of(before), self._keys.of(after)):
            pairs = zip_longest(range(start, end), range(new_start, new_end))
            for old, new in pairs:
                step = old if new is None else new
                inner = anchored + (is_anchored and old == new)
                self._compare(
                    (*path, step),
                    inner,
                    ABSENT if old is None else before[old],
                    ABSENT if new is None else after[new],
                )

    def _note(self, path: Path, anchored: int, before: Any, after: Any) -> None:
        if len(self.found) >= MAX_DIFFERENCES:
            self.more += 1
            return
        words: tuple[Span, ...] = ()
        if isinstance(before, str) and isinstance(after, str) and (_is_long(before) or _is_long(after)):
            words = tuple(_spans(before, after, self._search))
        self.found.append(Difference(self._field, path, path[:anchored], before, after, words))


class _Keys:
    """Gives each value a key that only the same values share; each is looked at once, however deep it stands."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._known: dict[int, int] = {}

    def of(self, values: list[Any]) -> list[Hashable]:
        """The keys of a list's items."""
        keys: list[Hashable] = []
        for value in values:
            keys.append(self._key(value))
        return keys

    def _key(self, value: Any) -> Hashable:
        if isinstance(value, str):
            return value
        if not isinstance(value, dict | list):
            # true and 1, 1.1 and 1.10 are the same keys to Python; a text is no tuple.
            return (str(value),)
        known = self._known.get(id(value))
        if known is None:
            parts: Hashable = (
                frozenset(zip(value, self.of(list(value.values())), strict=True))
                if isinstance(value, dict)
                else tuple(self.of(value))
            )
            known = self._numbers.setdefault((type(value), parts), len(self._numbers))
            self._known[id(value)] = known
        return known


class _Search:
    """Finds shortest ways from one sequence to another (Myers' algorithm), until its steps are used up."""

    def __init__(self, steps: int) -> None:
        self._steps = steps

    def edits(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Edit]:
        """What is replaced, in order; all between the first and the last difference where the search is too long."""
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        old, new = old[start : len(old) - end], new[start : len(new) - end]
        if not old and not new:
            return []
        kept = self._kept(old, new) if old and new else []
        edits = []
        x = y = 0
        for kept_x, kept_y, length in [*kept, (len(old), len(new), 0)]:
            if (x, y) != (kept_x, kept_y):
                edits.append((start + x, start + kept_x, start + y, start + kept_y))
            x, y = kept_x + length, kept_y + length
        return edits

    def _kept(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int, int]]:
        """Where both have the same, and how long; nothing where the search is given up."""
        # A round has the furthest place in old after so many edits, for each diagonal (place in old less that in new).
        rounds = [[0]]
        while len(rounds) <= MAX_EDITS:
            edits = len(rounds)
            last = rounds[-1]
            # One item more is put in, or taken away.
            reached = [last[0], *(max(put_in, taken + 1) for taken, put_in in pairwise(last)), last[-1] + 1]
            for index, x in enumerate(reached):
                diagonal = 2 * index - edits
                begun = x
                while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                    x += 1
                self._steps -= 1 + x - begun
                if self._steps < 0:
                    return []
                reached[index] = x
                if x >= len(old) and x - diagonal >= len(new):
                    return _way_back(rounds, len(old), len(new))
            rounds.append(reached)
        return []


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many items at the beginning are the same."""
    for index, (left, right) in enumerate(zip(old, new, strict=False)):
        if left != right:
            return index
    return min(len(old), len(new))


def _way_back(rounds: list[list[int]], x: int, y: int) -> list[tuple[int, int, int]]:
    """The parts that are kept, in order, on the way that led to the end through all rounds."""
    kept = []
    for edits in range(len(rounds), 0, -1):
        last = rounds[edits - 1]
        diagonal = x - y
        index = (diagonal + edits) // 2
        is_put_in = index == 0 or (index < edits and last[index] > last[index - 1])
        before = last[index] if is_put_in else last[index - 1]
        begun = before if is_put_in else before + 1
        if x > begun:
            kept.append((begun, begun - diagonal, x - begun))
        x, y = before, before - (diagonal + 1 if is_put_in else diagonal - 1)
    return kept[::-1]


def _is_long(text: str) -> bool:
    return len(text) > LONG_TEXT or "\n" in text


def _spans(before: str, after: str, search: _Search) -> Iterator[Span]:
    """Tell one text from another word by word."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    edits = _joined(old, search.edits(old, new))
    place = 0
    for index, (start, end, new_start, new_end) in enumerate(edits):
        yield from _unchanged(old[place:start], is_first=index == 0, is_last=False)
        if start < end:
            yield Span("removed", _cut("".join(old[start:end])))
        if new_start < new_end:
            yield Span("added", _cut("".join(new[new_start:new_end])))
        place = end
    yield from _unchanged(old[place:], is_first=False, is_last=True)


def _joined(old: list[str], edits: list[Edit]) -> list[Edit]:
    """The same edits, those made one that only spaces keep apart: words in a row are read as one change."""
    joined: list[Edit] = []
    for edit in edits:
        if joined and not "".join(old[joined[-1][1] : edit[0]]).strip():
            edit = (joined[-1][0], edit[1], joined[-1][2], edit[3])
            joined.pop()
        joined.append(edit)
    return joined


def _unchanged(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[Span]:
    """What stays, shortened to the words beside the changes."""
    head = [] if is_first else words[:CONTEXT]
    tail = [] if is_last else words[-CONTEXT:]
    if len(words) <= 2 * CONTEXT:
        head, tail = words, []
    if head:
        yield Span("same", _cut("".join(head)))
    if len(words) > 2 * CONTEXT:
        yield Span("gap", "…")
    if tail:
        yield Span("same", _cut("".join(tail)))
