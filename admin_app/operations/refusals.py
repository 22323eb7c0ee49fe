"""A constraint of the database that was hit, told in words and at the field where a person can mend it."""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError

from admin_app.errors import RefusedError
from admin_app.queries.courses import course_by_slug
from admin_app.queries.lessons import lesson_by_number, next_lesson_number
from admin_app.queries.profiles import profile_by_identifier

Values = Mapping[str, Any]

# PostgreSQL writes `Key (a, b)=(1, 2) …` in every language.
_KEY = re.compile(r"\((?P<columns>[^()]+)\)=\(")
_NOUNS = {"course_id": "course", "lesson_id": "lesson", "profile_id": "learner"}


def is_refusal(error: DBAPIError) -> bool:
    """Whether the database refused a row, by a constraint or a trigger of its own, rather than failed."""
    return isinstance(error, IntegrityError) or isinstance(error.orig, psycopg.errors.RaiseException)


def refusal(error: DBAPIError, table: str, values: Values) -> RefusedError:
    """Say which rule of a table a row with these values has broken."""
    cause = cast("psycopg.Error", error.orig)
    columns = _columns(cause)
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return _TAKEN.get((table, frozenset(columns)), _taken)(values, columns)
    if isinstance(cause, psycopg.errors.ForeignKeyViolation) and columns:
        noun = _NOUNS.get(columns[0], "row")
        return RefusedError(f"This {noun} does not exist any more; choose another one.", columns[0])
    if isinstance(cause, psycopg.errors.NotNullViolation):
        return RefusedError("This is required.", cause.diag.column_name)
    rule = cause.diag.constraint_name or "of its own"
    return RefusedError(f"The database has a rule ({rule}) that does not allow this.", columns[0] if columns else None)


def deletion_refusal(error: DBAPIError, table: str, values: Values) -> RefusedError:
    """Say why rows of a table cannot be deleted."""
    other = cast("psycopg.Error", error.orig).diag.table_name
    if isinstance(error, IntegrityError) and other and other != table:
        return RefusedError(f"Nothing was deleted: rows of the table “{other}” hang on it, and they do not go along.")
    return RefusedError("Nothing was deleted: the database has a rule of its own that does not allow it.")


def _columns(cause: psycopg.Error) -> tuple[str, ...]:
    key = _KEY.search(cause.diag.message_detail or "")
    return tuple(name.strip(' "') for name in key["columns"].split(",")) if key else ()


def _taken(values: Values, columns: tuple[str, ...]) -> RefusedError:
    return RefusedError("This is taken by another row.", columns[-1] if columns else None)


def _slug_taken(values: Values, columns: tuple[str, ...]) -> RefusedError:
    course = course_by_slug(values["slug"])
    owner = f"the course “{course.title}”" if course else "another course"
    return RefusedError(f"The slug “{values['slug']}” is taken by {owner}; choose another one.", "slug")


def _number_taken(values: Values, columns: tuple[str, ...]) -> RefusedError:
    number, course_id = values["lesson_number"], values["course_id"]
    lesson = lesson_by_number(course_id, number)
    owner = f"“{lesson.title}”" if lesson else "another lesson"
    free = next_lesson_number(course_id)
    hint = f"the next free number is {free}" if free != number else "choose a free one"
    return RefusedError(f"Number {number} of this course is taken by {owner}; {hint}.", "lesson_number")


def _identifier_taken(values: Values, columns: tuple[str, ...]) -> RefusedError:
    profile = profile_by_identifier(values["user_identifier"])
    owner = profile.name if profile and profile.name else "another learner"
    message = f"The identifier “{values['user_identifier']}” is taken by {owner}."
    return RefusedError(message, "user_identifier")


def _described(values: Values, columns: tuple[str, ...]) -> RefusedError:
    return RefusedError("This lesson has a standard description already; edit that one.", "lesson_id")


def _personalized(values: Values, columns: tuple[str, ...]) -> RefusedError:
    message = "This learner has a version of this lesson already; edit that one."
    return RefusedError(message, "lesson_id")


_TAKEN: dict[tuple[str, frozenset[str]], Callable[[Values, tuple[str, ...]], RefusedError]] = {
    ("courses", frozenset({"slug"})): _slug_taken,
    ("lessons", frozenset({"course_id", "lesson_number"})): _number_taken,
    ("lesson_descriptions", frozenset({"lesson_id"})): _described,
    ("profiles", frozenset({"user_identifier"})): _identifier_taken,
    ("personalized_lesson_descriptions", frozenset({"profile_id", "lesson_id"})): _personalized,
}
