"""What a list shows of its rows: the part that a script asks for, the columns chosen, days in the reader's zone."""

from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.models import ProfileViewRecord
from tests.conftest import Statements
from tests.views import rows
from tests.views.list_rows import moment
from tests.views.pages import Page, opened, words
from tests.views.tables import COURSES, LESSONS, PERSONALIZED, PROFILES, Table, each_table

FETCH = {"X-Requested-With": "fetch"}


def fetched(client: FlaskClient, address: str) -> Page:
    """The part of a page that a script gets."""
    response = client.get(address, headers=FETCH)
    assert response.status_code == 200
    assert FETCH.keys() <= response.vary
    return Page(response.text)


def headings(page: Page) -> list[str]:
    """The labels of the columns between the mark and the actions."""
    return [words(cell) for cell in page.all("thead/tr/th")][1:-1]


@each_table
def test_a_script_gets_the_rows_alone_with_all_that_leads_on(client: FlaskClient, table: Table) -> None:
    wanted = str(table.add("сон").id)
    table.add("другое")
    address = f"{table.path}?search={quote('сон')}&sort=0&desc=1"
    part, page = fetched(client, address), opened(client, address)
    assert part.row_ids() == page.row_ids() == [wanted]
    assert not part.all("main")
    assert not part.all("nav[@aria-label='Main']")
    links = [[a.attrib["href"] for a in each.all("div[@data-part]//a")] for each in (part, page)]
    assert links[0] == links[1]
    assert part.one("div[@data-counted]").attrib["data-counted"].startswith("1 ")
    assert FETCH.keys() <= client.get(address).vary


@each_table
def test_a_script_gets_the_details_alone(client: FlaskClient, table: Table) -> None:
    row_id = table.add("сон").id
    part = fetched(client, f"{table.path}details/?id={row_id}")
    assert not part.all("main")
    shown = {words(term): words(value) for term, value in zip(part.all("dt"), part.all("dd"), strict=False)}
    assert shown["Id"] == str(row_id)
    assert client.get(f"{table.path}details/?id={COURSES.add('x').id}x", headers=FETCH).status_code == 404


def test_typing_is_one_look_and_opening_a_row_another(client: FlaskClient) -> None:
    anna = rows.add_profile(user_identifier="anna").id
    for text in ("а", "ан", "анн"):
        fetched(client, f"{PROFILES.path}?search={text}")
        fetched(client, f"{PERSONALIZED.path}?search={text}")
    fetched(client, f"{PROFILES.path}details/?id={anna}")
    look = ProfileViewRecord
    found = [tuple(row) for row in db.session.execute(select(look.page, look.user_identifier).order_by(look.id))]
    assert found == [("list", None), ("list of personalized descriptions", None), ("details", "anna")]
    # A minute later it counts again, as does the page itself at any time.
    rows.run("UPDATE admin.profile_views SET viewed_at = viewed_at - interval '61 seconds'")
    fetched(client, f"{PROFILES.path}?search=анна")
    opened(client, PROFILES.path)
    assert rows.count_of("admin.profile_views") == 5


def test_columns_are_chosen_by_the_address(client: FlaskClient, statements: Statements) -> None:
    lesson = rows.add_lesson(title="Сон")
    with statements() as seen:
        page = opened(client, f"{LESSONS.path}?columns=id,summary")
    assert len(seen) <= 4
    # What is not shown is not made: the beginning of a large document takes all of it.
    assert not any("jsonb" in statement for statement in seen)
    assert headings(page) == ["Title", "Summary", "Id"]
    assert page.column("Id") == [str(lesson.id)]
    # Whatever is shown, an order is named by the place among all columns, and the choice goes along.
    page = opened(client, f"{LESSONS.path}?columns=title,created_at")
    created = page.sort_link("Created")
    assert "sort=5" in created
    assert headings(opened(client, created)) == ["Title", "Created"]
    assert headings(opened(client, LESSONS.path))[:3] == ["Title", "Number", "Course"]


