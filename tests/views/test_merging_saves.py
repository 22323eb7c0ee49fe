"""A form that was opened before somebody else saved: of both what does not collide is kept, the rest is asked."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import Statements
from tests.views import rows
from tests.views.form_pages import after, edit_url
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import ASSETS, COURSES, LESSONS, PROFILES, Table, each_table

CONTENT = '{"title": "Сон", "price": 1.10, "tips": ["a", "b"]}'
LONG = "Ребёнок спит тогда, когда вечер спокоен, свет приглушён, а сказка уже дочитана до конца."


@pytest.fixture
def lesson() -> Any:
    """The id of a lesson with a text and a document."""
    return rows.add_lesson(title="Сон", summary="Before", content=CONTENT).id


def form_of(client: FlaskClient, table: Table, row_id: object) -> dict[str, str]:
    """What a browser holds once the row's form is open."""
    return opened(client, edit_url(table, row_id)).fields()


def send(client: FlaskClient, table: Table, row_id: object, fields: dict[str, str], **typed: str) -> TestResponse:
    """Save that form, however long ago it was opened."""
    return client.post(edit_url(table, row_id), data=fields | typed)


def outside(row_id: object, **values: str) -> None:
    """What the learner app does to a lesson."""
    # A test is one transaction, in which whoever has acted last would still be told to act.
    rows.run("SELECT set_config('admin.user_id', '', true)")
    for column, value in values.items():
        rows.run(
            f"UPDATE lessons SET {column} = CAST(:value AS {_type(column)}) WHERE id = :id", value=value, id=row_id
        )


def _type(column: str) -> str:
    return {"content": "jsonb", "lesson_number": "integer"}.get(column, "text")


def asked(page: Page) -> list[str]:
    """What each question says."""
    return [words(question) for question in page.all("fieldset[@class='question']")]


def revisions(row_id: object) -> int:
    return int(rows.one("SELECT count(*) FROM admin.revisions WHERE row_id = :id", id=row_id))


# What does not collide


def test_different_fields_are_both_kept(
    client: FlaskClient, login_as: Callable[[str], FlaskClient], lesson: object
) -> None:
    mine = form_of(client, LESSONS, lesson)
    theirs = form_of(login_as("editor"), LESSONS, lesson)
    after(client, send(client, LESSONS, lesson, theirs, summary="Theirs"))
    token = form_of(login_as("admin"), LESSONS, lesson)["csrf_token"]
    page = after(client, send(client, LESSONS, lesson, mine, csrf_token=token, title="Mine"))
    assert rows.stored("lessons", lesson)["summary"] == "Theirs"
    assert rows.stored("lessons", lesson)["title"] == "Mine"
    assert "What was changed by editor@example.com meanwhile is kept: Summary." in page.main


def test_different_places_of_a_document_are_both_kept(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, content=CONTENT.replace("1.10", "2.50"))
    page = after(client, send(client, LESSONS, lesson, mine, content=CONTENT.replace("Сон", "Mine")))
    stored = rows.stored("lessons", lesson)["content"]
    assert stored == rows.as_jsonb(CONTENT.replace("Сон", "Mine").replace("1.10", "2.50"))
    assert "What was changed outside the dashboard" in page.main


@each_table
def test_an_old_form_that_nobody_has_changed_overwrites_nothing(client: FlaskClient, table: Table) -> None:
    row_id = table.add("Сон").id
    mine = form_of(client, table, row_id)
    name, value = table.changed
    after(client, send(client, table, row_id, form_of(client, table, row_id), **{name: value}))
    before = rows.written()
    page = after(client, send(client, table, row_id, mine))
    assert "stays as it is. What was changed by you, in another window meanwhile is kept:" in page.main
    assert rows.written() == before


