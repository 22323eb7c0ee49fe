"""What has changed between two versions is told whole, short, and in bounded time."""

import json
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.differences import (
    MAX_DIFFERENCES,
    MAX_EDITS,
    MAX_SHOWN,
    Difference,
    Differences,
    Span,
    row_differences,
    shown,
)
from admin_app.documents import MAX_DEPTH, Document, load
from admin_app.json_paths import ABSENT, Path, value_at, with_value
from tests.json_texts import json_texts

DOCUMENTS = json_texts().map(Document.parse)
# Lists whose items are put in, taken away and changed.
ITEMS = st.lists(st.sampled_from([0, 1, 2, "a", {"a": 1}, {"a": 2}, [1], [], True]), max_size=8)
PARTS = st.fixed_dictionaries({}, optional={"a": ITEMS, "b": st.lists(ITEMS, max_size=3), "c": st.integers(0, 1)})
WORDS = st.lists(st.sampled_from(["сон", "режим", "и", " ", " ", "\n", ",", "ёж"]), max_size=40).map("".join)


def compared(before: object, after: object) -> Differences:
    """The differences of one field that holds these JSON values."""
    return row_differences({"content": Document.of(before)}, {"content": Document.of(after)})


def told(before: object, after: object) -> list[tuple[Path, Any, Any]]:
    return [(difference.path, difference.before, difference.after) for difference in compared(before, after)]


def nested(value: str, depth: int) -> Document:
    return load('{"a": ' * depth + value + "}" * depth)


def words(before: str, after: str) -> tuple[Span, ...]:
    (difference,) = row_differences({"title": before}, {"title": after})
    return difference.words


@given(one=DOCUMENTS, other=DOCUMENTS)
def test_documents_differ_where_they_are_not_equal(one: Document, other: Document) -> None:
    assert bool(row_differences({"content": one}, {"content": other})) == (one != other)
    assert not row_differences({"content": one}, {"content": Document(one.canonical)})


@given(before=PARTS, after=PARTS)
def test_taking_each_difference_back_restores_the_older_version(before: object, after: object) -> None:
    old, restored = Document.of(before), Document.of(after)
    for difference in compared(before, after):
        changed = with_value(restored, difference.anchor, value_at(old, difference.anchor))
        assert changed is not None
        restored = changed
    assert restored == old


@given(before=PARTS, after=PARTS)
def test_each_difference_is_found_at_its_path(before: object, after: object) -> None:
    old, new = Document.of(before), Document.of(after)
    for difference in compared(before, after):
        if difference.kind == "removed":
            assert difference.path == () or value_at(new, difference.path[:-1]) is not ABSENT
        else:
            assert value_at(new, difference.path) == difference.after
        if difference.path == difference.anchor:
            assert value_at(old, difference.path) == difference.before
        assert difference.path[: len(difference.anchor)] == difference.anchor


@pytest.mark.parametrize(
    ("before", "after", "differences"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "c": 3}, [(("a",), 1, ABSENT), (("c",), ABSENT, 3)]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, [(("a", "b", 1), 2, 3)]),
        ([1, 2, 3, 4], [1, 9, 2, 3, 4], [((1,), ABSENT, 9)]),
        ([1, 2, 3, 4], [1, 3, 4], [((1,), 2, ABSENT)]),
        ([1, 2, 3, 4, 5], [0, 1, 2, 4, 5, 6], [((0,), ABSENT, 0), ((2,), 3, ABSENT), ((5,), ABSENT, 6)]),
        ([{"a": 1, "b": 1}, {"c": 1}], [5, {"a": 2, "b": 1}, {"c": 1}], [((0,), {"a": 1, "b": 1}, 5)]),
        ([1, {"a": 1, "b": 1}], [7, 1, {"a": 2, "b": 1}], [((0,), ABSENT, 7), ((2, "a"), 1, 2)]),
        ([], {}, [((), [], {})]),
        (None, False, [((), None, False)]),
    ],
)
def test_a_difference_is_told_at_its_place(
    before: object, after: object, differences: list[tuple[Path, Any, Any]]
) -> None:
    assert told(before, after)[: len(differences)] == differences


def test_an_inserted_item_is_one_difference() -> None:
    items = [{"title": str(number), "tips": [number]} for number in range(500)]
    assert told({"lessons": items}, {"lessons": [*items[:7], "new", *items[7:]]}) == [(("lessons", 7), ABSENT, "new")]
    moved = [*items[:7], "new", *items[7:400], *items[401:]]
    assert [path for path, _, _ in told(items, moved)] == [(7,), (400,)]


