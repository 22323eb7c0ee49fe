"""How values are shown in lists, details and exports."""

import re
from datetime import datetime
from types import NoneType
from typing import Any

from markupsafe import Markup, escape

from admin_app.documents import Document
from admin_app.extensions import Base
from admin_app.reading import reading, summary
from admin_app.views import documents
from admin_app.views.moments import moment
from admin_app.words import _

SHORT = 140
PHRASE = 60
LONG = 100_000
LONGEST_LABEL = 80
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
EMPTY = Markup('<span class="text-secondary">—</span>')


def time(view: Any, value: datetime, name: str = "") -> Markup:
    """A time in the reader's zone."""
    return moment(value)


def document(view: Any, value: Document, name: str = "") -> Markup:
    """A document set for reading."""
    node = reading(value)
    return documents.reading(node) if node else EMPTY


def document_summary(view: Any, context: Any, row: Any, name: str) -> Markup:
    """One line of a document, from the beginning that the list has loaded."""
    line = summary(getattr(row, name))
    return EMPTY if line is None else _summary(line)


def text(view: Any, value: str, name: str = "") -> Markup:
    """Text with its line breaks."""
    return Markup("<br>\n").join(escape(line) for line in value[:LONG].splitlines()) if value else EMPTY


def course_of_profile(view: Any, context: Any, row: Any, name: str) -> Markup:
    """The slug that a profile names, and plainly where no course has it."""
    if row.course_slug is None:
        return EMPTY
    if row.course is None:
        return Markup('{} <span class="badge source source-missing">{}</span>').format(
            row.course_slug, _("no such course")
        )
    return Markup('<span title="{}">{}</span>').format(row.course.title, row.course_slug)


def empty(view: Any, value: None, name: str = "") -> Markup:
    """SQL NULL."""
    return EMPTY


def parent(view: Any, value: Base, name: str = "") -> Markup:
    """A row of another table by what people know it by."""
    return short(view, str(value))


def short(view: Any, value: str | None, name: str = "") -> Markup:
    """The beginning of a text, on one line; what is set already stays as it is."""
    if isinstance(value, Markup):
        return value
    line = " ".join((value or "")[: SHORT + 1].split())
    cut = line if len(line) <= SHORT else f"{line[:SHORT]}…"
    if len(cut) > PHRASE:
        return _summary(cut)
    return escape(cut) if cut else EMPTY


def _summary(line: str) -> Markup:
    # Markup.format takes ten times as long, and a list has hundreds.
    return Markup(f'<span class="summary">{escape(line)}</span>')  # noqa: S704  # nosec B704  # it is escaped


def short_label(row: Any) -> str:
    """What a message calls a row. Messages travel in a cookie, which has no room for a long name."""
    label = str(row)
    return isolated(label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…")


def isolated(name: str) -> str:
    """A name for a sentence: signs in it that turn the direction of text do not turn the words that follow."""
    return f"{ISOLATE}{name}{END_OF_ISOLATE}" if TURNING.search(name) else name


LIST = {NoneType: empty, datetime: time, str: short, Base: parent}
DETAILS = {NoneType: empty, datetime: time, Document: document, str: text}
