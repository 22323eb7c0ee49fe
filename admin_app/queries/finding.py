"""Courses, lessons, learners and assets found by a few letters, right or wrong.

Every part is bounded: an index finds at most CANDIDATES rows, only these are ranked, and similar words are looked for
only where too few rows contain what was typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    union_all,
)

from admin_app.extensions import db
from admin_app.models import Course, Lesson, LessonAsset, Profile
from admin_app.models.search_keys import has_trigram, key_of, lower, search_key
from admin_app.models.sort_keys import sort_key
from admin_app.queries.matching import escaped

Kind = Literal["courses", "lessons", "profiles", "lesson-assets"]
Condition = ColumnElement[bool]

CANDIDATES, PARENTS, MOST_WORDS, LONGEST = 200, 100, 8, 200
# Fewer letters are similar to too much.
SHORTEST_TYPO = 4
# More has no room in the index of a unique key.
LONGEST_KEY = 2_704
# Of digits, so that it fits into an integer.
LONGEST_NUMBER = 10
EXACT, BEGINNING, WORD, INSIDE, APART, SIMILAR = range(6)
# A plan for any text at all would not know that some letters are in every row. The threshold lets “бесоница” be similar
# to “бессонница”.
_SETTINGS = text(
    "SELECT set_config('pg_trgm.word_similarity_threshold', '0.5', true),"
    " set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true)"
)
# The keys of one keyboard in two layouts, for whoever forgets to switch.
_ENGLISH, _RUSSIAN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
_LAYOUTS = dict(zip(_ENGLISH + _RUSSIAN, _RUSSIAN + _ENGLISH, strict=True))


@dataclass(frozen=True)
class Search:
    """What is looked for among the rows of one kind; `typos` are forgiven or not."""

    kind: Kind
    text: str
    typos: bool = True


@dataclass(frozen=True)
class Found:
    """A row: its title, name or address; its slug, identifier or type; its lesson number; what it belongs to."""

    id: UUID
    name: str | None
    key: str | None
    number: int | None
    parent: str | None
    rank: int


class _Word(NamedTuple):
    typed: str
    key: str


_NO_NUMBER, _NO_TEXT, _NO_ID = cast(null(), Integer), cast(null(), Text), cast(null(), Uuid)


@dataclass(frozen=True)
class _Source:
    """Where rows of a kind are, and what they are known by."""

    name: Any
    # Searched by their indexes: for the words, and for similar ones.
    columns: tuple[Any, ...]
    similar: tuple[Any, ...] = ()
    # A unique key: a row whose key is just what was typed comes first.
    exact: Any = None
    key: Any = _NO_TEXT
    number: Any = _NO_NUMBER
    parent: Any = None
    parent_id: Any = _NO_ID
    parent_columns: tuple[Any, ...] = ()


# No typos in identifiers: one that is nearly the same is another learner's.
_SOURCES: dict[Kind, _Source] = {
    "courses": _Source(
        name=Course.title,
        key=Course.slug,
        columns=(Course.slug, Course.title),
        similar=(Course.slug, Course.title),
        exact=Course.slug,
    ),
    "lessons": _Source(
        name=Lesson.title,
        number=Lesson.lesson_number,
        columns=(Lesson.title,),
        similar=(Lesson.title,),
        parent=Course.title,
        parent_id=Lesson.course_id,
        parent_columns=(Course.title, Course.slug),
    ),
    "profiles": _Source(
        name=Profile.name,
        key=Profile.user_identifier,
        columns=(Profile.user_identifier, Profile.name),
        similar=(Profile.name,),
        exact=Profile.user_identifier,
    ),
    "lesson-assets": _Source(
        name=LessonAsset.url,
        key=LessonAsset.asset_type,
        columns=(LessonAsset.url, LessonAsset.asset_type),
        parent=Lesson.title,
        parent_id=LessonAsset.lesson_id,
        parent_columns=(Lesson.title,),
    ),
}


def find(searches: Sequence[Search], *, limit: int) -> list[list[Found]]:
    """What each search finds, the best first. Two statements, or none where nothing could be found."""
    branches = [_branch(place, search, limit + 1) for place, search in enumerate(searches) if searchable(search.text)]
    found: list[list[Found]] = [[] for _ in searches]
    if not branches:
        return found
    db.session.execute(_SETTINGS)
    rows = sorted(db.session.execute(union_all(*branches)), key=lambda row: (row.place, row.rank))
    for place, group in groupby(rows, lambda row: row.place):
        each: dict[UUID, Found] = {}
        for row in group:
            each.setdefault(row.id, Found(row.id, row.name, row.key, row.number, row.parent, row.rank))
        found[place] = list(each.values())[:limit]
    return found


def searchable(typed: str) -> bool:
    """Whether it is enough to look for: one letter would be in nearly every row."""
    return sum(len(word.key) for word in _words(typed)) > 1


def in_other_layout(typed: str) -> str:
    """What the same keys write where the keyboard is set to the other alphabet; nothing for what has no letters."""
    other = "".join(_LAYOUTS.get(sign, sign) for sign in typed.lower())
    return other if other != typed.lower() else ""


def _branch(place: int, search: Search, limit: int) -> Select[Any]:
    """One kind: the row with just this key, then rows that contain the words, then, if these are few, similar ones."""
    source, words = _SOURCES[search.kind], _words(search.text)
    each = list(_containing(source, words))
    other = list(_containing(source, _words(in_other_layout(search.text))))
    contained = or_(and_(*each), and_(*other)) if other else and_(*each)
    parts = [_ranked(source, contained, search.text, limit)]
    if source.exact is not None:
        parts.insert(0, _rows(source, _candidates(source, source.exact == search.text), literal(EXACT), limit))
    if search.typos and source.similar and any(len(word.key) >= SHORTEST_TYPO for word in words):
        alike = [or_(has, *_alike(source, word)) for has, word in zip(each, words, strict=True)]
        parts.append(
            _similar(source, and_(*alike, contained.is_not(true())), " ".join(word.key for word in words), limit)
        )
    # In this order, and no further than the limit: PostgreSQL begins a part only when it is asked for more.
    rows = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return select(select(literal(place).label("place"), rows).limit(limit).subquery())


def _ranked(source: _Source, contained: Condition, typed: str, limit: int) -> Select[Any]:
    """Rows that contain the words: as a whole, at the beginning, at that of a word, within one, or here and there."""
    rows = _candidates(source, contained)
    text, wanted = func.concat(sort_key(rows.c.name), "\n", sort_key(rows.c.key)), lower(typed).replace("ё", "е")
    lines = func.concat("\n", text, "\n")
    pattern = escaped(wanted)
    rank = case(
        (lines.like(f"%\n{pattern}\n%"), EXACT),
        (lines.like(f"%\n{pattern}%"), BEGINNING),
        (or_(lines.like(f"% {pattern}%"), lines.like(f"%-{pattern}%")), WORD),
        (lines.like(f"%{pattern}%"), INSIDE),
        else_=APART,
    )
    return _rows(source, rows, rank, limit, rank, rows.c.number, func.length(rows.c.name), rows.c.name, rows.c.id)


def _similar(source: _Source, alike: Condition, wanted: str, limit: int) -> Select[Any]:
    """Rows with words that are nearly the same, the nearest first."""
    keys = [search_key(column) for column in source.similar]
    rows = _candidates(
        source, alike, func.greatest(*(func.word_similarity(wanted, key) for key in keys)).label("likeness")
    )
    return _rows(source, rows, literal(SIMILAR), limit, rows.c.likeness.desc(), func.length(rows.c.name), rows.c.id)


def _alike(source: _Source, word: _Word) -> list[Condition]:
    keys = [search_key(column) for column in source.similar] if len(word.key) >= SHORTEST_TYPO else []
    return [literal(word.key).op("<%")(key) for key in keys]


def _candidates(source: _Source, condition: Condition, *more: ColumnElement[Any]) -> FromClause:
    columns = (
        source.name.class_.id,
        func.left(source.name, LONGEST).label("name"),
        func.left(source.key, LONGEST_KEY).label("key"),
        source.number.label("number"),
        source.parent_id.label("parent_id"),
    )
    return select(*columns, *more).where(condition).limit(CANDIDATES).subquery()


def _rows(source: _Source, rows: FromClause, rank: ColumnElement[int], limit: int, *order: Any) -> Select[Any]:
    columns = rows.c.id, rows.c.name, rows.c.key, rows.c.number
    parent: ColumnElement[str] = _NO_TEXT
    if source.parent is not None:
        named = select(func.left(source.parent, LONGEST)).where(source.parent.class_.id == rows.c.parent_id)
        parent = named.scalar_subquery()
    return select(*columns, parent.label("parent"), rank.label("rank")).order_by(*order).limit(limit)


def _containing(source: _Source, words: Sequence[_Word]) -> Iterator[Condition]:
    """For each word that the row has it, or what the row belongs to; a number may be the row's beside other words."""
    numbered = source.number is not _NO_NUMBER and not all(word.typed.isdecimal() for word in words)
    indexed = any(has_trigram(word.key) for word in words)
    for word in words:
        either: list[Condition] = []
        if numbered and word.typed.isdecimal() and word.typed.isascii() and len(word.typed) < LONGEST_NUMBER:
            either.append(source.number == int(word.typed))
        if source.parent is not None:
            has = or_(*(_has(column, word, indexed=False) for column in source.parent_columns))
            parents = select(source.parent.class_.id).where(has).limit(PARENTS)
            either.append(source.parent_id == any_(func.array(parents.scalar_subquery())))
        yield or_(*either, *(_has(column, word, indexed=indexed) for column in source.columns))


def _has(column: Any, word: _Word, *, indexed: bool) -> Condition:
    """Whether a column has the word in it; one that is too short for that, at the beginning of a word."""
    key, pattern = search_key(column), escaped(word.key)
    if has_trigram(word.key):
        return key.like(f"%{pattern}%")
    if indexed:
        # The rows are those that have the other words: many, and a key takes long to make.
        return func.concat(" ", column).ilike(f"% {escaped(word.typed)}%")
    return or_(key.like(f"{pattern}%"), key.like(f"% {pattern}%"))


def _words(typed: str) -> list[_Word]:
    """The words that were typed, without the signs around them."""
    signs = "".join({sign for sign in typed if not sign.isalnum()})
    words = (word.strip(signs) for word in typed.split())
    keyed = (_Word(word, key_of(word)) for word in words)
    # PostgreSQL asks in this order whether a row has them, and the short ones are quickly answered.
    return sorted([word for word in keyed if word.key][:MOST_WORDS], key=lambda word: has_trigram(word.key))