def test_an_anchor_ends_at_a_list_whose_items_have_moved() -> None:
    before = {"tips": [{"a": 1}, 2, {"a": 3}]}
    after = {"tips": [{"a": 0}, {"a": 4}]}
    assert [(one.path, one.anchor) for one in compared(before, after)] == [
        (("tips", 0, "a"), ("tips", 0, "a")),
        (("tips", 1), ("tips", 1)),
        (("tips", 2), ("tips",)),
    ]
    assert [one.anchor for one in compared({"b": [1, {"a": 1}]}, {"b": [7, 1, {"a": 2}]})] == [("b",), ("b",)]


@pytest.mark.parametrize(("one", "other"), [("1", "true"), ("1.1", "1.10"), ("0", "false"), ("[1]", "[true]")])
def test_values_that_python_takes_for_the_same_differ(one: str, other: str) -> None:
    for before, after in ((f'{{"a": {one}}}', f'{{"a": {other}}}'), (f"[0, [{one}]]", f"[0, [{other}]]")):
        assert row_differences({"content": load(before)}, {"content": load(after)})


def test_rows_are_compared_by_column() -> None:
    before = {"id": UUID(int=1), "title": "A", "content": None, "created_at": datetime(2026, 11, 24, tzinfo=UTC)}
    after = before | {"title": "B", "content": Document("null")}
    assert list(row_differences(before, after)) == [
        Difference("title", (), (), "A", "B"),
        Difference("content", (), (), None, Document("null")),
    ]
    assert [one.kind for one in row_differences(None, before)] == ["added"] * 4
    assert [one.kind for one in row_differences(before, None)] == ["removed"] * 4
    assert not row_differences(None, None)


def test_a_revision_is_compared_as_it_is_kept() -> None:
    before = load('{"slug": "a", "content": {"tips": ["x"], "n": 1.10}, "survey": null}')
    after = load('{"slug": "b", "content": {"tips": ["x", "y"], "n": 1.10}, "survey": null}')
    assert list(row_differences(before, after)) == [
        Difference("slug", (), (), "a", "b"),
        Difference("content", ("tips", 1), ("tips",), ABSENT, "y"),
    ]
    assert [one.field for one in row_differences(None, after)] == ["slug", "content", "survey"]


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1, 600, 100_000])
def test_documents_of_any_depth_are_compared(depth: int) -> None:
    before, after = nested("[1, 1]", depth - 1), nested("[1, 2]", depth - 1)
    (difference,) = row_differences({"content": before}, {"content": after})
    assert len(difference.path) == (depth if depth <= MAX_DEPTH else 0)
    rows = [load(f'{{"slug": "a", "content": {document.text}}}') for document in (before, after)]
    (difference,) = row_differences(*rows)
    assert difference.field == ("content" if depth < 100_000 else "")
    assert len(shown(difference.before)) < MAX_SHOWN + 100
    assert not row_differences(rows[0], load(rows[0].text))


def test_a_long_text_is_told_by_words() -> None:
    before = "Ребёнок спит днём два часа, и это хорошо для всей семьи, говорят врачи."
    after = "Ребёнок спит днём три часа, и это очень хорошо для всей семьи, говорят врачи."
    assert words(before, after) == (
        Span("same", "Ребёнок спит днём "),
        Span("removed", "два"),
        Span("added", "три"),
        Span("same", " часа, и это"),
        Span("added", " очень"),
        Span("same", " хорошо для всей семьи, говорят врачи."),
    )
    assert words("a\nb", "a\nc") == (Span("same", "a\n"), Span("removed", "b"), Span("added", "c"))
    assert words("one", "two") == ()


def test_words_in_a_row_are_one_change() -> None:
    spans = words("начало\nодин два три конец", "начало\nдевять восемь семь конец")
    assert [span.text for span in spans] == ["начало\n", "один два три", "девять восемь семь", " конец"]


def test_a_long_unchanged_part_is_left_out() -> None:
    long = "слово и дело " * 200
    spans = words(f"{long}было {long}раз {long}", f"{long}стало {long}два {long}")
    kinds = "gap same removed added same gap same removed added same gap"
    assert [span.kind for span in spans] == kinds.split()
    assert sum(len(span.text) for span in spans) < 1_000


@given(before=WORDS, after=WORDS)
def test_the_words_are_those_of_both_texts(before: str, after: str) -> None:
    for difference in row_differences({"title": f"{before}\n"}, {"title": f"\n{after}"}):
        spans = difference.words
        if "gap" not in [span.kind for span in spans]:
            assert "".join(span.text for span in spans if span.kind != "added") == difference.before
            assert "".join(span.text for span in spans if span.kind != "removed") == difference.after


