"""Stock Flask-Admin over the same tables, as its documentation begins, and tuned; and an empty page.

Nothing of ours is imported here, or it would not be stock: some of ours hangs on SQLAlchemy's classes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Models as an application would have them that knows nothing of ours."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime | None]


class Course(Base):
    __tablename__ = "courses"

    slug: Mapped[str]
    title: Mapped[str]
    description: Mapped[str | None] = mapped_column(Text)

    def __str__(self) -> str:
        return self.title


class Lesson(Base):
    __tablename__ = "lessons"

    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    lesson_number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str | None] = mapped_column(Text)
    content: Mapped[Any] = mapped_column(JSONB)
    course: Mapped[Course] = relationship()

    def __str__(self) -> str:
        return self.title


class Profile(Base):
    __tablename__ = "profiles"

    user_identifier: Mapped[str]
    name: Mapped[str | None]
    course_slug: Mapped[str | None]
    survey: Mapped[Any] = mapped_column(JSONB)

    def __str__(self) -> str:
        return self.user_identifier


class PersonalizedLessonDescription(Base):
    __tablename__ = "personalized_lesson_descriptions"

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profiles.id"))
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lessons.id"))
    content: Mapped[Any] = mapped_column(JSONB)
    profile: Mapped[Profile] = relationship()
    lesson: Mapped[Lesson] = relationship()


class SearchedProfiles(ModelView):  # type: ignore[misc]  # Flask-Admin has no types
    """As it comes, but with a search."""

    page_size = 50
    column_searchable_list = ("user_identifier", "name")


class Stock(ModelView):  # type: ignore[misc]
    """As it comes, with pages as long as ours."""

    page_size = 50
    can_export = True
    export_max_rows = 100_000


class TunedProfiles(SearchedProfiles):
    """Without a count, and with the columns that are looked for."""

    simple_list_pager = True
    column_list = ("user_identifier", "name", "course_slug", "created_at")


class TunedPersonalized(Stock):
    """Without a count, its parents joined and looked up while one types."""

    simple_list_pager = True
    column_list = ("profile.user_identifier", "profile.name", "lesson.title", "created_at")
    column_select_related_list = (PersonalizedLessonDescription.profile, PersonalizedLessonDescription.lesson)
    form_columns = ("profile", "lesson", "content")
    form_ajax_refs = {"profile": {"fields": ("user_identifier",)}, "lesson": {"fields": ("title",)}}  # noqa: RUF012


class TunedLessons(Stock):
    """The same of lessons."""

    simple_list_pager = True
    column_list = ("course.title", "lesson_number", "title", "summary")
    column_select_related_list = (Lesson.course,)
    form_columns = ("course", "lesson_number", "title", "summary", "content")
    form_ajax_refs = {"course": {"fields": ("title",)}}  # noqa: RUF012


VIEWS = {
    "stock": {Lesson: Stock, Profile: SearchedProfiles, PersonalizedLessonDescription: Stock},
    "tuned": {Lesson: TunedLessons, Profile: TunedProfiles, PersonalizedLessonDescription: TunedPersonalized},
}


def make_app(database: str) -> Flask:
    """Two Flask-Admins at /stock/ and /tuned/ over the database at SQLAlchemy's address, and nothing at /empty."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="only-for-tests", SQLALCHEMY_DATABASE_URI=database)
    # Flask-Admin asks for it where it is installed.
    Babel(app)
    db = SQLAlchemy(app, model_class=Base)
    for name, views in VIEWS.items():
        admin = Admin(app, url=f"/{name}", endpoint=name)
        for model, view in views.items():
            table = model.__tablename__
            admin.add_view(view(model, db, endpoint=f"{name}_{table}", url=f"/{name}/{table}"))
    app.add_url_rule("/empty", view_func=lambda: "<p></p>")
    return app
