"""What has changed between two versions of a row, set for a page: where, what stood there and what stands there."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import category

from sqlalchemy.dialects.postgresql import JSONB

from admin_app.differences import Difference, Differences, Span, shown
from admin_app.documents import Document, dump
from admin_app.json_paths import ABSENT, Path
from admin_app.queries.revisions import RECORDED
from admin_app.reading import Node, NoteNode, RawNode, TextNode, reading
from admin_app.views.revision_words import field_name
from admin_app.words import _, cut, number

# Characters of one value, and of all values of a page, that are set for reading; beyond them the beginning is shown.
MAX_READ = 20_000
MAX_PAGE = 300_000
MAX_BRIEF = 300
MAX_STEPS = 12
MAX_KEY = 60

# These join letters of Persian and the parts of an emoji, and show by that.
_JOINERS = "\u200c\u200d"
_UNSEEN = re.compile(r"[^\w\s!-~]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

Restore = Callable[[Difference], str | None]


@dataclass(frozen=True)
class Change:
    """One change. A side is None where nothing stood there; `words` tells the change within a long text."""

    field: str
    steps: list[str]
    kind: str
    before: Node | None
    after: Node | None
    words: tuple[Span, ...]
    restore_url: str | None

    @property
    def place(self) -> str:
        """Where it is, in one line."""
        return " › ".join([self.field, *self.steps])


class Setter:
    """Sets the changes of one page, no more of them than a person reads."""

    def __init__(self, table: str) -> None:
        columns = RECORDED[table].__table__.columns
        self._documents = {column.name for column in columns if isinstance(column.type, JSONB)}
        self._left = MAX_PAGE

    def changes(self, found: Differences, restore: Restore, limit: int | None = None) -> list[Change]:
        """The first changes; `restore` gives the address that puts back what stood there, where there is one."""
        return [self._change(difference, restore(difference)) for difference in found.shown[:limit]]

    def _change(self, difference: Difference, restore_url: str | None) -> Change:
        is_document = difference.field in self._documents
        name = field_name(difference.field) if difference.field else _("the whole row")
        words = visible_words(difference.words)
        self._left -= sum(len(span.text) for span in words)
        return Change(
            field=visible(name[:1].upper() + name[1:]),
            steps=steps(difference.path),
            kind=difference.kind,
            before=None if words else self._node(difference.before, is_document),
            after=None if words else self._node(difference.after, is_document),
            words=words,
            restore_url=restore_url,
        )

    def _node(self, value: Any, is_document: bool) -> Node | None:
        if value is ABSENT or (value is None and not is_document):
            return None
        if value == "":
            return NoteNode(_("empty text"))
        text = value if isinstance(value, str) else _text(value)
        if len(text) > min(MAX_READ, self._left):
            return self._beginning(text)
        self._left -= len(text)
        if isinstance(value, str):
            return TextNode([visible(value)])
        return reading(Document(visible(text))) if isinstance(value, dict | list) else TextNode([visible(text)])

    def _beginning(self, text: str) -> Node:
        limit = MAX_BRIEF if self._left < MAX_READ else MAX_READ // 5
        self._left -= min(len(text), limit)
        return RawNode(visible(cut(text, limit)))


def _text(value: Any) -> str:
    try:
        return value.text if isinstance(value, Document) else dump(value)
    except (RecursionError, TypeError):
        return shown(value)


def steps(path: Path) -> list[str]:
    """A path in words: keys as they are, items by their place, counted from one."""
    words = [
        _("item %(number)s", number=number(step + 1)) if isinstance(step, int) else visible(_short(step))
        for step in path[:MAX_STEPS]
    ]
    return [*words, "…"] if len(path) > MAX_STEPS else words


def _short(key: str) -> str:
    if not key.strip():
        return f"“{key}”"
    return key if len(key) <= MAX_KEY else f"{key[:MAX_KEY]}…"


def visible(text: str) -> str:
    """The text with each character that nobody would see, or that turns the line around, told by its number."""
    return _UNSEEN.sub(_told, text)


def visible_words(words: Iterable[Span]) -> tuple[Span, ...]:
    """The same of the words of a change."""
    return tuple(replace(span, text=visible(span.text)) for span in words)


def _told(found: re.Match[str]) -> str:
    sign = found[0]
    is_seen = sign in _JOINERS or category(sign) not in ("Cc", "Cf", "Co", "Cn", "Cs")
    return sign if is_seen else f"⟨U+{ord(sign):04X}⟩"
