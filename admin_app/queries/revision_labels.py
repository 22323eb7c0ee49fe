"""What a revision is of and what it changed, told by the database so that no document leaves it."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, case, cast, func, literal_column, null

from admin_app.models import Lesson, Profile, Revision
from admin_app.models.columns import JSON

LABEL_CHARACTERS = 200

# As text, where digits count and null differs from nothing.
CHANGED_COLUMNS: ColumnElement[list[str]] = literal_column(
    "CASE WHEN admin.revisions.operation = 'update'"
    " THEN ARRAY(SELECT key FROM jsonb_each(admin.revisions.before) AS old"
    " FULL JOIN jsonb_each(admin.revisions.after) AS new USING (key)"
    " WHERE old.value::text IS DISTINCT FROM new.value::text ORDER BY key) ELSE '{}' END"
)
_content = func.coalesce(Revision.after, Revision.before, type_=JSON)


def _text(*path: str) -> ColumnElement[str]:
    """The text at a path of the row's content; only the path leaves the database."""
    return func.jsonb_extract_path_text(_content, *path, type_=Text)


def _parent_id(name: str, *tables: str) -> ColumnElement[UUID]:
    return case((Revision.table_name.in_(tables), cast(_text(name), Uuid)), else_=null())


def _learner(user_identifier: Any, name: Any) -> ColumnElement[str]:
    return func.coalesce(name + " (" + user_identifier + ")", user_identifier, type_=Text)


_OF_LESSON = "lesson_descriptions", "personalized_lesson_descriptions"
_lesson = cast(Lesson.lesson_number, Text) + ". " + Lesson.title
_label = case(
    (Revision.table_name == "courses", _text("title")),
    (Revision.table_name == "lessons", _text("lesson_number") + ". " + _text("title")),
    (Revision.table_name == "lesson_assets", _text("asset_type") + ": " + _text("url")),
    (Revision.table_name == "profiles", _learner(_text("user_identifier"), _text("name"))),
    (Revision.table_name == "lesson_descriptions", func.coalesce(_lesson, _text("data", "title"))),
    else_=func.coalesce(
        _lesson + " — " + _learner(Profile.user_identifier, Profile.name), _lesson, _text("content", "title")
    ),
)
LABEL = func.left(_label, LABEL_CHARACTERS)
# The parents whose names are in a label, as they are now; the tables are to be joined on these.
LESSON_ID = _parent_id("lesson_id", *_OF_LESSON)
PROFILE_ID = _parent_id("profile_id", "personalized_lesson_descriptions")
