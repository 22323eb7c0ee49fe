"""Documents keep every digit and sign that jsonb keeps, and refuse in words what it would refuse or lose."""

import json
import time
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from admin_app.documents import MAX_BYTES, Document, DocumentError, dump, load, path_text
from admin_app.json_text import quoted
from tests.factories import make_profile
from tests.json_texts import INVALID, SPELLINGS, UNSTORABLE, VALID, json_texts

Store = Callable[[str], str]

# Each example is rolled back with its test: rows of one do not disturb the next.
on_postgres = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def stored(session: scoped_session[Session]) -> Store:
    """What PostgreSQL itself makes of a text."""

    def store(text: str) -> str:
        with session.begin_nested():
            kept = session.execute(sql("SELECT (CAST(:text AS jsonb))::text AS kept"), {"text": text})
            return str(kept.scalar_one())

    return store


def spelled(text: str) -> Any:
    """A JSON text as Python values in which every number is its spelling."""
    return json.loads(text, parse_int=_number, parse_float=_number)


def _number(literal: str) -> tuple[str, str]:
    return ("number", literal)


# What is accepted is kept.


@pytest.mark.parametrize("text", VALID)
def test_valid_json_is_kept_as_jsonb_keeps_it(stored: Store, text: str) -> None:
    document = Document.parse(text)
    assert spelled(document.canonical) == spelled(stored(document.text))
    assert document == load(stored(document.text))


@on_postgres
@given(text=json_texts())
def test_any_document_is_read_back_from_its_column_as_it_was(session: scoped_session[Session], text: str) -> None:
    document = Document.parse(text)
    profile = make_profile(survey=document)
    session.expire(profile)
    assert profile.survey == document
    assert profile.survey is not document
    assert profile.survey.canonical == document.canonical


@on_postgres
@given(text=json_texts())
def test_any_document_is_what_postgresql_makes_of_its_text(stored: Store, text: str) -> None:
    document = Document.parse(text)
    assert spelled(document.canonical) == spelled(stored(text))


@on_postgres
@given(text=json_texts())
def test_a_document_written_out_for_editing_is_the_same_document(text: str) -> None:
    document = Document.parse(text)
    again = Document.parse(document.pretty())
    assert again == document
    assert hash(again) == hash(document)
    assert Document.parse(again.pretty().replace("\n", "\r\n")) == document


FRAGMENTS = ["[", "]", "{", "}", '"', ":", ",", "\\", "\\u", "0", "1", "-", ".", "e", "E", "+", "d83d", "de00", "null"]
FRAGMENTS += [
    "true",
    "NaN",
    " ",
    "\n",
    "\t",
    "\ufeff",
    "\x0c",
    "\xa0",
    "\x00",
    "\x1f",
    "\x7f",
    "\u2028",
    "\ud83d",
    "ы",
    "😀",
]
FRAGMENTS += ['"a":', '"a"', "{}", "[]", "1e9", "1.10", "\\n", "\\/", "/**/", "'", "0x1", "1_0"]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join))
@example(text="\ufeff\ufeff{}")
@example(text=" \ufeff{}")
@example(text='"\\ud83d"')
@example(text='{"a":1,"a":2}')
def test_whatever_is_accepted_can_be_stored(stored: Store, text: str) -> None:
    try:
        document = Document.parse(text)
    except DocumentError:
        return
    assert spelled(document.canonical) == spelled(stored(document.text))


@pytest.mark.parametrize("text", SPELLINGS)
def test_spelling_that_must_survive(stored: Store, text: str) -> None:
    assert Document.parse(text).canonical == text
    assert stored(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.1", "1.10"),
        ("1", "1.0"),
        ("1", "true"),
        ("0", "false"),
        ('""', "null"),
        ("[]", "{}"),
        ('"1"', "1"),
        ("[1, 2]", "[2, 1]"),
        ('{"a": 1}', '{"a": 1, "b": null}'),
        ("12345678901234567890123", "12345678901234567890124"),
        ('"é"', '"e\u0301"'),
    ],
)
def test_documents_that_differ(one: str, other: str) -> None:
    assert Document.parse(one) != Document.parse(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a": 1, "b": 2}', '{"b":2,"a":1}'),
        ("1e2", "100"),
        ("-0", "0"),
        ("0e1", "0"),
        ("1.5e-3", "0.0015"),
        ('"\\u0451"', '"ё"'),
        ('"\\ud83d\\ude00"', '"😀"'),
        ('"\\/"', '"/"'),
        ("[1,2]", " [\n1,\t2 ] "),
    ],
)
def test_documents_that_jsonb_stores_as_the_same_value(stored: Store, one: str, other: str) -> None:
    assert Document.parse(one) == Document.parse(other)
    assert stored(one) == stored(other)


