"""Forms: what is absent is kept, what is empty is emptied, what browsers do to a text is no change."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import scoped_session

from admin_app.documents import Document
from admin_app.errors import RefusedError
from admin_app.forms.base import Form
from admin_app.forms.courses import CourseForm
from admin_app.forms.lesson_assets import LessonAssetForm
from admin_app.forms.lesson_descriptions import LessonDescriptionForm
from admin_app.forms.lessons import LessonForm
from admin_app.forms.personalized_lesson_descriptions import PersonalizedLessonDescriptionForm
from admin_app.forms.profiles import ProfileForm
from admin_app.operations.rows import update_row
from tests import factories
from tests.json_texts import CHARACTERS, SPELLINGS, json_texts

Fill = Callable[..., Any]
SOME_ID = UUID("00000000-0000-0000-0000-000000000001")


@pytest.fixture
def fill(app: Flask) -> Fill:
    """A form as it is after it was sent with these fields. Its token is another test's matter."""

    def filled(form: type[Form], sent: Mapping[str, str], **options: Any) -> Form:
        with app.test_request_context(method="POST", data=dict(sent)):
            return form(meta={"csrf": False}, **options)

    return filled


def errors(form: Form) -> dict[str, str]:
    """The first sentence at each field."""
    return {name: str(sentences[0]) for name, sentences in form.errors.items() if name}


def changes(form: Form, row: Any) -> dict[str, Any]:
    update = form.updated(row)
    assert update is not None, form.errors
    return update.given()


def as_sent(field: Any) -> str:
    """What a browser sends of a textarea that nobody touched."""
    drawn = re.fullmatch(r"<textarea[^>]*>\r\n(.*)</textarea>", str(field()), re.DOTALL)
    assert drawn
    return html.unescape(drawn[1]).replace("\r\n", "\n").replace("\n", "\r\n")


# A row that is edited.

ALL_FORMS: list[Any] = [
    (CourseForm, factories.make_course),
    (LessonForm, factories.make_lesson),
    (LessonDescriptionForm, factories.make_lesson_description),
    (ProfileForm, factories.make_profile),
    (PersonalizedLessonDescriptionForm, factories.make_personalized_lesson_description),
    (LessonAssetForm, factories.make_lesson_asset),
]


@pytest.mark.parametrize(("form", "make"), ALL_FORMS)
def test_fields_that_are_absent_are_kept(session: scoped_session[Session], fill: Fill, form: Any, make: Any) -> None:
    row = make()
    session.refresh(row)
    assert changes(fill(form, {"unknown": "x"}, obj=row), row) == {}


@pytest.mark.parametrize(("form", "make"), ALL_FORMS)
def test_a_form_has_a_field_for_each_column_that_people_change(
    session: scoped_session[Session], fill: Fill, form: Any, make: Any
) -> None:
    names = {field.name for field in fill(form, {}).columns()}
    assert names == set(form.insert.model_fields) - {"id", "created_at"}


@pytest.mark.parametrize(
    ("form", "make", "name"),
    [
        (CourseForm, factories.make_course, "description"),
        (LessonForm, factories.make_lesson, "summary"),
        (ProfileForm, factories.make_profile, "name"),
        (ProfileForm, factories.make_profile, "course_slug"),
    ],
)
def test_a_text_that_is_sent_empty_is_emptied(
    session: scoped_session[Session], fill: Fill, form: Any, make: Any, name: str
) -> None:
    row = make(**{name: "was"})
    assert changes(fill(form, {name: ""}, obj=row), row) == {name: None}


@pytest.mark.parametrize(
    ("form", "make", "name"),
    [
        (LessonForm, factories.make_lesson, "content"),
        (ProfileForm, factories.make_profile, "survey"),
        (LessonAssetForm, factories.make_lesson_asset, "asset_metadata"),
    ],
)
@pytest.mark.parametrize("empty", ["", "\r\n \t"])
@pytest.mark.parametrize("stored", ["null", "{}", '{"a": 1}'])
def test_a_document_that_is_sent_empty_is_emptied(
    session: scoped_session[Session], fill: Fill, form: Any, make: Any, name: str, empty: str, stored: str
) -> None:
    row = make(**{name: Document(stored)})
    assert changes(fill(form, {name: empty}, obj=row), row) == {name: None}


