"""Lossless JSON documents: what jsonb keeps is kept, what it would refuse is refused in words.

A document travels as its JSON text. Numbers are never turned into floats, so `1.10` and integers of any
length survive, and text that PostgreSQL could not store never reaches it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, NoReturn
from uuid import UUID

import simplejson

MAX_BYTES = 5_000_000
MAX_DEPTH = 200
# PostgreSQL's numeric: digits before and after the decimal point.
MAX_INTEGER_DIGITS = 131_072
MAX_FRACTION_DIGITS = 16_383

_LIMIT = f"{MAX_BYTES // 1_000_000} MB"
WHITESPACE = " \t\r\n"
BYTE_ORDER_MARK = "\ufeff"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")
_SENTENCES = {
    "Expecting property name enclosed in double quotes": 'a key in double quotes ("…") is expected here',
    "Expecting property name enclosed in double quotes or '}'": 'a key in double quotes ("…") or "}" is expected here',
    "Expecting ':' delimiter": "a colon is missing between a key and its value",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing here",
    "Expecting ',' delimiter or '}'": 'a comma or a closing "}" is missing here',
    "Expecting ',' delimiter or ']'": 'a comma or a closing "]" is missing here',
    "Expecting value": 'a value is expected here: text in double quotes, a number, true, false, null, "{" or "["',
    "Expecting value or ']'": 'a value or a closing "]" is expected here',
    "Extra data": "the document has ended before this; only one value can stand at the top",
    "Unterminated string starting at": "the text that starts here has no closing double quote",
    "Illegal trailing comma before end of object": 'take away the comma before "}"',
    "Illegal trailing comma before end of array": 'take away the comma before "]"',
}


class Number(Decimal):
    """A JSON number with every digit as jsonb writes it: no exponent, no sign on zero."""

    def __str__(self) -> str:
        return format(self if self else abs(self), "f")

    @property
    def length(self) -> int:
        """Characters that the number takes when it is written out."""
        exponent = int(self.as_tuple().exponent)
        return max(len(self.as_tuple().digits), self.adjusted() + 1, 1) + max(-exponent, 0)

    @property
    def storable(self) -> bool:
        """Whether PostgreSQL's numeric can hold it."""
        exponent = int(self.as_tuple().exponent)
        return self.adjusted() < MAX_INTEGER_DIGITS and -exponent <= MAX_FRACTION_DIGITS


JsonValue = None | bool | str | Number | list[Any] | dict[str, Any]


class DocumentError(ValueError):
    """A text is no document that can be stored; the message says what is wrong and where."""


