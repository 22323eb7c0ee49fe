"""How text is searched: any alphabet, any case, every sign as itself."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, func, literal, or_

from admin_app.models.search_keys import has_trigram, key_of, search_key

ESCAPE = "\\"
Column = Any


def contains(column: Column, term: str) -> ColumnElement[bool]:
    """Whether a text has the term in it, in any case, ё or е; every sign means itself."""
    found: ColumnElement[bool] = func.strpos(_plain(column), _plain(term)) != 0
    return found


def _plain(value: Any) -> ColumnElement[str]:
    return func.translate(func.lower(value), "ё", "е")


def escaped(term: str) -> str:
    """A term for LIKE in which every sign means itself."""
    for sign in (ESCAPE, "%", "_"):
        term = term.replace(sign, ESCAPE + sign)
    return term


def has(column: Column, term: str) -> ColumnElement[bool]:
    """The same of a column whose keys have an index, for PostgreSQL to use or not.

    By its key a text is a candidate; two alphabets are one there, so the text itself decides. PostgreSQL takes that for
    true of nearly every row, which is right: by LIKE twice it would think of what is common as rare.
    """
    if not has_trigram(key_of(term)):
        # No index would be asked, and making a key takes longer than looking at the text.
        return contains(column, term)
    pattern = literal("%", Text) + search_key(escaped(term)) + literal("%", Text)
    return and_(contains(column, term), search_key(column).like(pattern))


def matches_words(columns: Sequence[Column], words: Iterable[str]) -> ColumnElement[bool]:
    """Whether every word is in one of the columns, whose keys have indexes."""
    return and_(True, *(or_(*(has(column, word) for column in columns)) for word in words))


def words_of(text: str) -> list[str]:
    """The words of a search, each once."""
    return list(dict.fromkeys(text.split()))
