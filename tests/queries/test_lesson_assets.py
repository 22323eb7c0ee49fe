"""Kinds of assets in use."""

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.queries.lesson_assets import USUAL_TYPES, asset_types
from tests.factories import make_lesson, make_lesson_asset


def test_the_usual_types_then_those_in_use_each_once(session: scoped_session[Session]) -> None:
    lesson = make_lesson()
    for kind in ("worksheet", "video", "poster", "worksheet", "poster", "ёж" * 200):
        make_lesson_asset(lesson=lesson, asset_type=kind)
    assert asset_types() == [*USUAL_TYPES, "poster", "worksheet", "ёж" * 200]


def test_of_types_that_differ_in_case_one_is_enough(session: scoped_session[Session]) -> None:
    lesson = make_lesson()
    for kind in ("Памятка", "ПАМЯТКА", "памятка"):
        make_lesson_asset(lesson=lesson, asset_type=kind)
    [*usual, other] = asset_types()
    assert usual == [*USUAL_TYPES]
    assert other.lower() == "памятка"