def test_a_document_is_no_other_kind_of_thing() -> None:
    assert Document("null") != None  # noqa: E711  # the comparison itself is what is tested
    assert Document('"a"') != "a"
    assert Document("1") != 1


def test_cyrillic_and_emoji_are_written_as_they_are() -> None:
    assert Document.parse('{"имя":"Ёж \\ud83e\\udd94"}').pretty() == '{\n  "имя": "Ёж 🦔"\n}'


def test_a_byte_order_mark_before_the_document_is_dropped(stored: Store) -> None:
    assert stored(Document.parse("\ufeff[1]").text) == "[1]"


# What is refused, and where.


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_json_is_refused(stored: Store, text: str) -> None:
    with pytest.raises(DocumentError):
        Document.parse(text)
    if not text.startswith("\ufeff"):
        with pytest.raises((DBAPIError, UnicodeError)):
            stored(text)


@pytest.mark.parametrize("text", UNSTORABLE)
def test_what_jsonb_would_refuse_or_lose_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        Document.parse(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("nul", "Line 1, column 1: a value is expected"),
        ("[1, x]", "Line 1, column 5: a value is expected"),
        ('{"a": 1,\n "b" 2}', "Line 2, column 6: a colon is missing"),
        ('{"a": 1\n "b": 2}', "Line 2, column 2: a comma"),
        ('{\r\n  "a": 1,\r\n}', "Line 2, column 9: take away the comma"),
        ('["ё😀", x]', "Line 1, column 8: "),
        ('[\n"a\nb"]', "Line 2, column 3: a line break"),
        ('[\n\n  "a', "Line 3, column 3: the text that starts here has no closing"),
        ("1\n2", "Line 2, column 1: the document has ended before this"),
        ('"\\x"', "Line 1, column 3: a backslash"),
        ("[\n NaN]", "Line 2, column 2: NaN is not a number"),
        ("[-Infinity]", "Line 1, column 2: -Infinity is not a number"),
        ('"a\x00"', "Line 1, column 3: a NUL character"),
        ("[\n" * 201 + "]" * 201, "Line 201, column 1: the document is nested deeper than 200 levels"),
        ("", "The document is empty."),
        ("\n\n{bad}", "Line 3, column 2: a key"),
        ("  [1,]", "Line 1, column 5: take away the comma"),
    ],
)
def test_a_refusal_says_where_in_the_text_as_it_was_typed(text: str, place: str) -> None:
    with pytest.raises(DocumentError) as refused:
        Document.parse(text)
    assert str(refused.value).startswith(place)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1, "a": 2}', 'The key "a" stands twice in the document; keep one of them.'),
        ('{"tips": [0, {"title": {"ё": 1, "ё": 2}}]}', 'The key "ё" stands twice in tips[1].title; keep one of them.'),
        ('{"a b": {"": 1, "": 2}}', 'The key "" stands twice in "a b"; keep one of them.'),
        ('{"a": ["x", "\\u0000"]}', "The character \\u0000 at a[1] can't be stored; take it out."),
        ('{"a": "\\ud83d"}', "\\ud83d at a is half of a character pair; the other half is missing."),
        ('{"k\\ude00": 1}', "\\ude00 at the document is half of a character pair; the other half is missing."),
        ('{"\\ude00": "\\u0000"}', "\\ude00 at the document is half of a character pair; the other half is missing."),
        ("[1e131072]", "The number 1e131072 is too large or too small to be stored."),
        ("9" * 140_000, f"The number {'9' * 40}… is too large or too small to be stored."),
    ],
)
def test_a_refusal_names_the_path_or_the_value(text: str, sentence: str) -> None:
    with pytest.raises(DocumentError) as refused:
        Document.parse(text)
    assert str(refused.value) == sentence


def test_the_first_of_two_problems_is_named() -> None:
    with pytest.raises(DocumentError, match="in b; keep"):
        Document.parse('{"a": 1, "b": {"x": 1, "x": 2}, "c": {"y": 1, "y": 2}}')


@pytest.mark.parametrize("filler", ["a", "ё", "😀"])
def test_the_size_is_bounded_in_bytes(filler: str) -> None:
    most = (MAX_BYTES - 2) // len(filler.encode())
    accepted = f'"{filler * most}"'
    assert Document.parse(accepted).text == accepted
    with pytest.raises(DocumentError, match="larger than 5 MB"):
        Document.parse(f'"{filler * (most + 1)}"')


