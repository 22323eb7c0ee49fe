"""Who looked at which learner is recorded before anything is shown, and administrators can read it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event, select

from admin_app.extensions import db
from admin_app.models import Profile, ProfileViewRecord
from admin_app.queries.users import user_by_email
from admin_app.views.access import LOOKS
from admin_app.views.profile_views import PAGE_NAMES
from tests import people
from tests.conftest import Statements
from tests.views import rows
from tests.views.pages import Page, answered, opened, words

LOG = "/admin/profile-views/"
PROFILES, PERSONALIZED = "/admin/profiles/", "/admin/personalized-lesson-descriptions/"


@pytest.fixture
def anna() -> dict[str, str]:
    """The ids of a learner and of her description."""
    profile = rows.add_profile(user_identifier="auth0|anna").id
    return {"profile": str(profile), "own": str(rows.add_personalized(profile_id=profile).id)}


def recorded() -> list[tuple[str | None, str]]:
    """Who was looked at and on which page, oldest first."""
    look = ProfileViewRecord
    found = db.session.execute(select(look.user_identifier, look.page).order_by(look.id))
    return [(row[0], row[1]) for row in found]


def test_every_page_of_the_log_has_a_name() -> None:
    assert set(PAGE_NAMES) == set(LOOKS.values())


def log(client: FlaskClient, **query: Any) -> Page:
    return opened(client, LOG, **query)


@pytest.mark.parametrize("role", people.ROLES)
def test_each_look_is_recorded(login_as: Callable[[str], FlaskClient], anna: dict[str, str], role: str) -> None:
    client = login_as(role)
    looks = {
        f"{PROFILES}details/?id={anna['profile']}": "details",
        f"{PERSONALIZED}details/?id={anna['own']}": "personalized description",
        "/admin/preview/?profile=auth0%7Canna": "preview",
        "/admin/preview.json?profile=auth0%7Canna": "preview as JSON",
    }
    if role == "admin":
        looks[f"{PROFILES}edit/?id={anna['profile']}"] = "form"
    if role != "support":
        looks[f"{PERSONALIZED}edit/?id={anna['own']}"] = "form of a personalized description"
    for address in looks:
        assert client.get(address).status_code == 200
    assert recorded() == [("auth0|anna", page) for page in looks.values()]
    person = user_by_email(people.email_of(role))
    assert person
    assert set(db.session.scalars(select(ProfileViewRecord.user_id))) == {person.id}


def test_what_shows_nobody_is_not_recorded(login_as: Callable[[str], FlaskClient], anna: dict[str, str]) -> None:
    client = login_as("support")
    client.head(f"{PROFILES}details/?id={anna['profile']}")
    client.head("/admin/preview/?profile=auth0%7Canna")
    client.get(f"{PROFILES}details/?id={uuid4()}")
    client.get(f"{PROFILES}details/?id=x")
    client.get("/admin/preview/?profile=nobody")
    client.get("/admin/preview/")
    client.get("/admin/courses/")
    # What the role does not allow is not shown either.
    assert client.get(f"{PROFILES}edit/?id={anna['profile']}").status_code == 403
    assert recorded() == []


def test_the_log_is_not_led_astray(client: FlaskClient, anna: dict[str, str]) -> None:
    for address in (
        f"{PROFILES}details/?id={anna['profile']}&profile=nobody",
        f"{PROFILES}details/?profile=nobody&id={anna['profile']}&id={uuid4()}",
        f"/admin/preview/?profile=auth0%7Canna&id={uuid4()}",
        f"{PROFILES}details/?id={{{anna['profile'].upper()}}}",
    ):
        assert client.get(address).status_code == 200
    assert [learner for learner, _ in recorded()] == ["auth0|anna"] * 4


def test_a_form_that_is_refused_or_comes_back_is_a_look_too(
    client: FlaskClient, anna: dict[str, str], csrf_token: str
) -> None:
    for fields, status in (({"user_identifier": ""}, 422), ({"_restore": "1"}, 200)):
        data = fields | {"csrf_token": csrf_token}
        answered(client.post(f"{PROFILES}edit/?id={anna['profile']}", data=data), status)
    assert recorded() == [("auth0|anna", "form")] * 2


def test_the_history_of_a_learner_who_is_gone_is_a_look_too(client: FlaskClient, anna: dict[str, str]) -> None:
    db.session.execute(delete(Profile).where(Profile.id == anna["profile"]))
    db.session.commit()
    assert client.get(f"{PROFILES}history/?id={anna['profile']}").status_code == 200
    assert client.get(f"{PERSONALIZED}history/?id={anna['own']}").status_code == 200
    assert client.get(f"{PROFILES}details/?id={anna['profile']}").status_code == 404
    client.get(f"{PROFILES}history/?id={uuid4()}")
    assert recorded() == [("auth0|anna", "history"), ("auth0|anna", "history of a personalized description")]
    assert {str(row) for row in db.session.scalars(select(ProfileViewRecord.profile_id))} == {anna["profile"]}


@pytest.mark.parametrize("role", people.ROLES)
def test_lists_show_beginnings_of_surveys_and_are_recorded(login_as: Callable[[str], FlaskClient], role: str) -> None:
    client = login_as(role)
    for address in (PROFILES, f"{PROFILES}?search=anna", PERSONALIZED):
        opened(client, address)
    assert recorded() == [(None, "list"), (None, "list"), (None, "list of personalized descriptions")]


def test_an_export_is_recorded_once(client: FlaskClient, anna: dict[str, str]) -> None:
    client.get(f"{PROFILES}export/csv/", buffered=True)
    client.get(f"{PERSONALIZED}export/csv/", buffered=True)
    client.get("/admin/courses/export/csv/", buffered=True)
    assert recorded() == [(None, "export"), (None, "export of personalized descriptions")]
    assert log(client).column("At whom") == ["Everybody in the list"] * 2


def test_administrators_read_it(login_as: Callable[[str], FlaskClient], anna: dict[str, str]) -> None:
    login_as("editor").get(f"{PROFILES}details/?id={anna['profile']}")
    login_as("support").get("/admin/preview/?profile=auth0%7Canna")
    other = rows.add_profile(user_identifier="<b>gone</b>").id
    client = login_as("support")
    client.get(f"{PROFILES}details/?id={other}")
    db.session.execute(delete(Profile).where(Profile.id == other))
    db.session.commit()
    for role in ("editor", "support"):
        assert login_as(role).get(LOG).status_code == 403
    client = login_as("admin")
    page = log(client)
    assert page.column("Who looked") == ["support@example.com", "support@example.com", "editor@example.com"]
    assert page.column("At whom") == ["<b>gone</b> (gone)", "auth0|anna", "auth0|anna"]
    assert page.column("Page") == ["Details", "Preview", "Details"]
    links = [link.attrib["href"] for link in page.all("td/a")]
    assert [link.partition("&")[0] for link in links] == [f"{PROFILES}details/?id={anna['profile']}"] * 2
    assert client.get(links[0]).status_code == 200
    assert log(client, person=" Editor@Example.com ").column("Page") == ["Details"]
    assert log(client, learner="auth0|anna", person="support@example.com").column("Page") == ["Preview"]
    assert "No looks found" in log(client, learner="auth0|ann").main
    assert "No looks found" in log(client, person="nobody@example.com").main


def add_looks(count: int, **values: Any) -> None:
    look = {"user_id": 1, "page": "details", "user_identifier": "auth0|anna"} | values
    db.session.add_all(ProfileViewRecord(**look) for _ in range(count))
    db.session.commit()


def test_it_is_read_page_by_page(client: FlaskClient, statements: Statements) -> None:
    add_looks(120)
    add_looks(1, user_identifier="auth0|boris")
    address, counts = f"{LOG}?learner=auth0%7Canna", list[int]()
    while address:
        with statements() as seen:
            page = opened(client, address)
        assert len(seen) <= 4
        counts.append(len(page.column("Page")))
        address = next((link.attrib["href"] for link in page.all("a") if words(link) == "Older"), "")
    assert counts == [50, 50, 20]


@pytest.mark.parametrize("before", ["x", "-1", "1.0", "9" * 30])
def test_a_place_that_is_none_is_told(client: FlaskClient, before: str) -> None:
    opened(client, LOG, 404, before=before)


def test_a_log_of_many_is_read_by_its_indexes(client: FlaskClient) -> None:
    rows.run(
        "INSERT INTO admin.profile_views (user_id, user_identifier, page, viewed_at)"
        " SELECT n % 50, 'auth0|' || n % 5000, 'details', now() - n * interval '1 s'"
        " FROM generate_series(1, 30000) AS n"
    )
    rows.run("ANALYZE admin.profile_views")
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        asked.append((statement, parameters))

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    for query in ({}, {"person": "admin@example.com"}, {"learner": "auth0|7"}, {"before": "15000"}):
        log(client, **query)
    event.remove(engine, "before_cursor_execute", note)
    reads = [(sql, values) for sql, values in asked if "FROM admin.profile_views" in sql]
    assert len(reads) == 4
    for sql, values in reads:
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN {sql}", values)
        assert "Seq Scan on profile_views" not in "".join(str(row[0]) for row in plan)
