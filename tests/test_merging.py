"""Two changes of one row: nothing is lost in silence, nothing collides that need not."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.documents import MAX_DEPTH, Document, load
from admin_app.json_paths import ABSENT, Path, value_at
from admin_app.merging import MAX_COLLISIONS, Collision, Merge, merge_rows
from tests.json_texts import json_texts

DOCUMENTS = json_texts().map(Document.parse)
VALUES = st.one_of(
    st.sampled_from([None, "", "Сон", 0, 1, UUID(int=1), datetime(2026, 11, 24, tzinfo=UTC), Document("null")]),
    DOCUMENTS,
)
ROWS = st.fixed_dictionaries({"title": VALUES, "content": VALUES})
# Few keys and values, so that changes meet.
SMALL = st.recursive(
    st.sampled_from(["1", "1.0", "true", "null", '"a"', "[]", "{}"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(
            lambda items: "{" + ", ".join(f'"{key}": {value}' for key, value in items.items()) + "}"
        ),
    ),
    max_leaves=8,
).map(Document)


def merged(base: str | None, mine: str | None, theirs: str | None) -> Merge:
    rows = ({"content": None if text is None else load(text)} for text in (base, mine, theirs))
    return merge_rows(*rows)


def nested(depth: int, inside: str = "") -> str:
    return "[" * depth + inside + "]" * depth


@given(base=ROWS, row=ROWS)
def test_a_change_of_one_side_is_taken(base: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    assert merge_rows(base, row, base) == Merge(dict(row), [])
    assert merge_rows(base, base, row) == Merge(dict(row), [])


@given(base=ROWS, row=ROWS)
def test_the_same_change_is_no_collision(base: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    assert merge_rows(base, row, row) == Merge(dict(row), [])


@given(base=SMALL, mine=SMALL, theirs=SMALL)
def test_choosing_theirs_yields_their_values(base: Document, mine: Document, theirs: Document) -> None:
    merge = merge_rows({"content": base}, {"content": mine}, {"content": theirs})
    chosen = merge.with_theirs(merge.collisions)["content"]
    for collision in merge.collisions:
        assert value_at(mine, collision.path) == collision.mine
        assert value_at(merge.values["content"], collision.path) == collision.mine
        assert value_at(chosen, collision.path) == collision.theirs == value_at(theirs, collision.path)


@given(base=SMALL, mine=SMALL, theirs=SMALL)
def test_what_is_merged_can_be_stored(base: Document, mine: Document, theirs: Document) -> None:
    content = merge_rows({"content": base}, {"content": mine}, {"content": theirs}).values["content"]
    assert Document.parse(content.text) == content


@given(base=SMALL, mine=SMALL, theirs=SMALL)
def test_either_side_merges_to_the_same_where_nothing_collides(
    base: Document, mine: Document, theirs: Document
) -> None:
    one = merge_rows({"content": base}, {"content": mine}, {"content": theirs})
    other = merge_rows({"content": base}, {"content": theirs}, {"content": mine})
    assert [collision.path for collision in one.collisions] == sorted(
        (collision.path for collision in other.collisions), key=[c.path for c in one.collisions].index
    )
    if not one.collisions:
        assert one.values == other.values


@given(
    base=st.dictionaries(st.text("abc", max_size=3), st.integers(0, 3)),
    mine=st.dictionaries(st.text("abc", max_size=3).map("m{}".format), st.integers(0, 3)),
    theirs=st.dictionaries(st.text("abc", max_size=3).map("t{}".format), st.integers(0, 3)),
)
def test_changes_of_different_keys_both_survive(
    base: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    before = {"title": "", "content": Document.of({"part": base, "list": [base, base]})}
    my_content = Document.of({"part": base | mine, "list": [base | mine, base]})
    their_content = Document.of({"part": base | theirs, "list": [base, base | theirs]})
    merge = merge_rows(before, before | {"content": my_content}, before | {"content": their_content, "title": "x"})
    both = Document.of({"part": base | mine | theirs, "list": [base | mine, base | theirs]})
    assert merge == Merge({"title": "x", "content": both}, [])


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result"),
    [
        ('{"a": 1, "b": 2}', '{"a": 1}', '{"a": 1.0, "b": 2}', '{"a": 1.0}'),
        ("[1, 2]", "[1, 2, 3]", "[1, 2]", "[1, 2, 3]"),
        ("[1, 2]", "[5, 2]", "[1, 6]", "[5, 6]"),
        ("{}", '{"a": {"x": 1}}', '{"a": {"y": 2}}', '{"a": {"x": 1, "y": 2}}'),
        ('{"a": {"x": 1}}', '{"a": {}}', '{"a": {}}', '{"a": {}}'),
        ('{"a": 1, "c": 1}', '{"c": 1, "a": 2}', '{"a": 1, "c": 1.10}', '{"a": 2, "c": 1.10}'),
    ],
)
def test_changes_of_different_places_are_put_together(base: str, mine: str, theirs: str, result: str) -> None:
    assert merged(base, mine, theirs) == Merge({"content": Document(result)}, [])


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "path", "sides"),
    [
        ('{"a": 1}', "{}", '{"a": 2}', ("a",), (1, ABSENT, 2)),
        ('{"a": 1}', '{"a": 2}', "{}", ("a",), (1, 2, ABSENT)),
        ('{"a": {"b": [1]}}', '{"a": {"b": [2]}}', '{"a": {"b": [3]}}', ("a", "b", 0), (1, 2, 3)),
        ('{"a": {"b": 1}}', '{"a": {"b": 2}}', '{"a": 3}', ("a",), ({"b": 1}, {"b": 2}, 3)),
        ("[1]", "[1, 2]", "[1, 3]", (), (Document("[1]"), Document("[1, 2]"), Document("[1, 3]"))),
        ('{"a": [1]}', '{"a": [2]}', '{"a": []}', ("a",), ([1], [2], [])),
        (None, "null", "{}", (), (None, Document("null"), Document("{}"))),
        ("null", None, "{}", (), (Document("null"), None, Document("{}"))),
    ],
)
def test_changes_of_one_place_collide(base: str, mine: str, theirs: str, path: Path, sides: tuple[Any, ...]) -> None:
    merge = merged(base, mine, theirs)
    assert merge.collisions == [Collision("content", path, *sides)]
    assert merge.values == {"content": None if mine is None else Document(mine)}


@pytest.mark.parametrize(("one", "other"), [("1", "true"), ("1.1", "1.10"), ("0", "false"), ("null", "false")])
def test_values_that_python_takes_for_the_same_collide(one: str, other: str) -> None:
    merge = merged('{"a": "x"}', f'{{"a": {one}}}', f'{{"a": {other}}}')
    assert [collision.path for collision in merge.collisions] == [("a",)]


def test_columns_are_merged_and_those_not_named_are_not_changed() -> None:
    base = {"id": UUID(int=1), "slug": "a", "title": "A", "lesson_number": 1}
    merge = merge_rows(base, {"slug": "mine", "title": "mine"}, base | {"slug": "theirs", "lesson_number": 2})
    assert merge.values == {"id": UUID(int=1), "slug": "mine", "title": "mine", "lesson_number": 2}
    assert merge.collisions == [Collision("slug", (), "a", "mine", "theirs")]
    assert merge.with_theirs(merge.collisions) == merge.values | {"slug": "theirs"}


def test_keys_stand_in_my_order_with_theirs_behind() -> None:
    content = merged('{"b": 1}', '{"c": 1, "b": 1}', '{"d": 1, "b": 1, "a": 1}').values["content"]
    assert content.text == '{"c": 1, "b": 1, "d": 1, "a": 1}'


def test_parts_are_merged_at_the_greatest_depth_of_ours() -> None:
    texts = [nested(MAX_DEPTH - 1, inside) for inside in ("[1, 1]", "[2, 1]", "[1, 3]")]
    assert merged(*texts) == Merge({"content": Document(nested(MAX_DEPTH - 1, "[2, 3]"))}, [])


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 700, 100_000])
def test_a_document_that_is_deeper_is_one_value(depth: int) -> None:
    base, mine, theirs = (load(nested(depth, inside)) for inside in ("1, 1", "2, 1", "1, 3"))
    merge = merge_rows({"content": base}, {"content": mine}, {"content": theirs})
    assert merge == Merge({"content": mine}, [Collision("content", (), base, mine, theirs)])
    assert merge.with_theirs(merge.collisions) == {"content": theirs}
    assert merge_rows({"content": base}, {"content": base}, {"content": theirs}).values == {"content": theirs}


def test_parts_that_are_too_large_together_collide_as_a_whole() -> None:
    text = "x" * 3_000_000
    merge = merge_rows(
        {"content": Document.of({})}, {"content": Document.of({"a": text})}, {"content": Document.of({"b": text})}
    )
    assert [collision.path for collision in merge.collisions] == [()]


def test_more_collisions_than_anybody_chooses_are_one() -> None:
    def content(value: int, length: int) -> str:
        return str([value] * length)

    assert len(merged(*(content(value, MAX_COLLISIONS) for value in range(3))).collisions) == MAX_COLLISIONS
    many = merged(*(content(value, MAX_COLLISIONS + 1) for value in range(3)))
    assert [collision.path for collision in many.collisions] == [()]


def test_a_large_deep_document_is_merged_in_time() -> None:
    items = ", ".join(f'{{"n": {number}}}' for number in range(50_000))
    texts = [nested(190, f'{items}, {{"a": {a}, "b": {b}}}') for a, b in ((1, 1), (2, 1), (1, 2))]
    start = time.process_time()
    merge = merged(*texts)
    assert time.process_time() - start < 10
    assert not merge.collisions
