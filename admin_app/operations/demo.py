"""The demo content: two courses and forty learners to try the dashboard with."""

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
from admin_app.queries.courses import course_by_slug
from admin_app.queries.lessons import lessons_of_course

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
    db.session.flush()
    # A minute apart, so that the newest-first list shows them in the order of the file.
    for minutes, profile in enumerate(new_profiles):
        _add_profile(profile, datetime.now(UTC) - timedelta(minutes=minutes))
    return Loaded(len(new_courses), len(new_profiles))


def is_empty() -> bool:
    """Whether the database has neither a course nor a profile."""
    first_rows = select(Course.id).limit(1), select(Profile.id).limit(1)
    return not any(db.session.scalar(statement) for statement in first_rows)


def _read(name: str) -> list[dict[str, Any]]:
    text = (CONTENT / name).read_text(encoding="utf-8")
    return cast("list[dict[str, Any]]", Document(text).value)


def _document(source: dict[str, Any], key: str) -> Document | None:
    return Document.of(source[key]) if source.get(key) is not None else None


def _add_course(source: dict[str, Any]) -> None:
    course = Course(slug=source["slug"], title=source["title"], description=source["description"])
    db.session.add(course)
    for lesson in source["lessons"]:
        _add_lesson(course, lesson)


def _add_lesson(course: Course, source: dict[str, Any]) -> None:
    lesson = Lesson(
        course=course,
        lesson_number=int(source["lesson_number"]),
        title=source["title"],
        summary=source["summary"],
        content=_document(source, "content"),
    )
    description = _document(source, "description")
    db.session.add(lesson)
    if description:
        db.session.add(LessonDescription(lesson=lesson, data=description))
    for asset in source.get("assets", []):
        metadata = _document(asset, "metadata")
        kind, url = asset["asset_type"], asset["url"]
        db.session.add(LessonAsset(lesson=lesson, asset_type=kind, url=url, asset_metadata=metadata))


def _add_profile(source: dict[str, Any], created_at: datetime) -> None:
    profile = Profile(
        user_identifier=source["user_identifier"],
        name=source["name"],
        course_slug=source["course_slug"],
        survey=_document(source, "survey"),
        created_at=created_at,
    )
    db.session.add(profile)
    course = course_by_slug(source["course_slug"]) if source["personalized"] else None
    lessons = {lesson.lesson_number: lesson for lesson in lessons_of_course(course.id)} if course else {}
    for version in source["personalized"]:
        lesson = lessons.get(int(version["lesson_number"]))
        content = _document(version, "content")
        if lesson and content:
            db.session.add(PersonalizedLessonDescription(profile=profile, lesson=lesson, content=content))