def test_a_column_that_is_not_there_is_refused_in_words(client: FlaskClient) -> None:
    rows.add_lesson()
    assert "no column “nonsense”" in opened(client, f"{LESSONS.path}?columns=title,nonsense", 400).main
    client.set_cookie("columns-lessons", "title,nonsense", path=LESSONS.path)
    assert headings(opened(client, LESSONS.path)) == ["Title"]


def test_columns_chosen_in_the_menu_are_remembered_for_that_table(client: FlaskClient) -> None:
    rows.add_lesson(title="Сон")
    form = "columns=title&columns=summary&remember_columns=1"
    response = client.get(f"{LESSONS.path}?search=%D1%81&{form}")
    assert response.status_code == 302
    assert "search=" in response.location
    assert headings(opened(client, response.location)) == ["Title", "Summary"]
    assert headings(opened(client, LESSONS.path)) == ["Title", "Summary"]
    # A list that somebody shows me does not change what I am used to.
    assert headings(opened(client, f"{LESSONS.path}?columns=title,id")) == ["Title", "Id"]
    assert headings(opened(client, LESSONS.path)) == ["Title", "Summary"]
    client.get(f"{LESSONS.path}?remember_columns=1")
    assert len(headings(opened(client, LESSONS.path))) > 3


def test_an_export_has_every_column_whatever_is_shown(client: FlaskClient) -> None:
    rows.add_course()
    whole = client.get(f"{COURSES.path}export/csv/").text
    assert client.get(f"{COURSES.path}export/csv/?columns=title").text == whole


@pytest.mark.parametrize(("zone", "kept"), [("Asia/Tokyo", True), ("America/New_York", False), ("nowhere", True)])
def test_a_day_begins_at_the_readers_midnight(client: FlaskClient, zone: str, kept: bool) -> None:
    rows.add_course(created_at=moment("2024-02-01 02:00"))
    client.set_cookie("timezone", zone)
    page = opened(client, COURSES.path, flt0_created_on_or_after="2024-02-01")
    assert bool(page.row_ids()) is kept
    assert bool(opened(client, COURSES.path, flt0_created_before="2024-02-01").row_ids()) is not kept
    assert words(page.one("ul[@aria-label='In force']")) == "Created on 1 Feb 2024 or later"
    opened(client, COURSES.path, flt0_created_on_or_after="0001-01-01", flt1_created_before="9999-12-31")


def test_a_chip_says_a_sentence_leads_to_its_field_and_is_cleared(client: FlaskClient) -> None:
    rows.add_lesson(title="<b>Сон</b>")
    rows.add_lesson(title="<i><b>", content="{}")
    query = {"search": "<i>", "flt0_title_contains": "<b>", "flt1_content_is_empty": "0", "page_size": "20"}
    page = opened(client, f"{LESSONS.path}?{urlencode(query)}")
    chips = page.all("li[@class='chip']")
    assert [words(chip) for chip in chips] == ["contains <i>", "Title contains <b>", "Content is not empty"]
    ids = {element.attrib["id"] for element in page.all("*[@id]")}
    assert {link.attrib["href"].removeprefix("#") for link in page.all("a[@class='chip-text']")} <= ids
    cleared = opened(client, page.one("a[@class='chips-clear']").attrib["href"])
    assert not cleared.all("li[@class='chip']")
    assert len(cleared.row_ids()) == 2
    assert len(opened(client, page.all("a[@class='chip-remove']")[0].attrib["href"]).all("li[@class='chip']")) == 2


def test_nothing_found_repeats_the_search_and_clears_it(client: FlaskClient) -> None:
    COURSES.add("Сон")
    page = opened(client, COURSES.path, search="такого нет")
    assert "“такого нет”" in page.main
    (clear,) = (a for a in page.all("a") if words(a) == "Clear the search")
    assert len(opened(client, clear.attrib["href"]).row_ids()) == 1
