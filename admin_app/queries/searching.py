"""The rows of a list by the words of a search, each of them in a column of the row or of what the row belongs to.

A word that few rows have is found by its index, and the rows are then known by their ids. For one that many have, the
list is walked in its order until a page is full, and each row is looked at. Taking one for the other costs seconds at
two million rows, so one statement asks first, up to a bound: where that is reached, a row that fits is met soon.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, any_, false, func, inspect, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import RelationshipDirection

from admin_app.extensions import Base, db
from admin_app.models.search_keys import has_trigram, key_of
from admin_app.queries.matching import contains, has, words_of

# Rows of a list, and of what they belong to, that are known by their ids. Of more parents so many are enough to count a
# thousand rows.
MOST, MOST_PARENTS, ENOUGH = 1_000, 2_000, 500
# Words that are looked up, the longest first.
MOST_WORDS = 8

Condition = ColumnElement[bool]
Ids = list[UUID]
# Words that one row is to have.
Group = tuple[str, ...]
Known = Mapping[tuple[Group, Any], Ids]


@dataclass(frozen=True)
class Found:
    """What a search asks of the rows of a list, and what can be counted in its place, since it never takes long.

    Unless `counts_all`, there are more rows than those that are counted, or as many.
    """

    condition: Condition
    counted: Condition
    counts_all: bool = True


@dataclass(frozen=True)
class _Parent:
    """A table that the rows belong to, by a key of theirs, and what is searched there and above it."""

    key: Any
    model: Any
    columns: Sequence[Any]


def find_words(model: type[Base], columns: Sequence[Any], text: str) -> Found:
    """What a search asks; the columns are those of the model and of what it belongs to. One statement.

    The condition may name columns of parents, which the caller joins.
    """
    words = words_of(text)
    if any(column.class_ is model for column in columns):
        return _found(model, columns, words)
    return _found_in_parents(list(_parents(model, columns)), words)


def has_word(model: type[Base], columns: Sequence[Any], word: str) -> Condition:
    """Whether a row, or one that it belongs to, has a word. The condition names columns of the model only."""
    return or_(*_ways(model, columns, word))


def _found(model: Any, columns: Sequence[Any], words: Sequence[str]) -> Found:
    """By all words at once: the rows themselves are known, or they are many."""
    (ids,) = _look([_hits(model, columns, words, MOST)])
    some = _one_of(model.id, ids)
    if len(ids) <= MOST:
        return Found(some, some)
    return Found(_read(columns, words), some, counts_all=False)


def _found_in_parents(parents: Sequence[_Parent], words: Sequence[str]) -> Found:
    """By each word, and by all together: a parent has many rows, which are known by it."""
    # Beside others, those that no index knows are looked at in the rows that the others find.
    looked_up = sorted(filter(_is_indexed, words), key=len, reverse=True) or list(words)
    groups = list(dict.fromkeys([*((word,) for word in looked_up[:MOST_WORDS]), tuple(words)]))
    places = [(group, parent) for group in groups for parent in parents]
    looks = _look([_hits(parent.model, parent.columns, group, MOST_PARENTS) for group, parent in places])
    known = {(group, parent.model): ids for (group, parent), ids in zip(places, looks, strict=True)}
    some = {place: ids[:ENOUGH] if len(ids) > MOST_PARENTS else ids for place, ids in known.items()}
    asked = list(_asked(parents, words, known))
    return Found(
        and_(*(_in_one(group, possible, known) for group, possible in asked)),
        and_(*(_in_one(group, possible, some) for group, possible in asked)),
        counts_all=all(len(known.get(place, ())) <= MOST_PARENTS for place in _places(asked)),
    )


def _asked(parents: Sequence[_Parent], words: Sequence[str], known: Known) -> Iterator[tuple[Group, Sequence[_Parent]]]:
    """Which words are asked of which parents: all at once of one of them where no other has any, else each of all."""
    for parent in parents:
        others = [other.model for other in parents if other is not parent]
        if all(known.get(((word,), other)) == [] for word in words for other in others):
            yield tuple(words), [parent]
            return
    for word in words:
        yield (word,), parents


def _places(asked: Sequence[tuple[Group, Sequence[_Parent]]]) -> Iterator[tuple[Group, Any]]:
    return ((group, parent.model) for group, possible in asked for parent in possible)


def _in_one(group: Group, parents: Sequence[_Parent], known: Known) -> Condition:
    """That one of the parents has the words. What is in few is asked by their ids, else each is looked at."""
    either: list[Condition] = [false()]
    for parent in parents:
        ids = known.get((group, parent.model))
        if ids is None or len(ids) > MOST_PARENTS:
            either.append(_read(parent.columns, group))
        elif ids:
            either.append(_one_of(parent.key, ids))
    return or_(*either)


def _hits(model: Any, columns: Sequence[Any], words: Sequence[str], most: int) -> Select[Any]:
    """The ids of the first rows that have all the words, one more than are known by them."""
    each = [list(_ways(model, columns, word)) for word in words]
    if not any(map(_is_indexed, words)):
        return _ids(model, and_(*(or_(*ways) for ways in each))).limit(most + 1)
    if len(each) == 1:
        # Each way by its own index, the next one only where there is room.
        one_by_one = union_all(*(_ids(model, way) for way in each[0])).subquery()
        return select(one_by_one.c.id).limit(most + 1)
    # Planned as a whole: else PostgreSQL would hope to meet soon what has each word but never both.
    whole = _ids(model, and_(*(or_(*ways) for ways in each))).cte().prefix_with("MATERIALIZED")
    return select(whole.c.id).limit(most + 1)


def _ways(model: Any, columns: Sequence[Any], word: str) -> Iterator[Condition]:
    """How a row may have a word: in a column of its own, or by a parent that has it."""
    yield from (has(column, word) for column in columns if column.class_ is model)
    for parent in _parents(model, columns):
        above = _ids(parent.model, has_word(parent.model, parent.columns, word))
        yield parent.key == any_(func.array(above.scalar_subquery()))


def _ids(model: Any, condition: Condition) -> Select[Any]:
    return select(model.id).where(condition)


def _look(selects: Sequence[Select[Any]]) -> list[Ids]:
    """The ids of each SELECT, in one statement."""
    row = db.session.execute(select(*(func.array(each.scalar_subquery()) for each in selects))).one()
    return [list(ids) for ids in row]


def _read(columns: Sequence[Any], words: Sequence[str]) -> Condition:
    """That every word is in one of the columns, to be looked at row by row."""
    return and_(*(or_(*(contains(column, word) for column in columns)) for word in words))


def _one_of(column: Any, ids: Ids) -> Condition:
    among: Condition = column == any_(literal(ids, ARRAY(Uuid)))
    return among


def _is_indexed(word: str) -> bool:
    return has_trigram(key_of(word))


def _parents(model: Any, columns: Sequence[Any]) -> Iterator[_Parent]:
    """The tables that rows of a model belong to, as far as something is searched in them or above them."""
    for relationship in inspect(model).relationships:
        if relationship.direction is RelationshipDirection.MANYTOONE and not relationship.viewonly:
            parent = relationship.mapper.class_
            searched = [column for column in columns if column.class_ in _lineage(parent)]
            if searched:
                (key,) = relationship.local_columns
                yield _Parent(key, parent, searched)


def _lineage(model: Any) -> set[Any]:
    parents = [item.mapper.class_ for item in inspect(model).relationships if not item.viewonly]
    return {model}.union(*map(_lineage, parents))
