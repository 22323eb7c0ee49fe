"""`flask demo load`: the demo content is committed, and a second time nothing is added."""

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from admin_app.models import Course, Lesson, LessonAsset, LessonDescription, PersonalizedLessonDescription, Profile

TABLES = Course, Lesson, LessonDescription, LessonAsset, Profile, PersonalizedLessonDescription


def counts(session: scoped_session[Session]) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def test_loading_twice_never_doubles(app: Flask, session: scoped_session[Session]) -> None:
    first = app.test_cli_runner().invoke(args=["demo", "load"])
    session.rollback()
    once = counts(session)
    assert all(once)
    assert (first.exit_code, first.output) == (0, f"Added {once[0]} courses and {once[4]} learners.\n")
    again = app.test_cli_runner().invoke(args=["demo", "load"])
    assert (again.exit_code, again.output) == (0, "Added 0 courses and 0 learners.\n")
    assert counts(session) == once
