"""A row's own pages: its fields in groups, what is known of it, and the rows around it, a click away."""

import pytest
from flask.testing import FlaskClient

from tests import people
from tests.conftest import Statements
from tests.views import rows
from tests.views.form_pages import after, edit_url
from tests.views.pages import Element, Page, opened, words
from tests.views.tables import COURSES, LESSONS, PERSONALIZED, PROFILES, Table, each_table


def facts(page: Page) -> dict[str, str]:
    """What stands beside a row, by its label."""
    return {words(fact.findall("dt")[0]): words(fact.findall("dd")[0]) for fact in page.all("div[@class='fact']")}


def card(page: Page, title: str) -> Element:
    """The card with that title."""
    (found,) = (each for each in page.all("section") if "related" in each.get("class", "") and title in words(each))
    return found


def links(element: Element) -> dict[str, str]:
    """Where the links of a part of the page lead, by their words."""
    return {words(link): link.attrib["href"] for link in element.iter("a")}


@each_table
def test_each_field_is_in_one_group(client: FlaskClient, table: Table) -> None:
    groups = opened(client, f"{table.path}new/").all("div[@class='card form-group']")
    controls = [
        control.attrib["name"]
        for group in groups
        for control in group.iter()
        if control.tag in ("input", "select", "textarea")
    ]
    assert sorted(controls) == sorted(table.fields)


def test_a_lesson_shows_its_description_and_assets_and_how_many_see_it(client: FlaskClient) -> None:
    course = rows.add_course(slug="sleep").id
    lesson = rows.add_lesson(course_id=course, lesson_number=7).id
    learner = rows.add_profile(course_slug="sleep").id
    rows.add_profile(course_slug="sleep")
    rows.add_personalized(lesson_id=lesson, profile_id=learner)
    description = rows.add_description(lesson_id=lesson, data='{"title": "Тихий вечер"}').id
    asset = rows.add_asset(lesson_id=lesson, url="https://example.com/а?b=1&c=2").id
    for address, page_name in (
        (edit_url(LESSONS, lesson), "edit"),
        (f"/admin/lessons/details/?id={lesson}", "details"),
    ):
        page = opened(client, address)
        assert facts(page)["Learners of its course"] == "2"
        assert facts(page)["Personalized descriptions"] == "1"
        to_description = links(card(page, "Standard description"))["Тихий вечер"]
        assert to_description.startswith(f"/admin/lesson-descriptions/{page_name}/?id={description}&url=")
        assets = card(page, "Assets")
        assert "https://example.com/а?b=1&c=2" in words(assets)
        assert any(f"lesson-assets/{page_name}/?id={asset}" in url for url in links(assets).values())
        assert ("Add asset" in words(assets)) == (page_name == "edit")
        assert "Add description" not in page.main


@pytest.mark.parametrize(
    ("card_title", "label", "path", "values"),
    [
        ("Standard description", "Add description", "/admin/lesson-descriptions/new/", {"data": "{}"}),
        ("Assets", "Add asset", "/admin/lesson-assets/new/", {"asset_type": "video", "url": "https://example.com/a"}),
    ],
)
def test_what_is_added_on_a_lessons_page_comes_back_to_it(
    client: FlaskClient, card_title: str, label: str, path: str, values: dict[str, str]
) -> None:
    lesson = rows.add_lesson()
    address = edit_url(LESSONS, lesson.id)
    add = links(card(opened(client, address), card_title))[label]
    assert add.startswith(path)
    form = opened(client, add)
    assert form.fields()["lesson_id"] == str(lesson.id)
    assert client.post(add, data=form.fields() | dict.fromkeys(values, "")).status_code == 422
    response = client.post(add, data=form.fields() | values)
    assert response.headers["Location"] == address
    page = after(client, response)
    assert "was created" in words(page.one("div[@role='status']"))
    assert card(page, card_title).findall(".//li")


def test_a_course_lists_its_lessons_and_offers_the_next(client: FlaskClient) -> None:
    course = rows.add_course(slug="sleep").id
    for number in range(1, 24):
        lesson = rows.add_lesson(course_id=course, lesson_number=number, title="Ночь").id
        if number == 1:
            rows.add_description(lesson_id=lesson)
    page = opened(client, edit_url(COURSES, course))
    lessons = card(page, "Lessons")
    assert len(lessons.findall(".//li")) == 20
    assert "Lessons 23" in words(lessons)
    assert words(lessons.findall(".//li")[0]) == "1. Ночь"
    assert words(lessons.findall(".//li")[1]) == "2. Ночь no description"
    assert len(opened(client, links(lessons)["All: Lessons"]).row_ids()) == 23
    assert opened(client, links(lessons)["Add lesson"]).fields()["lesson_number"] == "24"


