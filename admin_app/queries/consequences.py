"""What deleting rows takes along, and how many learners would see a change; each counted to a bound.

A plan that reads a table until it has found enough is quick where matches are many, and reads all of it where there
are none. Therefore each count asks for an array of parents in the order of their index: any plan but the index's own
would have to sort every match first, and a list of whatever length is found without reading the rest of the table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, Text, any_, exists, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from admin_app.extensions import Base, db
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)

BOUND = 1_000
# Whether a learner has a version of their own is looked up one by one, since nearly all of them may have one.
MAX_LOOKUPS = 2_000

Ids = Sequence[UUID]
Count = ScalarSelect[int]
# An array that PostgreSQL makes once, before it looks for rows of its elements.
Keys = Any


@dataclass(frozen=True)
class Consequences:
    """Rows by table that go along, and learners who would see a change; BOUND + 1 stands for "more than BOUND".

    `is_least` says that there may be more learners than were counted.
    """

    rows: Mapping[str, int]
    learners: int
    is_least: bool = False


def consequences_of(model: type[Base], ids: Ids) -> Consequences:
    """What deleting these rows of a table would do. One statement."""
    counts = counts_of(model, ids)
    found = dict(db.session.execute(select(*(count.label(name) for name, count in counts.items()))).mappings().one())
    learners, others = found.pop("learners"), found.pop("others", 0)
    return Consequences(found, learners, is_least=others > 0 and learners <= BOUND)


def counts_of(model: type[Base], ids: Ids) -> dict[str, ScalarSelect[int]]:
    """What deleting these rows would do, each number as a column for a statement; by table, and of learners."""
    return _COUNTS[model](ids)


def count_of(column: Any, keys: Select[Any]) -> ScalarSelect[int]:
    """How many rows have one of these keys in an indexed column, as a column for a statement."""
    return _bounded(_of(column, _array(keys)))


def has_personalized(model: type[Base], ids: Ids) -> bool:
    """Whether personalized versions would go with these courses or lessons. One statement."""
    own = PersonalizedLessonDescription
    lessons = _lessons_of(ids) if model is Course else _array(select(Lesson.id).where(Lesson.id.in_(ids)))
    return db.session.scalar(_of(own.lesson_id, lessons).limit(1)) is not None


def learners_on(slugs: Sequence[str]) -> list[int]:
    """For each slug how many learners' profiles name it; BOUND + 1 stands for "more than BOUND". One statement."""
    counts = [_bounded(_of(Profile.course_slug, literal([slug], ARRAY(Text)))) for slug in slugs]
    return list(db.session.execute(select(*counts)).one())


def _of_courses(ids: Ids) -> dict[str, Count]:
    lessons, slugs = _lessons_of(ids), _array(select(Course.slug).where(Course.id.in_(ids)))
    return {
        "lessons": _bounded(_of(Lesson.course_id, _array(select(Course.id).where(Course.id.in_(ids))))),
        **_of_these_lessons(lessons),
        "learners": _bounded(_of(Profile.course_slug, slugs)),
    }


def _of_lessons(ids: Ids) -> dict[str, Count]:
    lessons = _array(select(Lesson.id).where(Lesson.id.in_(ids)))
    return {**_of_these_lessons(lessons), "learners": _learners_of(Lesson.id.in_(ids))}


def of_descriptions(ids: Ids, *, bound: int | None = None, lookups: int | None = None) -> dict[str, Count]:
    """Learners without a version of their own of one of the lessons, among the first that are looked at; and others."""
    described = select(LessonDescription.lesson_id).where(LessonDescription.id.in_(ids))
    slugs = _slugs_where(Lesson.id.in_(described))
    bound = bound or BOUND
    limit = max(bound + 1, (lookups or MAX_LOOKUPS) // max(len(ids), 1))
    enrolled = select(Profile.id, Profile.course_slug).where(Profile.course_slug == any_(slugs))
    looked_at = enrolled.order_by(Profile.course_slug).limit(limit).subquery()
    own = PersonalizedLessonDescription
    # A scalar subquery is looked up by its key; NOT EXISTS might be joined, by reading every version there is.
    version = (
        select(own.id)
        .where(own.profile_id == looked_at.c.id, own.lesson_id == Lesson.id)
        .correlate(looked_at, Lesson)
        .scalar_subquery()
    )
    lacking = exists(
        select(Lesson.id)
        .join(Lesson.course)
        .where(Lesson.id.in_(described), Course.slug == looked_at.c.course_slug, version.is_(None))
    )
    others = select(literal(1)).where(Profile.course_slug == any_(slugs)).order_by(Profile.course_slug)
    return {
        "learners": _count(select(literal(1)).select_from(looked_at).where(lacking).limit(bound + 1)),
        "others": _count(others.offset(limit).limit(1)),
    }


def _of_assets(ids: Ids) -> dict[str, Count]:
    return {"learners": _learners_of(Lesson.id.in_(select(LessonAsset.lesson_id).where(LessonAsset.id.in_(ids))))}


def _of_profiles(ids: Ids) -> dict[str, Count]:
    own = PersonalizedLessonDescription
    profiles = select(Profile.id).where(Profile.id.in_(ids))
    return {own.__tablename__: _bounded(_of(own.profile_id, _array(profiles))), "learners": _bounded(profiles)}


def _of_personalized(ids: Ids) -> dict[str, Count]:
    own = PersonalizedLessonDescription
    return {"learners": _bounded(select(own.profile_id).where(own.id.in_(ids)).distinct())}


_COUNTS: dict[type[Base], Callable[[Ids], dict[str, Count]]] = {
    Course: _of_courses,
    Lesson: _of_lessons,
    LessonDescription: of_descriptions,
    LessonAsset: _of_assets,
    Profile: _of_profiles,
    PersonalizedLessonDescription: _of_personalized,
}


def _of_these_lessons(lessons: Keys) -> dict[str, Count]:
    tables = LessonDescription, LessonAsset, PersonalizedLessonDescription
    return {table.__tablename__: _bounded(_of(table.lesson_id, lessons)) for table in tables}


def _learners_of(lesson: Any) -> Count:
    """Learners of the courses that have such lessons."""
    return _bounded(_of(Profile.course_slug, _slugs_where(lesson)))


def _slugs_where(lesson: Any) -> Keys:
    return _array(select(Course.slug).join(Lesson, Lesson.course_id == Course.id).where(lesson).distinct())


def _lessons_of(courses: Ids) -> Keys:
    return _array(select(Lesson.id).where(Lesson.course_id.in_(courses)))


def _of(column: Any, keys: Keys) -> Select[Any]:
    """Rows whose column is one of these keys, in the order of the column's index."""
    return select(literal(1)).where(column == any_(keys)).order_by(column)


def _array(statement: Select[Any]) -> Keys:
    return func.array(statement.scalar_subquery())


def _bounded(statement: Select[Any]) -> Count:
    return _count(statement.limit(BOUND + 1))


def _count(statement: Select[Any]) -> Count:
    return select(func.count()).select_from(statement.subquery()).scalar_subquery()
