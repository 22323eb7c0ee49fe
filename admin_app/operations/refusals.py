"""A constraint of the database that was hit, told in words and at the field where a person can mend it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError

from admin_app.errors import RefusedError
from admin_app.queries.courses import course_by_slug
from admin_app.queries.lessons import lesson_by_number, next_lesson_number
from admin_app.queries.profiles import profile_by_identifier

Values = Mapping[str, Any]

# PostgreSQL writes `Key (a, b)=(1, 2) …` in every language.
_KEY = re.compile(r"\((?P<columns>[^()]+)\)=\((?P<values>.*)\)", re.DOTALL)
_KEY_TYPES: dict[str, Callable[[str], Any]] = {
    "course_id": UUID,
    "lesson_id": UUID,
    "profile_id": UUID,
    "lesson_number": int,
}
_NOUNS = {"course_id": "course", "lesson_id": "lesson", "profile_id": "learner"}


def is_refusal(error: DBAPIError) -> bool:
    """Whether the database refused a row, by a constraint or a trigger of its own, rather than failed."""
    return isinstance(error, IntegrityError) or isinstance(error.orig, psycopg.errors.RaiseException)


def refusal(error: DBAPIError, table: str, values: Values) -> RefusedError:
    """Say which rule of a table a row with these values has broken."""
    broken = _broken(cast("psycopg.Error", error.orig), table, values)
    reason = broken.reason[0].upper() + broken.reason[1:]
    return RefusedError(f"{reason}; {broken.advice}." if broken.advice else f"{reason}.", broken.field)


def restoring_refusal(error: DBAPIError) -> RefusedError:
    """Say why rows cannot be set to what they were."""
    cause = cast("psycopg.Error", error.orig)
    table = cause.diag.table_name or ""
    if isinstance(cause, psycopg.errors.UniqueViolation) and _columns(cause) == ("id",):
        return RefusedError("Nothing was restored: a row that belongs to it is there again already.")
    return RefusedError(f"Nothing was restored: {_broken(cause, table, _key_values(cause)).reason}.")


@dataclass(frozen=True)
class _Broken:
    """A rule that was broken: the reason is the beginning of a sentence, the advice its end."""

    reason: str
    field: str | None
    advice: str | None = None


def _broken(cause: psycopg.Error, table: str, values: Values) -> _Broken:
    columns = _columns(cause)
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return _TAKEN.get((table, frozenset(columns)), _taken)(values, columns)
    if isinstance(cause, psycopg.errors.ForeignKeyViolation) and columns:
        noun = _NOUNS.get(columns[0], "row")
        return _Broken(f"this {noun} does not exist any more", columns[0], "choose another one")
    if isinstance(cause, psycopg.errors.NotNullViolation):
        return _Broken("this is required", cause.diag.column_name)
    rule = cause.diag.constraint_name or "of its own"
    return _Broken(f"the database has a rule ({rule}) that does not allow this", columns[0] if columns else None)


def deletion_refusal(error: DBAPIError, table: str, values: Values) -> RefusedError:
    """Say why rows of a table cannot be deleted."""
    other = cast("psycopg.Error", error.orig).diag.table_name
    if isinstance(error, IntegrityError) and other and other != table:
        return RefusedError(f"Nothing was deleted: rows of the table “{other}” hang on it, and they do not go along.")
    return RefusedError("Nothing was deleted: the database has a rule of its own that does not allow it.")


def _columns(cause: psycopg.Error) -> tuple[str, ...]:
    key = _KEY.search(cause.diag.message_detail or "")
    return tuple(name.strip(' "') for name in key["columns"].split(",")) if key else ()


def _key_values(cause: psycopg.Error) -> Values:
    """The values of the key that was hit. Where it has several columns none of them is a text."""
    key = _KEY.search(cause.diag.message_detail or "")
    columns = _columns(cause)
    texts = key["values"].split(", ", len(columns) - 1) if key else ()
    return {column: _KEY_TYPES.get(column, str)(text) for column, text in zip(columns, texts, strict=False)}


def _taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    return _Broken("this is taken by another row", columns[-1] if columns else None)


def _slug_taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    course = course_by_slug(values["slug"])
    owner = f"the course “{course.title}”" if course else "another course"
    return _Broken(f"the slug “{values['slug']}” is taken by {owner}", "slug", "choose another one")


def _number_taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    number, course_id = values["lesson_number"], values["course_id"]
    lesson = lesson_by_number(course_id, number)
    owner = f"“{lesson.title}”" if lesson else "another lesson"
    free = next_lesson_number(course_id)
    hint = f"the next free number is {free}" if free != number else "choose a free one"
    return _Broken(f"number {number} of this course is taken by {owner}", "lesson_number", hint)


def _identifier_taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    profile = profile_by_identifier(values["user_identifier"])
    owner = profile.name if profile and profile.name else "another learner"
    return _Broken(f"the identifier “{values['user_identifier']}” is taken by {owner}", "user_identifier")


def _described(values: Values, columns: tuple[str, ...]) -> _Broken:
    return _Broken("this lesson has a standard description already", "lesson_id", "edit that one")


def _personalized(values: Values, columns: tuple[str, ...]) -> _Broken:
    return _Broken("this learner has a version of this lesson already", "lesson_id", "edit that one")


_TAKEN: dict[tuple[str, frozenset[str]], Callable[[Values, tuple[str, ...]], _Broken]] = {
    ("courses", frozenset({"slug"})): _slug_taken,
    ("lessons", frozenset({"course_id", "lesson_number"})): _number_taken,
    ("lesson_descriptions", frozenset({"lesson_id"})): _described,
    ("profiles", frozenset({"user_identifier"})): _identifier_taken,
    ("personalized_lesson_descriptions", frozenset({"profile_id", "lesson_id"})): _personalized,
}
