"""Rows that a page can see, since each is committed, with documents given as text; and what is stored of one."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from admin_app.documents import Document
from admin_app.extensions import Base, db
from tests import factories

TABLES = ("courses", "lessons", "lesson_descriptions", "profiles", "personalized_lesson_descriptions", "lesson_assets")


def add_course(**values: Any) -> Any:
    """A course."""
    return _committed(factories.make_course, values)


def add_lesson(**values: Any) -> Any:
    """A lesson, in a course of its own where none is given."""
    return _committed(factories.make_lesson, values)


def add_description(**values: Any) -> Any:
    """A standard description, of a lesson of its own where none is given."""
    return _committed(factories.make_lesson_description, values)


def add_profile(**values: Any) -> Any:
    """A learner's profile."""
    return _committed(factories.make_profile, values)


def add_personalized(**values: Any) -> Any:
    """A personalized description, of a learner and a lesson of its own where none are given."""
    return _committed(factories.make_personalized_lesson_description, values)


def add_asset(**values: Any) -> Any:
    """An asset, of a lesson of its own where none is given."""
    return _committed(factories.make_lesson_asset, values)


def _committed(make: Callable[..., Base], values: dict[str, Any]) -> Any:
    documents = {"content", "data", "survey", "asset_metadata"} & values.keys()
    row = make(**values | {name: values[name] and Document(values[name]) for name in documents})
    db.session.commit()
    return row


def written() -> dict[str, set[tuple[str, ...]]]:
    """Every row of the six tables with its version: whatever is written changes it."""
    return {
        table: {tuple(row) for row in _all(f"SELECT id::text, xmin::text, ctid::text FROM {table}")} for table in TABLES
    }


def stored(table: str, row_id: object) -> dict[str, Any]:
    """A row as it is stored, documents as PostgreSQL writes them; its version is `xmin`."""
    rows = db.session.execute(text(f"SELECT xmin::text, * FROM {table} WHERE id = :id"), {"id": str(row_id)})
    return {name: _plain(value) for name, value in rows.mappings().one().items()}


def as_jsonb(document: str) -> str | None:
    """A document as PostgreSQL writes it; nothing for nothing."""
    statement = text("SELECT CAST(nullif(:document, '') AS jsonb)::text")
    value = db.session.execute(statement, {"document": document}).scalar_one()
    return None if value is None else str(value)


def count_of(table: str) -> int:
    """The number of rows of a table."""
    return int(_all(f"SELECT count(*) FROM {table}")[0][0])


def run(statement: str, **values: object) -> None:
    """Write as the learner app does: past the dashboard."""
    db.session.execute(text(statement), values)
    db.session.commit()


def one(statement: str, **values: object) -> Any:
    """The only value that a statement finds."""
    return db.session.execute(text(statement), values).scalar_one()


def _all(statement: str) -> Any:
    return db.session.execute(text(statement)).all()


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, Document) else value
