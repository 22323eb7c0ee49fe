"""Places in a document: a path leads to a value, which can be compared, read, put and taken away.

A path is what stands between the whole and a value: keys of objects and indexes of lists, as in
`("tips", 0, "title")`. The empty path is the whole field: a Document, or None for SQL NULL. Below it None is JSON null.
"""

from decimal import Decimal
from enum import Enum
from typing import Any, Final

from admin_app.documents import Document, DocumentError, dump, path_text, read
from admin_app.words import _

Path = tuple[str | int, ...]
# More digits than any list has items, and few enough for int().
_MAX_INDEX_DIGITS = 9


class Absent(Enum):
    """What stands where nothing is: None is a value."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class PathError(ValueError):
    """A path that leads nowhere; the message is a sentence for the person who asked."""


def path_of(text: str) -> Path:
    """Read a path that a form sent: a JSON list such as `["tips", 0]`. Raises PathError."""
    try:
        steps = read(text)
    except DocumentError as error:
        raise PathError(_("This is not a path in a document.")) from error
    if not isinstance(steps, list):
        raise PathError(_("This is not a path in a document."))
    return tuple(map(_step_of, steps))


def _step_of(value: object) -> str | int:
    if isinstance(value, str):
        return value
    digits = str(value) if isinstance(value, Decimal) else ""
    if not digits.isdecimal() or len(digits) > _MAX_INDEX_DIGITS:
        raise PathError(_("This is not a path in a document."))
    return int(digits)


def text_of(path: Path) -> str:
    """Write a path for a form, as `path_of` reads it."""
    return dump(list(path))


def value_at(document: Document | None, path: Path) -> Any:
    """The value at a path, or ABSENT. Raises DocumentError where the document is nested too deep to be read."""
    if not path:
        return document
    value: Any = ABSENT if document is None else document.value
    for step in path:
        if not _has(value, step):
            return ABSENT
        value = value[step]
    return value


def _has(value: object, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)


def with_value(document: Document | None, path: Path, value: Any) -> Document | None:
    """The document with that value at the path, or without what is there where the value is ABSENT.

    Objects that are missing on the way are made; a list takes an item at its end, too. Raises PathError where the
    path leads through anything else, DocumentError where the result can't be stored.
    """
    if not path:
        return _whole(value)
    if value is ABSENT and value_at(document, path) is ABSENT:
        return document
    root: dict[str, Any] = {"": {} if document is None else document.value}
    place: Any = root
    # Only the containers on the way are copied.
    for index, step in enumerate(path):
        key = path[index - 1] if index else ""
        child = place[key] if _has(place, key) else {}
        if not _takes(child, step):
            raise _no_place(path[:index], step)
        _put(place, key, child.copy())
        place = place[key]
    if value is ABSENT:
        del place[path[-1]]
    else:
        _put(place, path[-1], value)
    return Document.of(root[""])


def _whole(value: Any) -> Document | None:
    if value is None or value is ABSENT:
        return None
    return value if isinstance(value, Document) else Document.of(value)


def _takes(value: object, step: str | int) -> bool:
    if isinstance(value, dict):
        return isinstance(step, str)
    return isinstance(value, list) and isinstance(step, int) and 0 <= step <= len(value)


def _put(container: Any, step: str | int, value: Any) -> None:
    if isinstance(container, list) and step == len(container):
        container.append(value)
    else:
        container[step] = value


def _no_place(path: Path, step: str | int) -> PathError:
    return PathError(_("There is no place for %(place)s in the document as it is now.", place=path_text((*path, step))))


def same(one: object, other: object) -> bool:
    """Whether two values are the same to PostgreSQL, digits included; values of any depth can be compared."""
    pairs = [(one, other)]
    while pairs:
        left, right = pairs.pop()
        if left is right:
            continue
        if isinstance(left, dict) and isinstance(right, dict):
            if left.keys() != right.keys():
                return False
            pairs.extend((value, right[key]) for key, value in left.items())
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            pairs.extend(zip(left, right, strict=True))
        elif not same_scalar(left, right):
            return False
    return True


def same_scalar(one: object, other: object) -> bool:
    """Whether two values without parts are the same; Python takes `true` for 1 and `1.1` for `1.10`."""
    return one == other and (not isinstance(one, int | Decimal) or str(one) == str(other))
