"""Long lists: what is said of their number, and that no page of them reads the table."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from admin_app.extensions import db
from tests.conftest import Statements
from tests.views import rows
from tests.views.pages import Page, opened, words
from tests.views.tables import COURSES, PROFILES

COUNT = 12_000
# Two of three came with one import; every tenth has no name.
ADD = f"""
    INSERT INTO profiles (user_identifier, survey, name, created_at)
    SELECT 'learner|' || n, jsonb_build_object('text', repeat('x', 400)),
           CASE WHEN n % 10 > 0 THEN 'Имя ' || n % 50 END,
           CASE WHEN n % 3 = 0 THEN timestamptz '2024-01-01' + n * interval '1 minute' ELSE '2024-01-03' END
    FROM generate_series(1, {COUNT}) AS n
"""
BY_TIME, BY_NAME = "sort=4", "sort=1"
ORDERS = {
    "": "created_at DESC NULLS LAST, id DESC",
    BY_TIME: "created_at, id",
    BY_NAME: "translate(lower(left(name, 200)), 'ё', 'е'), id",
    f"{BY_NAME}&desc=1": "translate(lower(left(name, 200)), 'ё', 'е') DESC NULLS LAST, id DESC",
}


@pytest.fixture
def many() -> None:
    """More learners than are counted."""
    rows.run("SET LOCAL session_replication_role = replica")
    rows.run(ADD)
    rows.run("ANALYZE profiles")


def in_order(order: str) -> list[str]:
    """The ids of all learners in the order of a list."""
    return list(rows.one(f"SELECT array_agg(id::text ORDER BY {ORDERS[order]}) FROM profiles"))


def place(page: Page) -> str:
    """What a list says of where one is."""
    return words(page.one("p[@class='list-place']"))


def link(page: Page, name: str) -> str:
    """Where a link of the footer leads."""
    return page.one(f"a[@aria-label='{name}']").attrib["href"]


def test_a_long_list_is_counted_about(client: FlaskClient, statements: Statements, many: None) -> None:
    with statements() as seen:
        page = opened(client, PROFILES.path)
    assert len(seen) == 4
    assert place(page) == "1–50 of about 12,000 rows"
    assert page.one("div[@class='list-rows']").attrib["data-counted"] == "about 12,000 rows"
    bar = words(page.one("form[@id='bulk-form']"))
    assert "Select all that match" in bar
    assert "At most 10,000 rows can be deleted at once" in bar
    assert "data-rows" not in page.one("a[@data-export]").attrib
    page = opened(client, link(page, "Next page"))
    assert place(page) == "51–100 of about 12,000 rows"


def test_what_a_search_finds_is_counted_to_a_lower_bound(
    client: FlaskClient, statements: Statements, many: None
) -> None:
    page = opened(client, PROFILES.path, search="имя 1")
    assert place(page) == "1–50 of more than 1,000 rows"
    assert "Delete all" in words(page.one("form[@id='bulk-form']"))
    last = opened(client, link(page, "Last page"))
    assert place(last) == "50 rows towards the end of more than 1,000"
    before = opened(client, link(last, "Previous page"))
    assert place(before) == "50 rows towards the end of more than 1,000"
    assert opened(client, link(before, "Next page")).row_ids() == last.row_ids()
    far = client.get(f"{PROFILES.path}?search=имя 1&page=400")
    assert opened(client, far.headers["Location"]).row_ids() == last.row_ids()
    with statements() as seen:
        page = opened(client, PROFILES.path, search="learner|119", page="1")
    assert len(seen) == 4
    assert place(page) == "51–100 of 111 rows"


def test_a_far_page_is_about_there_and_its_neighbours_leave_nothing_out(
    client: FlaskClient, statements: Statements, many: None
) -> None:
    for order in ORDERS:
        _is_about_there(client, statements, order)
    # Among those without a name.
    nameless = opened(client, f"{PROFILES.path}?page=225&{BY_NAME}").row_ids()
    everyone = in_order(BY_NAME)
    begin = everyone.index(nameless[0])
    assert nameless == everyone[begin : begin + 50]
    assert abs(begin - 11_250) < COUNT / 50


def _is_about_there(client: FlaskClient, statements: Statements, order: str) -> None:
    address = f"{PROFILES.path}?{order}"
    with statements() as seen:
        page = opened(client, f"{address}&page=210")
    assert len(seen) == 4
    assert place(page) == "About row 10,501 of about 12,000"
    assert words(page.one("a[@aria-label='About page 211 of about 240']")) == "211"
    assert [opened(client, f"{address}&page=210").row_ids() for _ in range(3)] == [page.row_ids()] * 3
    everyone = in_order(order)
    begin = everyone.index(page.row_ids()[0])
    assert page.row_ids() == everyone[begin : begin + 50]
    assert abs(begin - 10_500) < COUNT / 20
    begins = [everyone.index(opened(client, f"{address}&page={number}").row_ids()[0]) for number in (205, 206, 207)]
    assert begins == sorted(set(begins))
    following, before = (opened(client, link(page, name)) for name in ("Next page", "Previous page"))
    assert following.row_ids() == everyone[begin + 50 : begin + 100]
    assert before.row_ids() == everyone[begin - 50 : begin]
    assert place(following) == "About row 10,551 of about 12,000"


def test_the_end_of_a_long_list(client: FlaskClient, many: None) -> None:
    for order in ORDERS:
        _ends(client, order)


def _ends(client: FlaskClient, order: str) -> None:
    everyone = in_order(order)
    for address in ("before=end", "page=239", "page=250"):
        page = opened(client, f"{PROFILES.path}?{address}&{order}")
        assert page.row_ids() == everyone[-50:]
        assert place(page) == "The last 50 of about 12,000 rows"
        assert not page.all("a[@aria-label='Next page']")
        assert not page.all("a[@aria-label='Last page']")
    assert opened(client, link(page, "Previous page")).row_ids() == everyone[-100:-50]
    # Among the first rows a number is exact.
    assert opened(client, f"{PROFILES.path}?page=100&{order}").row_ids() == everyone[5000:5050]
    assert "it has about 240" in opened(client, f"{PROFILES.path}?page=100000&{order}", 404).main


def test_a_page_where_the_rows_are_gone_leads_to_the_last_one(client: FlaskClient, many: None) -> None:
    rows.run("DELETE FROM profiles WHERE created_at < '2024-01-03'")
    gone = client.get(f"{PROFILES.path}?page=230")
    assert gone.status_code == 302
    assert opened(client, gone.headers["Location"]).row_ids() == in_order("")[-50:]


def test_a_long_list_that_nobody_has_analyzed_still_has_its_pages(client: FlaskClient) -> None:
    rows.run("SET LOCAL session_replication_role = replica")
    rows.run("INSERT INTO courses (slug, title) SELECT n::text, 'Курс ' || n FROM generate_series(1, 10100) AS n")
    assert place(opened(client, COURSES.path)) == "1–50 of more than 10,000 rows"
    last = opened(client, f"{COURSES.path}?page=201")
    assert place(last) == "10,051–10,100 of more than 10,050 rows"
    assert last.row_ids() == opened(client, f"{COURSES.path}?before=end").row_ids()
    assert client.get(f"{COURSES.path}?page=203").status_code == 302


@contextmanager
def _executed() -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        seen.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def touched(client: FlaskClient, address: str) -> float:
    """The most rows that any step of the plan of the page's rows goes through."""
    with _executed() as seen:
        assert client.get(address).status_code == 200, address
    (page,) = [each for each in seen if " AS page " in each[0]]
    explained = db.session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {page[0]}", page[1])
    return max(_rows(json.loads(str(explained.scalar_one()))[0]["Plan"]))


def _rows(node: dict[str, Any]) -> Iterator[float]:
    yield node["Actual Rows"] * node["Actual Loops"]
    for part in node.get("Plans", ()):
        yield from _rows(part)


def test_no_page_of_a_long_list_reads_more_than_itself(client: FlaskClient, many: None) -> None:
    for order in ORDERS:
        key = "имя 25" if BY_NAME in order else "2024-01-03 00:00:00+00"
        middle = written_place(f'["{key}", "{UUID(int=2**127)}"]')
        pages = ["", "before=end", "page=210", f"after={middle}", f"before={middle}"]
        found = {page: touched(client, f"{PROFILES.path}?{page}&{order}") for page in pages}
        assert found == dict.fromkeys(pages, 51)


def written_place(plain: str) -> str:
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")
