"""Deleting what people marked: where learners' own versions would go along, a word has to be typed first."""

from collections.abc import Collection, Sequence
from typing import Any
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import select

from admin_app.errors import RefusedError
from admin_app.extensions import Base, db
from admin_app.models import Course, Lesson
from admin_app.operations.rows import delete_rows
from admin_app.queries.consequences import has_personalized
from admin_app.words import _, _l

# The field that the word is typed in.
CONFIRM = "confirm"
# The tables whose rows take learners' own versions along: what one row is told by, and what that is called.
WORDS: dict[type[Base], tuple[Any, Any]] = {
    Course: (Course.slug, _l("the slug of the course")),
    Lesson: (Lesson.lesson_number, _l("the number of the lesson")),
}


def word_to_type(model: type[Base], rows: Sequence[Any], total: int) -> tuple[str, str]:
    """What a person types to delete so many courses or lessons, these the first, and what that is.

    Of several it is how many they are.
    """
    column, meaning = WORDS[model]
    if total > 1:
        return str(total), _("how many they are")
    return _plain(str(getattr(rows[0], column.key))), str(meaning)


def delete_confirmed(model: type[Base], ids: Collection[UUID], typed: str) -> int:
    """Delete rows and all that hangs on them; say how many there were. At most five statements.

    Raises RefusedError: at the field CONFIRM where a word was to be typed and was not, else where the database refuses.
    """
    if model in WORDS:
        _check(model, list(ids), _plain(typed))
    return delete_rows(model, ids)


def _check(model: type[Base], ids: Sequence[UUID], typed: str) -> None:
    rows = _held(model, ids)
    if not rows or not has_personalized(model, ids):
        return
    word, meaning = word_to_type(model, rows, len(rows))
    if typed != word:
        sentence = _("Nothing was deleted: type %(word)s first.", word=word)
        if typed:
            wrong = _("“%(typed)s” is not %(meaning)s.", typed=typed[:60], meaning=meaning)
            sentence = f"{wrong} {sentence}"
        raise RefusedError(sentence, CONFIRM)


def _held(model: type[Base], ids: Sequence[UUID]) -> Sequence[Any]:
    """The rows, held until the transaction ends, so that no learner is given a version of their own meanwhile."""
    key = model.__table__.c.id
    rows = db.session.execute(select(key, WORDS[model][0]).where(key.in_(ids)).order_by(key).with_for_update()).all()
    if model is Course:
        lessons = select(Lesson.id).where(Lesson.course_id.in_(ids)).order_by(Lesson.id).with_for_update()
        db.session.execute(lessons).all()
    return rows


def _plain(text: str) -> str:
    """Text as it is compared: letters with a mark are written in more than one way."""
    return normalize("NFC", text).strip()
