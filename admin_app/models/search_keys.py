"""The key by which rows are found: letters that people mix up are one, and Cyrillic ones are written as Latin.

pg_trgm asks the server's locale what a letter is, and under C no Cyrillic one is: it would index nothing of them.
"""

from typing import Any

from sqlalchemy import ColumnElement, Index, Text, func, text
from sqlalchemy.orm import InstrumentedAttribute

# By how often they occur, since translate() looks for each letter from the left. The last two are left out.
CYRILLIC = "оеаинтсрвлкмдпуяыгзбчйхжшюцщэфёьъ"
LATIN = "oeaintsrvlkmdpuqygzb4yhjxwcxefe"
# In the statement itself, as in the index: with parameters in their place it would not be used.
_FROM, _TO = (text(f"'{letters}'") for letters in (CYRILLIC, LATIN))
_KEYS = str.maketrans(CYRILLIC[: len(LATIN)], LATIN, CYRILLIC[len(LATIN) :])
# The letters of a trigram; an index of them knows nothing of what is shorter.
TRIGRAM = 3


def search_key(value: Any) -> ColumnElement[str]:
    """A text as it is searched: without case, ё and э as е, щ as ш, without ь and ъ, in Latin letters and digits."""
    key: ColumnElement[str] = func.translate(func.lower(value), _FROM, _TO, type_=Text())
    return key


def key_of(typed: str) -> str:
    """The key of what somebody has typed."""
    return lower(typed).translate(_KEYS)


def lower(typed: str) -> str:
    """Letter by letter, as PostgreSQL does it."""
    return "".join(sign.lower()[0] for sign in typed)


def has_trigram(key: str) -> bool:
    """Whether an index of keys can be asked for rows that contain this one."""
    runs = "".join(sign if sign.isalnum() else " " for sign in key).split()
    return max(map(len, runs), default=0) >= TRIGRAM


def index_keys(*columns: "InstrumentedAttribute[str] | InstrumentedAttribute[str | None]") -> None:
    """Give columns the index that serves LIKE and the search for similar words on their keys."""
    for column in columns:
        table = column.class_.__table__
        Index(
            f"{table.name}_{column.name}_key_trigrams_idx",
            search_key(column).label("key"),
            postgresql_using="gin",
            postgresql_ops={"key": "gin_trgm_ops"},
        )
