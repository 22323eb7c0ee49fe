"""What was deleted comes back as it was, versions are set back, transactions are undone: all of it or nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from admin_app.documents import Document
from admin_app.errors import RefusedError, RowGoneError
from admin_app.extensions import db
from admin_app.models import Course, Lesson, LessonAsset, PersonalizedLessonDescription, Profile, Revision
from admin_app.operations.actors import Actor, act_as
from admin_app.operations.restores import (
    Restored,
    Undone,
    restore_deleted,
    restore_field,
    restore_path,
    restore_version,
    undo,
)
from admin_app.queries.revisions import RECORDED, version_of
from tests.conftest import Statements
from tests.factories import (
    make_course,
    make_lesson,
    make_lesson_asset,
    make_lesson_description,
    make_personalized_lesson_description,
    make_profile,
)

pytestmark = pytest.mark.usefixtures("own_database")

DIGITS = Document('{"n": 1.10, "big": 12345678901234567890123, "ключ": [null, "\\n"]}')
Rows = dict[str, list[str]]


@pytest.fixture
def course(own_database: object) -> UUID:
    """A course with all that can hang on it, and odd values; the learner has a lesson of another course, too."""
    made = make_course(slug="shvz", title="Сила")
    anna, boris = make_profile(user_identifier="anna", name="Anna"), make_profile(user_identifier="boris")
    for number in range(2):
        lesson = make_lesson(course=made, lesson_number=number, content=Document("null") if number else None)
        make_lesson_description(lesson=lesson, data=DIGITS)
        make_lesson_asset(lesson=lesson, asset_metadata=None if number else DIGITS)
        for profile in anna, boris:
            make_personalized_lesson_description(lesson=lesson, profile=profile, content=DIGITS)
    make_personalized_lesson_description(profile=anna, content=Document("[]"))
    run(
        "INSERT INTO lessons (course_id, lesson_number, title, created_at) VALUES (:id, 9, 'L', 'infinity')", id=made.id
    )
    db.session.commit()
    return made.id


def run(statement: str, **values: Any) -> None:
    db.session.execute(text(statement), values)


def all_rows() -> Rows:
    """Every row as text, in every column."""
    return {table: list(db.session.scalars(text(f"SELECT t::text FROM {table} t ORDER BY id"))) for table in RECORDED}


def deletion(row_id: UUID) -> int:
    return db.session.scalars(
        select(func.max(Revision.id)).where(Revision.row_id == row_id, Revision.operation == "delete")
    ).one()


def delete(model: type[Any], row_id: UUID) -> int:
    db.session.delete(db.session.get_one(model, row_id))
    db.session.commit()
    return deletion(row_id)


def refusal(action: Callable[[], object]) -> str:
    before = all_rows()
    with pytest.raises(RefusedError) as refused:
        action()
    db.session.commit()
    assert all_rows() == before
    return refused.value.message


def test_a_course_comes_back_with_all_that_went(course: UUID, statements: Statements) -> None:
    before = all_rows()
    revision = delete(Course, course)
    assert all_rows() != before
    with statements() as seen:
        restored = restore_deleted(revision)
    db.session.commit()
    assert all_rows() == before
    assert restored == Restored(
        {
            "courses": 1,
            "lessons": 3,
            "lesson_descriptions": 2,
            "lesson_assets": 2,
            "personalized_lesson_descriptions": 4,
        },
        left_out=0,
    )
    assert len(seen) < 30


def test_what_comes_back_is_recorded(course: UUID) -> None:
    revision = delete(Course, course)
    act_as(Actor(user_id=7))
    restore_deleted(revision)
    db.session.commit()
    back = select(Revision.table_name).where(Revision.user_id == 7, Revision.operation == "insert")
    assert len(db.session.scalars(back).all()) == 12


def test_a_learner_comes_back_with_all_that_went(course: UUID) -> None:
    before = all_rows()
    anna = db.session.scalars(select(Profile.id).filter_by(user_identifier="anna")).one()
    assert restore_deleted(delete(Profile, anna)).rows == {"profiles": 1, "personalized_lesson_descriptions": 3}
    assert all_rows() == before


def test_only_what_hung_on_the_row_comes_back(course: UUID) -> None:
    other = make_lesson().id
    gone = make_lesson_asset().id
    lesson = db.session.scalars(select(Lesson.id).filter_by(lesson_number=0)).one()
    db.session.commit()
    run("DELETE FROM lessons WHERE id IN (:a, :b)", a=other, b=lesson)
    run("DELETE FROM lesson_assets WHERE id = :id", id=gone)
    db.session.commit()
    restored = restore_deleted(deletion(lesson))
    assert restored.rows == {
        "lessons": 1,
        "lesson_descriptions": 1,
        "lesson_assets": 1,
        "personalized_lesson_descriptions": 2,
    }
    assert db.session.get(Lesson, other) is None
    assert db.session.get(LessonAsset, gone) is None


def test_what_was_deleted_before_stays_deleted(course: UUID) -> None:
    delete(Lesson, db.session.scalars(select(Lesson.id).filter_by(lesson_number=0)).one())
    before = all_rows()
    restore_deleted(delete(Course, course))
    assert all_rows() == before


def test_rows_of_a_learner_who_is_gone_are_left_out_and_counted(course: UUID) -> None:
    revision = delete(Course, course)
    run("DELETE FROM profiles WHERE user_identifier = 'boris'")
    db.session.commit()
    restored = restore_deleted(revision)
    assert (restored.rows["personalized_lesson_descriptions"], restored.left_out) == (2, 2)


def test_what_was_erased_is_left_out_and_counted(course: UUID) -> None:
    revision = delete(Course, course)
    run(
        "UPDATE admin.revisions SET before = NULL, after = NULL, erased_at = now()"
        " WHERE id IN (SELECT id FROM admin.revisions WHERE table_name = 'personalized_lesson_descriptions'"
        " AND operation = 'delete' LIMIT 1)"
    )
    restored = restore_deleted(revision)
    assert (restored.rows["personalized_lesson_descriptions"], restored.left_out) == (3, 1)


def test_a_slug_that_was_taken_since_is_named_with_who_has_it(course: UUID) -> None:
    revision = delete(Course, course)
    make_course(slug="shvz", title="New")
    db.session.commit()
    assert refusal(lambda: restore_deleted(revision)) == (
        "Nothing was restored: the slug “shvz” is taken by the course “New”. Give that course another slug first."
    )


def test_a_number_that_was_taken_since(course: UUID) -> None:
    lesson = db.session.scalars(select(Lesson.id).filter_by(lesson_number=1)).one()
    revision = delete(Lesson, lesson)
    make_lesson(course_id=course, lesson_number=1, title="New")
    db.session.commit()
    assert refusal(lambda: restore_deleted(revision)) == (
        "Nothing was restored: number 1 of this course is taken by “New”. Give that lesson another number first."
    )


def test_an_identifier_that_was_taken_since(course: UUID) -> None:
    anna = db.session.scalars(select(Profile.id).filter_by(user_identifier="anna")).one()
    revision = delete(Profile, anna)
    make_profile(user_identifier="anna", name="Other, (b)")
    db.session.commit()
    assert refusal(lambda: restore_deleted(revision)) == (
        "Nothing was restored: the identifier “anna” is taken by Other, (b). Give that profile another identifier "
        "first, or delete it."
    )


def test_a_version_of_a_lesson_that_was_made_since(course: UUID) -> None:
    own = db.session.scalars(select(PersonalizedLessonDescription)).first()
    assert own is not None
    profile_id, lesson_id = own.profile_id, own.lesson_id
    revision = delete(PersonalizedLessonDescription, own.id)
    make_personalized_lesson_description(profile_id=profile_id, lesson_id=lesson_id)
    db.session.commit()
    assert refusal(lambda: restore_deleted(revision)) == (
        "Nothing was restored: this learner has a version of this lesson already. Keep that one, or delete it first."
    )


def test_a_parent_that_is_gone_is_named(course: UUID) -> None:
    lesson = db.session.scalars(select(Lesson.id).filter_by(lesson_number=1)).one()
    delete(Course, course)
    assert refusal(lambda: restore_deleted(deletion(lesson))) == (
        "Nothing was restored: the course “Сила” that it belongs to is gone; bring that back first."
    )


def test_what_cannot_come_back(course: UUID) -> None:
    inserted = version_of(Course, course)
    assert refusal(lambda: restore_deleted(inserted)) == "Nothing was restored: this is not a deletion."
    assert refusal(lambda: restore_deleted(0)) == "This part of the history is not kept any more."
    revision = delete(Course, course)
    restore_deleted(revision)
    db.session.commit()
    assert refusal(lambda: restore_deleted(revision)) == "Nothing was restored: this row is there again already."
    revision = delete(Course, course)
    run("UPDATE admin.revisions SET before = NULL, erased_at = now() WHERE id = :id", id=revision)
    assert refusal(lambda: restore_deleted(revision)) == ("Nothing was restored: what this row held was erased.")


def test_a_row_with_other_columns_comes_back(course: UUID) -> None:
    run("ALTER TABLE courses ADD COLUMN colour text DEFAULT 'red', ADD COLUMN tags text[], ADD COLUMN gone int")
    run("ALTER TABLE courses ADD COLUMN size int GENERATED ALWAYS AS (length(title)) STORED")
    run("UPDATE courses SET colour = NULL, tags = '{a,NULL,b}', gone = 1")
    db.session.commit()
    revision = delete(Course, course)
    run("ALTER TABLE courses DROP COLUMN gone, ADD COLUMN later text NOT NULL DEFAULT 'new'")
    restore_deleted(revision)
    row = db.session.execute(text("SELECT colour, tags, size, later FROM courses WHERE slug = 'shvz'")).one()
    assert tuple(row) == (None, ["a", None, "b"], 4, "new")


def test_a_hundred_thousand_rows(statements: Statements) -> None:
    lesson = make_lesson()
    run("INSERT INTO profiles (user_identifier) SELECT n::text FROM generate_series(1, 20000) n")
    run(
        "INSERT INTO personalized_lesson_descriptions (profile_id, lesson_id, content)"
        " SELECT id, :lesson, '{}' FROM profiles",
        lesson=lesson.id,
    )
    course_id = lesson.course_id
    db.session.commit()
    revision = delete(Course, course_id)
    with statements() as seen:
        restored = restore_deleted(revision)
    assert restored.rows["personalized_lesson_descriptions"] == 20_000
    assert len(seen) < 30


# Versions


@pytest.fixture
def anna(own_database: object) -> UUID:
    """A learner with four versions of a survey."""
    profile = make_profile(user_identifier="anna", name="Anna", survey=Document('{"n": 1.10, "tips": ["a", "b"]}'))
    db.session.commit()
    for survey in ('{"n": 1.1, "tips": ["a"], "new": true}', "null", '{"tips": ["x"], "new": null}'):
        profile.survey = Document(survey)
        profile.name = survey
        db.session.commit()
    return profile.id


def versions(row_id: UUID) -> list[int]:
    return list(db.session.scalars(select(Revision.id).filter_by(row_id=row_id).order_by(Revision.id)))


def survey(row_id: UUID) -> Document | None:
    return db.session.get_one(Profile, row_id).survey


def test_a_whole_version(anna: UUID) -> None:
    first, *_, last = versions(anna)
    created = db.session.get_one(Profile, anna).created_at
    assert restore_version(first, expected_version=last)
    db.session.commit()
    profile = db.session.get_one(Profile, anna)
    assert (profile.name, str(profile.survey), profile.created_at) == (
        "Anna",
        '{"n": 1.10, "tips": ["a", "b"]}',
        created,
    )
    assert len(versions(anna)) == 5


def test_before_a_version(anna: UUID) -> None:
    ids = versions(anna)
    assert restore_version(ids[-1], expected_version=ids[-1], side="before")
    assert survey(anna) == Document("null")


def test_the_version_that_is_there_changes_nothing(anna: UUID) -> None:
    last = versions(anna)[-1]
    assert not restore_version(last, expected_version=last)
    assert versions(anna)[-1] == last


def test_nothing_comes_back_as_nothing(anna: UUID) -> None:
    run("UPDATE profiles SET survey = NULL")
    empty = versions(anna)[-1]
    run("UPDATE profiles SET survey = 'null'")
    restore_field(empty, "survey", expected_version=versions(anna)[-1])
    assert survey(anna) is None


def test_one_field(anna: UUID) -> None:
    ids = versions(anna)
    now = survey(anna)
    assert restore_field(ids[0], "name", expected_version=ids[-1])
    assert db.session.get_one(Profile, anna).name == "Anna"
    assert survey(anna) == now


@pytest.mark.parametrize(
    ("index", "side", "path", "wanted"),
    [
        (0, "after", ["n"], '{"n": 1.10, "tips": ["x"], "new": null}'),
        (0, "after", ["tips", 0], '{"tips": ["a"], "new": null}'),
        (0, "after", ["tips", 1], '{"tips": ["x", "b"], "new": null}'),
        (0, "after", ["new"], '{"tips": ["x"]}'),
        (1, "after", ["new"], '{"tips": ["x"], "new": true}'),
        (1, "before", ["tips"], '{"tips": ["a", "b"], "new": null}'),
        (2, "after", [], "null"),
        (0, "after", ["not", "there"], '{"tips": ["x"], "new": null}'),
    ],
)
def test_one_place(anna: UUID, index: int, side: Any, path: list[str | int], wanted: str) -> None:
    ids = versions(anna)
    restore_path(ids[index], "survey", path, expected_version=ids[-1], side=side)
    assert survey(anna) == Document(wanted)


def test_a_place_that_is_not_there_any_more(anna: UUID) -> None:
    run("UPDATE profiles SET survey = '{\"tips\": 3}'")
    db.session.commit()
    ids = versions(anna)
    sentence = "Nothing was restored: there is no place for this in the document as it is now."
    assert refusal(lambda: restore_path(ids[0], "survey", ["tips", 0], expected_version=ids[-1])) == sentence
    run("UPDATE profiles SET survey = NULL")
    db.session.commit()
    ids = versions(anna)
    assert refusal(lambda: restore_path(ids[0], "survey", ["n"], expected_version=ids[-1])) == sentence


def test_a_row_that_was_changed_meanwhile_is_not_touched(anna: UUID) -> None:
    ids = versions(anna)
    sentence = "Nothing was restored: this row was changed meanwhile. Look at it again before you go on."
    for action in (
        lambda: restore_version(ids[0], expected_version=ids[-2]),
        lambda: restore_field(ids[0], "name", expected_version=ids[-2]),
        lambda: restore_path(ids[0], "survey", ["n"], expected_version=ids[-2]),
    ):
        assert refusal(action) == sentence


def test_versions_that_cannot_be_had(anna: UUID) -> None:
    first, *_, last = versions(anna)
    never = "Nothing was restored: there was no such row at that time."
    assert refusal(lambda: restore_version(first, expected_version=last, side="before")) == never
    kept = "Nothing was restored: this field cannot be set to what it was."
    for field in ("id", "created_at", "xmin"):
        assert refusal(lambda field=field: restore_field(first, field, expected_version=last)) == kept  # type: ignore[misc]
    run("UPDATE admin.revisions SET before = NULL, after = NULL, erased_at = now() WHERE id = :id", id=first)
    db.session.commit()
    assert refusal(lambda: restore_version(first, expected_version=last)) == (
        "Nothing was restored: what this row held was erased."
    )


def test_a_version_of_a_row_that_is_gone(anna: UUID) -> None:
    first, *_, last = versions(anna)
    delete(Profile, anna)
    with pytest.raises(RowGoneError):
        restore_version(first, expected_version=last)


def test_a_version_whose_slug_was_taken_since(course: UUID) -> None:
    first = version_of(Course, course)
    run("UPDATE courses SET slug = 'new' WHERE slug = 'shvz'")
    make_course(slug="shvz", title="Thief")
    db.session.commit()
    assert refusal(lambda: restore_version(first, expected_version=version_of(Course, course))) == (
        "Nothing was restored: the slug “shvz” is taken by the course “Thief”. Give that course another slug first."
    )


def test_a_version_whose_course_is_gone(course: UUID) -> None:
    lesson = make_lesson()
    first, old = version_of(Lesson, lesson.id), lesson.course_id
    lesson.course_id = course
    db.session.commit()
    delete(Course, old)
    assert refusal(lambda: restore_version(first, expected_version=version_of(Lesson, lesson.id))) == (
        "Nothing was restored: this course does not exist any more. Bring back the course first."
    )


# Transactions


def transaction() -> int:
    return db.session.scalars(select(Revision.transaction_id).order_by(Revision.id.desc()).limit(1)).one()


def test_a_slug_and_the_learners_who_moved_along(course: UUID, statements: Statements) -> None:
    run("INSERT INTO profiles (user_identifier, course_slug) SELECT n::text, 'shvz' FROM generate_series(1, 5000) n")
    db.session.commit()
    before = all_rows()
    run("UPDATE courses SET slug = 'new' WHERE slug = 'shvz'")
    run("UPDATE profiles SET course_slug = 'new' WHERE course_slug = 'shvz'")
    db.session.commit()
    with statements() as seen:
        undone = undo(transaction())
    db.session.commit()
    assert undone == Undone({"courses": 1, "profiles": 5000}, {}, 0)
    assert all_rows() == before
    assert len(seen) < 80


def test_deletes_and_several_changes_of_one_row(course: UUID) -> None:
    before = all_rows()
    run("UPDATE courses SET title = 'A'")
    run("UPDATE courses SET title = 'B'")
    run("UPDATE lessons SET title = 'C' WHERE lesson_number = 0")
    run("DELETE FROM lessons WHERE lesson_number = 0")
    make_course(slug="stays")
    run("UPDATE courses SET slug = 'thief' WHERE slug = 'shvz'")
    db.session.commit()
    undone = undo(transaction())
    db.session.commit()
    assert (undone.updated, undone.restored["lessons"], undone.left_out) == ({"courses": 2}, 1, 0)
    after = all_rows()
    assert len(after["courses"]) == len(before["courses"]) + 1
    run("DELETE FROM courses WHERE slug = 'stays'")
    assert all_rows() == before


def test_a_slug_given_to_another_course_goes_back(course: UUID) -> None:
    other = make_course(slug="other")
    db.session.commit()
    before = all_rows()
    run("DELETE FROM courses WHERE id = :id", id=course)
    run("UPDATE courses SET slug = 'shvz' WHERE id = :id", id=other.id)
    db.session.commit()
    undo(transaction())
    db.session.commit()
    assert all_rows() == before


def test_the_undo_is_undone(course: UUID) -> None:
    delete(Course, course)
    gone = all_rows()
    number = transaction()
    undo(number)
    db.session.commit()
    assert all_rows() != gone
    with pytest.raises(RefusedError, match=r"is there again|was changed later"):
        undo(number)


def test_a_later_change_of_any_row_stands_in_the_way(course: UUID) -> None:
    run("UPDATE lessons SET title = 'A'")
    db.session.commit()
    number = transaction()
    run("UPDATE lessons SET title = 'Later' WHERE lesson_number = 0")
    db.session.commit()
    assert refusal(lambda: undo(number)) == "Nothing was taken back: “0. Later” was changed later."


def test_inserts_and_truncates_are_not_taken_back(course: UUID) -> None:
    make_course()
    db.session.commit()
    assert refusal(lambda: undo(transaction())) == "There is nothing to take back."
    assert refusal(lambda: undo(0)) == "There is nothing to take back."
    run("TRUNCATE lesson_assets")
    db.session.commit()
    assert refusal(lambda: undo(transaction())) == (
        "Nothing was taken back: a table was emptied, and nobody knows of what."
    )


def test_rows_that_were_emptied_since_stand_in_the_way(course: UUID) -> None:
    run("UPDATE lesson_assets SET url = 'x'")
    db.session.commit()
    number = transaction()
    run("TRUNCATE lesson_assets")
    db.session.commit()
    assert refusal(lambda: undo(number)) == "Nothing was taken back: one of the rows was changed later."


def test_learners_who_are_gone_stay_gone(course: UUID) -> None:
    delete(Course, course)
    number = transaction()
    run("DELETE FROM profiles WHERE user_identifier = 'boris'")
    db.session.commit()
    undone = undo(number)
    assert (undone.restored["personalized_lesson_descriptions"], undone.left_out) == (2, 2)


def test_a_number_of_a_transaction_from_before_a_move(course: UUID) -> None:
    run("UPDATE courses SET title = 'Old'")
    db.session.commit()
    run("UPDATE admin.revisions SET transaction_at = '2001-01-01Z', transaction_id = -1")
    run("UPDATE lessons SET title = 'New' WHERE lesson_number = 0")
    run("UPDATE admin.revisions SET transaction_id = -1")
    db.session.commit()
    assert undo(-1).updated == {"lessons": 1}
