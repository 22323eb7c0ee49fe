"""The page before a deletion: what goes with the rows, who would see a change, and what the button does."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from admin_app.errors import RefusedError
from admin_app.operations.deletions import WORDS, word_to_type
from admin_app.queries.consequences import BOUND, Consequences
from admin_app.views import menu
from admin_app.views.facts import in_sentence
from admin_app.views.menu import Page
from admin_app.views.table_words import counted
from admin_app.words import _, ngettext, number

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
    """What the page says. `word` and `meaning` are empty where nothing has to be typed; `error` is about what was."""

    rows: list[tuple[str, str]]
    more: int
    gone: int
    title: str
    along: list[tuple[Page, str]]
    learners: str
    button: str
    word: str = ""
    meaning: str = ""
    error: str = ""
    problem: str = ""


def deletion(
    view: Any, rows: Sequence[Any], total: int, gone: int, found: Consequences, refused: RefusedError | None
) -> Deletion:
    """The words for deleting so many rows of a view's table, the first of which are these; some may be gone already."""
    what = str(view.singular) if total == 1 else counted(view.endpoint, total)
    is_typed = view.model in WORDS and found.rows["personalized_lesson_descriptions"] > 0
    word, meaning = word_to_type(view.model, rows, total) if is_typed else ("", "")
    apart = attrgetter(view.told_apart_by)
    is_about_the_word = refused is not None and bool(refused.field)
    return Deletion(
        rows=[(str(row), str(apart(row) or "")) for row in rows[:MAX_LABELS]],
        more=max(0, total - MAX_LABELS),
        gone=gone,
        title=str(view.words["delete"]) if total == 1 else _("Delete %(what)s?", what=what),
        along=[(_PAGES[table], in_sentence(count)) for table, count in found.rows.items() if count],
        learners=_learners(view, found),
        button=_button(what, found),
        word=word,
        meaning=meaning,
        error=refused.message if refused and is_about_the_word else "",
        problem=refused.message if refused and not is_about_the_word else "",
    )


def _learners(view: Any, found: Consequences) -> str:
    if not found.learners:
        return str(view.words["learners_may"]) if found.is_least else _("No learner will see a change.")
    said: str = view.learners_see(found.learners, in_sentence(found.learners))
    return f"{said} {_('There may be more of them.')}" if found.is_least else said


def _button(what: str, found: Consequences) -> str:
    total = sum(found.rows.values())
    if not total:
        return _("Delete %(what)s", what=what)
    # The sum of counts that stopped at their bound is no number to show.
    shown = number(total) if max(found.rows.values()) <= BOUND else in_sentence(BOUND + 1)
    return ngettext(
        "Delete %(what)s and %(count)s row", "Delete %(what)s and %(count)s rows", total, what=what, count=shown
    )
