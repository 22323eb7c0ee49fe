"""The rows of a list by the words of a search, each of them in a column of the row or of what the row belongs to.

A word that few rows have is found by its index, and the rows are then known by their ids. For one that many have, the
list is walked in its order until a page is full, and each row is looked at. Taking one for the other costs seconds at
two million rows, so one statement asks first, up to a bound: where that is reached, a row that fits is met soon.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    any_,
    case,
    false,
    func,
    inspect,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import RelationshipDirection

from admin_app.extensions import Base, db
from admin_app.models import Profile
from admin_app.models.search_keys import has_trigram, key_of
from admin_app.queries.matching import contains, has, matches_words, words_of
from admin_app.queries.ordering import tables_of

# Rows of a list, and of what they belong to, that are known by their ids. Of more parents so many are enough to count a
# thousand rows.
MOST, MOST_PARENTS, ENOUGH = 1_000, 1_000, 500
# The table of parents with the most rows, in which it takes longest to look.
LARGEST = Profile
# Words that are looked up, the longest first.
MOST_WORDS = 8

Condition = ColumnElement[bool]
Ids = list[UUID]
# Words that one row is to have; none, where filters are asked.
Group = tuple[str, ...]
NO_WORDS: Group = ()
# Words, and the parent in which they are looked for.
Place = tuple[Group, Any]
Looks = dict[Place, ColumnElement[Any]]
Known = Mapping[Place, Ids | None]


@dataclass(frozen=True)
class Found:
    """What a search asks of the rows of a list, and what can be counted in its place, since it never takes long.

    Unless `counts_all`, there are more rows than those that are counted, or as many.
    """

    condition: Condition
    counted: Condition
    counts_all: bool = True

    def also(self, other: "Found") -> "Found":
        """What both ask."""
        condition, counted = and_(self.condition, other.condition), and_(self.counted, other.counted)
        return Found(condition, counted, self.counts_all and other.counts_all)


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
    passing = Found(and_(true(), *filters), and_(true(), *filters))
    if not words:
        return passing
    return few_or_many(model, first_ids(model, columns, words, MOST), _has_words(columns, words)).also(passing)


def few_or_many(model: Any, first: Select[Any], condition: Condition) -> Found:
    """The rows of these ids; where they are more than MOST, those of which the condition holds. One statement.

    `first` are the ids of the first rows that an index finds, one more than MOST.
    """
    ids = list(db.session.scalars(first))
    some = _one_of(model.id, ids)
    if len(ids) <= MOST:
        return Found(some, some)
    return Found(condition, some, counts_all=False)


def has_word(model: type[Base], columns: Sequence[Any], word: str) -> Condition:
    """Whether a row, or one that it belongs to, has a word. The condition names columns of the model only."""
    return or_(*_ways(model, columns, word))


def first_ids(model: Any, columns: Sequence[Any], words: Sequence[str], most: int) -> Select[Any]:
    """The ids of the first rows that are met with all the words, one more than `most`."""
    each = [list(_ways(model, columns, word)) for word in words]
    if not any(map(_is_indexed, words)):
        return _ids(model, and_(*(or_(*ways) for ways in each))).limit(most + 1)
    if len(each) == 1:
        # Each way by its own index, the next one only where there is room and for rows that are not among those yet.
        (ways,) = each
        others = (and_(way, *(found.is_not(true()) for found in ways[:place])) for place, way in enumerate(ways))
        one_by_one = union_all(*(_ids(model, way) for way in others)).subquery()
        return select(one_by_one.c.id).limit(most + 1)
    # Planned as a whole: else PostgreSQL would hope to meet soon what has each word but never both.
    whole = _ids(model, and_(*(or_(*ways) for ways in each))).cte().prefix_with("MATERIALIZED")
    return select(whole.c.id).limit(most + 1)


def _found_in_parents(parents: Sequence[_Parent], words: Sequence[str], filters: Sequence[Condition]) -> Found:
    """By words and by filters of parents: each of those has many rows, which are known by it."""
    ordered = sorted(parents, key=lambda parent: parent.model is LARGEST)
    known = _look(_of_words(ordered, words) | _of_filters(ordered))
    asked = list(_asked(ordered, words, known))
    # What was not looked up since another parent has enough is not counted either.
    some = {place: (ids or [])[: ENOUGH if _are_many(ids) else None] for place, ids in known.items()}
    # Beside what is asked of parents.
    own = [each for each in filters if not any(each is above for parent in parents for above in parent.filters)]
    places = [(group, each.model) for group, possible in asked for each in possible]
    condition = and_(true(), *(_in_one(group, possible, known) for group, possible in asked), *own)
    if (few := _in_few(ordered, known)) is not None:
        return Found(and_(few, condition), and_(few, condition))
    return Found(
        condition,
        and_(true(), *(_in_one(group, possible, some) for group, possible in asked), *own),
        counts_all=not any(place in known and _are_many(known[place]) for place in places),
    )


def _of_words(parents: Sequence[_Parent], words: Sequence[str]) -> Looks:
    """Where words are looked for: each in the smaller tables; in the largest all together where those have none.

    There each by itself is looked for only where it is in few rows of the others, or hardly any of those has all words:
    else a row with it is met soon.
    """
    if not words:
        return {}
    # What no index knows is looked up only where there is nothing else.
    looked_up = (sorted(filter(_is_indexed, words), key=len, reverse=True) or list(words))[:MOST_WORDS]
    *others, last = parents
    looks: Looks = {}
    numbers: dict[str, list[ColumnElement[int]]] = {word: [] for word in looked_up}
    for word, other in product(looked_up, others):
        found = first_ids(other.model, other.columns, [word], MOST_PARENTS).cte().prefix_with("MATERIALIZED")
        looks[(word,), other.model] = _array(select(found.c.id))
        numbers[word].append(select(func.count()).select_from(found).scalar_subquery())
    is_nowhere: ColumnElement[bool] = false()
    if len(others) == 1 and len(looked_up) > 1 and all(map(_is_indexed, looked_up)):
        (other,) = others
        found = first_ids(other.model, other.columns, looked_up, ENOUGH).cte().prefix_with("MATERIALIZED")
        looks[tuple(looked_up), other.model] = _array(select(found.c.id))
        is_nowhere = select(func.count()).select_from(found).scalar_subquery() <= ENOUGH
    is_unknown = bool(others) and len(looked_up) < len(words)
    elsewhere = or_(literal(is_unknown), *(number > 0 for each in numbers.values() for number in each))
    if len(words) > 1:
        together = _array(first_ids(last.model, last.columns, words, MOST_PARENTS))
        looks[tuple(words), last.model] = case((not_(elsewhere), together))
    for word in looked_up:
        is_few = or_(is_nowhere, and_(true(), *(number <= ENOUGH for number in numbers[word])))
        is_few = and_(elsewhere if len(words) > 1 else true(), is_few)
        alone = _array(first_ids(last.model, last.columns, [word], MOST_PARENTS))
        looks[(word,), last.model] = case((is_few, alone))
    return looks


def _of_filters(parents: Sequence[_Parent]) -> Looks:
    return {(NO_WORDS, parent.model): _array(_passing(parent)) for parent in parents if parent.filters}


def _asked(parents: Sequence[_Parent], words: Sequence[str], known: Known) -> Iterator[tuple[Group, Sequence[_Parent]]]:
    """Which words are asked of which parents: all at once of the largest where no other has any, else each of all."""
    yield from ((NO_WORDS, [parent]) for parent in parents if parent.filters)
    together = tuple(words)
    if len(words) > 1 and known.get((together, parents[-1].model)) is not None:
        yield together, parents[-1:]
    else:
        yield from (((word,), parents) for word in words)


def _in_one(group: Group, parents: Sequence[_Parent], known: Known) -> Condition:
    """That one of the parents has the words. What is in few is asked by their ids, else each is looked at."""
    either: list[Condition] = [false()]
    for parent in parents:
        ids = known.get((group, parent.model))
        if _are_many(ids):
            # With the keys, from which PostgreSQL knows how many rows there will be.
            either.append(matches_words(parent.columns, group) if group else and_(*parent.filters))
        elif ids:
            either.append(_one_of(parent.key, ids))
    return or_(*either)


def _in_few(parents: Sequence[_Parent], known: Known) -> Condition | None:
    """What tells few rows by ids, where words that are common are hardly ever together; None where it is not so.

    Either the parent in the smaller table has all of them, or the one in the largest has one.
    """
    if len(parents) != 2:
        return None
    small, large = parents
    together = [ids for (group, model), ids in known.items() if model is small.model and len(group) > 1]
    alone = [ids for (group, model), ids in known.items() if model is large.model and len(group) == 1]
    if not together or any(ids is None for ids in (*together, *alone)):
        return None
    in_small, in_large = ([each for ids in several for each in ids or ()] for several in (together, alone))
    if max(len(in_small), len(in_large)) > ENOUGH:
        return None
    return or_(_one_of(small.key, in_small), _one_of(large.key, in_large))


def _are_many(ids: Ids | None) -> bool:
    """Whether there are more than those; so it is of what was not looked up, since it is not needed."""
    return ids is None or len(ids) > MOST_PARENTS


def _passing(parent: _Parent) -> Select[Any]:
    """The ids of the parents that pass the filters."""
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


def _array(ids: Select[Any]) -> ColumnElement[Any]:
    return func.array(ids.scalar_subquery())


def _look(looks: Looks) -> Known:
    """What is found at each place, in one statement; None where PostgreSQL had no need to look."""
    if not looks:
        return {}
    return dict(zip(looks, db.session.execute(select(*looks.values())).one(), strict=True))


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
