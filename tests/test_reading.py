"""Documents set for reading: what is said and no more, in bounds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.documents import Document, load
from admin_app.reading import (
    MAX_DEPTH,
    MAX_PARTS,
    MAX_TEXT,
    SUMMARY_LENGTH,
    FieldsNode,
    ItemsNode,
    Node,
    NoteNode,
    RawNode,
    TextNode,
    ValueNode,
    reading,
    summary,
)
from tests.json_texts import json_texts


def read(text: str) -> Node | None:
    return reading(Document.parse(text))


def nodes(node: Node | None) -> list[Node]:
    """A node and all below it."""
    if isinstance(node, ItemsNode):
        return [node, *(below for item in node.items for below in nodes(item))]
    if isinstance(node, FieldsNode):
        return [node, *nodes(node.lead), *(below for _, field in node.fields for below in nodes(field))]
    return [node] if node else []


def depth(node: Node | None) -> int:
    if isinstance(node, ItemsNode):
        return 1 + max((depth(item) for item in node.items), default=0)
    if isinstance(node, FieldsNode):
        return 1 + max((depth(field) for _, field in node.fields), default=0)
    return 1


def length(node: Node | None) -> int:
    """Characters that a page shows of a node."""
    if isinstance(node, ItemsNode):
        return sum(length(item) for item in node.items)
    if isinstance(node, FieldsNode):
        fields = sum(len(label) + length(field) for label, field in node.fields)
        return len(node.title or "") + fields + (length(node.lead) if node.lead else 0)
    if isinstance(node, TextNode):
        return sum(map(len, node.paragraphs))
    return len(node.text) if node else 0


def test_no_document_is_nothing_to_read() -> None:
    assert reading(None) is None


@pytest.mark.parametrize("text", ["1", "0", "1.0", "1.10", "-5", "12345678901234567890123", "true", "false", "null"])
def test_a_value_reads_as_it_is_written(text: str) -> None:
    assert read(text) == ValueNode(text)
    # Where 1 and true stand side by side, neither takes the other's reading.
    assert read(f"[true, 1, {text}]") == ItemsNode([ValueNode("true"), ValueNode("1"), ValueNode(text)], plain=False)


def test_prose_is_set_in_paragraphs() -> None:
    assert read('"Один.\\nДва.\\n\\n \\r\\n\\r\\nТри."') == TextNode(["Один.\nДва.", "Три."])
    assert read('""') == TextNode([])


def test_a_list_of_lines_is_plain_and_one_with_breaks_is_not() -> None:
    assert read('["a", "b"]') == ItemsNode([TextNode(["a"]), TextNode(["b"])], plain=True)
    assert read('["a", "b\\nc"]') == ItemsNode([TextNode(["a"]), TextNode(["b\nc"])], plain=False)
    assert read('["a", 1]') == ItemsNode([TextNode(["a"]), ValueNode("1")], plain=False)


def test_a_lesson_reads_title_then_approach_then_the_rest_by_name() -> None:
    text = '{"tips": ["x"], "title": "Bedtime", "approach": "Gently", "child_age": "3-6", "": 1}'
    assert read(text) == FieldsNode(
        "Bedtime",
        TextNode(["Gently"]),
        [("Tips", ItemsNode([TextNode(["x"])], plain=True)), ("Child age", TextNode(["3-6"])), ('""', ValueNode("1"))],
    )


def test_a_title_or_approach_that_is_no_text_is_a_field_like_others() -> None:
    node = read('{"title": {"ru": "Сон"}, "approach": ["a"]}')
    assert isinstance(node, FieldsNode)
    assert (node.title, node.lead) == (None, None)
    assert [label for label, _ in node.fields] == ["Title", "Approach"]


def test_markup_stays_text() -> None:
    assert read('"<script>alert(1)</script>"') == TextNode(["<script>alert(1)</script>"])


def test_what_is_nested_deep_is_shown_as_json() -> None:
    node = read("[" * 20 + "1.10" + "]" * 20)
    assert depth(node) == MAX_DEPTH + 1
    raw = [part for part in nodes(node) if isinstance(part, RawNode)]
    assert Document.parse(raw[0].text) == Document.parse("[" * 14 + "1.10" + "]" * 14)


def test_what_is_nested_too_deep_to_be_parsed_is_shown_as_stored() -> None:
    deep = "[" * 9_000 + "]" * 9_000
    assert reading(load(deep)) == RawNode(deep)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a": ', "}")], ids=["lists", "objects"])
def test_no_depth_is_too_deep_for_a_page(opening: str, closing: str) -> None:
    # Near the end of Python's stack a document can be parsed that cannot be written again.
    for nested in range(880, 1020):
        node = reading(load(opening * nested + "1.10" + closing * nested))
        assert depth(node) <= MAX_DEPTH + 1
        assert isinstance(nodes(node)[-1], RawNode | NoteNode)


@pytest.mark.parametrize(
    "text",
    [json.dumps(["x"] * 5_000), json.dumps({str(n): n for n in range(5_000)}), json.dumps([[["x"] * 100] * 100] * 10)],
    ids=["list", "object", "lists in lists"],
)
def test_the_number_of_parts_is_bounded_and_what_is_left_out_is_said(text: str) -> None:
    everything = nodes(read(text))
    assert len([part for part in everything if not isinstance(part, NoteNode)]) <= MAX_PARTS
    assert any(isinstance(part, NoteNode) and "more; open the editor" in part.text for part in everything)


def test_the_note_counts_what_is_left_out() -> None:
    node = read(json.dumps(["x"] * 5_000))
    assert isinstance(node, ItemsNode)
    shown = len(node.items) - 1
    assert node.items[-1] == NoteNode(f"… and {5_000 - shown:,} more; open the editor to see them all.")


HUGE = "x" * 1_000_000


@pytest.mark.parametrize(
    "document",
    [HUGE, [HUGE], {"title": HUGE}, {"approach": HUGE}, {"text": HUGE}, {HUGE: 1}, [[[[[[[HUGE]]]]]]],
     {"summary": {"title": HUGE}}],
    ids=["text", "item", "title", "approach", "field", "key", "deep", "inner title"],
)  # fmt: skip
def test_a_long_text_is_cut_wherever_it_stands(document: object) -> None:
    node = read(json.dumps(document))
    assert length(node) < 2 * MAX_TEXT


def test_a_long_number_is_cut() -> None:
    assert length(read("9" * 131_072)) < 2 * MAX_TEXT


def test_a_cut_text_says_how_long_it_is() -> None:
    node = read(json.dumps("x" * 30_000))
    assert isinstance(node, TextNode)
    assert node.paragraphs == ["x" * MAX_TEXT + "… (30,000 characters in all)"]


@given(text=json_texts())
def test_any_document_can_be_read(text: str) -> None:
    node = read(text)
    assert node is not None
    assert depth(node) <= MAX_DEPTH + 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("null", "null"),
        ("1.10", "1.10"),
        ("{}", "empty object"),
        ("[]", "empty list"),
        ('""', "empty text"),
        ('"Ёж"', "Ёж"),
        ('"a\\nb \\"c\\" \\\\ d"', 'a b "c" \\ d'),
        ('["a", 1, true]', "a, 1, true"),
        ('{"title": "Сон"}{"tips": ["a", "b"], "child_age": 3}', "Сон · Tips: a, b · Child age: 3"),
        ('{"title": "Сон"}{}', "Сон"),
        ('{"a": {"b": 1}, "c": 2}', "A: B: 1 · C: 2"),
        ('[{"a": 1, "b": 2}, {"a": 3}]', "A: 1 · B: 2, A: 3"),
        ('{"a": [{"b": [1, 2], "c": 3}, "x"], "d": 4}', "A: B: 1, 2 · C: 3, x · D: 4"),
        ('[[1, 2], {"a": {"b": "c"}}, 5]', "1, 2, A: B: c, 5"),
        ('{"text": "cut in the mid', "Text: cut in the mid"),
        ('{"te', "te"),
    ],
)
def test_a_summary_is_one_line_of_what_a_document_says(text: str, line: str) -> None:
    assert summary(text) == line


def test_there_is_no_summary_of_no_document() -> None:
    assert summary(None) is None


def test_a_summary_is_cut() -> None:
    line = summary(json.dumps("слово " * 60, ensure_ascii=False))
    assert line is not None
    assert line == ("слово " * 60)[: SUMMARY_LENGTH - 1].rstrip() + "…"


@given(text=json_texts(), end=st.integers(min_value=1, max_value=400))
def test_a_summary_of_any_beginning_is_a_short_line(text: str, end: int) -> None:
    line = summary(Document.parse(text).canonical[:end])
    assert line
    assert "\n" not in line
    assert len(line) <= SUMMARY_LENGTH
