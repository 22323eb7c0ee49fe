"""JSON documents: what jsonb keeps is kept, what it would refuse or lose never reaches it.

A document travels as its JSON text. Numbers are never turned into floats, so `1.10` and integers of any
length survive.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

import simplejson

from admin_app.json_text import (
    BYTE_ORDER_MARK,
    WHITESPACE,
    DepthError,
    DocumentError,
    JsonValue,
    Number,
    Reader,
    located,
    path_text,
    read_stored,
)
from admin_app.words import _

# The other modules take JSON from here; json_text is ours alone.
__all__ = ["WHITESPACE", "Document", "DocumentError", "JsonValue", "depth", "dump", "load", "path_text", "read"]

MAX_BYTES = 5_000_000
MAX_DEPTH = 200
_LIMIT = MAX_BYTES // 1_000_000
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, eq=False)
class Document:
    """One jsonb value as JSON text; equal to another where jsonb would store both as the same value."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "Document":
        """Check a typed text. Raises DocumentError with the line and column, or the path."""
        if _size(text) - sum(map(text.count, WHITESPACE)) > MAX_BYTES:
            raise _too_large()
        reader = Reader()
        try:
            value = reader.read(text)
        except DepthError as error:
            raise _too_deep(text) from error
        if depth(value) > MAX_DEPTH:
            raise _too_deep(text)
        document = cls(text.removeprefix(BYTE_ORDER_MARK).strip(WHITESPACE))
        document.__dict__["value"] = value
        document._refuse_large(reader.digits)
        return document

    @classmethod
    def of(cls, value: object) -> "Document":
        """Make a document of Python values. Raises DocumentError, also for floats that are not finite."""
        try:
            return cls.parse(dump(value))
        except DocumentError:
            raise
        except RecursionError as error:
            raise DocumentError(_("The document is nested deeper than %(levels)s levels.", levels=MAX_DEPTH)) from error
        except (TypeError, ValueError) as error:
            message = _("A document is made of text, numbers, true, false, null, lists and objects only.")
            raise DocumentError(message) from error

    @cached_property
    def value(self) -> JsonValue:
        """The parsed value. Raises DocumentError where it is nested too deep to be read."""
        try:
            return read_stored(self.text)
        except RecursionError as error:
            raise DepthError(_("The document is nested too deep to be read.")) from error

    @cached_property
    def canonical(self) -> str:
        """The value as text with sorted keys: the same for equal documents."""
        return dump(self.value, sort_keys=True) if self._is_workable else self.text

    def pretty(self) -> str:
        """The document indented for editing; as stored where it is nested deeper than the editor allows."""
        return dump(self.value, indent=2) if self._is_workable else self.text

    @property
    def _is_workable(self) -> bool:
        try:
            return depth(self.value) <= MAX_DEPTH
        except DocumentError:
            return False

    def _refuse_large(self, digits: int) -> None:
        if digits > MAX_BYTES:
            sentence = _(
                "The numbers of this document take more than %(size)s MB when they are written out.", size=_LIMIT
            )
            raise DocumentError(sentence)
        # Spaces and line breaks do not count: a document that is laid out for editing must fit as it did before.
        if _size(self.text) > MAX_BYTES and _size(dump(self.value)) > MAX_BYTES:
            raise _too_large()

    def __eq__(self, other: object) -> bool:
        """Compare as jsonb values, digits included: `1.1` and `1.10` differ, key order does not."""
        if not isinstance(other, Document):
            return NotImplemented
        return self.text == other.text or self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.canonical)

    def __str__(self) -> str:
        return self.text


def read(text: str) -> JsonValue:
    """The value of a text that is no document itself, such as a file of many. Raises DocumentError."""
    return Reader().read(text)


def dump(value: object, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """Write a value, Documents in it included, as JSON text: Cyrillic and emoji as they are, every digit kept."""
    if isinstance(value, Document):
        return value.text
    if isinstance(value, Number):
        return str(value)
    text: str = _encoder(indent, sort_keys).encode(value)
    return text


def load(text: str | bytes) -> Document:
    """Take a jsonb value as PostgreSQL sent it."""
    return Document(text.decode() if isinstance(text, bytes) else text)


@cache
def _encoder(indent: int | None, sort_keys: bool) -> simplejson.JSONEncoder:
    return simplejson.JSONEncoder(
        indent=indent,
        sort_keys=sort_keys,
        separators=(",", ": ") if indent else (", ", ": "),
        ensure_ascii=False,
        use_decimal=True,
        default=_as_json,
    )


def _as_json(value: object) -> object:
    if isinstance(value, Document):
        return simplejson.RawJSON(value.text)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _too_large() -> DocumentError:
    return DocumentError(_("The document is larger than %(size)s MB; shorten it, or split it.", size=_LIMIT))


def depth(value: object) -> int:
    """Levels of lists and objects in a parsed value; what lies below one level more than MAX_DEPTH is not counted."""
    levels = 0
    level: list[dict[str, Any] | list[Any]] = [value] if isinstance(value, dict | list) else []
    while level and levels <= MAX_DEPTH:
        levels += 1
        level = [child for container in level for child in _children(container) if isinstance(child, dict | list)]
    return levels


def _children(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def _too_deep(text: str) -> DocumentError:
    sentence = _("the document is nested deeper than %(levels)s levels", levels=MAX_DEPTH)
    depth = 0
    for token in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            return located(sentence, text, token.start())
    return DocumentError(_("The document is nested deeper than %(levels)s levels.", levels=MAX_DEPTH))
