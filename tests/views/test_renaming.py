"""Another slug for a course: the learners on the old one follow it or stay, as a person chooses."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin_app.views.courses import CourseView
from tests.conftest import Statements
from tests.views import rows
from tests.views.form_pages import after, edit_url
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import COURSES


def sent(client: FlaskClient, course: object, **changed: str) -> TestResponse:
    """The answer to the course's form with some fields changed."""
    return client.post(edit_url(COURSES, course), data=opened(client, edit_url(COURSES, course)).fields() | changed)


def answers(page: Page) -> list[str]:
    """What the page offers to choose from."""
    radios = page.all("input[@name='move_profiles']")
    assert all("checked" not in radio.attrib for radio in radios)
    return [radio.attrib["value"] for radio in radios]


def on(slug: str) -> int:
    """How many profiles name this slug."""
    return int(rows.one("SELECT count(*) FROM profiles WHERE course_slug = :slug", slug=slug))


@pytest.fixture
def course() -> object:
    """A course on the slug "old" with three learners."""
    for slug in ("old", "old", "old", "other"):
        rows.add_profile(course_slug=slug)
    return rows.add_course(slug="old", title="Сон").id


def test_nothing_is_saved_until_it_is_chosen(client: FlaskClient, course: object) -> None:
    before = rows.written()
    page = answered(sent(client, course, slug="new", title="Сон 2", move_profiles="both"), 422)
    assert rows.written() == before
    assert "3 learners are on the old slug “old”" in page.errors()["slug"]
    assert answers(page) == ["move", "leave"]
    assert page.fields() | {"slug": "new", "title": "Сон 2"} == page.fields()


def test_learners_are_moved_along(client: FlaskClient, course: object, statements: Statements) -> None:
    with statements() as seen:
        response = sent(client, course, slug="new", move_profiles="move")
    assert len([line for line in seen if line.startswith("UPDATE profiles")]) == 1
    assert "3 learners moved along to “new”" in after(client, response).main
    assert (on("old"), on("new"), on("other")) == (0, 3, 1)
    assert rows.stored("courses", course)["slug"] == "new"


def test_learners_are_left(client: FlaskClient, course: object) -> None:
    page = after(client, sent(client, course, slug="new", move_profiles="leave"))
    assert "3 learners are still on “old”" in page.main
    assert (on("old"), on("new")) == (3, 0)
    assert rows.stored("courses", course)["slug"] == "new"


def test_learners_who_wait_on_the_new_slug_are_told_of(client: FlaskClient, course: object) -> None:
    rows.add_profile(course_slug="new")
    page = answered(sent(client, course, slug="new"), 422)
    assert "1 learner is on “new” already" in words(page.one("fieldset"))
    assert (
        "1 learner is on “new” already" in after(client, sent(client, course, slug="new", move_profiles="leave")).main
    )


def test_where_nobody_is_on_the_old_slug_nothing_is_asked(client: FlaskClient) -> None:
    rows.add_profile(course_slug="new")
    page = after(client, sent(client, rows.add_course(slug="old").id, slug="new"))
    assert "was saved" in page.main
    assert "1 learner is on “new” already" in page.main


def test_another_field_is_saved_without_a_question(client: FlaskClient, course: object) -> None:
    assert answers(opened(client, edit_url(COURSES, course))) == []
    after(client, sent(client, course, title="Сон 2", move_profiles="move"))
    assert on("old") == 3


def test_a_slug_that_is_taken_is_refused_before_anything_is_asked(client: FlaskClient, course: object) -> None:
    rows.add_course(slug="new")
    page = answered(sent(client, course, slug="new", move_profiles="move"), 422)
    assert "is taken" in page.errors()["slug"]
    assert answers(page) == []
    assert on("old") == 3


def test_who_may_not_write_profiles_can_only_leave_them(
    client: FlaskClient, course: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CourseView, "can_move_profiles", False)
    before = rows.written()
    page = answered(sent(client, course, slug="new", move_profiles="move"), 422)
    assert rows.written() == before
    assert answers(page) == ["leave"]
    assert "Only an administrator can move" in words(page.one("fieldset"))
    after(client, sent(client, course, slug="new", move_profiles="leave"))
    assert on("old") == 3


def test_many_learners_are_counted_to_a_bound(client: FlaskClient, course: object) -> None:
    rows.run("INSERT INTO profiles (user_identifier, course_slug) SELECT n, 'old' FROM generate_series(1, 1200) AS n")
    assert "1,000+ learners are" in answered(sent(client, course, slug="new"), 422).errors()["slug"]
    assert "1,203 learners moved" in after(client, sent(client, course, slug="new", move_profiles="move")).main
