"""What a new document begins with: the fields that most others have, with nothing in them."""

from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.models import Profile
from admin_app.queries import usual_fields as module
from admin_app.queries.usual_fields import usual_fields
from tests.conftest import Statements
from tests.factories import make_profile


def usual(*surveys: str) -> Any:
    for survey in surveys:
        make_profile(survey=Document(survey))
    shape = usual_fields(Profile.survey)
    return shape.value if shape else None


def test_what_at_least_half_of_them_have(session: scoped_session[Session], statements: Statements) -> None:
    make_profile(survey=None)
    with statements() as seen:
        shape = usual(
            '{"age": 3, "title": "A", "tips": ["a", "b"], "notes": {"0-3": "x", "rare": 1},'
            ' "parts": [{"heading": "x"}]}',
            '{"age": 1.10, "title": "B", "tips": [], "notes": {"0-3": "y"},'
            ' "parts": [{"heading": "y", "odd": 1}, {"heading": ""}]}',
            '{"age": null, "title": "C", "only": "here", "notes": {"0-3": null}}',
        )
    assert shape == {
        "title": "",
        "age": None,
        "tips": [""],
        "notes": {"0-3": ""},
        "parts": [{"heading": ""}],
    }
    assert list(shape) == ["title", "age", "tips", "parts", "notes"]
    assert sum("pg_column_size" in statement for statement in seen) == 1


@pytest.mark.parametrize("survey", ['"text"', "[1, 2]", "{}", "null"])
def test_documents_without_fields_have_none(session: scoped_session[Session], survey: str) -> None:
    assert usual(survey) is None


def test_what_is_deep_or_large_is_left_out(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    assert usual('{"a": {"b": {"c": {"d": {"e": "f"}}}}}', "[" * 500 + "]" * 500) == {"a": {"b": {"c": {"d": {}}}}}
    monkeypatch.setattr(module, "LARGEST_DOCUMENT", 1)
    assert usual() is None
