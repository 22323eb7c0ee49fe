"""The steps of the activity as lines: what one transaction did in one way is one line, with its rows to unfold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from admin_app.operations.restores import TABLES
from admin_app.permissions import SUBJECTS
from admin_app.queries.activity import Filters, Step, Steps, activity_page, steps
from admin_app.queries.revisions import Entry, Place, entries_of
from admin_app.views.access import can, link
from admin_app.views.revision_words import Told, along_words, told, told_of_many
from admin_app.words import _, ngettext

# Rows of a page that stand under its lines, besides one for each line.
MOST_ALONG = 40


@dataclass(frozen=True)
class Line:
    """A step, told by one of its entries. Where it did more, `along` are lines to unfold, and `summary` sums them up.

    `more_url` is where the rows are that are not among them.
    """

    entry: Entry
    told: Told
    history_url: str | None
    bring_back_url: str | None
    along: "Sequence[Line]" = ()
    summary: str = ""
    more_url: str | None = None


def lines_of(filters: Filters, *, limit: int, before: Place | None = None) -> tuple[list[Line], Place | None]:
    """A page of the activity, and where to go on, None where there is nothing more. Two statements, or three."""
    if filters.transaction is not None:
        return _one_by_one(filters, limit, before)
    page = steps(filters, limit=limit, before=before)
    entries = entries_of(_named(page))
    lines = [_folded(step, _of(step, entries), is_deleted=filters.deleted) for step in page.found]
    return [line for line in lines if line], page.older


def newest(limit: int) -> list[Line]:
    """The newest steps, for a page that shows a few of them. Two statements, or three."""
    return lines_of(Filters(), limit=limit)[0]


def _one_by_one(filters: Filters, limit: int, before: Place | None) -> tuple[list[Line], Place | None]:
    """The rows of one transaction, each for itself."""
    entries, older = activity_page(filters, limit=limit, before=before)
    return [_line(entry, is_deleted=filters.deleted) for entry in entries], older


def _named(page: Steps) -> list[int]:
    """The revisions that a page names: one of each step, and of the first steps a few more."""
    heads, others = [], []
    for step in page.found:
        (head, *rest), *below = (step.ids[table] for table in TABLES if table in step.ids)
        heads.append(head)
        others += [*rest, *(each for ids in below for each in ids)]
    return [*heads, *others[:MOST_ALONG]]


def _of(step: Step, entries: Mapping[int, Entry]) -> list[Entry]:
    """The entries of a step that are named, newest first."""
    found = [entries[each] for ids in step.ids.values() for each in ids if each in entries]
    return sorted(found, key=lambda entry: entry.place, reverse=True)


def _line(entry: Entry, *, is_deleted: bool) -> Line:
    endpoint = entry.table.replace("_", "-")
    history = link(f"{endpoint}.history_view", id=entry.row_id) if entry.row_id else None
    bring_back = link(f"{endpoint}.restore_view", id=entry.row_id, revision=entry.id) if is_deleted else None
    readable = can(f"{SUBJECTS[endpoint]}:read")
    return Line(entry, told(entry), history if readable else None, bring_back)


def _folded(step: Step, entries: Sequence[Entry], *, is_deleted: bool) -> Line | None:
    """A step is told by the rows that took the others along: those of the table that the others hang on."""
    if not entries:
        return None
    lines = [_line(entry, is_deleted=is_deleted) for entry in entries]
    if step.revisions == 1:
        return lines[0]
    head = min(lines, key=lambda line: TABLES.index(line.entry.table))
    more = _more_url(head.entry, is_deleted) if step.is_least or len(entries) < step.revisions else None
    has_others = len(step.rows) > 1
    if step.rows[head.entry.table] > 1:
        many = told_of_many(step, [line.entry for line in lines if line.entry.table == head.entry.table])
        summary = along_words(step, head.entry, entries) if has_others else _("Which ones")
        return Line(head.entry, many, None, None, lines, summary, more)
    # One row may have been changed several times.
    if has_others:
        summary = along_words(step, head.entry, entries)
    else:
        summary = ngettext("in %(num)s change", "in %(num)s changes", step.revisions)
    return replace(head, along=[line for line in lines if line is not head], summary=summary, more_url=more)


def _more_url(entry: Entry, is_deleted: bool) -> str | None:
    at = f"{entry.transaction_id}~{entry.transaction_at.isoformat()}"
    return link("activity.index", step=at, operation=entry.operation, deleted="1" if is_deleted else None)
