"""The six tables as a person meets them: what fills a form of each, and where its list looks for text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.views import rows


@dataclass(frozen=True)
class Table:
    """A table's pages. `add` makes a row that the list finds by a text; `filled` fits a form of a new row."""

    name: str
    fields: tuple[str, ...]
    add: Callable[[str], Any]
    filled: Callable[[], dict[str, str]]
    changed: tuple[str, str]
    document: str | None = None

    @property
    def path(self) -> str:
        """The address of the list."""
        return f"/admin/{self.name}/"

    @property
    def sql(self) -> str:
        """The name in the database."""
        return self.name.replace("-", "_")

    @property
    def document_column(self) -> str:
        """The jsonb column."""
        assert self.document
        return self.document.removeprefix("asset_")


COURSES = Table(
    "courses",
    ("title", "description", "slug"),
    lambda text: rows.add_course(title=text),
    lambda: {"title": "Сон без слёз", "description": "Первая строка\r\nвторая", "slug": "сон-2"},
    ("title", "Сон и бодрость"),
)
LESSONS = Table(
    "lessons",
    ("course_id", "lesson_number", "title", "summary", "content"),
    lambda text: rows.add_lesson(title=text),
    lambda: {
        "course_id": str(rows.add_course().id),
        "lesson_number": "7",
        "title": "Ритуалы",
        "summary": "",
        "content": '{"title": "Ритуалы", "n": 1.10}',
    },
    ("summary", "О ритуалах перед сном"),
    "content",
)
DESCRIPTIONS = Table(
    "lesson-descriptions",
    ("lesson_id", "data"),
    lambda text: rows.add_description(lesson_id=rows.add_lesson(title=text).id),
    lambda: {"lesson_id": str(rows.add_lesson().id), "data": '{"tips": ["Ёлка", "сон"]}'},
    ("data", '{"tips": []}'),
    "data",
)
PROFILES = Table(
    "profiles",
    ("user_identifier", "name", "course_slug", "survey"),
    lambda text: rows.add_profile(name=text),
    lambda: {"user_identifier": "auth0|новый", "name": "Анна", "course_slug": "no-such", "survey": "null"},
    ("name", "Анна Петрова"),
    "survey",
)
PERSONALIZED = Table(
    "personalized-lesson-descriptions",
    ("profile_id", "lesson_id", "content"),
    lambda text: rows.add_personalized(lesson_id=rows.add_lesson(title=text).id),
    lambda: {
        "profile_id": str(rows.add_profile().id),
        "lesson_id": str(rows.add_lesson().id),
        "content": "[]",
    },
    ("content", "{}"),
    "content",
)
ASSETS = Table(
    "lesson-assets",
    ("lesson_id", "asset_type", "url", "asset_metadata"),
    lambda text: rows.add_asset(asset_type=text),
    lambda: {
        "lesson_id": str(rows.add_lesson().id),
        "asset_type": "video",
        "url": "https://example.com/видео?a=1&b=2",
        "asset_metadata": "",
    },
    ("asset_type", "podcast"),
    "asset_metadata",
)
TABLES = (COURSES, LESSONS, DESCRIPTIONS, PROFILES, PERSONALIZED, ASSETS)

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
each_document = pytest.mark.parametrize(
    "table", [table for table in TABLES if table.document], ids=lambda table: table.name
)
