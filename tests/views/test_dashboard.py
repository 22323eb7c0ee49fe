"""The dashboard: what needs a person, how far each course is covered, what happened, each with the way to its rows."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from admin_app.queries import dashboard as queries
from admin_app.views import dashboard as views
from tests import people
from tests.views import rows
from tests.views.pages import Element, Page, opened, words

DASHBOARD = "/admin/"


def shown_at(client: FlaskClient, link: Element) -> int:
    """How many rows the list has that a link leads to."""
    return len(opened(client, link.attrib["href"]).row_ids())


def attention(page: Page) -> dict[str, Element]:
    """What needs a person, in order, by its name."""
    found = {}
    for link in page.all("a[@class='attention']"):
        name = link.find(".//strong")
        assert name is not None
        found[words(name)] = link
    return found


def covered(page: Page) -> list[list[str]]:
    """The rows of the table of courses."""
    return [[words(cell) for cell in row] for row in page.all("table[@id='coverage']/tbody/tr")]


def test_what_needs_a_person_leads_to_its_rows(client: FlaskClient) -> None:
    course = rows.add_course(slug="shvz")
    described, *_ = (rows.add_lesson(course_id=course.id) for _ in range(3))
    rows.add_description(lesson_id=described.id)
    for slug in (None, "gone", "", "shvz"):
        rows.add_profile(course_slug=slug)
    found = attention(opened(client, DASHBOARD))
    assert {name: words(link).split()[0] for name, link in found.items()} == {
        "Lessons without a description": "2",
        "Learners with an unknown course": "2",
        "Learners without a course": "1",
    }
    assert [shown_at(client, link) for link in found.values()] == [2, 2, 1]


def test_where_nothing_needs_a_person_all_is_in_order(client: FlaskClient) -> None:
    page = opened(client, DASHBOARD)
    assert attention(page) == {}
    assert "All in order" in page.main
    assert "No courses yet" in page.main


@pytest.mark.parametrize("role", people.ROLES)
def test_who_writes_content_sees_it_first_and_support_the_learners(
    login_as: Callable[[str], FlaskClient], role: str
) -> None:
    rows.add_lesson()
    rows.add_profile(course_slug=None)
    page = opened(login_as(role), DASHBOARD)
    titles = [words(title) for title in page.all("h2[@class='card-title']")]
    names = ["Lessons without a description", "Learners without a course"]
    if role == "support":
        assert titles[:2] == ["Look up a learner", "Worth a look"]
        assert list(attention(page)) == names[::-1]
    else:
        assert titles[0] == "Worth a look"
        assert list(attention(page)) == names


def test_each_share_of_a_course_leads_to_its_lessons(client: FlaskClient) -> None:
    course = rows.add_course(slug="shvz", title="Сон & еда").id
    both, standard, own, _ = (rows.add_lesson(course_id=course) for _ in range(4))
    for lesson in (both, standard):
        rows.add_description(lesson_id=lesson.id)
    for lesson in (both, own):
        rows.add_personalized(lesson_id=lesson.id)
    rows.add_lesson(course_id=rows.add_course(title="Пустой").id)
    page = opened(client, DASHBOARD)
    assert ["Сон & еда", "1", "1", "2", "4"] in covered(page)
    links = [
        link for link in page.all("table[@id='coverage']/tbody/tr/td/a") if "Сон & еда" in link.attrib["aria-label"]
    ]
    assert [shown_at(client, link) for link in links] == [1, 1, 2]


def test_no_more_courses_than_one_looks_at(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MAX_COURSES", 2)
    monkeypatch.setattr(queries, "MAX_LESSONS", 2)
    monkeypatch.setattr(views, "MAX_LESSONS", 2)
    for _ in range(5):
        course = rows.add_course().id
        for _ in range(4):
            rows.add_lesson(course_id=course)
    page = opened(client, DASHBOARD)
    assert [row[-1] for row in covered(page)] == ["2+", "2+"]
    assert [words(link) for link in page.all("p[@class='coverage-more']/a")] == ["3 more"]


def test_recent_changes_are_told_with_the_way_to_their_history(client: FlaskClient, csrf_token: str) -> None:
    course = rows.add_course(title="Сон").id
    client.post(f"/admin/courses/edit/?id={course}", data={"title": "Сон и еда", "csrf_token": csrf_token})
    page = opened(client, DASHBOARD)
    sentence = page.all("p[@class='activity-sentence']")[0]
    assert "changed" in words(sentence)
    (link,) = sentence.iter("a")
    assert words(link) == "Сон и еда"
    opened(client, link.attrib["href"])


def test_a_learner_is_looked_up_from_the_dashboard(client: FlaskClient) -> None:
    rows.add_profile(name="Анна")
    form = opened(client, DASHBOARD).one("form[@role='search']")
    assert "Анна" in opened(client, form.attrib["action"], q="анна").main
