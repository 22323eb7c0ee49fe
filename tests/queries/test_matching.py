"""How text is searched: any alphabet, any case, every sign as itself."""

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select
from sqlalchemy.orm import scoped_session

from admin_app.models import Course
from admin_app.queries.matching import contains, has, matches_words, words_of
from tests.json_texts import CHARACTERS


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("ПРИВЕТ", "привет"),
        ("ёж", "ЁЖ"),
        ("100%", "0%"),
        ("a_b", "A_B"),
        (r"a\b", "\\"),
        (r"\%", r"\%"),
        ("any", ""),
        ("Подъезд", "ъ"),
        ("ЧЕРНЫЙ", "чёрный"),
    ],
)
def test_found(session: scoped_session[Session], text: str, term: str) -> None:
    assert session.scalar(select(contains(literal(text), term) & has(literal(text), term)))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("100", "%"),
        ("ab", "a_b"),
        ("Wilson", "сон"),
        ("Анна", "anna"),
        ("час", "4ас"),
        ("axb", "a_b"),
        ("ab", "\\"),
        ("ab", "b a"),
    ],
)
def test_not_found(session: scoped_session[Session], text: str, term: str) -> None:
    assert not session.scalar(select(contains(literal(text), term)))
    assert not session.scalar(select(has(literal(text), term)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.text(CHARACTERS, max_size=5), term=st.text(CHARACTERS, max_size=8), after=st.text(CHARACTERS, max_size=5)
)
@example(before="", term="\\%_\\", after="_")
def test_every_term_is_found_in_a_text_that_has_it(
    session: scoped_session[Session], before: str, term: str, after: str
) -> None:
    assert session.scalar(
        select(contains(literal(before + term + after), term) & has(literal(before + term + after), term))
    )


def test_every_word_has_to_be_in_one_of_the_columns(session: scoped_session[Session]) -> None:
    columns = [literal("red apple"), literal("Green pear")]
    wanted = {"apple green": True, "red pear": True, "apple plum": False, "": True, "%": False}
    assert {text: session.scalar(select(matches_words(columns, words_of(text)))) for text in wanted} == wanted


@pytest.mark.parametrize(("term", "is_asked"), [("сон", True), ("с н", False), ("щъ", False), ("%", False)])
def test_a_key_is_made_only_for_what_an_index_knows(term: str, is_asked: bool) -> None:
    assert ("LIKE" in str(has(Course.title, term))) == is_asked
