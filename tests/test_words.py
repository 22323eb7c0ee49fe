"""Words outside a request, where they stay English, and within one, where they are the reader's."""

from collections.abc import Callable

import pytest
from flask import Flask

from admin_app.views.revision_words import counted
from admin_app.words import _, _l, about, cut, listed, ngettext, number


def test_outside_a_request_a_sentence_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert _("Line %(line)s, column %(column)s: %(problem)s.", line=1, column=2, problem="100 %s") == (
        "Line 1, column 2: 100 %s."
    )
    assert str(_l("lesson")) == "lesson"
    assert ngettext("%(num)s lesson", "%(num)s lessons", 1) == "1 lesson"
    assert ngettext("%(num)s lesson", "%(num)s lessons", 12_000) == "12,000 lessons"
    assert number(1_234_567) == "1,234,567"
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        *((7, "7"), (42, "42"), (10_001, "10,000"), (199_876, "200,000"), (994_999, "990,000")),
        *((999_999, "1.0 million"), (1_998_211, "2.0 million"), (12_345_678, "12 million"), (2**31, "2,147 million")),
    ],
)
def test_a_large_number_is_told_in_two_digits(count: int, expected: str) -> None:
    assert about(count) == expected


@pytest.fixture
def in_russian(app: Flask) -> Callable[[Callable[[], str]], str]:
    """What a function says to somebody who reads Russian."""

    def say(words: Callable[[], str]) -> str:
        with app.test_request_context(headers={"Cookie": "language=ru"}):
            return words()

    return say


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "1 урок"),
        (2, "2 урока"),
        (5, "5 уроков"),
        (11, "11 уроков"),
        (21, "21 урок"),
        (1_000, "1\xa0000 уроков"),
    ],
)
def test_a_number_has_the_form_of_its_language(
    in_russian: Callable[[Callable[[], str]], str], count: int, expected: str
) -> None:
    assert in_russian(lambda: counted({"lessons": count})) == expected


def test_a_sentence_is_russian_for_who_reads_russian(in_russian: Callable[[Callable[[], str]], str]) -> None:
    lazy = _l("lesson")
    assert in_russian(lambda: str(lazy)) == "урок"
    assert in_russian(lambda: counted({"courses": 1, "lessons": 2, "profiles": 5})) == "1 курс, 2 урока и 5 профилей"
    assert str(lazy) == "lesson"


def test_a_text_is_cut_with_its_length() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("a" * 2_000, 3) == "aaa… (2,000 characters in all)"
