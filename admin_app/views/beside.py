"""A learner's own text beside the standard one: part by part in the order of reading, the words that differ marked."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from admin_app.differences import MAX_STEPS, Difference, Differences, Span, row_differences
from admin_app.documents import Document, JsonValue
from admin_app.json_paths import ABSENT, Path
from admin_app.reading import Node, reading
from admin_app.views.changes import Setter

# Parts of all lessons of a page; what is beyond them is left out and said to be.
MAX_PARTS = 2_000
# Of two texts that share less than this, each is read as a whole: word by word they would be confetti.
LEAST_SHARED = 0.4
FIRST_KEYS = ("title", "approach")
COLUMN = "content"


@dataclass(frozen=True)
class Part:
    """A part of both texts, or of one; `words` tells where a long text differs, and the sides are None then."""

    steps: list[str]
    kind: Literal["same", "added", "removed", "changed"]
    standard: Node | None
    own: Node | None
    words: tuple[Span, ...]


@dataclass(frozen=True)
class Beside:
    """The parts of one lesson's texts that are shown, none where both are the same; `is_cut` where there are more."""

    parts: list[Part]
    differing: int
    is_cut: bool


class Comparer:
    """Compares the texts of the lessons of one page, in no more work and to no more parts than a page bears."""

    def __init__(self, lessons: int) -> None:
        self._setter = Setter("personalized_lesson_descriptions")
        self._steps = MAX_STEPS // max(lessons, 1)
        self._left = MAX_PARTS

    def beside(self, standard: Document, own: Document, *, only_differing: bool) -> Beside:
        """The two texts of a lesson, without what is the same in both where only the rest is wanted."""
        found = row_differences({COLUMN: standard}, {COLUMN: own}, steps=self._steps)
        if found.more:
            whole = Part([], "changed", reading(standard), reading(own), ())
            return Beside([whole], len(found.shown), is_cut=False)
        wanted = (piece for piece in _pieces(own, found.shown) if not (piece.is_same and only_differing))
        shown = list(islice(wanted, self._left))
        self._left -= len(shown)
        return Beside([self._part(piece) for piece in shown], len(found.shown), is_cut=next(wanted, None) is not None)

    def _part(self, piece: "_Piece") -> Part:
        (change,) = self._setter.changes(Differences([piece.difference]), lambda _: None)
        return Part(
            steps=change.steps,
            kind="same" if piece.is_same else piece.difference.kind,
            standard=change.after if piece.is_same else change.before,
            own=change.after,
            words=change.words,
        )


@dataclass(frozen=True)
class _Piece:
    """A difference, or a part that is the same in both."""

    difference: Difference
    is_same: bool = False


def _same(path: Path, value: object) -> _Piece:
    return _Piece(Difference(COLUMN, path, path, ABSENT, value), is_same=True)


def _pieces(own: Document, found: Sequence[Difference]) -> Iterator[_Piece]:
    if not found or not found[0].path:
        # Also where a document is nested too deep to be walked.
        return (_Piece(_legible(difference)) for difference in found)
    return _walk((), own.value, found)


def _walk(path: Path, value: JsonValue, found: Sequence[Difference]) -> Iterator[_Piece]:
    """What stands at a path of the learner's text, with what the standard text has there; `found` is of this path."""
    if not found:
        yield _same(path, value)
    elif found[0].path == path:
        yield _Piece(_legible(found[0]))
    elif isinstance(value, dict):
        yield from _walk_object(path, value, found)
    elif isinstance(value, list):
        yield from _walk_list(path, value, found)


def _walk_object(path: Path, value: dict[str, JsonValue], found: Sequence[Difference]) -> Iterator[_Piece]:
    gone = [difference for difference in found if _is_gone(difference, path)]
    for key in sorted(value, key=lambda key: FIRST_KEYS.index(key) if key in FIRST_KEYS else len(FIRST_KEYS)):
        below = [each for each in found if each.path[len(path)] == key and not _is_gone(each, path)]
        yield from _walk((*path, key), value[key], below)
    yield from (_Piece(difference) for difference in gone)


def _walk_list(path: Path, value: list[JsonValue], found: Sequence[Difference]) -> Iterator[_Piece]:
    gone = deque(difference for difference in found if _is_gone(difference, path))
    below: dict[object, list[Difference]] = {}
    for difference in found:
        if not _is_gone(difference, path):
            below.setdefault(difference.path[len(path)], []).append(difference)
    # An item that is gone bears its place in the standard text.
    place = 0
    for index, item in enumerate(value):
        while gone and gone[0].path[-1] == place:
            yield _Piece(gone.popleft())
            place += 1
        here = (*path, index)
        differing = below.get(index, [])
        yield from _walk(here, item, differing)
        place += not (differing and differing[0].path == here and differing[0].kind == "added")
    yield from (_Piece(difference) for difference in gone)


def _is_gone(difference: Difference, path: Path) -> bool:
    """Whether it takes something away directly below the path."""
    return difference.kind == "removed" and len(difference.path) == len(path) + 1


def _legible(difference: Difference) -> Difference:
    """The difference without its words where too few of them stayed."""
    sizes = {kind: sum(len(span.text) for span in difference.words if span.kind == kind) for kind in _CHANGING}
    is_long_kept = any(span.kind == "gap" for span in difference.words)
    shared = sum(len(span.text) for span in difference.words if span.kind == "same")
    if is_long_kept or shared >= LEAST_SHARED * (shared + max(sizes.values())):
        return difference
    return replace(difference, words=())


_CHANGING = ("removed", "added")
