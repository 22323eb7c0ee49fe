"""The history told in words: who did it, what was done, to which field, and how many rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from admin_app.queries.revisions import Entry

# One row of a table, and several.
NOUNS: Mapping[str, tuple[str, str]] = {
    "courses": ("course", "courses"),
    "lessons": ("lesson", "lessons"),
    "lesson_descriptions": ("standard description", "standard descriptions"),
    "lesson_assets": ("asset", "assets"),
    "profiles": ("profile", "profiles"),
    "personalized_lesson_descriptions": ("personalized description", "personalized descriptions"),
}
# What a sentence calls a column; others keep their name.
_FIELDS = {
    "course_id": "course",
    "lesson_id": "lesson",
    "profile_id": "learner",
    "lesson_number": "number",
    "data": "content",
    "user_identifier": "identifier",
    "course_slug": "course slug",
    "asset_type": "type",
    "url": "address",
    "created_at": "time of creation",
    "id": "id",
}
_VERBS = {"insert": "created", "update": "changed", "delete": "deleted", "truncate": "emptied"}
MAX_FIELDS = 6


@dataclass(frozen=True)
class Told:
    """The parts of a sentence: who, what was done, and the fields that an update changed.

    `kind` is "person", "command" or "outside"; of the last `role` is all that is known. `noun` is one row or, where it
    is `of_many`, several and how many.
    """

    kind: str
    who: str
    role: str
    verb: str
    noun: str
    fields: str
    of_many: bool


def told(entry: Entry) -> Told:
    """A revision as a sentence."""
    kind, who = _who(entry)
    return Told(
        kind=kind,
        who=who,
        role=entry.database_role,
        verb=verb(entry),
        noun=f"all {NOUNS[entry.table][1]}" if entry.operation == "truncate" else NOUNS[entry.table][0],
        fields=_fields(entry),
        of_many=entry.operation == "truncate",
    )


def told_of_many(entries: Sequence[Entry], count: int) -> Told:
    """What one step did to so many rows of one table, as a sentence; with the fields where they are the same of all."""
    one = told(entries[0])
    is_same = len({entry.columns for entry in entries}) == 1
    noun = counted({entries[0].table: count})
    return replace(one, noun=noun, fields=one.fields if is_same else "", of_many=True)


def along_words(head: Entry, others: Sequence[Entry], *, is_one: bool) -> str:
    """What the step that did something to the rows of `head` did to rows of other tables."""
    if head.operation == "truncate":
        return f"and with them {listed([told(entry).noun for entry in others])}"
    rows = counted({table: len({each.row_id for each in others if each.table == table}) for table in NOUNS})
    if "slug" in head.columns and all("course_slug" in other.columns for other in others):
        return f"and moved {rows} along"
    return f"and with {'it' if is_one else 'them'} {rows}"


def verb(entry: Entry) -> str:
    """What was done to a row."""
    return "brought back" if entry.came_back else _VERBS[entry.operation]


def by_whom(entry: Entry) -> str:
    """Who made a change, as it stands after "changed"."""
    if entry.is_outside:
        return f"outside the dashboard ({entry.database_role})"
    if entry.user_id is None:
        return f"by the command “{entry.command}”"
    return f"by {entry.email or 'somebody whose account is gone'}"


def at(moment: datetime) -> str:
    """When, as it stands after "at": without the day where that is today."""
    exact = moment.astimezone(UTC)
    is_today = exact.date() == datetime.now(UTC).date()
    return f"{exact:%H:%M} UTC" if is_today else f"{exact:%Y-%m-%d %H:%M} UTC"


def _who(entry: Entry) -> tuple[str, str]:
    if entry.user_id is not None:
        return "person", entry.email or f"Person {entry.user_id}, who is not here any more,"
    return ("command", entry.command) if entry.command is not None else ("outside", "Somebody outside the dashboard")


def _fields(entry: Entry) -> str:
    names = [field_name(column) for column in entry.columns]
    more = len(names) - MAX_FIELDS
    return listed([*names[:MAX_FIELDS], *([f"{more} more fields"] if more > 0 else [])])


def field_name(column: str) -> str:
    """What a column is called in a sentence."""
    return _FIELDS.get(column) or column.replace("_", " ")


def counted(rows: Mapping[str, int]) -> str:
    """How many rows of which tables: “1 course, 12 lessons and 3 assets”."""
    return listed([f"{rows[table]:,} {nouns[rows[table] != 1]}" for table, nouns in NOUNS.items() if rows.get(table)])


def listed(words: Sequence[str]) -> str:
    """Words as a sentence has them: “a, b and c”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
