"""What is in documents: odd keys, odd values, lists in lists; each question has an answer for every document."""

import json
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, cast, literal, null, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import scoped_session

from admin_app.models import Lesson, LessonAsset, Profile
from admin_app.queries.json_filters import Condition, Operation, documents_of, fits, is_number
from tests.json_texts import CHARACTERS, VALID

IS, IS_NOT, CONTAINS, GREATER, LESS, EXISTS, MISSING = Operation


def answer(session: scoped_session[Session], document: str | None, *conditions: Condition) -> list[bool]:
    value = null() if document is None else cast(literal(document, Text), JSONB)
    column = cast(value, JSONB)
    return list(session.execute(select(*(fits(column, condition) for condition in conditions))).one())


@pytest.mark.parametrize(
    ("document", "condition"),
    [
        ('{"child_age": "3-6"}', Condition(("child_age",), IS, "3-6")),
        ('{"challenges": ["bedtime", "mealtimes"]}', Condition(("challenges",), CONTAINS, "bedtime")),
        ('{"challenges": ["bedtime", "mealtimes"]}', Condition(("challenges",), IS, "MEALTIMES")),
        ('{"a": "ПРИВЕТ, Ёж"}', Condition(("a",), IS, "привет, ёж")),
        ('{"a": "ПРИВЕТ, Ёж"}', Condition(("a",), CONTAINS, "ВЕТ, ё")),
        ('{"a": "100%_"}', Condition(("a",), CONTAINS, "0%_")),
        ('{"a": 3}', Condition(("a",), IS, "3")),
        ('{"a": "3"}', Condition(("a",), IS, "3")),
        ('{"a": 3.0}', Condition(("a",), IS, "3")),
        ('{"a": 3}', Condition(("a",), IS, "3.00")),
        ('{"a": [1, [2, 3]]}', Condition(("a",), IS, "3")),
        ('{"a": "3"}', Condition(("a",), IS, "3", is_text=True)),
        ('{"a": 12345678901234567890123}', Condition(("a",), IS, "12345678901234567890123")),
        ('{"a": 1e300}', Condition(("a",), GREATER, "1e299")),
        ('{"a": [1, 20]}', Condition(("a",), GREATER, "19.5")),
        ('{"a": -1}', Condition(("a",), LESS, "0")),
        ('{"a": true}', Condition(("a",), IS, "True")),
        ('{"a": null}', Condition(("a",), IS, "null")),
        ('{"a": "null"}', Condition(("a",), IS, "null")),
        ('{"a": null}', Condition(("a",), EXISTS)),
        ('{"a": []}', Condition(("a",), EXISTS)),
        ('{"b": 1}', Condition(("a",), MISSING)),
        ("[]", Condition(("a",), MISSING)),
        (None, Condition(("a",), MISSING)),
        (None, Condition(("a",), IS_NOT, "1")),
        ('{"a": "2"}', Condition(("a",), IS_NOT, "1")),
        ('[{"a": {"b": [{"c": 1}, {"c": 2}]}}]', Condition(("a", "b", "c"), IS, "2")),
        ('[[{"a": 1}]]', Condition(("a",), IS, "1")),
        ('"bedtime"', Condition((), CONTAINS, "TIME")),
        ('["bedtime"]', Condition((), IS, "bedtime")),
        (
            '{"a.b": {"\\"q\\" $": {"": {"ключ с пробелом": 1}}}}',
            Condition(("a.b", '"q" $', "", "ключ с пробелом"), IS, "1"),
        ),
        ('{"a\\\\": {"@.b ? (1 == 1)": 1}}', Condition(("a\\", "@.b ? (1 == 1)"), IS, "1")),
    ],
)
def test_kept(session: scoped_session[Session], document: str | None, condition: Condition) -> None:
    assert answer(session, document, condition) == [True]


@pytest.mark.parametrize(
    ("document", "condition"),
    [
        ('{"child_age": "3-6 years"}', Condition(("child_age",), IS, "3-6")),
        ('{"a": "b"}', Condition(("a",), IS, "_")),
        ('{"a": "100"}', Condition(("a",), CONTAINS, "%")),
        ('{"a": 3}', Condition(("a",), IS, "3", is_text=True)),
        ('{"a": 33}', Condition(("a",), CONTAINS, "3")),
        ('{"a": "007"}', Condition(("a",), IS, "7")),
        ('{"a": "true"}', Condition(("a",), IS, "false")),
        ('{"a": 12345678901234567890124}', Condition(("a",), IS, "12345678901234567890123")),
        ('{"a": "5"}', Condition(("a",), GREATER, "1")),
        ('{"a": {"b": 5}}', Condition(("a",), GREATER, "1")),
        ('{"a": [1, 2]}', Condition(("a",), IS_NOT, "1")),
        ('{"A": 1}', Condition(("a",), EXISTS)),
        ('{"a": {"b": 1}}', Condition(("a.b",), EXISTS)),
        ('{"a": {"b": 1}}', Condition(("*",), EXISTS)),
        ('{"a": "bedtime"}', Condition((), CONTAINS, "bedtime")),
        (None, Condition((), EXISTS)),
    ],
)
def test_left_out(session: scoped_session[Session], document: str | None, condition: Condition) -> None:
    assert answer(session, document, condition) == [False]


def asked(keys: tuple[str, ...], value: str) -> list[Condition]:
    """Every question that can be asked of that path and value."""
    numeric = (GREATER, LESS) if is_number(value) else ()
    return [
        *(Condition(keys, operation, value) for operation in (IS, IS_NOT, CONTAINS, *numeric)),
        *(Condition(keys, operation) for operation in (EXISTS, MISSING)),
    ]


@pytest.mark.parametrize("document", [*VALID, "[" * 1_000 + "]" * 1_000])
def test_every_document_has_an_answer_to_every_question(session: scoped_session[Session], document: str) -> None:
    for value in ("1", "null", "%", ""):
        for keys in ((), ("a",), ("a", "", "__proto__")):
            answers = answer(session, document, *asked(keys, value))
            assert None not in answers
            assert answers[0] is not answers[1]
            assert answers[-2] is not answers[-1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    keys=st.lists(st.text(CHARACTERS, max_size=6), max_size=4).map(tuple),
    value=st.text(CHARACTERS, max_size=8) | st.integers() | st.booleans() | st.none(),
    in_lists=st.integers(0, 2),
)
@example(keys=("$", "[*]", '"', "\\", "\u2028"), value="\\%_'", in_lists=1)
def test_what_is_stored_is_found(
    session: scoped_session[Session], keys: tuple[str, ...], value: Any, in_lists: int
) -> None:
    document: Any = value
    for _ in range(in_lists):
        document = ["other", document]
    for key in reversed(keys):
        document = {key: document, f"{key}x": "other"}
    typed = value if isinstance(value, str) else json.dumps(value)
    found = answer(session, json.dumps(document), *asked(keys, typed))
    assert found[:3] == [True, False, True]
    assert found[-2:] == [True, False]


def test_documents_go_by_the_names_of_their_columns() -> None:
    assert list(documents_of(Profile)) == ["survey"]
    assert list(documents_of(Lesson)) == ["content"]
    assert list(documents_of(LessonAsset)) == ["metadata"]