@pytest.mark.parametrize(
    ("form", "make", "names"),
    [
        (CourseForm, factories.make_course, ["slug", "title"]),
        (LessonForm, factories.make_lesson, ["course_id", "lesson_number", "title"]),
        (LessonDescriptionForm, factories.make_lesson_description, ["lesson_id", "data"]),
        (ProfileForm, factories.make_profile, ["user_identifier"]),
        (
            PersonalizedLessonDescriptionForm,
            factories.make_personalized_lesson_description,
            ["profile_id", "lesson_id", "content"],
        ),
        (LessonAssetForm, factories.make_lesson_asset, ["lesson_id", "asset_type", "url"]),
    ],
)
def test_what_is_required_cannot_be_emptied_or_left_out(
    session: scoped_session[Session], fill: Fill, form: Any, make: Any, names: list[str]
) -> None:
    expected = dict.fromkeys(names, "This is required.")
    row = make()
    emptied = fill(form, dict.fromkeys(names, ""), obj=row)
    assert emptied.updated(row) is None
    assert errors(emptied) == expected
    missing = fill(form, {})
    assert missing.inserted() is None
    assert errors(missing) == expected
    assert [field.name for field in missing.columns() if field.flags.required] == sorted(
        names, key=list(missing._fields).index
    )


def test_sql_null_stays_apart_from_json_null(session: scoped_session[Session], fill: Fill) -> None:
    nothing, null = factories.make_profile(survey=None), factories.make_profile(survey=Document("null"))
    assert [fill(ProfileForm, {}, obj=row).survey._value() for row in (nothing, null)] == ["", "null"]
    assert changes(fill(ProfileForm, {"survey": ""}, obj=nothing), nothing) == {}
    assert changes(fill(ProfileForm, {"survey": " null\r\n"}, obj=null), null) == {}
    assert changes(fill(ProfileForm, {"survey": "null"}, obj=nothing), nothing) == {"survey": Document("null")}
    assert changes(fill(ProfileForm, {"survey": ""}, obj=null), null) == {"survey": None}


@pytest.mark.parametrize("stored", ["a\nb", "a\r\nb", "a\rb", "\na\n", " a ", "", None])
def test_the_line_breaks_of_browsers_are_no_change(
    session: scoped_session[Session], fill: Fill, stored: str | None
) -> None:
    course = factories.make_course(description=stored)
    shown = fill(CourseForm, {}, obj=course).description
    assert changes(fill(CourseForm, {"description": as_sent(shown)}, obj=course), course) == {}


@pytest.mark.parametrize("stored", ["a\nb", "a\r\nb", "", " a "])
def test_a_line_break_that_one_line_cannot_show_is_no_change(
    session: scoped_session[Session], fill: Fill, stored: str
) -> None:
    profile = factories.make_profile(name=stored)
    sent = stored.replace("\r", "").replace("\n", "")
    assert changes(fill(ProfileForm, {"name": sent}, obj=profile), profile) == {}
    assert changes(fill(ProfileForm, {"name": sent + "!"}, obj=profile), profile) == {"name": sent + "!"}


