"""Courses by slug and by title."""

from sqlalchemy import select, union

from admin_app.extensions import db
from admin_app.models import Course
from admin_app.models.sort_keys import sort_key
from admin_app.queries.matching import matches_words, words_of


def course_by_slug(slug: str) -> Course | None:
    """The course with this slug."""
    return db.session.scalar(select(Course).where(Course.slug == slug))


def course_slugs(limit: int, also: str | None = None) -> list[str]:
    """The slugs of courses in order, up to a limit; and `also`, where a course has it. One statement."""
    first = select(Course.slug).order_by(Course.slug).limit(limit).subquery()
    wanted = union(select(first.c.slug), select(Course.slug).where(Course.slug == also)).subquery()
    return list(db.session.scalars(select(wanted.c.slug).order_by(wanted.c.slug)))


def courses_matching(text: str, *, limit: int, offset: int = 0) -> list[Course]:
    """Courses with every word of the text in slug or title, in order of title."""
    statement = select(Course).where(matches_words([Course.title, Course.slug], words_of(text)))
    ordered = statement.order_by(sort_key(Course.title), Course.id)
    return list(db.session.scalars(ordered.limit(limit).offset(offset)))