@dataclass(frozen=True, eq=False)
class Document:
    """One jsonb value as JSON text; equal to another when jsonb would store both as the same value."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "Document":
        """Check a typed text. Raises DocumentError with the line and column, or the path."""
        return _check(text.removeprefix(BYTE_ORDER_MARK).strip(WHITESPACE))

    @classmethod
    def of(cls, value: object) -> "Document":
        """Make a document of Python values; floats are refused unless finite. Raises DocumentError."""
        try:
            return cls.parse(dump(value))
        except DocumentError:
            raise
        except RecursionError as error:
            raise DocumentError(f"The document is nested deeper than {MAX_DEPTH} levels.") from error
        except (TypeError, ValueError) as error:
            message = "A document is made of text, numbers, true, false, null, lists and objects only."
            raise DocumentError(message) from error

    @cached_property
    def value(self) -> JsonValue:
        """The parsed value. Raises DocumentError where it is nested too deep to be read."""
        try:
            return _loads(self.text)
        except RecursionError as error:
            raise DocumentError("The document is nested too deep to be read.") from error

    @cached_property
    def canonical(self) -> str:
        """The value as text with sorted keys: the same for equal documents."""
        try:
            return dump(self.value, sort_keys=True)
        except (DocumentError, RecursionError):
            return self.text

    def pretty(self) -> str:
        """The document indented for editing; as stored where it is nested too deep for that."""
        try:
            return dump(self.value, indent=2)
        except (DocumentError, RecursionError):
            return self.text

    def __eq__(self, other: object) -> bool:
        """Compare as jsonb values, digits included: `1.1` and `1.10` differ, key order does not."""
        if not isinstance(other, Document):
            return NotImplemented
        return self.text == other.text or self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.canonical)

    def __str__(self) -> str:
        return self.text


def dump(value: object, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """Write a value, Documents in it included, as JSON text: Cyrillic and emoji as they are, every digit kept."""
    if isinstance(value, Document):
        return value.text
    separators = (",", ": ") if indent else (", ", ": ")
    text: str = simplejson.dumps(
        value,
        indent=indent,
        sort_keys=sort_keys,
        separators=separators,
        ensure_ascii=False,
        use_decimal=True,
        default=_as_json,
    )
    return text


def _as_json(value: object) -> object:
    if isinstance(value, Document):
        return simplejson.RawJSON(value.text)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def load(text: str | bytes) -> Document:
    """Take a jsonb value as PostgreSQL sent it."""
    return Document(text.decode() if isinstance(text, bytes) else text)


def _loads(text: str) -> JsonValue:
    value: JsonValue = simplejson.loads(text, parse_int=Number, parse_float=Number)
    return value


def _check(text: str) -> Document:
    if "\x00" in text:
        raise _located("a NUL character can't be stored", text, text.index("\x00"))
    reader = _Reader()
    value = reader.read(text)
    if reader.suspicious or "\\u" in text or _SURROGATE.search(text):
        _refuse_in(value)
    if _depth(value) > MAX_DEPTH:
        raise _too_deep(text)
    if reader.digits > MAX_BYTES:
        raise DocumentError(f"The numbers of this document take more than {_LIMIT} when they are written out.")
    # Spaces and line breaks do not count: a document that is laid out for editing must fit as it did before.
    if _size(text) > MAX_BYTES and _size(dump(value)) > MAX_BYTES:
        raise DocumentError(f"The document is larger than {_LIMIT}; shorten it, or split it.")
    document = Document(text)
    document.__dict__["value"] = value
    return document


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class _Duplicate:
    """Stands for an object that names a key twice until its path is known."""

    key: str


class _Reader:
    """Parses once and remembers what needs a closer look, so that ordinary documents are walked only once."""

    def __init__(self) -> None:
        self.suspicious = False
        self.digits = 0

    def read(self, text: str) -> JsonValue:
        """Parse a text. Raises DocumentError with the line and column."""
        try:
            value: JsonValue = simplejson.loads(
                text, parse_int=self._number, parse_float=self._number, object_pairs_hook=self._object
            )
        except simplejson.JSONDecodeError as error:
            raise _syntax_error(error, text) from error
        except RecursionError as error:
            raise _too_deep(text) from error
        return value

    def _number(self, literal: str) -> Number:
        try:
            number = Number(literal)
        except InvalidOperation:
            _refuse_number(literal)
        if not number.storable:
            _refuse_number(literal)
        if "e" in literal or "E" in literal:
            self.digits += number.length
        return number

    def _object(self, pairs: list[tuple[str, Any]]) -> "dict[str, Any] | _Duplicate":
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        self.suspicious = True
        counts = Counter(key for key, _ in pairs)
        return _Duplicate(next(key for key, count in counts.items() if count > 1))


def _refuse_number(literal: str) -> NoReturn:
    shown = literal if len(literal) <= 40 else f"{literal[:40]}…"
    raise DocumentError(f"The number {shown} is too large or too small to be stored.")


def _refuse_in(value: object) -> None:
    for path, item in _walk(value):
        if isinstance(item, _Duplicate):
            raise DocumentError(f"The key {quoted(item.key)} stands twice in {path_text(path)}; keep one of them.")
        if isinstance(item, str):
            _refuse_characters(item, path)


def _refuse_characters(text: str, path: tuple[str | int, ...]) -> None:
    if "\x00" in text:
        raise DocumentError(f"The character \\u0000 at {path_text(path)} can't be stored; take it out.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        lone = f"\\u{ord(text[error.start]):04x}"
        raise DocumentError(
            f"{lone} at {path_text(path)} is half of a character pair; the other half is missing."
        ) from None


def _walk(value: object) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every value with its path in document order; keys come as values of their own."""
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while waiting:
        path, item = waiting.pop()
        yield path, item
        if isinstance(item, dict):
            for key in item:
                yield path, key
            waiting.extend(((*path, key), child) for key, child in reversed(item.items()))
        elif isinstance(item, list):
            waiting.extend(((*path, index), child) for index, child in reversed(list(enumerate(item))))


def _depth(value: object) -> int:
    depth = 0
    level: list[dict[str, Any] | list[Any]] = [value] if isinstance(value, dict | list) else []
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [child for container in level for child in _children(container) if isinstance(child, dict | list)]
    return depth


def _children(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def _syntax_error(error: simplejson.JSONDecodeError, text: str) -> DocumentError:
    if not text:
        return DocumentError("The document is empty.")
    for word in _NOT_NUMBERS:
        if text.startswith(word, error.pos):
            return _located(f"{word} is not a number that JSON knows; use a number or null", text, error.pos)
    return _located(_SENTENCES.get(error.msg, _other_sentence(error.msg)), text, error.pos)


def _other_sentence(message: str) -> str:
    if message.startswith("Invalid control character"):
        return "a line break, tab or control character inside a text must be written as \\n, \\t or \\u…"
    if message.startswith("Invalid \\"):
        return 'a backslash in a text begins a sign such as \\n or \\"; write \\\\ for the backslash itself'
    return "this is not valid JSON"


def _too_deep(text: str) -> DocumentError:
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            return _located(f"the document is nested deeper than {MAX_DEPTH} levels", text, token.start())
    return DocumentError(f"The document is nested deeper than {MAX_DEPTH} levels.")


def _located(sentence: str, text: str, position: int) -> DocumentError:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return DocumentError(f"Line {line}, column {column}: {sentence}.")


def path_text(path: Iterable[str | int]) -> str:
    """Write a path as people read it: `tips[2].title`; the top is "the document"."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{_step(step)}" for step in path)
    return text.removeprefix(".") or "the document"


def _step(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key) else quoted(key)


def quoted(text: str) -> str:
    """A text in double quotes, cut to 60 characters, lone surrogates made visible."""
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return '"' + shown.encode("utf-8", "backslashreplace").decode() + '"'