def common_length(one: list[int], other: list[int]) -> int:
    """Items of the longest list that is in both, in order."""
    lengths = [0] * (len(other) + 1)
    for left in one:
        last = lengths
        lengths = [0]
        for index, right in enumerate(other):
            lengths.append(last[index] + 1 if left == right else max(last[index + 1], lengths[-1]))
    return lengths[-1]


@given(one=st.lists(st.integers(0, 3), max_size=15), other=st.lists(st.integers(0, 3), max_size=15))
def test_no_item_is_told_that_could_have_been_kept(one: list[int], other: list[int]) -> None:
    items = sum(1 + (difference.kind == "changed") for difference in compared(one, other))
    assert items == len(one) + len(other) - 2 * common_length(one, other)


def test_what_is_left_out_is_counted() -> None:
    differences = compared({}, {str(number): number for number in range(MAX_DIFFERENCES + 7)})
    assert (len(differences.shown), differences.more) == (MAX_DIFFERENCES, 7)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ABSENT, "—"),
        (None, "null"),
        (True, "true"),
        ("Ёж", '"Ёж"'),
        ({"a": ["б"]}, '{"a": ["б"]}'),
        (7, "7"),
        (UUID(int=1), str(UUID(int=1))),
        (Document("1.10"), "1.10"),
    ],
)
def test_a_value_is_shown_as_json(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_huge_value_is_cut() -> None:
    assert shown(["x" * 1_000_000]) == '["' + "x" * (MAX_SHOWN - 2) + "… (1,000,004 characters in all)"


HOSTILE = {
    "different items": (list(range(100_000)), list(range(100_000, 200_000))),
    "items that repeat": ([0, 1] * 50_000, [1, 0, 0] * 33_000),
    "moved by more than is searched": (list(range(50_000)), [*range(25_000, 50_000), *range(25_000)]),
    "many long texts": (
        [f"{number} " + "a b " * 2_000 for number in range(300)],
        [f"{number} " + "b a a " * 1_500 for number in range(300)],
    ),
    "one text": ("a b " * 500_000, "b a a " * 330_000),
    "one word": ("x" * 4_000_000, "y" * 4_000_000),
    "deep lists": (
        json.loads("[" * 190 + "[" + "1, " * 100_000 + "1], 2" + "], 3" * 189 + "]"),
        json.loads("[" * 190 + "[" + "1, " * 100_000 + "2], 4" + "], 5" * 189 + "]"),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_take_bounded_time_and_room(name: str) -> None:
    before, after = map(Document.of, HOSTILE[name])
    start = time.process_time()
    differences = row_differences({"content": before}, {"content": after})
    assert time.process_time() - start < 8
    assert len(differences.shown) <= MAX_DIFFERENCES
    spans = [len(span.text) for difference in differences for span in difference.words]
    assert sum(spans) < MAX_DIFFERENCES * 2 * (MAX_SHOWN + 100)


def test_one_key_of_a_large_document_is_found_in_time() -> None:
    lessons = [{"title": f"Урок {number}", "tips": ["слово " * 60] * 5, "n": number} for number in range(1_250)]
    before = Document.of({"lessons": lessons})
    changed = [lesson | {"n": 0} if lesson["n"] == 700 else lesson for lesson in lessons]
    after = Document.of({"lessons": changed})
    assert len(before.text.encode()) > 4_000_000
    start = time.process_time()
    (difference,) = row_differences({"content": load(before.text)}, {"content": load(after.text)})
    assert time.process_time() - start < 2
    assert difference.path == ("lessons", 700, "n")


def test_a_text_with_more_edits_than_are_searched_is_told_as_a_whole() -> None:
    before, after = ("".join(f"{letter}{number} " for number in range(MAX_EDITS)) for letter in "аб")
    assert [span.kind for span in words(f"начало {before}", f"начало {after}")] == ["same", "removed", "added", "same"]


def test_one_rewritten_text_leaves_time_for_the_others() -> None:
    before, after = ("".join(f"{letter}{number} " for number in range(MAX_EDITS)) for letter in "аб")
    old = {"title": before, "content": "один\nдва три"}
    _, difference = row_differences(old, {"title": after, "content": "ноль\nдва пять"})
    assert [span.text for span in difference.words] == ["один", "ноль", "\nдва ", "три", "пять"]
