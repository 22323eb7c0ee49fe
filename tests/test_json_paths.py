"""Values are found, put and taken away by path; the rest of a document stays as it was."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.documents import Document, DocumentError, load
from admin_app.json_paths import ABSENT, Path, PathError, path_of, same, text_of, value_at, with_value
from tests.json_texts import CHARACTERS, json_texts

STEPS = st.one_of(st.text(CHARACTERS, max_size=8), st.integers(0, 999_999_999))


def paths_in(value: Any, path: Path = ()) -> list[Path]:
    """The path of a value and of all below it."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for step, child in steps for inner in paths_in(child, (*path, step)))]


@given(path=st.lists(STEPS, max_size=6).map(tuple))
def test_a_path_comes_back_from_a_form_as_it_was(path: Path) -> None:
    assert path_of(text_of(path)) == path


@pytest.mark.parametrize(
    "text",
    [
        *("", "tips", '"tips"', "{}", "null", "[null]", "[true]", "[-1]", "[1.5]", "[1.0]", "[[0]]", '["a"'),
        *("[1e999]", '["\\u0000"]', "[12345678901234567890]", "[" * 100_000),
    ],
)
def test_rubbish_is_no_path(text: str) -> None:
    with pytest.raises(PathError):
        path_of(text)


@given(data=st.data(), text=json_texts())
def test_putting_back_what_is_there_changes_nothing(data: st.DataObject, text: str) -> None:
    document = Document.parse(text)
    path = data.draw(st.sampled_from(paths_in(document.value)))
    assert with_value(document, path, value_at(document, path)) == document


@given(data=st.data(), text=json_texts(), put=json_texts())
def test_what_is_put_is_there_and_the_original_stays(data: st.DataObject, text: str, put: str) -> None:
    document, value = Document.parse(text), Document.parse(put).value
    path = data.draw(st.sampled_from([path for path in paths_in(document.value) if path] or [()]))
    changed = with_value(document, path, Document(put) if path == () else value)
    assert changed is not None
    assert same(changed.value if path == () else value_at(changed, path), value)
    assert document == Document.parse(text)


@pytest.mark.parametrize(
    ("text", "path", "value", "result"),
    [
        ('{"a": 1, "b": 1.10}', ("a",), ABSENT, '{"b": 1.10}'),
        ("[1, 2, 3]", (1,), ABSENT, "[1, 3]"),
        ("[1]", (1,), "x", '[1, "x"]'),
        ("{}", ("a", "b"), None, '{"a": {"b": null}}'),
        ('{"a": []}', ("a", 0, "b"), True, '{"a": [{"b": true}]}'),
        ('{"a": 1}', ("b", "c"), ABSENT, '{"a": 1}'),
        ('{"a": 1}', ("a", "c"), ABSENT, '{"a": 1}'),
        ('{"1": 0}', ("1",), Decimal("1.10"), '{"1": 1.10}'),
    ],
)
def test_a_value_is_put_or_taken_away(text: str, path: Path, value: object, result: str) -> None:
    assert with_value(Document(text), path, value) == Document(result)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("1", ("a",)),
        ('{"a": null}', ("a", "b")),
        ('{"a": "text"}', ("a", 0)),
        ("[1]", ("0",)),
        ("[1]", (2,)),
        ("[1]", (-1,)),
        ('{"a": 1}', (0,)),
        ("{}", ("a", 0)),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_in_a_sentence(text: str, path: Path) -> None:
    assert value_at(Document(text), path) is ABSENT
    with pytest.raises(PathError, match=r"^There is no place for .+\.$"):
        with_value(Document(text), path, "x")


def test_the_empty_path_is_the_whole_field() -> None:
    null = Document("null")
    assert value_at(None, ()) is None
    assert value_at(null, ()) is null
    assert with_value(null, (), None) is None
    assert with_value(null, (), ABSENT) is None
    assert with_value(None, (), null) is null
    assert with_value(None, ("a",), None) == Document('{"a": null}')
    assert with_value(None, ("a",), ABSENT) is None


def test_what_can_t_be_stored_is_refused() -> None:
    with pytest.raises(DocumentError):
        with_value(Document("{}"), ("a",), "\x00")
    with pytest.raises(DocumentError):
        with_value(None, ("a",) * 1_000, 1)
    with pytest.raises(DocumentError):
        with_value(load('{"a":' * 5_000 + "1" + "}" * 5_000), ("a",), 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("true", "1"), ("false", "0"), ("1.1", "1.10"), ("[]", "{}"), ("null", "false"), ("[1]", "[1, 1]")),
        *(('"1"', "1"), ('{"a": [true]}', '{"a": [1]}'), ('{"a": null}', "{}"), ('{"a": null}', '{"b": null}')),
    ],
)
def test_values_that_python_takes_for_the_same_are_told_apart(one: str, other: str) -> None:
    assert not same(Document(one).value, Document(other).value)
    assert not same(Document(other).value, Document(one).value)


@given(one=json_texts(), other=json_texts())
def test_values_are_the_same_where_documents_are_equal(one: str, other: str) -> None:
    documents = [Document.parse(one), Document.parse(other)]
    assert same(*(document.value for document in documents)) == (documents[0] == documents[1])
    assert same(documents[0].value, Document.parse(documents[0].canonical).value)


def test_values_of_any_depth_are_compared() -> None:
    def nested(value: object) -> object:
        for _ in range(50_000):
            value = [value]
        return value

    assert same(nested(1), nested(1))
    assert not same(nested(1), nested(True))


def test_a_path_is_json() -> None:
    assert json.loads(text_of(("Советы", 0))) == ["Советы", 0]
