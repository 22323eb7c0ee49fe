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
from admin_app.words import _, _l

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
# What is said of a parent that is gone, to who fills in a form and to who restores.
_GONE = {
    "course_id": (
        _l("This course does not exist any more; choose another one."),
        _l("Nothing was restored: this course does not exist any more. Bring back the course first."),
    ),
    "lesson_id": (
        _l("This lesson does not exist any more; choose another one."),
        _l("Nothing was restored: this lesson does not exist any more. Bring back the lesson first."),
    ),
    "profile_id": (
        _l("This learner does not exist any more; choose another one."),
        _l("Nothing was restored: this learner does not exist any more. Bring back the learner first."),
    ),
}
_ROW_GONE = (
    _l("This row does not exist any more; choose another one."),
    _l("Nothing was restored: this row does not exist any more. Bring back the row first."),
)


def is_refusal(error: DBAPIError) -> bool:
    """Whether the database refused a row, by a constraint or a trigger of its own, rather than failed."""
    return isinstance(error, IntegrityError) or isinstance(error.orig, psycopg.errors.RaiseException)


def refusal(error: DBAPIError, table: str, values: Values) -> RefusedError:
    """Say which rule of a table a row with these values has broken."""
    broken = _broken(cast("psycopg.Error", error.orig), table, values)
    return RefusedError(broken.sentence, broken.field)


def restoring_refusal(error: DBAPIError) -> RefusedError:
    """Say why rows cannot be set to what they were."""
    cause = cast("psycopg.Error", error.orig)
    table = cause.diag.table_name or ""
    if isinstance(cause, psycopg.errors.UniqueViolation) and _columns(cause) == ("id",):
        row = (table, UUID(_key_values(cause)["id"]))
        return RefusedError(_("Nothing was restored: a row that belongs to it is there again already."), row=row)
    broken = _broken(cause, table, _key_values(cause))
    return RefusedError(broken.restoring, row=broken.row)


@dataclass(frozen=True)
class _Broken:
    """A rule that was broken: `sentence` is for who fills in a form, `restoring` for who restores.

    `row` is the row that stands in the way or is missing.
    """

    sentence: str
    restoring: str
    field: str | None
    row: RowRef | None = None


def _broken(cause: psycopg.Error, table: str, values: Values) -> _Broken:
    columns = _columns(cause)
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return _TAKEN.get((table, frozenset(columns)), _taken)(values, columns)
    if isinstance(cause, psycopg.errors.ForeignKeyViolation) and columns:
        sentence, restoring = map(str, _GONE.get(columns[0], _ROW_GONE))
        return _Broken(sentence, restoring, columns[0], _parent(values, columns))
    if isinstance(cause, psycopg.errors.NotNullViolation):
        return _Broken(_("This is required."), _("Nothing was restored: this is required."), cause.diag.column_name)
    rule = cause.diag.constraint_name or _("of its own")
    return _Broken(
        _("The database has a rule (%(rule)s) that does not allow this.", rule=rule),
        _("Nothing was restored: the database has a rule (%(rule)s) that does not allow this.", rule=rule),
        columns[0] if columns else None,
    )


def deletion_refusal(error: DBAPIError, table: str, values: Values) -> RefusedError:
    """Say why rows of a table cannot be deleted."""
    other = cast("psycopg.Error", error.orig).diag.table_name
    if isinstance(error, IntegrityError) and other and other != table:
        sentence = _(
            "Nothing was deleted: rows of the table “%(table)s” hang on it, and they do not go along.", table=other
        )
        return RefusedError(sentence)
    return RefusedError(_("Nothing was deleted: the database has a rule of its own that does not allow it."))


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
    restoring = _("Nothing was restored: this is taken by another row.")
    return _Broken(_("This is taken by another row."), restoring, columns[-1] if columns else None)


def _slug_taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    course, slug = course_by_slug(values["slug"]), values["slug"]
    owner = _("the course “%(title)s”", title=course.title) if course else _("another course")
    return _Broken(
        _("The slug “%(slug)s” is taken by %(owner)s; choose another one.", slug=slug, owner=owner),
        _(
            "Nothing was restored: the slug “%(slug)s” is taken by %(owner)s. Give that course another slug first.",
            slug=slug,
            owner=owner,
        ),
        "slug",
        ("courses", course.id) if course else None,
    )


def _number_taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    taken, course_id = values["lesson_number"], values["course_id"]
    lesson = lesson_by_number(course_id, taken)
    owner = f"“{lesson.title}”" if lesson else _("another lesson")
    free = next_lesson_number(course_id)
    if free != taken:
        sentence = _(
            "Number %(number)s of this course is taken by %(owner)s; the next free number is %(free)s.",
            number=taken,
            owner=owner,
            free=free,
        )
    else:
        sentence = _(
            "Number %(number)s of this course is taken by %(owner)s; choose a free one.", number=taken, owner=owner
        )
    restoring = _(
        "Nothing was restored: number %(number)s of this course is taken by %(owner)s. "
        "Give that lesson another number first.",
        number=taken,
        owner=owner,
    )
    return _Broken(sentence, restoring, "lesson_number", ("lessons", lesson.id) if lesson else None)


def _identifier_taken(values: Values, columns: tuple[str, ...]) -> _Broken:
    identifier = values["user_identifier"]
    profile = profile_by_identifier(identifier)
    owner = profile.name if profile and profile.name else _("another learner")
    return _Broken(
        _("The identifier “%(identifier)s” is taken by %(owner)s.", identifier=identifier, owner=owner),
        _(
            "Nothing was restored: the identifier “%(identifier)s” is taken by %(owner)s. "
            "Give that profile another identifier first, or delete it.",
            identifier=identifier,
            owner=owner,
        ),
        "user_identifier",
        ("profiles", profile.id) if profile else None,
    )


def _described(values: Values, columns: tuple[str, ...]) -> _Broken:
    return _Broken(
        _("This lesson has a standard description already; edit that one."),
        _("Nothing was restored: this lesson has a standard description already. Keep that one, or delete it first."),
        "lesson_id",
        _row(LessonDescription, values, "lesson_id"),
    )


def _personalized(values: Values, columns: tuple[str, ...]) -> _Broken:
    return _Broken(
        _("This learner has a version of this lesson already; edit that one."),
        _(
            "Nothing was restored: this learner has a version of this lesson already. "
            "Keep that one, or delete it first."
        ),
        "lesson_id",
        _row(PersonalizedLessonDescription, values, "profile_id", "lesson_id"),
    )


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
