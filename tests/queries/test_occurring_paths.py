"""Which paths are offered: those that occur, with what occurs there, from a sample that does not grow."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.models import Course, Profile
from admin_app.queries import occurring_paths as module
from admin_app.queries.occurring_paths import Occurring, occurring_paths
from tests.conftest import Statements
from tests.factories import make_profile


def found(*surveys: str) -> dict[tuple[str, ...], Occurring]:
    for survey in surveys:
        make_profile(survey=Document(survey))
    return {path.keys: path for path in occurring_paths(Profile)}


def test_paths_with_their_types_and_values(session: scoped_session[Session], statements: Statements) -> None:
    make_profile(survey=None)
    with statements() as seen:
        paths = found(
            '{"child_age": "3-6", "challenges": ["bedtime", "screens"]}',
            '{"child_age": "3-6", "challenges": ["bedtime"]}',
            '{"child_age": 7, "challenges": "none", "a.b": {"ключ": [[true], [{"x": null}]]}}',
        )
    assert sum("WITH RECURSIVE" in statement for statement in seen) == 1
    assert list(paths["child_age",].values) == ["3-6", 7]
    assert list(paths["child_age",].types) == ["number", "string"]
    assert list(paths["challenges",].values) == ["bedtime", "none", "screens"]
    assert list(paths["challenges",].types) == ["array", "string"]
    assert list(paths["a.b", "ключ"].values) == [True]
    assert list(paths["a.b", "ключ", "x"].types) == ["null"]
    assert {path.field for path in paths.values()} == {"survey"}


def test_what_is_deep_long_or_large_is_left_out(session: scoped_session[Session]) -> None:
    long_key, long_value = "k" * 101, "v" * 41
    paths = found(
        '{"a": {"b": {"c": {"d": {"e": 1}}}}}',
        f'{{"{long_key}": 1, "text": "{long_value}"}}',
        "[" * 500 + "]" * 500,
        "0",
    )
    assert ("a", "b", "c", "d") in paths
    assert max(map(len, paths)) == 4
    assert (long_key,) not in paths
    assert not paths["text",].values
    assert list(paths[()].values) == [0]


def test_no_more_than_a_menu_holds(session: scoped_session[Session]) -> None:
    many = ", ".join(f'"key{number}": {number}' for number in range(300))
    items = ", ".join(str(number) for number in range(300))
    paths = found(f"{{{many}}}", f'{{"key1": [{items}], "key2": 1}}')
    assert len(paths) == module.MAX_PATHS
    assert len(paths["key1",].values) == module.MAX_VALUES


def test_the_sample_is_bounded(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAMPLE_ROWS", 3)
    assert len(found(*(f'{{"key{number}": 1}}' for number in range(10)))) == 4
    monkeypatch.setattr(module, "LARGEST_DOCUMENT", 1)
    assert occurring_paths(Profile) == []


def test_a_table_without_documents_has_none(session: scoped_session[Session]) -> None:
    assert occurring_paths(Course) == []
