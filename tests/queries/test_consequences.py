"""What a deletion takes along and who sees it, for each table, by hand-made rows."""

from collections.abc import Callable
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from admin_app.extensions import Base
from admin_app.models import (
    Course,
    Lesson,
    LessonAsset,
    LessonDescription,
    PersonalizedLessonDescription,
    Profile,
)
from admin_app.queries import consequences
from admin_app.queries.consequences import Consequences, consequences_of, has_personalized, learners_on
from tests.conftest import Statements
from tests.factories import (
    make_course,
    make_lesson,
    make_lesson_asset,
    make_lesson_description,
    make_personalized_lesson_description,
    make_profile,
)


class World:
    """Two courses: "full" has two lessons and three learners, of whom two have the first lesson their own way."""

    def __init__(self) -> None:
        self.full, self.bare = make_course(slug="full"), make_course(slug="bare")
        self.first, self.second = make_lesson(course=self.full), make_lesson(course=self.full)
        self.description = make_lesson_description(lesson=self.first)
        self.asset = make_lesson_asset(lesson=self.first)
        self.learners = [make_profile(course_slug="full") for _ in range(3)]
        self.elsewhere = make_profile(course_slug="nowhere")
        self.own = [
            make_personalized_lesson_description(lesson=self.first, profile=learner)
            for learner in (*self.learners[:2], self.elsewhere)
        ]


@pytest.fixture
def world(session: scoped_session[Session]) -> World:
    """The rows that are deleted."""
    return World()


def counts(lesson_descriptions: int, lesson_assets: int, personalized: int) -> dict[str, int]:
    return {
        "lesson_descriptions": lesson_descriptions,
        "lesson_assets": lesson_assets,
        "personalized_lesson_descriptions": personalized,
    }


CASES: list[tuple[str, type[Base], Callable[[World], list[Any]], Consequences]] = [
    ("course", Course, lambda w: [w.full], Consequences({"lessons": 2, **counts(1, 1, 3)}, 3)),
    ("courses", Course, lambda w: [w.full, w.bare], Consequences({"lessons": 2, **counts(1, 1, 3)}, 3)),
    ("bare course", Course, lambda w: [w.bare], Consequences({"lessons": 0, **counts(0, 0, 0)}, 0)),
    ("lesson", Lesson, lambda w: [w.first], Consequences(counts(1, 1, 3), 3)),
    ("lessons", Lesson, lambda w: [w.first, w.second], Consequences(counts(1, 1, 3), 3)),
    ("bare lesson", Lesson, lambda w: [w.second], Consequences(counts(0, 0, 0), 3)),
    ("description", LessonDescription, lambda w: [w.description], Consequences({}, 1)),
    ("asset", LessonAsset, lambda w: [w.asset], Consequences({}, 3)),
    (
        "profiles",
        Profile,
        lambda w: [w.learners[0], w.learners[2]],
        Consequences({"personalized_lesson_descriptions": 1}, 2),
    ),
    ("personalized", PersonalizedLessonDescription, lambda w: w.own[:2], Consequences({}, 2)),
]


@pytest.mark.parametrize(("model", "rows", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rows_and_learners_in_one_statement(
    world: World,
    statements: Statements,
    model: type[Base],
    rows: Callable[[World], list[Any]],
    expected: Consequences,
) -> None:
    ids = [row.id for row in rows(world)]
    with statements() as seen:
        assert consequences_of(model, ids) == expected
    assert len(seen) == 1


def test_a_learner_without_a_version_of_one_of_two_lessons_sees_a_change(world: World) -> None:
    other = make_lesson_description(lesson=world.second)
    assert consequences_of(LessonDescription, [world.description.id, other.id]).learners == 3


def test_a_count_stops_past_its_bound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consequences, "BOUND", 1)
    found = consequences_of(Course, [world.full.id])
    assert found == Consequences({"lessons": 2, **counts(1, 1, 2)}, 2)
    assert learners_on(["full", "nowhere", "none"]) == [2, 1, 0]


def test_learners_who_are_not_looked_at_are_said_to_be_left_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consequences, "BOUND", 1)
    monkeypatch.setattr(consequences, "MAX_LOOKUPS", 1)
    make_personalized_lesson_description(lesson=world.first, profile=world.learners[2])
    assert consequences_of(LessonDescription, [world.description.id]) == Consequences({}, 0, is_least=True)
    monkeypatch.setattr(consequences, "MAX_LOOKUPS", 3)
    assert consequences_of(LessonDescription, [world.description.id]) == Consequences({}, 0)


def test_personalized_versions_are_noticed(world: World) -> None:
    assert has_personalized(Course, [world.full.id])
    assert not has_personalized(Course, [world.bare.id])
    assert has_personalized(Lesson, [world.second.id, world.first.id])
    assert not has_personalized(Lesson, [world.second.id])