def test_the_same_change_twice_is_no_collision(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Same")
    count = revisions(lesson)
    assert "stays as it is." in after(client, send(client, LESSONS, lesson, mine, summary="Same")).main
    assert revisions(lesson) == count


def test_a_change_of_ones_own_in_another_window_is_told_so(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    after(client, send(client, LESSONS, lesson, mine, summary="Mine, too"))
    page = after(client, send(client, LESSONS, lesson, mine, title="Mine"))
    assert "by you, in another window" in page.main


def test_a_lesson_that_was_moved_to_another_course_meanwhile_is_there(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    other = rows.add_course().id
    rows.run("UPDATE lessons SET course_id = :course WHERE id = :id", course=other, id=lesson)
    after(client, send(client, LESSONS, lesson, mine, title="Mine"))
    assert rows.stored("lessons", lesson)["course_id"] == other


# What collides


def test_a_collision_writes_nothing_and_shows_both_sides_and_the_base(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs", content=CONTENT.replace("Сон", "Theirs").replace('"a"', '"c"'), title="New")
    before = rows.written()
    typed = {"summary": "Mine", "content": CONTENT.replace("Сон", "Mine").replace('"b"', '"d"')}
    page = answered(send(client, LESSONS, lesson, mine, **typed), 409)
    assert rows.written() == before
    summary, content = asked(page)
    for word in ("Summary", "Before", "Mine", "Theirs", "outside the dashboard"):
        assert word in summary
    for word in ("Content", "title", "Сон", "Mine", "Theirs"):
        assert word in content
    fields = page.fields()
    assert fields["summary"] == "Mine"
    assert fields["title"] == "New"
    merged = CONTENT.replace("Сон", "Mine").replace('"a"', '"c"').replace('"b"', '"d"')
    assert rows.as_jsonb(fields["content"]) == rows.as_jsonb(merged)
    assert not [radio for radio in page.all("input[@type='radio']") if "checked" in radio.attrib]


@pytest.mark.parametrize(("chosen", "stored"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_what_was_chosen_is_written(client: FlaskClient, lesson: object, chosen: str, stored: str) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, content=CONTENT.replace("Сон", "Theirs").replace("1.10", "2.50"))
    page = answered(send(client, LESSONS, lesson, mine, content=CONTENT.replace("Сон", "Mine"), summary="Mine"), 409)
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": chosen}))
    row = rows.stored("lessons", lesson)
    assert row["content"] == rows.as_jsonb(CONTENT.replace("Сон", stored).replace("1.10", "2.50"))
    assert row["summary"] == "Mine"


@pytest.mark.parametrize("typed", [{}, {"title": "Mine"}])
def test_a_choice_for_the_other_side_is_told_to_have_had_its_effect(
    client: FlaskClient, login_as: Callable[[str], FlaskClient], lesson: object, typed: dict[str, str]
) -> None:
    mine = form_of(client, LESSONS, lesson)
    theirs = form_of(login_as("editor"), LESSONS, lesson)
    after(client, send(client, LESSONS, lesson, theirs, summary="Theirs"))
    token = form_of(login_as("admin"), LESSONS, lesson)["csrf_token"]
    page = answered(send(client, LESSONS, lesson, mine, csrf_token=token, summary="Mine", **typed), 409)
    before = rows.written()
    page = after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "theirs"}))
    assert (rows.written() == before) == (not typed)
    outcome = "was saved." if typed else "stays as it is."
    assert f"{outcome} What was changed by editor@example.com meanwhile is kept: Summary." in page.main


def test_without_a_choice_it_is_asked_again(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs", title="Theirs, too")
    page = answered(send(client, LESSONS, lesson, mine, summary="Mine", title="Mine, too"), 409)
    before = rows.written()
    page = answered(send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "theirs"}, content='{"n": 1}'), 409)
    assert rows.written() == before
    assert page.fields()["_choice-0"] == "theirs"
    assert "_choice-1" not in page.fields()
    assert rows.as_jsonb(page.fields()["content"]) == '{"n": 1}'
    assert "Choose one of the two" in asked(page)[1]
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-1": "mine"}))
    row = rows.stored("lessons", lesson)
    # In the order of the form the title comes first.
    assert (row["title"], row["summary"], row["content"]) == ("Theirs, too", "Mine", '{"n": 1}')


def test_what_is_typed_into_the_page_with_the_questions_counts(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs", title="Theirs")
    page = answered(send(client, LESSONS, lesson, mine, summary="Mine"), 409)
    # The other's title is in the form; putting the old one back, or another one, is a decision as well.
    for title in ("Сон", "Another"):
        after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "mine"}, title=title))
        assert rows.stored("lessons", lesson)["title"] == title
        outside(lesson, summary="Theirs", title="Theirs")
        page = answered(send(client, LESSONS, lesson, mine, summary="Mine"), 409)


