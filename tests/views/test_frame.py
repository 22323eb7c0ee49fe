"""The frame of every page: where one is, where one may go, and what a message keeps."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests import people
from tests.views import rows
from tests.views.pages import Page, opened, words
from tests.views.tables import COURSES, Table, each_table


def places(page: Page) -> list[tuple[str, str | None]]:
    """The breadcrumbs: each with where it leads."""
    trail = page.one("nav[@class='trail']")
    return [(words(place), place[0].get("href")) for place in trail.iter("li")]


@each_table
def test_a_list_says_where_it_is(client: FlaskClient, table: Table) -> None:
    page = opened(client, table.path)
    (home, here) = places(page)
    assert home == ("Dashboard", "/admin/")
    assert here == (words(page.one("h1")), None)
    assert [words(link) for link in page.all("a[@aria-current='page']")] == [here[0]]


def test_a_page_below_a_list_leads_back_to_it(client: FlaskClient) -> None:
    page = opened(client, "/admin/users/new/")
    assert places(page) == [("Dashboard", "/admin/"), ("Users", "/admin/users/"), ("New user", None)]


@pytest.mark.parametrize("role", people.ROLES)
def test_the_navigation_has_what_one_may_use(login_as: Callable[[str], FlaskClient], role: str) -> None:
    client = login_as(role)
    navigation = opened(client, "/admin/").one("nav[@id='navigation']")
    groups = {group.attrib["id"]: words(group) for group in navigation.iter("p")}
    expected = ["Content", "Learners", "Insight", "Settings"] if role == "admin" else ["Content", "Learners", "Insight"]
    assert list(groups.values()) == expected
    assert {items.get("aria-labelledby", "") for items in navigation.iter("ul")} - {""} == set(groups)
    for link in navigation.iter("a"):
        assert client.get(link.attrib["href"]).status_code == 200


def test_before_one_is_signed_in_there_is_nowhere_to_go(anonymous: FlaskClient) -> None:
    page = opened(anonymous, "/login")
    assert page.all("nav") == []
    assert len(page.all("div[@id='account-menu']")) == 1
    assert page.all("form[@data-sign-out]") == []


def test_only_a_message_with_nothing_to_do_goes_by_itself(client: FlaskClient, csrf_token: str) -> None:
    course = rows.add_course(slug="shvz")
    client.post(f"{COURSES.path}delete/", data={"csrf_token": csrf_token, "id": course.id})
    (message,) = opened(client, "/admin/").all("div[@data-toasts]/div")
    assert "Undo" in words(message)
    assert message.get("data-stays") is not None
    client.post("/admin/users/edit/?id=1", data={"csrf_token": csrf_token, "role": "admin"})
    (message,) = opened(client, "/admin/").all("div[@data-toasts]/div")
    assert message.get("role") == "status"
    assert message.get("data-stays") is None
