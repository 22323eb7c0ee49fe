"""`flask profiles upsert FILE`: all or nothing, and what is refused is named with its line and field."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.models import Profile
from tests.factories import make_profile

Upsert = Callable[[str | bytes], Result]


@pytest.fixture
def upsert(app: Flask, session: scoped_session[Session], tmp_path: Path) -> Upsert:
    """Run the command on a file with that content."""

    def run(content: str | bytes) -> Result:
        file = tmp_path / "profiles.json"
        file.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        result = app.test_cli_runner().invoke(args=["profiles", "upsert", str(file)])
        session.expire_all()
        return result

    return run


def stored(session: scoped_session[Session]) -> list[tuple[str, str | None, str | None]]:
    statement = select(Profile.user_identifier, Profile.name, Profile.course_slug).order_by(Profile.user_identifier)
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def refusal(result: Result) -> str:
    """What was said on standard error by a command that failed in good order."""
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == 1
    assert result.stdout == ""
    return result.stderr


ANNA = {"user_identifier": "auth0|1", "name": "Анна", "course_slug": "shvz", "survey": {"child_age": "3-6"}}
BORIS = {"user_identifier": "auth0|2"}
BOTH = [("auth0|1", "Анна", "shvz"), ("auth0|2", None, None)]


def lines(*profiles: object) -> str:
    return "".join(f"{json.dumps(profile, ensure_ascii=False)}\n" for profile in profiles)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(json.dumps([ANNA, BORIS]), id="array"),
        pytest.param(json.dumps([ANNA, BORIS], indent=2, ensure_ascii=False), id="pretty array"),
        pytest.param("\ufeff" + json.dumps([ANNA, BORIS]), id="array with a byte order mark"),
        pytest.param(f"\r\n [{json.dumps(ANNA)},{json.dumps(BORIS)}]\r\n", id="array in blanks"),
        pytest.param(lines(ANNA, BORIS), id="lines"),
        pytest.param(lines(ANNA, BORIS).rstrip(), id="no last break"),
        pytest.param(lines(ANNA, BORIS).replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\ufeff" + lines(ANNA, BORIS), id="lines with a byte order mark"),
        pytest.param("\n\n" + lines(ANNA) + " \n\t\n" + lines(BORIS) + "\n", id="blank lines"),
    ],
)
def test_an_array_or_a_line_each(upsert: Upsert, session: scoped_session[Session], content: str) -> None:
    result = upsert(content)
    assert (result.exit_code, result.output) == (0, "2 profiles are up to date.\n")
    assert stored(session) == BOTH
    assert session.scalar(select(Profile.survey).filter_by(user_identifier="auth0|1")) == Document.of(ANNA["survey"])


def test_an_existing_profile_is_renewed_and_keeps_what_is_not_given(
    upsert: Upsert, session: scoped_session[Session]
) -> None:
    profile = make_profile(user_identifier="auth0|1", name="Old", course_slug="kept", survey=Document('{"a": 1}'))
    before = profile.id, profile.created_at
    assert upsert(lines({"user_identifier": "auth0|1", "name": "New"})).exit_code == 0
    assert stored(session) == [("auth0|1", "New", "kept")]
    assert upsert(lines({"user_identifier": "auth0|1", "survey": None, "course_slug": None})).exit_code == 0
    assert stored(session) == [("auth0|1", "New", None)]
    assert (profile.id, profile.created_at, profile.survey) == (*before, None)


def test_what_it_wrote_is_committed(upsert: Upsert, session: scoped_session[Session]) -> None:
    upsert(lines(BORIS))
    session.rollback()
    assert stored(session) == [("auth0|2", None, None)]


@pytest.mark.parametrize(
    "survey", ['{"n": 1.10, "big": 12345678901234567890123}', "[]", "0", "false", '""', '"ё😀"', "1E400"]
)
def test_a_survey_is_kept_digit_by_digit(upsert: Upsert, session: scoped_session[Session], survey: str) -> None:
    for content in (
        f'{{"user_identifier": "a", "survey": {survey}}}',
        f'[{{"user_identifier": "b", "survey": {survey}}}]',
    ):
        assert upsert(content).exit_code == 0
    assert list(session.scalars(select(Profile.survey))) == [Document.parse(survey)] * 2


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x7f", "\ufeff"])
def test_a_line_ends_where_json_lines_end_it(upsert: Upsert, session: scoped_session[Session], sign: str) -> None:
    result = upsert(lines({"user_identifier": "a", "name": f"x{sign}y"}, BORIS))
    assert (result.exit_code, result.output) == (0, "2 profiles are up to date.\n")
    assert stored(session)[0] == ("a", f"x{sign}y", None)


def test_a_survey_nested_200_deep_is_taken_as_the_form_takes_it(
    upsert: Upsert, session: scoped_session[Session]
) -> None:
    deep = "[" * 200 + "]" * 200
    assert upsert(f'{{"user_identifier": "a", "survey": {deep}}}').exit_code == 0
    assert upsert(f'[{{"user_identifier": "b", "survey": {deep}}}]').exit_code == 0
    assert list(session.scalars(select(Profile.survey))) == [Document(deep)] * 2


def test_a_file_may_be_larger_than_a_document(upsert: Upsert, session: scoped_session[Session]) -> None:
    profiles = [{"user_identifier": str(number), "survey": {"text": "ы" * 1_000_000}} for number in range(3)]
    assert upsert(lines(*profiles)).exit_code == 0
    assert upsert(json.dumps(profiles, ensure_ascii=False)).exit_code == 0
    assert len(stored(session)) == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lines(ANNA, {"name": "x"}), "Error: Line 2: user_identifier: This is required.\n"),
        (lines(ANNA, {**BORIS, "name": 5}), "Error: Line 2: name: This must be text.\n"),
        (lines(ANNA, {**BORIS, "emial": 5}), "Error: Line 2: emial: There is no such field.\n"),
        (
            lines(ANNA) + "\n\n" + lines({"user_identifier": None}),
            "Error: Line 4: user_identifier: This is required.\n",
        ),
        (lines(ANNA, {"name": 5}), "Error: Line 2: user_identifier: This is required.; name: This must be text.\n"),
        (lines(ANNA) + "{bad\n", "Error: Line 2"),
        (lines(ANNA) + '{"user_identifier": "a", "survey": NaN}\n', "Error: Line 2"),
        (lines(ANNA) + '{"user_identifier": "a", "survey": {"x": {"y": 1, "y": 2}}}\n', "Error: Line 2"),
        (lines(ANNA) + '{"user_identifier": "a", "survey": "\\u0000"}\n', "Error: Line 2"),
        (lines(ANNA) + '{"user_identifier": "a\\ud83d"}\n', "Error: Line 2"),
        (json.dumps([ANNA, {"name": "x"}]), "Error: Item 2: user_identifier: This is required.\n"),
        (json.dumps([ANNA, {**BORIS, "survey": {}, "x y": 1}]), 'Error: Item 2: "x y": There is no such field.\n'),
        ('[\n{"user_identifier": "a"},\n{bad}]', "Error: Line 3, column 2: "),
        (json.dumps([ANNA]) + lines(BORIS), "Error: Line 1, column "),
    ],
)
def test_one_that_is_refused_is_named_and_none_is_written(
    upsert: Upsert, session: scoped_session[Session], content: str, sentence: str
) -> None:
    make_profile(user_identifier="auth0|1", name="Old")
    assert refusal(upsert(content)).startswith(sentence)
    assert stored(session) == [("auth0|1", "Old", None)]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("5", "Line 1"), ('"text"', "Line 1"), ("true", "Line 1"), ("null", "Line 1"), ("[5]", "Item 1"),
        ('[["user_identifier", "a"]]', "Item 1"), (lines(ANNA) + "1.10", "Line 2"), ("[null]", "Item 1"),
    ],
)  # fmt: skip
def test_what_is_no_object_is_refused_as_such(
    upsert: Upsert, session: scoped_session[Session], content: str, place: str
) -> None:
    said = refusal(upsert(content))
    assert said.startswith(f"Error: {place}: ")
    # Not as an object that lacks a field.
    assert "object" in said
    assert stored(session) == []


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff", "\ufeff\n", "[]"])
def test_an_empty_file_changes_nothing(upsert: Upsert, session: scoped_session[Session], content: str) -> None:
    result = upsert(content)
    assert (result.exit_code, result.output) == (0, "0 profiles are up to date.\n")
    assert stored(session) == []


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00", b'{"user_identifier": "\xed"}', b"\xc0\x80"])
def test_what_is_not_utf_8_is_refused(upsert: Upsert, session: scoped_session[Session], content: bytes) -> None:
    assert refusal(upsert(content)).endswith("profiles.json is not UTF-8 text.\n")


def test_a_rule_of_the_database_is_told_in_words_and_none_is_written(
    upsert: Upsert, session: scoped_session[Session]
) -> None:
    session.execute(text("ALTER TABLE profiles ALTER COLUMN name SET NOT NULL"))
    said = refusal(upsert(lines(ANNA, BORIS)))
    assert "Traceback" not in said
    assert "INSERT" not in said
    assert stored(session) == []


def test_a_file_that_is_not_there(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["profiles", "upsert", "nowhere.json"])
    assert result.exit_code == 2
    assert "nowhere.json" in result.stderr


def test_help_names_what_a_file_holds(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["profiles", "upsert", "--help"])
    assert result.exit_code == 0
    assert "JSON array" in result.stdout


@pytest.mark.parametrize("moment", ["2020-01-02T03:04:05.678901+03:00", "2020-01-02 00:04:05.678901Z"])
def test_a_new_profile_may_bring_the_time_of_its_making(
    upsert: Upsert, session: scoped_session[Session], moment: str
) -> None:
    assert upsert(lines({**BORIS, "created_at": moment})).exit_code == 0
    assert upsert(lines({**BORIS, "created_at": "2021-01-01T00:00:00Z"})).exit_code == 0
    assert session.scalar(select(Profile.created_at)) == datetime(2020, 1, 2, 0, 4, 5, 678901, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment", ["2020-01-02T03:04:05", "2020-01-02 03:04", "2020-01-02", "yesterday", "", True, 5, "1700000000"]
)
def test_a_time_without_its_zone_is_refused(upsert: Upsert, session: scoped_session[Session], moment: object) -> None:
    said = refusal(upsert(lines(ANNA, {**BORIS, "created_at": moment})))
    sentence = "This must be a time with its zone, such as 2026-01-31T12:00:00+03:00."
    assert said == f"Error: Line 2: created_at: {sentence}\n"
    assert stored(session) == []