def test_a_personalized_description_stands_beside_the_standard_text(client: FlaskClient) -> None:
    lesson = rows.add_lesson(course_id=rows.add_course(slug="sleep").id).id
    rows.add_description(lesson_id=lesson, data='{"title": "Для всех"}')
    own = rows.add_personalized(lesson_id=lesson, profile_id=rows.add_profile(name="Анна").id).id
    for address in (edit_url(PERSONALIZED, own), f"{PERSONALIZED.path}details/?id={own}"):
        page = opened(client, address)
        assert "Для всех" in page.main
        assert "Анна" in words(card(page, "Learner"))
        assert facts(page)["The learner sees it"].startswith("No")


def test_a_profile_counts_what_was_written_for_the_learner(client: FlaskClient) -> None:
    learner = rows.add_profile(user_identifier="auth0|anna", course_slug="none").id
    for _ in range(3):
        rows.add_personalized(profile_id=learner)
    page = opened(client, f"{PROFILES.path}details/?id={learner}")
    written = card(page, "Personalized descriptions")
    assert len(written.findall(".//li")) == 3
    assert len(opened(client, links(written)["All: Personalized descriptions"]).row_ids()) == 3
    assert "No such course" in facts(page)["Course"]
    assert "Personalized descriptions 3" in words(card(opened(client, edit_url(PROFILES, learner)), "Personalized"))


def test_who_made_and_changed_a_row(client: FlaskClient) -> None:
    course = rows.add_course(title="Сон").id
    details = f"{COURSES.path}details/?id={course}"
    assert "outside the dashboard" in facts(opened(client, details))["Created"]
    address = edit_url(COURSES, course)
    after(client, client.post(address, data=opened(client, address).fields() | {"title": "Ночь"}))
    assert facts(opened(client, details))["Last changed"].endswith("by you")
    people.sign_in(client, "editor")
    assert facts(opened(client, details))["Last changed"].endswith(f"by {people.email_of('admin')}")


def test_who_only_looks_is_offered_nothing_to_add_and_no_page_they_may_not_see(client: FlaskClient) -> None:
    lesson = rows.add_lesson(course_id=rows.add_course(slug="sleep").id).id
    rows.add_asset(lesson_id=lesson)
    people.sign_in(client, "support")
    page = opened(client, f"{LESSONS.path}details/?id={lesson}")
    assert "Add" not in words(card(page, "Assets"))
    assert not any("/edit/" in url or "/new/" in url for url in links(page.one("main")).values())


@pytest.mark.parametrize("count", [1, 40])
def test_what_belongs_to_a_row_costs_the_same_for_one_and_for_forty(
    client: FlaskClient, statements: Statements, count: int
) -> None:
    course = rows.add_course(slug="long").id
    lesson = rows.add_lesson(course_id=course).id
    learner = rows.add_profile(course_slug="long").id
    own = [
        rows.add_personalized(lesson_id=rows.add_lesson(course_id=course).id, profile_id=learner) for _ in range(count)
    ]
    for _ in range(count):
        rows.add_asset(lesson_id=lesson)
    for table, row_id in ((COURSES, course), (LESSONS, lesson), (PROFILES, learner), (PERSONALIZED, own[0].id)):
        for page in ("edit", "details"):
            with statements() as seen:
                assert client.get(f"{table.path}{page}/?id={row_id}").status_code == 200
            assert len(seen) <= 6, (table.name, page)


def test_an_address_keeps_its_filters_in_every_language(client: FlaskClient) -> None:
    rows.add_lesson(course_id=rows.add_course(slug="sleep").id)
    rows.add_lesson()
    client.set_cookie("language", "ru")
    assert len(opened(client, "/admin/lessons/?flt0_course_slug_equals=sleep").row_ids()) == 1


def test_going_to_and_fro_makes_no_address_without_end(client: FlaskClient) -> None:
    asset = rows.add_asset().id
    address = f"/admin/lesson-assets/edit/?id={asset}&url=/admin/lesson-assets/"
    for _ in range(12):
        (address,) = links(card(opened(client, address), "Lesson")).values()
        address = next(url for url in links(card(opened(client, address), "Assets")).values() if str(asset) in url)
        assert len(address) < 1_500
    # It still leads back to the lesson.
    assert "/admin/lessons/edit/" in opened(client, address).one("a[@class='page-back']").attrib["href"]
