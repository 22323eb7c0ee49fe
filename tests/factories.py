"""Rows to test with, one factory a table: each adds and flushes a row that is right unless told otherwise."""

from itertools import count
from typing import Any, TypeVar

from admin_app.documents import Document
from admin_app.extensions import Base, db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)

Model = TypeVar("Model", bound=Base)

_numbers = count(1)


def make_course(**values: Any) -> Course:
    number = next(_numbers)
    return _added(Course(**{"slug": f"course-{number}", "title": f"Course {number}", **values}))


def make_lesson(**values: Any) -> Lesson:
    number = next(_numbers)
    if not values.keys() & {"course", "course_id"}:
        values["course"] = make_course()
    return _added(Lesson(**{"lesson_number": number, "title": f"Lesson {number}", **values}))


def make_lesson_description(**values: Any) -> LessonDescription:
    return _added(LessonDescription(**{"data": Document('{"title": "Standard"}'), **_with_lesson(values)}))


def make_profile(**values: Any) -> Profile:
    number = next(_numbers)
    return _added(Profile(**{"user_identifier": f"auth0|{number}", "name": f"Learner {number}", **values}))


def make_personalized_lesson_description(**values: Any) -> PersonalizedLessonDescription:
    if not values.keys() & {"profile", "profile_id"}:
        values["profile"] = make_profile()
    content = Document('{"title": "Personalized"}')
    return _added(PersonalizedLessonDescription(**{"content": content, **_with_lesson(values)}))


def make_lesson_asset(**values: Any) -> LessonAsset:
    url = f"https://example.com/{next(_numbers)}.mp4"
    return _added(LessonAsset(**{"asset_type": "video", "url": url, **_with_lesson(values)}))


def _with_lesson(values: dict[str, Any]) -> dict[str, Any]:
    return values if values.keys() & {"lesson", "lesson_id"} else {**values, "lesson": make_lesson()}


def _added(row: Model) -> Model:
    db.session.add(row)
    db.session.flush()
    return row