def test_typing_the_other_side_settles_it(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    page = answered(send(client, LESSONS, lesson, mine, summary="Mine", title="Mine"), 409)
    after(client, send(client, LESSONS, lesson, page.fields(), summary="Theirs"))
    assert rows.stored("lessons", lesson)["title"] == "Mine"


def test_a_document_taken_apart_otherwise_meanwhile_is_still_asked_about(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, content=CONTENT.replace('["a", "b"]', '["theirs", "b", "c"]'))
    page = answered(send(client, LESSONS, lesson, mine, content=CONTENT.replace('"a"', '"mine"')), 409)
    assert len(asked(page)) == 1
    before = rows.written()
    # Now the lists are of one length and collide at an item of what was asked about.
    longer = CONTENT.replace('["a", "b"]', '["mine", "b", "d"]')
    page = answered(send(client, LESSONS, lesson, page.fields(), content=longer), 409)
    assert rows.written() == before
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "theirs"}))
    assert rows.stored("lessons", lesson)["content"] == rows.as_jsonb(
        CONTENT.replace('["a", "b"]', '["theirs", "b", "c"]')
    )


def test_somebody_who_is_quicker_again_is_merged_again(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    page = answered(send(client, LESSONS, lesson, mine, summary="Mine"), 409)
    outside(lesson, title="Later")
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "mine"}))
    row = rows.stored("lessons", lesson)
    assert (row["title"], row["summary"]) == ("Later", "Mine")


def test_a_choice_does_not_overwrite_what_it_was_not_made_for(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    page = answered(send(client, LESSONS, lesson, mine, summary="Mine"), 409)
    outside(lesson, summary="Still later")
    before = rows.written()
    page = answered(send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "mine"}), 409)
    assert rows.written() == before
    assert "Still later" in asked(page)[0]
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "mine"}))
    assert rows.stored("lessons", lesson)["summary"] == "Mine"


def test_long_texts_are_told_apart_by_their_words(client: FlaskClient) -> None:
    lesson = rows.add_lesson(summary=LONG).id
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary=LONG.replace("вечер", "день"))
    page = answered(send(client, LESSONS, lesson, mine, summary=LONG.replace("сказка", "песня")), 409)
    removed, added = ([words(element) for element in page.all(name)] for name in ("del", "ins"))
    assert removed == [f"removed: {word} end of removed." for word in ("сказка", "вечер")]
    assert added == [f"added: {word} end of added." for word in ("песня", "день")]


def test_a_row_of_another_table_is_known_by_its_name(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    theirs, other = rows.add_course(title="Theirs").id, rows.add_course(title="Mine").id
    rows.run("UPDATE lessons SET course_id = :course WHERE id = :id", course=theirs, id=lesson)
    page = answered(send(client, LESSONS, lesson, mine, course_id=str(other)), 409)
    assert "Yours Mine" in asked(page)[0]
    assert "Theirs Theirs" in asked(page)[0]
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "theirs"}))
    assert rows.stored("lessons", lesson)["course_id"] == theirs


@pytest.mark.parametrize("table", [LESSONS, PROFILES, ASSETS], ids=lambda table: table.name)
def test_null_and_nothing_stay_apart(client: FlaskClient, table: Table) -> None:
    assert table.document
    row_id = table.add("Сон").id
    update = f"UPDATE {table.sql} SET {table.document_column} = CAST(:value AS jsonb) WHERE id = :id"
    rows.run(update, value=None, id=row_id)
    mine = form_of(client, table, row_id)
    rows.run(update, value="null", id=row_id)
    name, value = table.changed
    after(client, send(client, table, row_id, mine, **{name: value}))
    assert rows.stored(table.sql, row_id)[table.document_column] == "null"
    page = answered(send(client, table, row_id, mine, **{table.document: '{"n": 1}'}), 409)
    assert "(empty)" in asked(page)[0]
    assert "null" in asked(page)[0]


