"""A JSON document set for reading: a small tree that a template can print, bounded in depth and size."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from admin_app.documents import Document, DocumentError, JsonValue, dump
from admin_app.words import _, cut, ngettext

MAX_DEPTH = 6
MAX_PARTS = 1_000
MAX_TEXT = 20_000
MAX_CHARACTERS = 200_000
MAX_LABEL = 200
SUMMARY_LENGTH = 140
FIELD_SEPARATOR = " · "

# A text, whether it ends and whether it is a key, with its colon; a sign; a number or a word.
_PREFIX_TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)("?)\s*(:?)|([{}\[\]:,])|([^\s{}\[\]:,"]+)', re.DOTALL)
_PARAGRAPHS = re.compile(r"\n\s*\n|\r\n\s*\r\n")


@dataclass(frozen=True)
class TextNode:
    """Prose, in paragraphs."""

    kind: ClassVar = "text"
    paragraphs: list[str]


@dataclass(frozen=True)
class ValueNode:
    """A number, true, false or null."""

    kind: ClassVar = "value"
    text: str


@dataclass(frozen=True)
class ItemsNode:
    """A list; `plain` where every item is a line of text."""

    kind: ClassVar = "items"
    items: "Sequence[Node]"
    plain: bool


@dataclass(frozen=True)
class FieldsNode:
    """An object: its title as a heading, its approach as the lead, and the rest by name."""

    kind: ClassVar = "fields"
    title: str | None
    lead: "Node | None"
    fields: "Sequence[tuple[str, Node]]"


@dataclass(frozen=True)
class RawNode:
    """A part that is nested too deep for prose, as JSON text."""

    kind: ClassVar = "raw"
    text: str


@dataclass(frozen=True)
class NoteNode:
    """What is left out of a very large document."""

    kind: ClassVar = "note"
    text: str


Node = TextNode | ValueNode | ItemsNode | FieldsNode | RawNode | NoteNode


def reading(document: Document | None) -> Node | None:
    """Set a document for reading; None where there is none."""
    if document is None:
        return None
    try:
        value = document.value
    except DocumentError:
        return RawNode(_cut(document.text))
    return _Setter().node(value, 0)


class _Setter:
    """Sets one document and counts its parts, so that a page stays readable however large the document is."""

    def __init__(self) -> None:
        self.parts = 0
        self.characters = 0

    @property
    def is_full(self) -> bool:
        """Whether the page has as much of the document as a person reads."""
        return self.parts >= MAX_PARTS or self.characters >= MAX_CHARACTERS

    def node(self, value: JsonValue, depth: int) -> Node:
        """Set a value that stands at this depth."""
        self.parts += 1
        match value:
            case str():
                return self._text(value)
            case list() | dict() if depth >= MAX_DEPTH:
                return _raw(value)
            case list():
                return self._items(value, depth)
            case dict():
                return self._fields(value, depth)
        return ValueNode(_cut(dump(value), MAX_LABEL))

    def _text(self, value: str) -> Node:
        self.characters += min(len(value), MAX_TEXT)
        text = _cut(value)
        parts = _PARAGRAPHS.split(text) if "\n" in text else [text]
        return TextNode([part for part in parts if part.strip()])

    def _items(self, values: list[JsonValue], depth: int) -> Node:
        nodes: list[Node] = []
        for index, value in enumerate(values):
            if self.is_full:
                nodes.append(_left_out(len(values) - index))
                break
            nodes.append(self.node(value, depth + 1))
        return ItemsNode(nodes, plain=all(isinstance(value, str) and "\n" not in value for value in values))

    def _fields(self, values: dict[str, JsonValue], depth: int) -> Node:
        rest = dict(values)
        title = rest.pop("title") if isinstance(rest.get("title"), str) else None
        lead = self.node(rest.pop("approach"), depth + 1) if isinstance(rest.get("approach"), str) else None
        fields: list[tuple[str, Node]] = []
        for index, (key, value) in enumerate(rest.items()):
            if self.is_full:
                fields.append(("…", _left_out(len(rest) - index)))
                break
            fields.append((_label(key), self.node(value, depth + 1)))
        return FieldsNode(_cut(title, MAX_LABEL) if isinstance(title, str) else None, lead, fields)


def _raw(value: JsonValue) -> Node:
    try:
        return RawNode(_cut(dump(value, indent=2)))
    except RecursionError:
        return NoteNode(_("… nested too deep to be shown here."))


def _left_out(count: int) -> NoteNode:
    return NoteNode(
        ngettext(
            "… and %(num)s more; open the editor to see it.",
            "… and %(num)s more; open the editor to see them all.",
            count,
        )
    )


def _label(key: str) -> str:
    words = _cut(key.replace("_", " ").strip(), MAX_LABEL)
    return words[:1].upper() + words[1:] if words else '""'


def _cut(text: str, limit: int = MAX_TEXT) -> str:
    return text if len(text) <= limit else cut(text, limit)


def summary(prefix: str | None) -> str | None:
    """One line of what a document says, from the beginning of its JSON text; None where there is no document."""
    if prefix is None:
        return None
    line = _line(prefix)
    if not line:
        return {"{}": _("empty object"), "[]": _("empty list"), '""': _("empty text")}.get(prefix.strip(), prefix)
    return line if len(line) <= SUMMARY_LENGTH else f"{line[: SUMMARY_LENGTH - 1].rstrip()}…"


def _line(prefix: str) -> str:
    """The words on one line; only as many of them as are shown, and some more."""
    line = ""
    for word in _words(prefix):
        line += word
        if len(line) > SUMMARY_LENGTH and len(_bare(line)) > SUMMARY_LENGTH:
            break
    return _bare(line)


def _bare(line: str) -> str:
    # A title speaks for itself.
    return line.strip(" ,·").removeprefix("Title: ")


def _words(prefix: str) -> Iterator[str]:
    """Keys and texts with what stands between them: a dot between fields, a comma between the items of a list."""
    open_brackets: list[str] = []
    before: str | None = None
    for token in _PREFIX_TOKEN.finditer(prefix):
        text, closed, colon, sign, literal = token.groups()
        if text is not None:
            yield f"{_label(_unescaped(text, closed))}: " if colon else _unescaped(text, closed)
        elif literal:
            yield literal
        elif sign in "[{":
            # An object that follows the title's has no comma before it.
            yield FIELD_SEPARATOR if before == "}" else ""
            open_brackets.append(sign)
        elif sign in "]}":
            del open_brackets[-1:]
        else:
            yield ": " if sign == ":" else ", " if open_brackets[-1:] == ["["] else FIELD_SEPARATOR
        before = sign


def _unescaped(text: str, closed: str) -> str:
    if "\\" not in text or not closed:
        return text.replace("\n", " ")
    value: object = text
    with suppress(ValueError):
        value = Document(f'"{text}"').value
    return str(value).replace("\n", " ")
