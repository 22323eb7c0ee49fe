"""A constraint of the database that was hit, told in words and at the field where a person can mend it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import psycopg
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from admin_app.errors import RefusedError, RowRef
from admin_app.extensions import Base, db
from admin_app.models import LessonDescription, PersonalizedLessonDescription
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
_PARENTS = {"course_id": "courses", "lesson_id": "lessons", "profile_id": "profiles"}
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
        row = (table, UUID(_key_values(cause)["id"]))
        return RefusedError("Nothing was restored: a row that belongs to it is there again already.", row=row)
    broken = _broken(cause, table, _key_values(cause))
    advice = f" {broken.way_out}" if broken.way_out else ""
    return RefusedError(f"Nothing was restored: {broken.reason}.{advice}", row=broken.row)


@dataclass(frozen=True)
class _Broken:
    """A rule that was broken: the reason is the beginning of a sentence, the advice its end for who fills in a form.

    `way_out` is a sentence for who restores, `row` the row that stands in the way or is missing.
    """

    reason: str
    field: str | None
    advice: str | None = None
    way_out: str | None = None
    row: RowRef | None = None


def _broken(cause: psycopg.Error, table: str, values: Values) -> _Broken:
    columns = _columns(cause)
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return _TAKEN.get((table, frozenset(columns)), _taken)(values, columns)
    if isinstance(cause, psycopg.errors.ForeignKeyViolation) and columns:
        noun = _NOUNS.get(columns[0], "row")
        reason = f"this {noun} does not exist any more"
        return _Broken(
            reason, columns[0], "choose another one", f"Bring back the {noun} first.", _parent(values, columns)
        )
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
    reason, row = f"the slug “{values['slug']}” is taken by {owner}", ("courses", course.id) if course else None
    return _Broken(reason, "slug", "choose another one", "Give that course another slug first.", row)


def _number_taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    number, course_id = values["lesson_number"], values["course_id"]
    lesson = lesson_by_number(course_id, number)
    owner = f"“{lesson.title}”" if lesson else "another lesson"
    free = next_lesson_number(course_id)
    hint = f"the next free number is {free}" if free != number else "choose a free one"
    reason, row = f"number {number} of this course is taken by {owner}", ("lessons", lesson.id) if lesson else None
    return _Broken(reason, "lesson_number", hint, "Give that lesson another number first.", row)


def _identifier_taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    profile = profile_by_identifier(values["user_identifier"])
    owner = profile.name if profile and profile.name else "another learner"
    reason = f"the identifier “{values['user_identifier']}” is taken by {owner}"
    way_out = "Give that profile another identifier first, or delete it."
    return _Broken(reason, "user_identifier", None, way_out, ("profiles", profile.id) if profile else None)


def _described(values: Values, columns: tuple[str, ...]) -> _Broken:
    row = _row(LessonDescription, values, "lesson_id")
    reason = "this lesson has a standard description already"
    return _Broken(reason, "lesson_id", "edit that one", "Keep that one, or delete it first.", row)


def _personalized(values: Values, columns: tuple[str, ...]) -> _Broken:
    row = _row(PersonalizedLessonDescription, values, "profile_id", "lesson_id")
    reason = "this learner has a version of this lesson already"
    return _Broken(reason, "lesson_id", "edit that one", "Keep that one, or delete it first.", row)


def _row(model: type[Base], values: Values, *columns: str) -> RowRef | None:
    keys = model.__table__.c
    row_id = db.session.scalar(select(keys.id).where(*(keys[name] == values.get(name) for name in columns)))
    return (model.__tablename__, row_id) if row_id else None


def _parent(values: Values, columns: tuple[str, ...]) -> RowRef | None:
    table, row_id = _PARENTS.get(columns[0]), values.get(columns[0])
    return (table, row_id) if table and isinstance(row_id, UUID) else None


_TAKEN: dict[tuple[str, frozenset[str]], Callable[[Values, tuple[str, ...]], _Broken]] = {
    ("courses", frozenset({"slug"})): _slug_taken,
    ("lessons", frozenset({"course_id", "lesson_number"})): _number_taken,
    ("lesson_descriptions", frozenset({"lesson_id"})): _described,
    ("profiles", frozenset({"user_identifier"})): _identifier_taken,
    ("personalized_lesson_descriptions", frozenset({"profile_id", "lesson_id"})): _personalized,
}
