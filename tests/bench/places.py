"""Which rows and pages are asked for: the same wherever a database of a size is made."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from tests.bench.content import TABLES

PAGE = 50
EXPORTED_ROWS = 100_000
# In the middle of time.
ROW = "SELECT id, created_at FROM {0} ORDER BY created_at, id OFFSET (SELECT count(*) / 2 FROM {0}) LIMIT 1"
# A learner with as many versions as anybody has, in the course that most have taken.
LEARNER = """
SELECT user_identifier FROM profiles WHERE course_slug = (SELECT slug FROM courses ORDER BY created_at LIMIT 1)
ORDER BY (SELECT count(*) FROM personalized_lesson_descriptions WHERE profile_id = profiles.id) DESC, created_at LIMIT 1
"""
# The day since when so many rows were written, and a few more.
SINCE = """
SELECT created_at::date FROM personalized_lesson_descriptions ORDER BY created_at DESC
OFFSET (SELECT least(count(*) - 1, {0}) FROM personalized_lesson_descriptions) LIMIT 1
"""


@dataclass(frozen=True)
class Place:
    """A row in the middle of its table."""

    id: UUID
    created_at: datetime
    count: int

    @property
    def page(self) -> int:
        """The number of the middle page of the list, from 0."""
        return self.count // PAGE // 2

    @property
    def last_page(self) -> int:
        """The number of the last one."""
        return max(self.count - 1, 0) // PAGE


@dataclass(frozen=True)
class Places:
    """What is asked for in a database."""

    middles: dict[str, Place]
    course_slug: str
    learner: str
    since: date
    person: int

    @property
    def identifier_part(self) -> str:
        """Some letters out of the middle of the learner's identifier."""
        return self.learner.partition("|")[2][4:10]


def places(address: str) -> Places:
    """Look them up in the database at a libpq address."""
    with psycopg.connect(address) as connection:

        def value(statement: str) -> Any:
            row = connection.execute(statement.encode()).fetchone()
            assert row is not None, "The database is empty."
            return row[0]

        def middle(table: str) -> Place:
            row = connection.execute(ROW.format(table).encode()).fetchone()
            assert row is not None, "The database is empty."
            return Place(row[0], row[1], value(f"SELECT count(*) FROM {table}"))

        return Places(
            middles={table: middle(table) for table in TABLES},
            course_slug=value("SELECT slug FROM courses ORDER BY created_at LIMIT 1"),
            learner=value(LEARNER),
            since=value(SINCE.format(EXPORTED_ROWS)),
            person=value("SELECT id FROM admin.users WHERE role = 'editor' ORDER BY id DESC LIMIT 1"),
        )
