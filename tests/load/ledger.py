"""What people of a load run have saved, and whether the database has it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from psycopg import Connection

# Rows that one person each writes, and rows that all write.
SHARED = 5
COURSE = "load-run"
# A person's place in the document of a lesson: each save puts a higher number there.
_NUMBER = "SELECT (content ->> %s)::bigint FROM lessons WHERE id = %s"
_SAVES = (
    "SELECT count(*) FROM admin.revisions WHERE table_name = 'lessons' AND row_id = %s AND operation = 'update'"
    " AND (before -> 'content' ->> %s)::bigint IS DISTINCT FROM (after -> 'content' ->> %s)::bigint"
)
# A change that somebody has overwritten without having seen it: a number that goes down, or is gone.
_UNDONE = (
    "SELECT count(*) FROM admin.revisions, jsonb_object_keys(before -> 'content') key"
    " WHERE table_name = 'lessons' AND row_id = %s AND operation = 'update'"
    " AND coalesce((after -> 'content' ->> key)::bigint, 0) < (before -> 'content' ->> key)::bigint"
)


@dataclass
class Ledger:
    """For each lesson and each person the numbers that were sent, and those that were acknowledged."""

    own: list[str]
    shared: list[str]
    sent: dict[tuple[str, str], int] = field(default_factory=dict)
    acknowledged: dict[tuple[str, str], int] = field(default_factory=dict)
    saves: int = 0

    def save(self, lesson: str, person: str, send: Callable[[int], bool]) -> bool:
        """Send a person's next number for a lesson, and note whether that was acknowledged."""
        number = self.sent[lesson, person] = self.sent.get((lesson, person), 0) + 1
        if not send(number):
            return False
        self.acknowledged[lesson, person] = number
        self.saves += 1
        return True

    def lost(self, connection: Connection) -> list[str]:
        """What of it the database does not have, in sentences; nothing where all is well."""
        found = [*self._missing(connection), *self._undone(connection)]
        recorded = sum(_number(connection, _SAVES, lesson, person, person) for lesson, person in self.sent)
        if recorded < self.saves:
            found.append(f"{self.saves} saves were acknowledged, {recorded} are recorded.")
        return found

    def _missing(self, connection: Connection) -> list[str]:
        kept = {place: _number(connection, _NUMBER, place[1], place[0]) for place in self.acknowledged}
        # A save that was cut off may have been stored all the same.
        return [
            f"{person} was told of {number} in {lesson}, which has {kept[lesson, person]}."
            for (lesson, person), number in self.acknowledged.items()
            if not number <= kept[lesson, person] <= self.sent[lesson, person]
        ]

    def _undone(self, connection: Connection) -> list[str]:
        counts = {lesson: _number(connection, _UNDONE, lesson) for lesson in [*self.own, *self.shared]}
        return [f"{count} changes of {lesson} were overwritten." for lesson, count in counts.items() if count]


def open_ledger(connection: Connection, people: int) -> Ledger:
    """Make a course for the run: a lesson for each person, and some for all."""
    close_ledger(connection)
    rows = connection.execute(
        "WITH course AS (INSERT INTO courses (slug, title) VALUES (%s, 'Load run') RETURNING id)"
        " INSERT INTO lessons (course_id, lesson_number, title, content)"
        " SELECT id, number, 'Lesson ' || number, '{}' FROM course, generate_series(1, %s) number RETURNING id::text",
        [COURSE, people + SHARED],
    ).fetchall()
    ids = [row[0] for row in rows]
    return Ledger(own=ids[:people], shared=ids[people:])


def close_ledger(connection: Connection) -> None:
    """Take the course away again."""
    connection.execute("DELETE FROM courses WHERE slug = %s", [COURSE])


def _number(connection: Connection, statement: str, *values: str) -> int:
    row = connection.execute(statement.encode(), values).fetchone()
    return row[0] or 0 if row else 0
