"""Places of a list in addresses: behind which row a page begins, or before which it ends, told by the keys of that row.

A place stays where it is while others write: what is added or deleted before it moves no row of the page.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import request
from sqlalchemy import DateTime, Integer, Uuid

from admin_app.queries.ordering import Key, Order, Start, Values
from admin_app.queries.paging import Place
from admin_app.views.arguments import refuse
from admin_app.words import _

# The arguments that they are in; a list is read backwards from a place, and from its end.
AFTER, BEFORE, END = "after", "before", "end"
# An address has room for no more.
LONGEST = 1_500
NUMBER = re.compile(r"-?[0-9]{1,10}")


def asked(order: Order) -> Place | None:
    """The place that the address names; None where it names none, 400 for what is no place in this order."""
    after, before = request.args.get(AFTER), request.args.get(BEFORE)
    if before == END:
        return Place(backwards=True)
    text = before if after is None else after
    return None if text is None else Place(Start(read(text, order)), backwards=after is None)


def written(values: Values, order: Order) -> str | None:
    """A place for an address; None where there is no room for it, or no reading it back."""
    try:
        _checked(list(values), order)
    except ValueError:
        return None
    plain = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    text = urlsafe_b64encode(plain).decode().rstrip("=")
    return text if len(text) <= LONGEST else None


def read(text: str, order: Order) -> Values:
    """A place of an address; 400 for what is none in this order."""
    try:
        return _checked(json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))), order)
    except (ValueError, RecursionError):
        refuse(_("The address does not name a place of this list. Begin at its first page."))


def _checked(values: Any, order: Order) -> Values:
    """What may be the keys of a row in this order. Raises ValueError."""
    if not isinstance(values, list) or len(values) != len(order.keys):
        raise ValueError
    # Only a first key may be missing.
    is_missing = values[0] is None and order.keys[0].is_nullable
    first = None if is_missing else _value(order.keys[0], values[0])
    return first, *map(_value, order.keys[1:], values[1:])


def _value(key: Key, value: Any) -> str:
    """A value that PostgreSQL takes, in one way of writing it. Raises ValueError."""
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError
    if key.type is Uuid:
        return str(UUID(value))
    if key.type is Integer:
        return _number(value)
    # Half of a character pair is a ValueError, too.
    return _time(value) if key.type is DateTime else value.encode().decode()


def _number(value: str) -> str:
    if not NUMBER.fullmatch(value) or not -(2**31) <= int(value) < 2**31:
        raise ValueError
    return value


def _time(value: str) -> str:
    if value in ("infinity", "-infinity"):
        return value
    # Any other time that Python has no value for is rare enough to be told by the number of its page.
    moment = datetime.fromisoformat(value)
    try:
        return moment.astimezone(UTC).isoformat()
    except OverflowError as error:
        raise ValueError from error
