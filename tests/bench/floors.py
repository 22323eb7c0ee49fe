"""The floor: what a page asks of PostgreSQL, written by hand as one plain statement, and asked by psycopg alone."""

from dataclasses import dataclass
from typing import Any

import psycopg

from tests.bench.places import PAGE

LESSON = "JOIN lessons AS l ON l.id = t.lesson_id JOIN courses AS c ON c.id = l.course_id"
# Of each table what it is read from, what of its parents is shown, its document, and the order of its list.
TABLES = {
    "courses": ("courses AS t", "t.slug", "t.description", "lower(t.title), t.id"),
    "lessons": (
        "lessons AS t JOIN courses AS c ON c.id = t.course_id",
        "t.title, t.lesson_number, t.summary, c.title",
        "t.content",
        "lower(c.title), t.course_id, t.lesson_number",
    ),
    "lesson_descriptions": (
        f"lesson_descriptions AS t {LESSON}",
        "l.title, l.lesson_number, c.title",
        "t.data",
        "lower(c.title), l.course_id, l.lesson_number",
    ),
    "lesson_assets": (
        f"lesson_assets AS t {LESSON}",
        "t.asset_type, t.url, l.title, l.lesson_number, c.title",
        "t.metadata",
        "lower(c.title), l.course_id, l.lesson_number, t.created_at",
    ),
    "profiles": (
        "profiles AS t",
        "t.user_identifier, t.name, t.course_slug",
        "t.survey",
        "t.created_at DESC, t.id DESC",
    ),
    "personalized_lesson_descriptions": (
        f"personalized_lesson_descriptions AS t JOIN profiles AS p ON p.id = t.profile_id {LESSON}",
        "p.user_identifier, p.name, l.title, l.lesson_number, c.title",
        "t.content",
        "t.created_at DESC, t.id DESC",
    ),
}
PREVIEW = """
SELECT p.name, c.title, l.id, l.lesson_number, l.title, l.summary, coalesce(own.content, standard.data), l.content,
    (SELECT json_agg(json_build_array(a.asset_type, a.url)) FROM lesson_assets AS a WHERE a.lesson_id = l.id)
FROM profiles AS p JOIN courses AS c ON c.slug = p.course_slug JOIN lessons AS l ON l.course_id = c.id
LEFT JOIN lesson_descriptions AS standard ON standard.lesson_id = l.id
LEFT JOIN personalized_lesson_descriptions AS own ON own.lesson_id = l.id AND own.profile_id = p.id
WHERE p.user_identifier = %s ORDER BY l.lesson_number
"""
# Another value each time, or nothing would be written.
NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
SAVES = {
    "lessons": f"UPDATE lessons SET summary = 'Edition ' || {NOW} WHERE id = %s RETURNING id",
    "personalized_lesson_descriptions": "UPDATE personalized_lesson_descriptions"
    f" SET content = jsonb_set(content, '{{edition}}', to_jsonb({NOW})) WHERE id = %s RETURNING id",
}
HISTORY = "SELECT * FROM admin.revisions WHERE row_id = %s ORDER BY id DESC LIMIT 50"
ACTIVITY = (
    "SELECT id, table_name, row_id, operation, user_id, occurred_at FROM admin.revisions ORDER BY id DESC LIMIT 50"
)


@dataclass(frozen=True)
class Floor:
    """A statement with its values."""

    statement: str
    values: tuple[Any, ...] = ()

    def ask(self, connection: "psycopg.Connection[Any]") -> None:
        """Send it, and read all that it gives."""
        with connection.cursor() as cursor:
            if self.statement.startswith("COPY"):
                with cursor.copy(self.statement.encode()) as copied:
                    for _piece in copied:
                        pass
            else:
                cursor.execute(self.statement.encode(), self.values).fetchall()


def of_list(table: str, condition: str = "true", *values: Any) -> Floor:
    """The newest page of a list of the rows for which something holds, with the beginnings of their documents."""
    source, shown, document, order = TABLES[table]
    columns = f"t.id, {shown}, left({document}::text, 400), t.created_at"
    return Floor(f"SELECT {columns} FROM {source} WHERE {condition} ORDER BY {order} LIMIT {PAGE}", values)


def of_row(table: str, id: object) -> Floor:
    """A row with what people know its parents by."""
    source, shown, _document, _order = TABLES[table]
    return Floor(f"SELECT t.*, {shown} FROM {source} WHERE t.id = %s", (id,))


def of_export(table: str, condition: str) -> Floor:
    """The rows for which something holds, as PostgreSQL itself writes a CSV."""
    source, shown, document, _order = TABLES[table]
    return Floor(f"COPY (SELECT t.id, {shown}, {document}, t.created_at FROM {source} WHERE {condition}) TO STDOUT CSV")
