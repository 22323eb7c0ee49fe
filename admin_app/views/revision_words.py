"""The history told in words: who did it, what was done, to which field, and how many rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from admin_app.queries.activity import Step
from admin_app.queries.revisions import Entry
from admin_app.views import table_words
from admin_app.words import _, _l, listed, ngettext

# One row of a table, and several.
NOUNS: Mapping[str, tuple[Any, Any]] = {
    "courses": (_l("course"), _l("courses")),
    "lessons": (_l("lesson"), _l("lessons")),
    "lesson_descriptions": (_l("standard description"), _l("standard descriptions")),
    "lesson_assets": (_l("asset"), _l("assets")),
    "profiles": (_l("profile"), _l("profiles")),
    "personalized_lesson_descriptions": (_l("personalized description"), _l("personalized descriptions")),
}
_ALL = {
    "courses": _l("all courses"),
    "lessons": _l("all lessons"),
    "lesson_descriptions": _l("all standard descriptions"),
    "lesson_assets": _l("all assets"),
    "profiles": _l("all profiles"),
    "personalized_lesson_descriptions": _l("all personalized descriptions"),
}
# What a sentence calls a column; one that is not ours keeps its name.
_FIELDS = {
    "course_id": _l("course"),
    "lesson_id": _l("lesson"),
    "profile_id": _l("learner"),
    "lesson_number": _l("number"),
    "data": _l("content"),
    "content": _l("content"),
    "user_identifier": _l("identifier"),
    "course_slug": _l("course slug"),
    "asset_type": _l("type"),
    "url": _l("address"),
    "created_at": _l("time of creation"),
    "id": _l("id"),
    "slug": _l("slug"),
    "title": _l("title"),
    "description": _l("description"),
    "summary": _l("summary"),
    "name": _l("name"),
    "survey": _l("survey"),
    "metadata": _l("metadata"),
}
# What was done to one row; where nothing is told of its fields, an update is "touched".
_ONE = {
    "courses": {
        "insert": _l("%(who)s created the course %(name)s"),
        "back": _l("%(who)s brought back the course %(name)s"),
        "update": _l("%(who)s changed the %(fields)s of the course %(name)s"),
        "touched": _l("%(who)s changed the course %(name)s"),
        "delete": _l("%(who)s deleted the course %(name)s"),
    },
    "lessons": {
        "insert": _l("%(who)s created the lesson %(name)s"),
        "back": _l("%(who)s brought back the lesson %(name)s"),
        "update": _l("%(who)s changed the %(fields)s of the lesson %(name)s"),
        "touched": _l("%(who)s changed the lesson %(name)s"),
        "delete": _l("%(who)s deleted the lesson %(name)s"),
    },
    "lesson_descriptions": {
        "insert": _l("%(who)s created the standard description %(name)s"),
        "back": _l("%(who)s brought back the standard description %(name)s"),
        "update": _l("%(who)s changed the %(fields)s of the standard description %(name)s"),
        "touched": _l("%(who)s changed the standard description %(name)s"),
        "delete": _l("%(who)s deleted the standard description %(name)s"),
    },
    "lesson_assets": {
        "insert": _l("%(who)s created the asset %(name)s"),
        "back": _l("%(who)s brought back the asset %(name)s"),
        "update": _l("%(who)s changed the %(fields)s of the asset %(name)s"),
        "touched": _l("%(who)s changed the asset %(name)s"),
        "delete": _l("%(who)s deleted the asset %(name)s"),
    },
    "profiles": {
        "insert": _l("%(who)s created the profile %(name)s"),
        "back": _l("%(who)s brought back the profile %(name)s"),
        "update": _l("%(who)s changed the %(fields)s of the profile %(name)s"),
        "touched": _l("%(who)s changed the profile %(name)s"),
        "delete": _l("%(who)s deleted the profile %(name)s"),
    },
    "personalized_lesson_descriptions": {
        "insert": _l("%(who)s created the personalized description %(name)s"),
        "back": _l("%(who)s brought back the personalized description %(name)s"),
        "update": _l("%(who)s changed the %(fields)s of the personalized description %(name)s"),
        "touched": _l("%(who)s changed the personalized description %(name)s"),
        "delete": _l("%(who)s deleted the personalized description %(name)s"),
    },
}
# The same of several rows, with their number or all of a table.
_MANY = {
    "insert": _l("%(who)s created %(rows)s"),
    "back": _l("%(who)s brought back %(rows)s"),
    "update": _l("%(who)s changed the %(fields)s of %(rows)s"),
    "touched": _l("%(who)s changed %(rows)s"),
    "delete": _l("%(who)s deleted %(rows)s"),
    "truncate": _l("%(who)s emptied %(rows)s"),
}
MAX_FIELDS = 6


@dataclass(frozen=True)
class Told:
    """A sentence and what stands in it: who, the fields that an update changed, and how many rows.

    `kind` is "person", "command" or "outside"; of the last `role` is all that is known. `noun` is what one row is
    called; `rows` is empty where the sentence is of one.
    """

    kind: str
    who: str
    role: str
    words: str
    noun: str
    fields: str
    rows: str

    def sentence(self, who: str, name: str = "") -> Markup:
        """The sentence with who and the row set for the page; what is no markup is escaped."""
        values = {"who": who, "name": name, "fields": self.fields, "rows": self.rows}
        words = self.words if name else self.words.replace(" %(name)s", "")
        # They are the catalogue's, not a person's.
        return Markup(words) % values  # noqa: S704  # nosec B704


def told(entry: Entry) -> Told:
    """A revision as a sentence."""
    is_all = entry.operation == "truncate"
    return _told(entry, _fields(entry), rows=str(_ALL[entry.table]) if is_all else "")


def told_of_many(step: Step, entries: Sequence[Entry]) -> Told:
    """What a step did to rows of one table, as a sentence; with the fields where they are the same of all."""
    table = entries[0].table
    is_known = not step.is_least and len({entry.row_id for entry in entries}) == step.rows[table]
    is_same = is_known and len({entry.columns for entry in entries}) == 1
    return _told(entries[0], _fields(entries[0]) if is_same else "", rows=_touched(step, {table: step.rows[table]}))


def _touched(step: Step, rows: Mapping[str, int]) -> str:
    return _("%(rows)s or more", rows=counted(rows)) if step.is_least else counted(rows)


def _told(entry: Entry, fields: str, rows: str) -> Told:
    kind, who = _who(entry)
    done = "back" if entry.came_back else entry.operation
    if done == "update" and not fields:
        done = "touched"
    return Told(
        kind=kind,
        who=who,
        role=entry.database_role,
        words=str(_MANY[done] if rows else _ONE[entry.table][done]),
        noun=str(NOUNS[entry.table][0]),
        fields=fields,
        rows=rows,
    )


def along_words(step: Step, head: Entry, entries: Sequence[Entry]) -> str:
    """What the step that did something to the rows of `head` did to rows of other tables; `entries` are some."""
    others = {table: rows for table, rows in step.rows.items() if table != head.table}
    if head.operation == "truncate":
        return _("and with them %(rows)s", rows=listed(_ALL[table] for table in NOUNS if table in others))
    rows = _touched(step, others)
    if "slug" in head.columns and all("course_slug" in each.columns for each in entries if each.table != head.table):
        return _("and moved %(rows)s along", rows=rows)
    if step.rows[head.table] == 1:
        return _("and with it %(rows)s", rows=rows)
    return _("and with them %(rows)s", rows=rows)


def by_whom(entry: Entry) -> str:
    """Who made a change, as it stands after "changed"."""
    if entry.is_outside:
        return _("outside the dashboard (%(role)s)", role=entry.database_role)
    if entry.user_id is None:
        return _("by the command “%(command)s”", command=entry.command)
    return _("by %(email)s", email=entry.email) if entry.email else _("by somebody whose account is gone")


def _who(entry: Entry) -> tuple[str, str]:
    if entry.user_id is not None:
        return "person", entry.email or _("Person %(number)s, who is not here any more,", number=entry.user_id)
    return ("command", entry.command) if entry.command is not None else ("outside", _("Somebody outside the dashboard"))


def _fields(entry: Entry) -> str:
    names = [field_name(column) for column in entry.columns]
    more = len(names) - MAX_FIELDS
    if more > 0:
        names[MAX_FIELDS:] = [ngettext("%(num)s more field", "%(num)s more fields", more)]
    return listed(names)


def field_name(column: str) -> str:
    """What a column is called in a sentence."""
    return str(_FIELDS.get(column) or column.replace("_", " "))


def counted(rows: Mapping[str, int]) -> str:
    """How many rows of which tables: “1 course, 12 lessons and 3 assets”."""
    return listed(table_words.counted(table.replace("_", "-"), rows[table]) for table in NOUNS if rows.get(table))
