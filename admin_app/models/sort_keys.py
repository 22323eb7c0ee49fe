"""The key by which texts are sorted: the order of a dictionary in Russian and English on any server."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, func, literal_column

# In the statement itself, as in the index: with parameters in their place it would not be used.
CHARACTERS = literal_column("200", Integer)
YO, YE = literal_column("'ё'", Text), literal_column("'е'", Text)


def sort_key(column: Any) -> ColumnElement[str]:
    """A text without case, ё beside е.

    Of a long text its beginning counts: an index has no room for more, and would refuse the row.
    """
    key: ColumnElement[str] = func.translate(func.lower(func.left(column, CHARACTERS)), YO, YE, type_=Text())
    return key
