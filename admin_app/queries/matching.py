"""How text is searched and sorted: any alphabet, any case, every sign as itself."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

ESCAPE = "\\"
Column = Any


def contains(column: Column, term: str) -> ColumnElement[bool]:
    """Whether a column has the term in it, in any case; `%` and `_` mean themselves."""
    matches: ColumnElement[bool] = column.ilike(f"%{escaped(term)}%", escape=ESCAPE)
    return matches


def escaped(term: str) -> str:
    """A term for LIKE in which every sign means itself."""
    for sign in (ESCAPE, "%", "_"):
        term = term.replace(sign, ESCAPE + sign)
    return term


def matches_words(columns: Iterable[Column], text: str) -> ColumnElement[bool]:
    """Whether every word of the text is in one of the columns."""
    columns = list(columns)
    return and_(True, *(or_(*(contains(column, word) for column in columns)) for word in text.split()))
