"""The words for two changes of one row: whose were kept, and what there is to choose where they collide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from markupsafe import Markup

from admin_app.differences import MAX_SHOWN, Difference, Span, row_differences, shown
from admin_app.documents import path_text
from admin_app.json_paths import ABSENT, text_of
from admin_app.merging import Collision
from admin_app.operations.edits import Answers, place_of
from admin_app.queries.revisions import Entry
from admin_app.views.changes import visible, visible_words
from admin_app.views.moments import moment
from admin_app.views.revision_words import by_whom
from admin_app.words import _, _l

# Of one side that is a list or an object.
MAX_CHANGES = 20
MAX_PEOPLE = 3
# Names a value of a column as people know it.
Name = Callable[[str, Any], str | None]


@dataclass(frozen=True)
class Changed:
    """What one side has changed within a list or an object; an empty text where nothing was or is."""

    path: str
    before: str
    after: str
    words: Sequence[Span]


@dataclass(frozen=True)
class Side:
    """One side of a collision: its text, or its words or changes against what was there before."""

    text: str
    words: Sequence[Span] = ()
    changes: Sequence[Changed] = ()
    more: int = 0


@dataclass(frozen=True)
class Question:
    """What to choose at one place. `place` is what the form sends for it, `chosen` what was chosen before.

    `base` is None where nobody knows what was there.
    """

    place: str
    label: str
    path: str
    base: Side | None
    mine: Side
    theirs: Side
    who: str
    when: Markup | None
    chosen: str | None


@dataclass(frozen=True)
class Words:
    """How the fields of a form are called: their labels, their columns, and what a value is known by."""

    labels: Mapping[str, str]
    columns: Mapping[str, str]
    value: Name


# By who made a change: what is said of the change, and of fields of it that were kept.
_CHANGED = {
    "nobody": _l("Changed by somebody else."),
    "you": _l("Changed by you, in another window."),
    "person": _l("Changed by %(who)s."),
    "gone": _l("Changed by somebody whose account is gone."),
    "command": _l("Changed by the command “%(who)s”."),
    "outside": _l("Changed outside the dashboard (%(who)s)."),
}
_KEPT = {
    "nobody": _l("What was changed by somebody else meanwhile is kept: %(fields)s."),
    "you": _l("What was changed by you, in another window meanwhile is kept: %(fields)s."),
    "person": _l("What was changed by %(who)s meanwhile is kept: %(fields)s."),
    "gone": _l("What was changed by somebody whose account is gone meanwhile is kept: %(fields)s."),
    "command": _l("What was changed by the command “%(who)s” meanwhile is kept: %(fields)s."),
    "outside": _l("What was changed outside the dashboard (%(who)s) meanwhile is kept: %(fields)s."),
}


def by(entry: Entry | None) -> str:
    """Who made a change, as it stands after "changed"."""
    if entry is None:
        return "by somebody else"
    is_own = entry.user_id is not None and entry.user_id == g.get("user_id")
    return "by you, in another window" if is_own else by_whom(entry)


def kept_words(words: Words, taken: Sequence[str], entries: Sequence[Entry]) -> str:
    """Whose changes of which fields were kept, in sentences; nothing where there are none."""
    fields: dict[tuple[str, str], list[str]] = {}
    for name in taken:
        fields.setdefault(_who(_last(entries, words.columns[name])), []).append(words.labels[name])
    kept = [str(_KEPT[kind]) % {"who": who, "fields": ", ".join(names)} for (kind, who), names in fields.items()]
    return " ".join(kept[:MAX_PEOPLE])


def _who(entry: Entry | None) -> tuple[str, str]:
    """Of what kind the author of a change is, and their name."""
    if entry is None:
        return "nobody", ""
    if entry.user_id is not None:
        if entry.user_id == g.get("user_id"):
            return "you", ""
        return ("person", entry.email) if entry.email else ("gone", "")
    return ("command", entry.command) if entry.command is not None else ("outside", entry.database_role)


def questions(
    words: Words, collisions: Sequence[Collision], entries: Sequence[Entry], answers: Answers
) -> list[Question]:
    """What there is to choose, in the order of the form."""
    return [_question(words, collision, entries, answers) for collision in collisions]


def _question(words: Words, collision: Collision, entries: Sequence[Entry], answers: Answers) -> Question:
    place = place_of(collision)
    entry = _last(entries, words.columns[collision.field])
    kind, who = _who(entry)
    base, mine, theirs = (
        _known(words, collision.field, value) for value in (collision.base, collision.mine, collision.theirs)
    )
    is_column = not collision.path
    return Question(
        place=text_of(place),
        label=words.labels[collision.field],
        path=visible(path_text(collision.path)) if collision.path else "",
        base=None if base is ABSENT and is_column else Side(_text(base, is_column)),
        mine=_side(base, mine, is_column),
        theirs=_side(base, theirs, is_column),
        who=str(_CHANGED[kind]) % {"who": who},
        when=moment(entry.occurred_at) if entry else None,
        chosen=answers.get(place),
    )


def _known(words: Words, field: str, value: Any) -> Any:
    # Where nobody knows what was there, there is no row to look up.
    return value if value is ABSENT else words.value(field, value) or value


def _last(entries: Sequence[Entry], column: str) -> Entry | None:
    return next((entry for entry in entries if column in entry.columns), None)


def _side(base: Any, value: Any, is_column: bool) -> Side:
    """A long text by its words, a list or an object by its changes, anything else as it is."""
    if base is ABSENT or base is None:
        return Side(_text(value, is_column))
    found = row_differences({"": base}, {"": value})
    whole = [each for each in found if not each.path]
    if whole or not found:
        return Side(_text(value, is_column), words=visible_words(whole[0].words) if whole else ())
    changes = [_changed(each) for each in found.shown[:MAX_CHANGES]]
    return Side("", changes=changes, more=len(found.shown) - len(changes) + found.more)


def _changed(difference: Difference) -> Changed:
    before, after = (
        "" if value is ABSENT else visible(shown(value)) for value in (difference.before, difference.after)
    )
    return Changed(visible(path_text(difference.path)), before, after, visible_words(difference.words))


def _text(value: Any, is_column: bool) -> str:
    if value is None and is_column:
        return _("(empty)")
    if value is ABSENT:
        return _("(not there)")
    # A column's text is no JSON.
    return visible(value[:MAX_SHOWN] if is_column and isinstance(value, str) else shown(value))
