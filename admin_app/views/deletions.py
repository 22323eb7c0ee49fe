"""The page before a deletion: what goes with the rows, who would see a change, and what the button does."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from admin_app.errors import RefusedError
from admin_app.operations.deletions import WORDS, word_to_type
from admin_app.queries.consequences import BOUND, Consequences
from admin_app.views import menu
from admin_app.views.menu import Page

MAX_LABELS = 20
# More than a list can mark, and no more than an address has room for.
MAX_ROWS = 200

_PAGES = {
    "lessons": menu.LESSONS,
    "lesson_descriptions": menu.LESSON_DESCRIPTIONS,
    "lesson_assets": menu.LESSON_ASSETS,
    "personalized_lesson_descriptions": menu.PERSONALIZED_LESSON_DESCRIPTIONS,
}


@dataclass(frozen=True)
class Deletion:
    """What the page says. `word` and `meaning` are empty where nothing has to be typed."""

    rows: list[tuple[str, str]]
    more: int
    gone: int
    what: str
    along: list[tuple[Page, str]]
    learners: str
    button: str
    word: str = ""
    meaning: str = ""
    error: str = ""


def deletion(view: Any, rows: Sequence[Any], gone: int, found: Consequences, refused: RefusedError | None) -> Deletion:
    """The words for deleting these rows of a view's table, of which some may be gone already."""
    what = view.singular if len(rows) == 1 else f"{len(rows):,} {view.name.lower()}"
    is_typed = view.model in WORDS and found.rows["personalized_lesson_descriptions"] > 0
    word, meaning = word_to_type(view.model, rows) if is_typed else ("", "")
    apart = attrgetter(view.told_apart_by)
    return Deletion(
        rows=[(str(row), str(apart(row) or "")) for row in rows[:MAX_LABELS]],
        more=max(0, len(rows) - MAX_LABELS),
        gone=gone,
        what=what,
        along=[(_PAGES[table], bounded(count)) for table, count in found.rows.items() if count],
        learners=_learners(found, view.learners_will),
        button=f"Delete {what}{_and_rows(found)}",
        word=word,
        meaning=meaning,
        error=refused.message if refused else "",
    )


def bounded(count: int) -> str:
    """A count as it is said."""
    return f"{count:,}" if count <= BOUND else f"{BOUND:,}+"


def learners(count: int) -> str:
    """How many learners, with the noun."""
    return f"{bounded(count)} learner{'' if count == 1 else 's'}"


def _learners(found: Consequences, will: str) -> str:
    if not found.learners:
        return f"Some learners may {will}." if found.is_least else "No learner will see a change."
    least = "At least " if found.is_least else ""
    return f"{least}{learners(found.learners)} will {will}."


def _and_rows(found: Consequences) -> str:
    total = sum(found.rows.values())
    if not total:
        return ""
    # The sum of counts that stopped at their bound is no number to show.
    shown = f"{total:,}" if max(found.rows.values()) <= BOUND else bounded(BOUND + 1)
    return f" and {shown} row{'' if total == 1 else 's'}"
