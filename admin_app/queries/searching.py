"""The rows of a list by the words of a search, each of them in a column of the row or of what the row belongs to.

A word that few rows have is found by its index, and the rows are then known by their ids. For one that many have, the
list is walked in its order until a page is full, and each row is looked at. Taking one for the other costs seconds at
two million rows, so one statement asks first, up to a bound: where that is reached, a row that fits is met soon.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    any_,
    false,
    func,
    inspect,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import RelationshipDirection

from admin_app.extensions import Base, db
from admin_app.models.search_keys import has_trigram, key_of
from admin_app.queries.matching import contains, has, matches_words, words_of
from admin_app.queries.ordering import tables_of

# Rows of a list, and of what they belong to, that are known by their ids. Of more parents so many are enough to count a
# thousand rows.
MOST, MOST_PARENTS, ENOUGH = 1_000, 2_000, 500
# Words that are looked up, the longest first.
MOST_WORDS = 8

Condition = ColumnElement[bool]
Ids = list[UUID]
# Words that one row is to have; none, where filters are asked.
Group = tuple[str, ...]
NO_WORDS: Group = ()
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
    """A table that the rows belong to, by a key of theirs; what is searched there and above it, and filters of that."""

    key: Any
    model: Any
    columns: Sequence[Any]
    filters: Sequence[Condition] = ()


def find(model: type[Base], columns: Sequence[Any], text: str, filters: Sequence[Condition] = ()) -> Found:
    """What a search for a text and filters ask; the columns are those of the model and of what it belongs to.

    The conditions may name columns of parents, which the caller joins. One statement, or none where only the rows
    themselves are asked about.
    """
    words = words_of(text)
    if not any(column.class_ is model for column in columns):
        return _found_in_parents(list(_parents(model, columns, filters)), words, filters)
    found = _found(model, columns, words) if words else Found(true(), true())
    return Found(and_(found.condition, *filters), and_(found.counted, *filters), found.counts_all)


def has_word(model: type[Base], columns: Sequence[Any], word: str) -> Condition:
    """Whether a row, or one that it belongs to, has a word. The condition names columns of the model only."""
    return or_(*_ways(model, columns, word))


def first_ids(model: Any, columns: Sequence[Any], words: Sequence[str], most: int) -> Select[Any]:
    """The ids of the first rows that are met with all the words, one more than `most`."""
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


def _found(model: Any, columns: Sequence[Any], words: Sequence[str]) -> Found:
    """By all words at once: the rows themselves are known, or they are many."""
    (ids,) = _look([first_ids(model, columns, words, MOST)])
    some = _one_of(model.id, ids)
    if len(ids) <= MOST:
        return Found(some, some)
    return Found(_has_words(columns, words), some, counts_all=False)


def _found_in_parents(parents: Sequence[_Parent], words: Sequence[str], filters: Sequence[Condition]) -> Found:
    """By each word, by all together, and by filters: a parent has many rows, which are known by it."""
    looks = {(group, each.model): _look_for(each, group) for group in _groups(words) for each in parents}
    looks |= {(NO_WORDS, each.model): _look_for(each, NO_WORDS) for each in parents if each.filters}
    known = dict(zip(looks, _look(list(looks.values())), strict=True))
    some = {place: ids[:ENOUGH] if len(ids) > MOST_PARENTS else ids for place, ids in known.items()}
    asked = list(_asked(parents, words, known))
    # Beside what is asked of parents.
    own = [each for each in filters if not any(each is above for parent in parents for above in parent.filters)]
    return Found(
        and_(true(), *(_in_one(group, possible, known) for group, possible in asked), *own),
        and_(true(), *(_in_one(group, possible, some) for group, possible in asked), *own),
        counts_all=all(
            len(known.get((group, each.model), ())) <= MOST_PARENTS for group, possible in asked for each in possible
        ),
    )


def _groups(words: Sequence[str]) -> list[Group]:
    """What is looked for: each word, and all together. What no index knows is so only where there is nothing else."""
    looked_up = sorted(filter(_is_indexed, words), key=len, reverse=True) or list(words)
    return list(dict.fromkeys([*((word,) for word in looked_up[:MOST_WORDS]), tuple(words)])) if words else []


def _asked(parents: Sequence[_Parent], words: Sequence[str], known: Known) -> Iterator[tuple[Group, Sequence[_Parent]]]:
    """Which words are asked of which parents: all at once of one of them where no other has any, else each of all."""
    yield from ((NO_WORDS, [parent]) for parent in parents if parent.filters)
    for parent in parents:
        others = [other.model for other in parents if other is not parent]
        if words and all(known.get(((word,), other)) == [] for word in words for other in others):
            yield tuple(words), [parent]
            return
    for word in words:
        yield (word,), parents


def _in_one(group: Group, parents: Sequence[_Parent], known: Known) -> Condition:
    """That one of the parents has the words. What is in few is asked by their ids, else each is looked at."""
    either: list[Condition] = [false()]
    for parent in parents:
        ids = known.get((group, parent.model))
        if ids is None or len(ids) > MOST_PARENTS:
            # With the keys, from which PostgreSQL knows how many rows there will be.
            either.append(matches_words(parent.columns, group) if group else and_(*parent.filters))
        elif ids:
            either.append(_one_of(parent.key, ids))
    return or_(*either)


def _look_for(parent: _Parent, group: Group) -> Select[Any]:
    """The ids of the parents that have the words; without words, that pass the filters."""
    if group:
        return first_ids(parent.model, parent.columns, group, MOST_PARENTS)
    statement = _ids(parent.model, and_(*parent.filters))
    for above in _relationships(parent.model):
        if any(tables_of(each) & _lineage(above.mapper.class_) for each in parent.filters):
            statement = statement.join(above.class_attribute)
    return statement.limit(MOST_PARENTS + 1)


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
    if not selects:
        return []
    row = db.session.execute(select(*(func.array(each.scalar_subquery()) for each in selects))).one()
    return [list(ids) for ids in row]


def _has_words(columns: Sequence[Any], words: Sequence[str]) -> Condition:
    """That every word is in one of the columns, to be looked at row by row."""
    return and_(*(or_(*(contains(column, word) for column in columns)) for word in words))


def _one_of(column: Any, ids: Ids) -> Condition:
    among: Condition = column == any_(literal(ids, ARRAY(Uuid)))
    return among


def _is_indexed(word: str) -> bool:
    return has_trigram(key_of(word))


def _parents(model: Any, columns: Sequence[Any], filters: Sequence[Condition] = ()) -> Iterator[_Parent]:
    """The tables that rows of a model belong to, as far as something is asked of them or of what they belong to."""
    for relationship in _relationships(model):
        parent = relationship.mapper.class_
        above = _lineage(parent)
        searched = [column for column in columns if column.class_.__tablename__ in above]
        filtered = [each for each in filters if tables_of(each) and tables_of(each) <= above]
        if searched or filtered:
            (key,) = relationship.local_columns
            yield _Parent(key, parent, searched, filtered)


def _relationships(model: Any) -> Iterator[Any]:
    """From a row to those that it belongs to."""
    for relationship in inspect(model).relationships:
        if relationship.direction is RelationshipDirection.MANYTOONE and not relationship.viewonly:
            yield relationship


def _lineage(model: Any) -> set[str]:
    """The name of a model's table, and of those that its rows belong to."""
    return {model.__tablename__}.union(*(_lineage(each.mapper.class_) for each in _relationships(model)))
