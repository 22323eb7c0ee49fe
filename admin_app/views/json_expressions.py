"""What people type to filter by what is in documents: `survey.child_age = "3-6"`, `survey.tips contains sleep`."""

import re
from collections.abc import Iterable

from admin_app.documents import DocumentError, dump, read
from admin_app.queries.json_filters import Condition, Operation, is_number
from admin_app.words import _

LONGEST, MAX_KEYS = 400, 12
# A key as it stands, or one in quotes where signs of this language are in it.
BARE_KEY = re.compile(r"[^\s.\"“”«»=<>!\[\]]+")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
OPERATIONS = (
    (r"!==?|is\s+not\b(?!\s+missing\s*$)", Operation.IS_NOT),
    (r"exists\s*$|is\s+not\s+missing\s*$", Operation.EXISTS),
    (r"(is\s+)?missing\s*$", Operation.MISSING),
    (r"==?|is\b", Operation.IS),
    (r"contains\b", Operation.CONTAINS),
    (r">", Operation.GREATER),
    (r"<", Operation.LESS),
)
# One of each document, to learn from.
EXAMPLES = {
    "survey": "survey.challenges contains bedtime",
    "content": 'content.title = "Sleep"',
    "data": 'data.title = "Sleep"',
    "metadata": "metadata.duration_seconds > 60",
}
# As telephones and word processors write them.
OTHER_QUOTES = {"“": "”", "«": "»", "„": "“"}


class ExpressionError(ValueError):
    """What was typed asks nothing that could be answered; the message is a sentence for the person."""


def parsed(text: str, fields: Iterable[str]) -> tuple[str, Condition]:
    """The field and the question of an expression. Raises ExpressionError."""
    fields = list(fields)
    if len(text) > LONGEST:
        raise ExpressionError(_("This is too long: there is room for %(num)s characters.", num=LONGEST))
    keys, rest = _path(text.strip(), fields)
    field, *below = keys
    if field not in fields:
        raise ExpressionError(
            _("There is no document “%(name)s” here. Begin with %(field)s.", name=field[:60], field=fields[0])
        )
    if len(below) > MAX_KEYS:
        raise ExpressionError(_("A path has at most %(num)s steps.", num=MAX_KEYS))
    operation, value = _operation(rest, fields)
    return field, _condition(tuple(below), operation, value)


def path_text(field: str, keys: Iterable[str]) -> str:
    """A path as it is typed."""
    return ".".join(key if BARE_KEY.fullmatch(key) else dump(key) for key in (field, *keys))


def example(field: str) -> str:
    """An expression to learn from."""
    return EXAMPLES.get(field, f"{field} exists")


def _path(text: str, fields: list[str]) -> tuple[list[str], str]:
    keys, place = [], 0
    while True:
        found = QUOTED.match(text, place) or BARE_KEY.match(text, place)
        if found is None:
            raise _not_understood(fields)
        keys.append(_unquoted(found[0]) if found[0].startswith('"') else found[0])
        place = found.end()
        if text[place : place + 1] != ".":
            return keys, text[place:].strip()
        place += 1


def _operation(text: str, fields: list[str]) -> tuple[Operation, str]:
    for pattern, operation in OPERATIONS:
        found = re.match(pattern, text, re.IGNORECASE)
        if found:
            return operation, text[found.end() :].strip()
    raise _not_understood(fields)


def _condition(keys: tuple[str, ...], operation: Operation, value: str) -> Condition:
    if operation in (Operation.EXISTS, Operation.MISSING):
        return Condition(keys, operation)
    if not value:
        raise ExpressionError(_("Say which value: it is missing at the end."))
    if operation in (Operation.GREATER, Operation.LESS):
        if not is_number(value):
            raise ExpressionError(
                _("Greater and less take a number such as 3 or 1.5, not “%(value)s”.", value=value[:60])
            )
        return Condition(keys, operation, value)
    if value.startswith('"'):
        return Condition(keys, operation, _unquoted(value), is_text=True)
    if len(value) > 1 and OTHER_QUOTES.get(value[0]) == value[-1]:
        return Condition(keys, operation, value[1:-1], is_text=True)
    return Condition(keys, operation, value)


def _unquoted(text: str) -> str:
    try:
        value = read(text)
    except DocumentError as error:
        raise _bad_quotes(text) from error
    if not isinstance(value, str):
        raise _bad_quotes(text)
    return value


def _bad_quotes(text: str) -> ExpressionError:
    return ExpressionError(
        _('The quotes around %(place)s do not fit: a quote within them is written \\".', place=text[:60])
    )


def _not_understood(fields: list[str]) -> ExpressionError:
    return ExpressionError(
        _(
            "Write a path, what is asked and a value, such as %(example)s. There are =, !=, contains, >, <, exists and"
            " is missing.",
            example=example(fields[0]),
        )
    )