def test_characters_that_nobody_sees_are_told_where_two_changes_collide(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    hidden = "\u202eBe\u200bfore"
    outside(lesson, summary=hidden, content=CONTENT.replace("Сон", hidden))
    typed = {"summary": "Mine", "content": CONTENT.replace("Сон", "Mine")}
    for question in asked(answered(send(client, LESSONS, lesson, mine, **typed), 409)):
        assert "⟨U+202E⟩Be⟨U+200B⟩fore" in question


# What does not say where it comes from, or says what nobody knows


@pytest.mark.parametrize(
    "version", ["", "x", "-1", "0", "1", "1.5", "9" * 19, "9" * 30, str(2**63), "٣", "\x00", "<b>", "unknown"]
)
def test_a_version_that_nobody_knows_overwrites_nothing_in_silence(
    client: FlaskClient, lesson: object, version: str
) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    before = rows.written()
    page = answered(send(client, LESSONS, lesson, mine, _version=version, title="Mine"), 409)
    assert rows.written() == before
    assert page.fields()["title"] == "Mine"
    assert len(asked(page)) >= 1
    answers = {f"_choice-{number}": "mine" for number in range(len(asked(page)))}
    after(client, send(client, LESSONS, lesson, page.fields(), **answers))
    assert rows.stored("lessons", lesson)["title"] == "Mine"


def test_a_parent_is_asked_about_where_nobody_knows_what_was_there(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    other = rows.add_course(title="Mine").id
    page = answered(send(client, LESSONS, lesson, mine, _version="unknown", course_id=str(other)), 409)
    assert "Yours Mine" in asked(page)[0]
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "mine"}))
    assert rows.stored("lessons", lesson)["course_id"] == other


def test_a_version_of_another_row_is_not_known(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    other = form_of(client, LESSONS, rows.add_lesson().id)["_version"]
    before = rows.written()
    answered(send(client, LESSONS, lesson, mine, _version=other, title="Mine"), 409)
    assert rows.written() == before


@pytest.mark.parametrize(
    "gone",
    [
        "DELETE FROM admin.revisions WHERE id = :id",
        "UPDATE admin.revisions SET before = NULL, after = NULL, erased_at = now() WHERE id = :id",
    ],
)
def test_a_version_whose_content_is_gone_is_asked_about_as_a_whole(
    client: FlaskClient, lesson: object, gone: str
) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, content=CONTENT.replace("Сон", "Theirs"))
    rows.run(gone, id=int(mine["_version"]))
    before = rows.written()
    page = answered(send(client, LESSONS, lesson, mine, content=CONTENT.replace("1.10", "3")), 409)
    assert rows.written() == before
    (question,) = asked(page)
    assert "not known any more" in question
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "theirs"}))
    assert rows.written() == before


def test_a_row_without_a_history_is_merged_from_its_first_change_on(client: FlaskClient, lesson: object) -> None:
    rows.run("DELETE FROM admin.revisions")
    mine = form_of(client, LESSONS, lesson)
    assert mine["_version"] == "0"
    outside(lesson, summary="Theirs")
    after(client, send(client, LESSONS, lesson, mine, title="Mine"))
    row = rows.stored("lessons", lesson)
    assert (row["title"], row["summary"]) == ("Mine", "Theirs")


def test_a_post_without_a_version_writes_what_it_has(client: FlaskClient, lesson: object, csrf_token: str) -> None:
    outside(lesson, summary="Theirs")
    after(client, client.post(edit_url(LESSONS, lesson), data={"summary": "Mine", "csrf_token": csrf_token}))
    assert rows.stored("lessons", lesson)["summary"] == "Mine"


