"""The facts beside a row, in words: when it was made, what happened to it last, and who has it open."""

from dataclasses import dataclass
from typing import Any

from flask import g

from admin_app.queries.consequences import BOUND
from admin_app.queries.facts import Facts, LastChange
from admin_app.views.moments import moment
from admin_app.words import _, number


@dataclass(frozen=True)
class Fact:
    """One fact: its label, its value, perhaps a page that shows more, and a word on it."""

    label: str
    value: Any
    url: str | None = None
    note: str = ""


def shared_facts(row: Any, found: Facts, history_url: str | None) -> list[Fact]:
    """What there is to say of a row of any table."""
    last, is_new = found.last, found.last is not None and found.last.operation == "insert"
    facts = []
    if row.created_at is not None:
        facts.append(Fact(_("Created"), moment(row.created_at), note=_who(last) if last and is_new else ""))
    if last and not is_new:
        facts.append(Fact(_("Last changed"), moment(last.at), history_url, _who(last)))
    if found.open_with:
        facts.append(Fact(_("Open for editing with"), ", ".join(found.open_with)))
    return facts


def counted(label: str, count: int, url: str | None = None, note: str = "") -> Fact:
    """A fact that is a number, which leads to its rows where there are any."""
    return Fact(label, bounded(count), url if count else None, note)


def learners_fact(label: str, found: Facts, url: str | None = None) -> Fact:
    """How many learners see it."""
    count = found.counts["learners"]
    value = _("at least %(num)s", num=number(count)) if found.is_least else bounded(count)
    return Fact(label, value, url if count else None)


def bounded(count: int) -> str:
    """A count as it is said, where counting has stopped at a bound."""
    return number(count) if count <= BOUND else _("more than %(num)s", num=number(BOUND))


def in_sentence(count: int) -> str:
    """The same at any place in a sentence."""
    return number(count) if count <= BOUND else f"{number(BOUND)}+"


def _who(last: LastChange) -> str:
    if last.user_id is not None and last.user_id == g.get("user_id"):
        return _("by you")
    if last.user_id is not None:
        return _("by %(who)s", who=last.email) if last.email else _("by somebody whose account is gone")
    if last.command is not None:
        return _("by the command “%(name)s”", name=last.command)
    return _("outside the dashboard (%(role)s)", role=last.database_role)
