"""The demo content: courses and learners to try the dashboard with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select

from admin_app.documents import Document
from admin_app.extensions import db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)
from admin_app.operations.rows import create_row
from admin_app.queries.courses import course_by_slug
from admin_app.queries.lessons import lesson_by_number
from admin_app.schemas.courses import CourseInsert
from admin_app.schemas.lesson_assets import LessonAssetInsert
from admin_app.schemas.lesson_descriptions import LessonDescriptionInsert
from admin_app.schemas.lessons import LessonInsert
from admin_app.schemas.personalized_lesson_descriptions import PersonalizedLessonDescriptionInsert
from admin_app.schemas.profiles import ProfileInsert

Source = dict[str, Any]

CONTENT = Path(__file__).parents[1] / "demo"


@dataclass(frozen=True)
class Loaded:
    """How much demo content was new."""

    courses: int
    profiles: int


def load_demo() -> Loaded:
    """Add the courses and learners that are not there yet; those that are stay as they are."""
    courses, profiles = _read("courses.json"), _read("profiles.json")
    slugs = set(db.session.scalars(select(Course.slug)))
    known = set(db.session.scalars(select(Profile.user_identifier)))
    new_courses = [course for course in courses if course["slug"] not in slugs]
    new_profiles = [profile for profile in profiles if profile["user_identifier"] not in known]
    for course in new_courses:
        _add_course(course)
    # A minute apart, so that the newest-first list shows them in the order of the file.
    for minutes, profile in enumerate(new_profiles):
        _add_profile(profile, datetime.now(UTC) - timedelta(minutes=minutes))
    return Loaded(len(new_courses), len(new_profiles))


def is_empty() -> bool:
    """Whether the database has neither a course nor a profile."""
    first_rows = select(Course.id).limit(1), select(Profile.id).limit(1)
    return not any(db.session.scalar(statement) for statement in first_rows)


def _read(name: str) -> list[Source]:
    text = (CONTENT / name).read_text(encoding="utf-8")
    return cast("list[Source]", Document(text).value)


def _add_course(source: Source) -> None:
    course = create_row(Course, CourseInsert(**_fields(source, "slug", "title", "description")))
    for lesson in source["lessons"]:
        _add_lesson(course, lesson)


def _add_lesson(course: Course, source: Source) -> None:
    number = int(source["lesson_number"])
    fields = _fields(source, "title", "summary", "content")
    lesson = create_row(Lesson, LessonInsert(course_id=course.id, lesson_number=number, **fields))
    if "description" in source:
        create_row(LessonDescription, LessonDescriptionInsert(lesson_id=lesson.id, data=source["description"]))
    for asset in source.get("assets", []):
        given = _fields(asset, "asset_type", "url", "metadata")
        create_row(LessonAsset, LessonAssetInsert(lesson_id=lesson.id, **given))


def _add_profile(source: Source, created_at: datetime) -> None:
    fields = _fields(source, "user_identifier", "name", "course_slug", "survey")
    profile = create_row(Profile, ProfileInsert(created_at=created_at, **fields))
    course = course_by_slug(source["course_slug"]) if source["personalized"] else None
    for version in source["personalized"]:
        lesson = course and lesson_by_number(course.id, int(version["lesson_number"]))
        if lesson:
            own = PersonalizedLessonDescriptionInsert(
                profile_id=profile.id, lesson_id=lesson.id, content=version["content"]
            )
            create_row(PersonalizedLessonDescription, own)


def _fields(source: Source, *names: str) -> Source:
    return {name: source[name] for name in names if name in source}
