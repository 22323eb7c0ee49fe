"""A learner's text beside the standard one: both there whole, in the order of reading, what differs marked."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin_app.documents import Document
from admin_app.reading import Node, TextNode
from admin_app.views.beside import MAX_PARTS, Comparer, Part
from tests.json_texts import json_texts

DOCUMENTS = json_texts().map(Document.parse)
ITEMS = st.lists(st.sampled_from(["сон", "еда", "игра"]), max_size=8)


def parts_of(standard: object, own: object, *, only_differing: bool = False) -> list[Part]:
    beside = Comparer(1).beside(Document.of(standard), Document.of(own), only_differing=only_differing)
    return beside.parts


def told(node: Node | None) -> str | None:
    return "\n".join(node.paragraphs) if isinstance(node, TextNode) else None


def rows(
    standard: object, own: object, *, only_differing: bool = False
) -> list[tuple[str, str, str | None, str | None]]:
    parts = parts_of(standard, own, only_differing=only_differing)
    return [(" ".join(part.steps), part.kind, told(part.standard), told(part.own)) for part in parts]


def test_the_order_is_that_of_reading_and_what_is_left_out_comes_last() -> None:
    standard = {"goal": "Сон", "approach": "Сказки", "title": "Ритуал", "aside": "Лампа"}
    own = {"goal": "Сон", "added": "Мишка", "approach": "Песни", "title": "Ритуал"}
    assert rows(standard, own) == [
        ("title", "same", "Ритуал", "Ритуал"),
        ("approach", "changed", "Сказки", "Песни"),
        ("goal", "same", "Сон", "Сон"),
        ("added", "added", None, "Мишка"),
        ("aside", "removed", "Лампа", None),
    ]


def test_only_what_differs() -> None:
    standard, own = (
        {"title": "Ритуал", "tips": ["Режим", "Покой", "Свет"]},
        {"title": "Ритуал", "tips": ["Режим", "Сон"]},
    )
    assert rows(standard, own, only_differing=True) == [
        ("tips item 2", "changed", "Покой", "Сон"),
        ("tips item 3", "removed", "Свет", None),
    ]
    assert rows(standard, standard, only_differing=True) == []


def test_items_stand_where_they_stood() -> None:
    assert rows(["a", "b", "c", "d"], ["a", "c", "x", "d"]) == [
        ("item 1", "same", "a", "a"),
        ("item 2", "removed", "b", None),
        ("item 2", "same", "c", "c"),
        ("item 3", "added", None, "x"),
        ("item 4", "same", "d", "d"),
    ]


@given(ITEMS, ITEMS)
def test_each_side_reads_as_its_own_text(standard: list[str], own: list[str]) -> None:
    parts = parts_of(standard, own)
    if standard == own:
        assert parts == []
    elif standard and own:
        assert [told(part.standard) for part in parts if part.kind != "added"] == standard
        assert [told(part.own) for part in parts if part.kind != "removed"] == own


@given(DOCUMENTS, DOCUMENTS)
@settings(max_examples=40)
def test_any_two_documents_stand_beside_each_other(standard: Document, own: Document) -> None:
    beside = Comparer(1).beside(standard, own, only_differing=False)
    assert (beside.differing == 0) == (standard == own) == (beside.parts == [])
    assert sum(part.kind != "same" for part in beside.parts) == beside.differing


def test_words_are_told_where_most_of_a_long_text_stayed() -> None:
    standard = "Вечером выключите свет, откройте окно на пять минут и прочитайте одну короткую сказку."
    (part,) = parts_of(standard, standard.replace("одну короткую", "две"))
    assert [(span.kind, span.text) for span in part.words if span.kind != "same"] == [
        ("removed", "одну короткую"),
        ("added", "две"),
    ]
    (part,) = parts_of(standard, "Утром делайте зарядку: пять наклонов, десять приседаний и длинная прогулка у реки.")
    assert part.words == ()
    assert told(part.standard) == standard


@pytest.mark.parametrize("depth", [150, 3_000, 100_000])
def test_documents_of_any_depth(depth: int) -> None:
    standard, own = (Document("[" * depth + number + "]" * depth) for number in "12")
    assert len(Comparer(1).beside(standard, own, only_differing=False).parts) == 1


def test_a_page_bears_so_many_parts() -> None:
    comparer = Comparer(2)
    items = [str(number) for number in range(3 * MAX_PARTS)]
    first = comparer.beside(Document.of(items), Document.of([*items, "1"]), only_differing=False)
    assert (len(first.parts), first.is_cut) == (MAX_PARTS, True)
    second = comparer.beside(Document.of("a"), Document.of("b"), only_differing=False)
    assert (second.parts, second.differing, second.is_cut) == ([], 1, True)


def test_texts_with_too_many_differences_are_read_whole() -> None:
    standard, own = ([f"{word} {number}" for number in range(500)] for word in ("сон", "еда"))
    (part,) = parts_of(standard, own)
    assert (part.steps, part.kind) == ([], "changed")
    assert part.standard
    assert part.own


def test_many_rewritten_lessons_take_bounded_time() -> None:
    words = [f"слово{number % 97}" for number in range(4_000)]
    standard, own = Document.of(" ".join(words)), Document.of(" ".join(words[::-1]))
    comparer = Comparer(200)
    start = time.monotonic()
    for _ in range(50):
        comparer.beside(standard, own, only_differing=False)
    assert time.monotonic() - start < 3
