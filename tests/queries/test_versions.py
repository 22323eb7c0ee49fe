"""What a row held at a version: every digit, null and nothing apart, and no guess where nobody knows."""

from typing import Any

import pytest
from sqlalchemy import text

from admin_app.documents import Document
from admin_app.extensions import db
from admin_app.models import Course, LessonAsset
from admin_app.queries.revisions import version_of
from admin_app.queries.versions import values_at
from tests.conftest import Statements
from tests.factories import make_course, make_lesson_asset

pytestmark = pytest.mark.usefixtures("session")
DIGITS = '{"n": 1.10, "big": 12345678901234567890123}'
NAMES = ("lesson_id", "url", "asset_metadata")


@pytest.mark.parametrize("document", [DIGITS, "null", "[]", '""', None])
def test_values_are_as_they_were(statements: Statements, document: str | None) -> None:
    asset = make_lesson_asset(asset_metadata=document and Document(document))
    row_id, lesson_id, url, version = asset.id, asset.lesson_id, asset.url, version_of(LessonAsset, asset.id)
    db.session.execute(text("UPDATE lesson_assets SET metadata = '1', url = 'x'"))
    with statements() as seen:
        found = values_at(LessonAsset, row_id, version, NAMES)
    assert len(seen) == 1
    assert found == {"lesson_id": lesson_id, "url": url, "asset_metadata": document and Document(document)}


def test_a_document_of_any_depth_is_read() -> None:
    deep = "[" * 3_000 + "]" * 3_000
    asset = make_lesson_asset(asset_metadata=Document(deep))
    found = values_at(LessonAsset, asset.id, version_of(LessonAsset, asset.id), NAMES)
    assert found is not None
    assert found["asset_metadata"].text == deep


def test_before_its_first_revision_a_row_was_as_that_has_found_it() -> None:
    course = make_course(title="Before")
    db.session.execute(text("DELETE FROM admin.revisions"))
    assert values_at(Course, course.id, 0, ["title"]) is None
    db.session.execute(text("UPDATE courses SET title = 'After'"))
    db.session.execute(text("UPDATE courses SET title = 'Later'"))
    assert values_at(Course, course.id, 0, ["title"]) == {"title": "Before"}


def nobody_knows(course: Course) -> list[Any]:
    version = version_of(Course, course.id)
    other = version_of(Course, make_course().id)
    return [
        values_at(Course, course.id, number, ["title"]) for number in (-1, 0, other, version + 10**9, 2**63, 10**30)
    ]


def test_nobody_knows_a_version_that_is_none_of_the_row() -> None:
    assert nobody_knows(make_course()) == [None] * 6


@pytest.mark.parametrize(
    "gone",
    ["DELETE FROM admin.revisions WHERE id = :id", "UPDATE admin.revisions SET after = NULL WHERE id = :id"],
)
def test_nobody_knows_what_was_pruned_or_erased_though_it_was_changed_later(gone: str) -> None:
    course = make_course(title="Before")
    version = version_of(Course, course.id)
    db.session.execute(text("UPDATE courses SET title = 'After'"))
    db.session.execute(text(gone), {"id": version})
    assert values_at(Course, course.id, version, ["title"]) is None