def test_what_is_far_too_large_is_refused_unread() -> None:
    # No JSON at all, which nobody is told of a text that is refused for its size.
    text = "{}," * 3_400_000
    began = time.perf_counter()
    with pytest.raises(DocumentError, match="larger than 5 MB"):
        Document.parse(text)
    assert time.perf_counter() - began < 1


def test_a_document_of_many_values_deep_down_takes_no_more_memory_than_its_values() -> None:
    # A path for each value would take a hundred times as much; the escaped letter is why every value is looked at.
    text = "[" * 199 + '"\\u0041"' + ",1" * 125_000 + "]" * 199
    tracemalloc.start()
    try:
        document = Document.parse(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert document.text == text
    assert peak < 40_000_000


def test_spaces_and_line_breaks_do_not_count() -> None:
    # What is laid out for editing must not be refused for that.
    assert Document.parse(f"[1,{' ' * MAX_BYTES}\n2]") == Document("[1, 2]")


def test_numbers_are_bounded_as_they_are_written_out() -> None:
    with pytest.raises(DocumentError, match="take more than 5 MB when they are written out"):
        Document.parse("[" + ",".join(["1e131071"] * 40) + "]")


def test_a_document_of_4_mb_is_stored(session: scoped_session[Session]) -> None:
    items = [{"имя": f"Урок {number}", "n": Decimal(f"{number}.10"), "😀": [None, True]} for number in range(62_000)]
    document = Document.of(items)
    assert 4_000_000 <= len(document.text.encode()) <= MAX_BYTES
    profile = make_profile(survey=document)
    session.expire(profile)
    assert profile.survey == document


# Documents made by programs, and documents that others have stored.


def test_python_values_become_a_document() -> None:
    row = UUID("00000000-0000-0000-0000-000000000001")
    made = Document.of({"id": row, "n": Decimal("1.10"), "list": (1, 2.5), "kept": Document('{"x": 1.0}'), "ё": None})
    expected = f'{{"id": "{row}", "n": 1.10, "list": [1, 2.5], "kept": {{"x": 1.0}}, "ё": null}}'
    assert made.text == expected


def _endless() -> list[Any]:
    endless: list[Any] = []
    endless.append(endless)
    return endless


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        {1, 2},
        Ellipsis,
        {"a": Ellipsis},
        {(1, 2): 3},
        "\0",
        "\ud83d",
    ],
    ids=repr,
)
def test_python_values_that_are_no_json_are_refused(value: object) -> None:
    with pytest.raises(DocumentError):
        Document.of(value)


def test_values_that_contain_themselves_are_refused() -> None:
    with pytest.raises(DocumentError):
        Document.of(_endless())


def test_keys_that_become_the_same_text_are_refused() -> None:
    with pytest.raises(DocumentError, match='"1" stands twice'):
        Document.of({1: "a", "1": "b"})


def test_a_document_that_another_program_nested_deep_is_still_readable_as_text(
    session: scoped_session[Session],
) -> None:
    deep = "[" * 3_000 + "]" * 3_000
    profile = make_profile()
    session.execute(sql("UPDATE profiles SET survey = CAST(:deep AS jsonb)"), {"deep": deep})
    session.expire(profile)
    assert profile.survey is not None
    assert profile.survey.pretty() == deep
    assert profile.survey == load(deep)
    with pytest.raises(DocumentError, match="nested too deep"):
        _ = profile.survey.value


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a": ', "}")], ids=["lists", "objects"])
def test_what_is_deeper_than_the_editor_allows_is_shown_as_stored(opening: str, closing: str) -> None:
    # Up to the depth where Python's stack ends, and past it.
    for depth in (201, *range(880, 1020)):
        text = opening * depth + "1.10" + closing * depth
        document = load(text)
        assert document.pretty() == document.canonical == text
        assert document == load(text)
        assert hash(document) == hash(load(text))


def test_what_the_editor_allows_is_laid_out() -> None:
    text = "[" * 200 + "1.10" + "]" * 200
    assert load(text).pretty().count("\n") == 400


def test_a_parsed_value_keeps_every_digit() -> None:
    assert dump(Document.parse("[1.10, 1E3, -0, 0e1]").value) == "[1.10, 1000, 0, 0]"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "the document"),
        (("tips", 2, "title"), "tips[2].title"),
        ((0, 1), "[0][1]"),
        (("a b", "", "c-d_1", "ключ"), '"a b"."".c-d_1.ключ'),
    ],
)
def test_paths_as_people_read_them(path: tuple[str | int, ...], text: str) -> None:
    assert path_text(path) == text


def test_a_quoted_text_is_short_and_printable() -> None:
    assert quoted("a" * 61) == f'"{"a" * 60}…"'
    assert quoted("\ud83d") == '"\\ud83d"'