def test_typed_line_breaks_are_stored_as_one_sign(session: scoped_session[Session], fill: Fill) -> None:
    course = factories.make_course()
    assert changes(fill(CourseForm, {"description": "a\r\nb"}, obj=course), course) == {"description": "a\nb"}


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(CHARACTERS, max_size=20))
def test_any_text_that_nobody_touched_is_no_change(session: scoped_session[Session], fill: Fill, text: str) -> None:
    course = factories.make_course(description=text)
    session.refresh(course)
    shown = fill(CourseForm, {}, obj=course).description
    assert changes(fill(CourseForm, {"description": as_sent(shown)}, obj=course), course) == {}


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=json_texts())
def test_any_document_that_nobody_touched_is_no_change(session: scoped_session[Session], fill: Fill, text: str) -> None:
    profile = factories.make_profile(survey=Document.parse(text))
    session.refresh(profile)
    shown = fill(ProfileForm, {}, obj=profile).survey
    update = fill(ProfileForm, {"survey": as_sent(shown)}, obj=profile).updated(profile)
    assert update.given() == {}
    assert update_row(profile, update) is False


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=json_texts(), other=json_texts())
def test_an_edit_of_one_value_leaves_the_rest(
    session: scoped_session[Session], fill: Fill, text: str, other: str
) -> None:
    profile = factories.make_profile(survey=Document.parse(f'{{"kept": {text}, "edited": "the old value"}}'))
    session.refresh(profile)
    sent = as_sent(fill(ProfileForm, {}, obj=profile).survey)
    edited = f'"edited": {other}'.join(sent.rsplit('"edited": "the old value"', 1))
    update_row(profile, fill(ProfileForm, {"survey": edited}, obj=profile).updated(profile))
    session.refresh(profile)
    assert profile.survey == Document.parse(f'{{"kept": {text}, "edited": {other}}}')


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_document_is_shown_as_it_is_written(session: scoped_session[Session], fill: Fill, text: str) -> None:
    profile = factories.make_profile(survey=Document(text))
    session.refresh(profile)
    shown = fill(ProfileForm, {}, obj=profile).survey._value()
    assert re.sub(r"\n\s*", "", shown) == text
    assert "\\u" not in shown


# What is refused, and the typed text kept.


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ('{"a": NaN}', "Line 1, column 7: NaN is not a number that JSON knows; use a number or null."),
        ('{"a": 1,\r\n "a": 2}', 'The key "a" stands twice in the document; keep one of them.'),
        ('{\r\n  "a": 1,\r\n  b: 2}', "Line 3, column 3: "),
        ("\r\n\r\n[1,]", "Line 3, column 3: "),
        ('"\\u0000"', "The character \\u0000 at the document can't be stored; take it out."),
    ],
)
def test_a_document_is_refused_in_words_and_the_text_kept(
    session: scoped_session[Session], fill: Fill, typed: str, sentence: str
) -> None:
    profile = factories.make_profile(survey=Document("{}"))
    form = fill(ProfileForm, {"survey": typed, "name": "New"}, obj=profile)
    assert form.updated(profile) is None
    assert list(errors(form)) == ["survey"]
    assert errors(form)["survey"].startswith(sentence)
    assert form.survey._value() == typed
    assert form.name.data == "New"


def test_a_required_document_that_is_wrong_has_one_sentence(session: scoped_session[Session], fill: Fill) -> None:
    form = fill(LessonDescriptionForm, {"lesson_id": str(SOME_ID), "data": "{"})
    assert form.inserted() is None
    assert list(form.errors) == ["data"]
    assert len(form.errors["data"]) == 1
    assert form.errors["data"][0].startswith("Line 1, column 2: ")


@pytest.mark.parametrize("typed", ["1", " 7 ", "2147483647"])
def test_a_whole_number(fill: Fill, typed: str) -> None:
    insert = fill(LessonForm, {"course_id": str(SOME_ID), "title": "A", "lesson_number": typed}).inserted()
    assert insert.given() == {"course_id": SOME_ID, "title": "A", "lesson_number": int(typed)}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x", "This must be a whole number from 1 to 2,147,483,647."),
        ("1.0", "This must be a whole number from 1 to 2,147,483,647."),
        ("1e3", "This must be a whole number from 1 to 2,147,483,647."),
        ("٣", "This must be a whole number from 1 to 2,147,483,647."),
        ("9" * 5_000, "This must be a whole number from 1 to 2,147,483,647."),
        ("2147483648", "The number of a lesson is a whole number from 1 on."),
        ("0", "The number of a lesson is a whole number from 1 on."),
        ("-3", "The number of a lesson is a whole number from 1 on."),
    ],
)
def test_no_whole_number(fill: Fill, typed: str, sentence: str) -> None:
    form = fill(LessonForm, {"course_id": str(SOME_ID), "title": "A", "lesson_number": typed})
    assert form.inserted() is None
    assert errors(form) == {"lesson_number": sentence}
    assert form.lesson_number._value() == typed


