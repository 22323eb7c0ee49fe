"""JSON text read and written without losing a digit; what jsonb would refuse or lose is refused in words."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import simplejson

from admin_app.words import _, _l

# PostgreSQL's numeric: digits before and after the decimal point.
MAX_INTEGER_DIGITS = 131_072
MAX_FRACTION_DIGITS = 16_383

WHITESPACE = " \t\r\n"
BYTE_ORDER_MARK = "\ufeff"
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")
_VALUE_EXPECTED = _l('a value is expected here: text in double quotes, a number, true, false, null, "{" or "["')
_SENTENCES = {
    "Expecting property name enclosed in double quotes": _l('a key in double quotes ("…") is expected here'),
    "Expecting property name enclosed in double quotes or '}'": _l(
        'a key in double quotes ("…") or "}" is expected here'
    ),
    "Expecting ':' delimiter": _l("a colon is missing between a key and its value"),
    "Expecting ',' delimiter": _l("a comma or a closing bracket is missing here"),
    "Expecting ',' delimiter or '}'": _l('a comma or a closing "}" is missing here'),
    "Expecting ',' delimiter or ']'": _l('a comma or a closing "]" is missing here'),
    "Expecting value": _VALUE_EXPECTED,
    "Expecting value or ']'": _l('a value or a closing "]" is expected here'),
    "Extra data": _l("the document has ended before this; only one value can stand at the top"),
    "Unterminated string starting at": _l("the text that starts here has no closing double quote"),
    "Illegal trailing comma before end of object": _l('take away the comma before "}"'),
    "Illegal trailing comma before end of array": _l('take away the comma before "]"'),
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


# To make one takes longer than to read a document of the usual size.
_STORED = simplejson.JSONDecoder(parse_int=Number, parse_float=Number)
JsonValue = None | bool | str | Number | list[Any] | dict[str, Any]


class DocumentError(ValueError):
    """A text is no document that can be stored; the message says what is wrong and where."""


class DepthError(DocumentError):
    """A text is nested deeper than it can be read."""


def read_stored(text: str) -> JsonValue:
    """Read what PostgreSQL has written. Raises RecursionError where it is nested too deep."""
    value: JsonValue = _STORED.decode(text)
    return value


class Reader:
    """Reads one text from outside; `digits` tells how long its numbers with exponents are when written out."""

    def __init__(self) -> None:
        self.digits = 0
        self._has_duplicates = False

    def read(self, text: str) -> JsonValue:
        """The value of the text. Raises DocumentError with the line and column, or the path."""
        text = text.removeprefix(BYTE_ORDER_MARK)
        if "\x00" in text:
            raise located(_("a NUL character can't be stored"), text, text.index("\x00"))
        try:
            value = self._parsed(text)
            # Only what looks suspicious is walked through: a large document is read once.
            if self._has_duplicates or "\\u" in text or _SURROGATE.search(text):
                _refuse_in(value, [])
        except RecursionError as error:
            raise DepthError(_("The document is nested too deep to be read.")) from error
        return value

    def _parsed(self, text: str) -> JsonValue:
        start = len(text) - len(text.lstrip(WHITESPACE))
        if text.startswith(BYTE_ORDER_MARK, start):
            raise located(str(_VALUE_EXPECTED), text, start)
        try:
            value: JsonValue = simplejson.loads(
                text, parse_int=self._number, parse_float=self._number, object_pairs_hook=self._object
            )
        except simplejson.JSONDecodeError as error:
            raise _syntax_error(error, text) from error
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
        self._has_duplicates = True
        counts = Counter(key for key, _ in pairs)
        return _Duplicate(next(key for key, count in counts.items() if count > 1))


class _Duplicate:
    """Stands for an object that names a key twice until its path is known."""

    def __init__(self, key: str) -> None:
        self.key = key


def _refuse_number(literal: str) -> NoReturn:
    shown = literal if len(literal) <= 40 else f"{literal[:40]}…"
    raise DocumentError(_("The number %(number)s is too large or too small to be stored.", number=shown))


def _refuse_in(value: object, path: list[str | int]) -> None:
    """Look at every key and text; the path is kept only of the place where it is."""
    if isinstance(value, str):
        _refuse_characters(value, path)
    elif isinstance(value, _Duplicate):
        key, place = quoted(value.key), path_text(path)
        raise DocumentError(_("The key %(key)s stands twice in %(place)s; keep one of them.", key=key, place=place))
    elif isinstance(value, dict | list):
        for step, child in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(step, str):
                _refuse_characters(step, path)
            path.append(step)
            _refuse_in(child, path)
            path.pop()


def _refuse_characters(text: str, path: Iterable[str | int]) -> None:
    if "\x00" in text:
        raise DocumentError(
            _("The character \\u0000 at %(place)s can't be stored; take it out.", place=path_text(path))
        )
    if half := _SURROGATE.search(text):
        lone = f"\\u{ord(half[0]):04x}"
        sentence = _(
            "%(half)s at %(place)s is half of a character pair; the other half is missing.",
            half=lone,
            place=path_text(path),
        )
        raise DocumentError(sentence)


def _syntax_error(error: simplejson.JSONDecodeError, text: str) -> DocumentError:
    if not text.strip(WHITESPACE):
        return DocumentError(_("The document is empty."))
    for word in _NOT_NUMBERS:
        if text.startswith(word, error.pos):
            sentence = _("%(word)s is not a number that JSON knows; use a number or null", word=word)
            return located(sentence, text, error.pos)
    return located(str(_SENTENCES.get(error.msg) or _other_sentence(error.msg)), text, error.pos)


def _other_sentence(message: str) -> str:
    if message.startswith("Invalid control character"):
        return _("a line break, tab or control character inside a text must be written as \\n, \\t or \\u…")
    if message.startswith("Invalid \\"):
        return _('a backslash in a text begins a sign such as \\n or \\"; write \\\\ for the backslash itself')
    return _("this is not valid JSON")


def located(sentence: str, text: str, position: int) -> DocumentError:
    """The error at a position of a text, told by line and column, both from 1."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return DocumentError(
        _("Line %(line)s, column %(column)s: %(problem)s.", line=line, column=column, problem=sentence)
    )


def path_text(path: Iterable[str | int]) -> str:
    """Write a path as people read it: `tips[2].title`; the top is "the document"."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{_step(step)}" for step in path)
    return text.removeprefix(".") or _("the document")


def _step(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key) else quoted(key)


def quoted(text: str) -> str:
    """A text in double quotes, cut to 60 characters, lone surrogates made visible."""
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return '"' + shown.encode("utf-8", "backslashreplace").decode() + '"'
