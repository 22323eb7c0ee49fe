"""The fields that most documents of a column have, as a document with nothing in it: what to begin a new one from."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from admin_app.documents import Document, DocumentError, JsonValue
from admin_app.extensions import db

# Rows looked at, documents read of them, and the bytes as stored of the largest.
SAMPLE_ROWS, SAMPLE_DOCUMENTS, LARGEST_DOCUMENT = 500, 50, 20_000
MAX_DEPTH, MAX_KEYS, MAX_ITEMS = 4, 30, 200
TITLE = "title"
# What is filled in first: a line of text, then what is longer.
_ORDER = (str, type(None), list, dict)


def usual_fields(column: Any) -> Document | None:
    """An empty document for a jsonb column; None where its documents have nothing in common. One bounded statement."""
    objects = [value for value in _sampled(column) if isinstance(value, dict)]
    shape = _fields(objects, MAX_DEPTH)
    return Document.of(shape) if shape else None


def _sampled(column: Any) -> list[JsonValue]:
    """The documents of the first rows by id, which is random; the size as stored is known without reading them."""
    key = column.class_.id
    rows = select(column.label("document")).order_by(key).limit(SAMPLE_ROWS).subquery()
    small = select(rows.c.document).where(func.pg_column_size(rows.c.document) <= LARGEST_DOCUMENT)
    values = []
    for document in db.session.scalars(small.limit(SAMPLE_DOCUMENTS)):
        try:
            values.append(document.value)
        except DocumentError:
            continue
    return values


def _fields(objects: Sequence[dict[str, Any]], depth: int) -> dict[str, Any]:
    """The keys that at least half of the objects have, each with what it usually holds, emptied."""
    times = Counter(key for each in objects for key in each)
    usual = [key for key, count in times.most_common(MAX_KEYS) if 2 * count >= len(objects)]
    shapes = {key: _emptied([each[key] for each in objects if key in each], depth - 1) for key in usual}
    return dict(sorted(shapes.items(), key=lambda item: (item[0] != TITLE, _ORDER.index(type(item[1])))))


def _emptied(values: Sequence[Any], depth: int) -> Any:
    """Of the commonest type, with nothing in it: a list with one item to fill in, null for a number and the like."""
    kind = Counter(type(value) for value in values if value is not None).most_common(1)
    of_kind = [value for value in values if kind and type(value) is kind[0][0]]
    if not of_kind or not isinstance(of_kind[0], str | list | dict):
        return None
    if isinstance(of_kind[0], str):
        return ""
    if depth == 0:
        return type(of_kind[0])()
    if isinstance(of_kind[0], dict):
        return _fields(of_kind, depth)
    items = [item for each in of_kind for item in each][:MAX_ITEMS]
    return [_emptied(items, depth - 1)] if items else []
