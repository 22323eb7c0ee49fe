"""Row, Insert and Update of each table: what they demand, what they leave free, what they refuse and where."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask_sqlalchemy.session import Session
from pydantic import ValidationError
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.extensions import Base
from admin_app.schemas.base import Schema, sentences
from admin_app.schemas.courses import CourseInsert, CourseRow, CourseUpdate
from admin_app.schemas.lesson_assets import LessonAssetInsert, LessonAssetRow, LessonAssetUpdate
from admin_app.schemas.lesson_descriptions import (
    LessonDescriptionInsert,
    LessonDescriptionRow,
    LessonDescriptionUpdate,
)
from admin_app.schemas.lessons import LessonInsert, LessonRow, LessonUpdate
from admin_app.schemas.personalized_lesson_descriptions import (
    PersonalizedLessonDescriptionInsert,
    PersonalizedLessonDescriptionRow,
    PersonalizedLessonDescriptionUpdate,
)
from admin_app.schemas.profiles import ProfileInsert, ProfileRow, ProfileUpdate
from tests import factories

SOME_ID = UUID("00000000-0000-0000-0000-000000000001")

# Of each table: its schemas, its factory, and an Insert with nothing that could be left out.
TABLES: list[Any] = [
    (CourseRow, CourseInsert, CourseUpdate, factories.make_course, {"slug": "a", "title": "A"}),
    (
        LessonRow,
        LessonInsert,
        LessonUpdate,
        factories.make_lesson,
        {"course_id": SOME_ID, "lesson_number": 1, "title": "A"},
    ),
    (
        LessonDescriptionRow,
        LessonDescriptionInsert,
        LessonDescriptionUpdate,
        factories.make_lesson_description,
        {"lesson_id": SOME_ID, "data": {"a": 1}},
    ),
    (ProfileRow, ProfileInsert, ProfileUpdate, factories.make_profile, {"user_identifier": "a"}),
    (
        PersonalizedLessonDescriptionRow,
        PersonalizedLessonDescriptionInsert,
        PersonalizedLessonDescriptionUpdate,
        factories.make_personalized_lesson_description,
        {"profile_id": SOME_ID, "lesson_id": SOME_ID, "content": []},
    ),
    (
        LessonAssetRow,
        LessonAssetInsert,
        LessonAssetUpdate,
        factories.make_lesson_asset,
        {"lesson_id": SOME_ID, "asset_type": "video", "url": "https://example.com/"},
    ),
]
each_table = pytest.mark.parametrize(
    ("row", "insert", "update", "make", "least"), TABLES, ids=[row.__name__.removesuffix("Row") for row, *_ in TABLES]
)


def refused(schema: type[Schema], values: object) -> dict[str, str]:
    """The sentences of a refusal."""
    with pytest.raises(ValidationError) as error:
        schema.model_validate(values)
    return sentences(error.value)


def columns(table: type[Base]) -> set[str]:
    return {attribute.key for attribute in table.__mapper__.column_attrs if not attribute.key.endswith("_summary")}


@each_table
def test_the_three_have_every_column(row: Any, insert: Any, update: Any, make: Any, least: Any, session: Any) -> None:
    stored = make()
    wanted = columns(type(stored))
    assert set(row.model_fields) == set(insert.model_fields) == set(update.model_fields) == wanted


@each_table
def test_a_row_is_made_of_a_stored_row(
    row: Any, insert: Any, update: Any, make: Any, least: Any, session: scoped_session[Session]
) -> None:
    stored = make()
    session.refresh(stored)
    made = row.model_validate(stored)
    assert {name: getattr(made, name) for name in row.model_fields} == {
        name: getattr(stored, name) for name in row.model_fields
    }


@each_table
def test_an_insert_demands_the_columns_that_are_not_null(
    row: Any, insert: Any, update: Any, make: Any, least: Any
) -> None:
    assert insert.model_validate(least).given().keys() == least.keys()
    assert refused(insert, {}) == dict.fromkeys(least, "This is required.")
    assert refused(insert, dict.fromkeys(least)) == dict.fromkeys(least, "This is required.")


@each_table
def test_an_insert_gives_the_id_and_the_time_that_it_is_given(
    row: Any, insert: Any, update: Any, make: Any, least: Any
) -> None:
    chosen = {"id": uuid4(), "created_at": datetime(2020, 1, 2, tzinfo=UTC)}
    given = insert.model_validate({**least, **chosen}).given()
    assert {name: given.get(name) for name in chosen} == chosen


@each_table
def test_an_update_demands_only_the_id(row: Any, insert: Any, update: Any, make: Any, least: Any) -> None:
    assert update.model_validate({"id": SOME_ID}).given() == {}
    assert refused(update, {}) == {"id": "This is required."}


@each_table
def test_an_update_cannot_empty_what_must_not_be_null(
    row: Any, insert: Any, update: Any, make: Any, least: Any
) -> None:
    values = {"id": SOME_ID, **dict.fromkeys(least)}
    assert refused(update, values) == dict.fromkeys(least, "This is required.")


@each_table
def test_an_update_empties_what_may_be_null(row: Any, insert: Any, update: Any, make: Any, least: Any) -> None:
    nullable = insert.model_fields.keys() - least.keys() - {"id", "created_at"}
    assert update.model_validate({"id": SOME_ID, **dict.fromkeys(nullable)}).given() == dict.fromkeys(nullable)


@each_table
def test_unknown_keys_are_refused_by_name(row: Any, insert: Any, update: Any, make: Any, least: Any) -> None:
    assert refused(insert, {**least, "emial": 1}) == {"emial": "There is no such field."}
    assert refused(update, {"id": SOME_ID, "odd key": 1}) == {'"odd key"': "There is no such field."}


@pytest.mark.parametrize(
    ("schema", "field", "value", "sentence"),
    [
        (CourseUpdate, "id", "x", "This must be the id of a row."),
        (CourseUpdate, "slug", 5, "This must be text."),
        (CourseUpdate, "title", True, "This must be text."),
        (LessonUpdate, "course_id", "x", "This must be the id of a row."),
        (LessonUpdate, "lesson_number", "1", "This must be a whole number."),
        (LessonUpdate, "lesson_number", 1.0, "This must be a whole number."),
        (LessonUpdate, "lesson_number", True, "This must be a whole number."),
        (ProfileUpdate, "survey", {"a": object()}, "A document is made of text, numbers, true, false, null, lists and"),
        (ProfileUpdate, "survey", ["\0"], "The character \\u0000 at [0] can't be stored; take it out."),
        (ProfileUpdate, "name", "x\0", "A NUL character can't be stored; take it out."),
        (ProfileUpdate, "user_identifier", "\ud83d", "This text has half of a character pair; take it out."),
    ],
)
def test_a_wrong_type_is_refused_at_its_field(schema: type[Schema], field: str, value: object, sentence: str) -> None:
    sentences = refused(schema, {"id": SOME_ID, field: value})
    assert list(sentences) == [field]
    assert sentences[field].startswith(sentence)


@pytest.mark.parametrize("slug", ["good-sleep-2", "Ёж", "2", "a-"])
def test_a_slug_of_letters_digits_and_hyphens(slug: str) -> None:
    assert CourseInsert(slug=slug, title="A").slug == slug


@pytest.mark.parametrize("slug", ["", "-", "--", "a b", " a", "a\n", "a_b", "a/b", "a.b", "é!", "a\u200b", "😀"])
def test_no_slug(slug: str) -> None:
    sentence = "A slug is made of letters, digits and hyphens, such as good-sleep-2."
    assert refused(CourseInsert, {"slug": slug, "title": "A"}) == {"slug": sentence}


@pytest.mark.parametrize("number", [1, 2_147_483_647])
def test_a_lesson_number(number: int) -> None:
    assert LessonUpdate(id=SOME_ID, lesson_number=number).lesson_number == number


@pytest.mark.parametrize("number", [0, -1, 2_147_483_648, 10**30])
def test_no_lesson_number(number: int) -> None:
    sentence = "The number of a lesson is a whole number from 1 on."
    assert refused(LessonUpdate, {"id": SOME_ID, "lesson_number": number}) == {"lesson_number": sentence}


@pytest.mark.parametrize(
    "url", ["https://example.com", "http://localhost:8/a?b=c#d", "HTTPS://пример.рф/ё", "http://[::1]/"]
)
def test_a_web_address(url: str) -> None:
    assert LessonAssetUpdate(id=SOME_ID, url=url).url == url


@pytest.mark.parametrize(
    "url",
    ["", "example.com", "//example.com", "http://", "https:///a", "https:example.com", "javascript:alert(1)",
     "JaVaScRiPt://example.com/%0aalert(1)", "data:text/html,x", "ftp://example.com", "file:///etc/passwd",
     " https://example.com", "https://example.com/a b", "https://exa\nmple.com", "java\tscript:alert(1)", "http://[::1",
     "\x01https://example.com", "https://example.com/\u202e"],
)  # fmt: skip
def test_no_web_address(url: str) -> None:
    assert "begins with http:// or https://" in refused(LessonAssetUpdate, {"id": SOME_ID, "url": url})["url"]


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u3000"])
def test_a_name_that_is_blank_is_refused(blank: str) -> None:
    sentence = "Write something here; it can't be empty."
    assert refused(CourseInsert, {"slug": "a", "title": blank}) == {"title": sentence}


def test_json_null_is_a_document_and_none_is_none() -> None:
    null = Document("null")
    assert ProfileInsert(user_identifier="a", survey=null).given()["survey"] == null
    assert ProfileInsert(user_identifier="a", survey=None).given()["survey"] is None


def test_an_asset_takes_its_metadata_under_the_name_of_the_column_too() -> None:
    values = {"lesson_id": SOME_ID, "asset_type": "video", "url": "https://example.com/", "metadata": {"minutes": 5}}
    assert LessonAssetInsert.model_validate(values).given()["asset_metadata"] == Document('{"minutes": 5}')


def test_every_refused_field_has_its_sentence() -> None:
    assert refused(LessonInsert, {"course_id": None, "lesson_number": 0, "title": " ", "summary": 1, "x": 1}) == {
        "course_id": "This is required.",
        "lesson_number": "The number of a lesson is a whole number from 1 on.",
        "title": "Write something here; it can't be empty.",
        "summary": "This must be text.",
        "x": "There is no such field.",
    }