def test_what_is_no_id_is_refused_at_its_picker(fill: Fill) -> None:
    form = fill(PersonalizedLessonDescriptionForm, {"profile_id": "1,2", "lesson_id": "x", "content": "{}"})
    assert form.inserted() is None
    assert errors(form) == {
        "profile_id": "Choose a learner from the list.",
        "lesson_id": "Choose a lesson from the list.",
    }


def test_every_field_has_its_own_sentence_at_once(fill: Fill) -> None:
    form = fill(LessonAssetForm, {"asset_type": " ", "url": "javascript:alert(1)", "asset_metadata": "{"})
    assert form.inserted() is None
    assert {name: sentence.split(";")[0][:30] for name, sentence in errors(form).items()} == {
        "lesson_id": "This is required.",
        "asset_type": "Write something here",
        "url": "An address begins with http://",
        "asset_metadata": "Line 1, column 2: a key in dou",
    }


def test_a_refusal_of_the_database_is_shown_at_its_field_or_above_the_form(fill: Fill) -> None:
    form = fill(CourseForm, {"slug": "shvz", "title": "A"})
    form.refuse(RefusedError("Taken.", "slug"))
    form.refuse(RefusedError("A rule.", None))
    form.refuse(RefusedError("Another.", "created_at"))
    assert form.slug.errors == ["Taken."]
    assert form.form_errors == ["A rule.", "Another."]


def test_only_what_is_filled_in_is_inserted(fill: Fill) -> None:
    sent = {"user_identifier": "auth0|1", "name": "", "course_slug": "", "survey": ""}
    assert fill(ProfileForm, sent).inserted().given() == {"user_identifier": "auth0|1"}


def test_a_document_is_inserted_with_every_digit(fill: Fill) -> None:
    typed = '{"n": 1.10, "big": 12345678901234567890123, "ё": "😀"}'
    insert = fill(ProfileForm, {"user_identifier": "a", "survey": typed}).inserted()
    assert insert.survey.text == typed


# How fields are drawn.


def test_a_picker_offers_only_the_row_that_is_chosen(session: scoped_session[Session], fill: Fill) -> None:
    lesson, _ = factories.make_lesson(), factories.make_course()
    form = fill(LessonForm, {}, obj=lesson)
    form.course_id.offer("/lookup?name=course_id", (str(lesson.course_id), "<b>Сон</b>"))
    drawn = str(form.course_id())
    assert drawn.count("<option") == 1
    assert f'<option selected value="{lesson.course_id}">&lt;b&gt;Сон&lt;/b&gt;</option>' in drawn
    assert 'data-picker-url="/lookup?name=course_id"' in drawn


def test_suggestions_are_escaped(fill: Fill) -> None:
    form = fill(LessonAssetForm, {"asset_type": '"><script>'})
    form.asset_type.options = ["video", "'><script>"]
    drawn = str(form.asset_type())
    assert "<script>" not in drawn
    assert "<option value='video'></option>" in drawn
    assert 'list="asset_type-options"' in drawn


def test_a_document_field_is_a_textarea_that_works_without_script(fill: Fill) -> None:
    form = fill(ProfileForm, {"survey": "</textarea><script>"})
    drawn = str(form.survey())
    assert drawn.startswith("<textarea ")
    assert "&lt;/textarea&gt;&lt;script&gt;" in drawn
    assert 'data-json-editor=""' in drawn