@pytest.mark.parametrize(
    "forged",
    [
        {"_seen": "x"},
        {"_seen": "NOW"},
        {"_seen": "1", "_asked-0": '["summary"]', "_choice-0": "mine"},
        {"_seen": "9" * 30, "_asked-0": '["summary"]', "_choice-0": "mine"},
        {"_seen": "NOW", "_asked-0": "no path", "_choice-0": "mine"},
        {"_seen": "NOW", "_asked-0": '["summary"]', "_choice-0": "ours"},
        {"_seen": "NOW", "_asked-0": '["summary"]'},
        {"_asked-0": '["summary"]', "_choice-0": "mine"},
    ],
)
def test_answers_that_make_no_sense_decide_nothing(client: FlaskClient, lesson: object, forged: dict[str, str]) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    now = form_of(client, LESSONS, lesson)["_version"]
    before = rows.written()
    given = {name: value.replace("NOW", now) for name, value in forged.items()}
    answered(send(client, LESSONS, lesson, mine, **given, summary="Mine"), 409)
    assert rows.written() == before


# What keeps the version


def test_a_refused_form_keeps_its_version(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    page = answered(send(client, LESSONS, lesson, mine, title=""), 422)
    after(client, send(client, LESSONS, lesson, page.fields(), title="Mine"))
    row = rows.stored("lessons", lesson)
    assert (row["title"], row["summary"]) == ("Mine", "Theirs")


def test_a_restored_form_keeps_its_version_and_its_answers(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    page = answered(send(client, LESSONS, lesson, mine, summary="Mine"), 409)
    answers = page.fields() | {"_choice-0": "mine", "_restore": "1"}
    page = answered(send(client, LESSONS, lesson, answers), 200)
    assert page.fields()["_version"] == mine["_version"]
    after(client, send(client, LESSONS, lesson, page.fields()))
    assert rows.stored("lessons", lesson)["summary"] == "Mine"


def test_a_question_about_a_slug_does_not_ask_the_rest_again(client: FlaskClient) -> None:
    rows.add_profile(course_slug="old")
    course = rows.add_course(slug="old", title="Before").id
    mine = form_of(client, COURSES, course)
    rows.run("UPDATE courses SET title = 'Theirs', description = 'Theirs' WHERE id = :id", id=course)
    page = answered(send(client, COURSES, course, mine, title="Mine", slug="new"), 409)
    page = answered(send(client, COURSES, course, page.fields(), **{"_choice-0": "mine"}), 422)
    assert "1 learner is on the old slug" in page.errors()["slug"]
    after(client, send(client, COURSES, course, page.fields(), move_profiles="move"))
    row = rows.stored("courses", course)
    assert (row["title"], row["slug"], row["description"]) == ("Mine", "new", "Theirs")


def test_continuing_goes_on_from_the_new_version(client: FlaskClient, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    page = after(client, send(client, LESSONS, lesson, mine, summary="Mine", _continue_editing="1"))
    assert int(page.fields()["_version"]) > int(mine["_version"])
    after(client, send(client, LESSONS, lesson, page.fields(), summary="Mine, too"))
    assert rows.stored("lessons", lesson)["summary"] == "Mine, too"


# Costs


def test_merging_costs_little(client: FlaskClient, statements: Statements, lesson: object) -> None:
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, summary="Theirs")
    with statements() as seen:
        assert send(client, LESSONS, lesson, mine, title="Mine").status_code == 302
    # One more than a save that has nothing to merge: the revision that it was made from.
    assert len(seen) <= 9


def test_documents_past_our_limits_are_merged_as_a_whole(client: FlaskClient, lesson: object) -> None:
    deep = "[" * 400 + "1.10" + "]" * 400
    mine = form_of(client, LESSONS, lesson)
    outside(lesson, content=deep)
    after(client, send(client, LESSONS, lesson, mine, title="Mine"))
    assert rows.stored("lessons", lesson)["content"] == deep
    page = answered(send(client, LESSONS, lesson, mine, content='{"mine": 1}'), 409)
    after(client, send(client, LESSONS, lesson, page.fields(), **{"_choice-0": "theirs"}))
    assert rows.stored("lessons", lesson)["content"] == deep
