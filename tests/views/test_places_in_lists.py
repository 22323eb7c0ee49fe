"""The pages of a list from place to place: each row once, whatever others write meanwhile; places that are none."""

import json
import random
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.models import LessonAsset, PersonalizedLessonDescription, Profile
from admin_app.models.sort_keys import sort_key
from admin_app.queries.lists import Listed, Source, Wanted, list_page
from admin_app.queries.ordering import Order, Start, order_of
from admin_app.queries.paging import Place
from admin_app.views.cursors import read, written
from tests.views import rows
from tests.views.list_rows import moment
from tests.views.pages import opened, words
from tests.views.tables import COURSES, PROFILES, Table, each_table

NAMES = [None, "Анна", "анна", "Ёлка", "елка", "Zoe", "я" * 300, "я" * 250, "'\\%_\""]
TIMES = [None, "2024-02-29 10:00:00.000001", "2024-02-29 10:00:00.000002", "2025-01-01 00:00"]
SIZE = 4

own = PersonalizedLessonDescription
BY: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "name": (Profile, (sort_key(Profile.name),)),
    "time": (Profile, (Profile.created_at,)),
    "identifier": (Profile, (Profile.user_identifier,)),
    "learner": (own, (sort_key(Profile.name), Profile.id)),
}


def source_of(model: Any) -> Source:
    joined = select(model).join(own.profile) if model is own else select(model)
    return Source(model, joined, joined, is_narrowed=False, counted=None)


def add_learner(chance: random.Random) -> Any:
    """A learner with or without a name and a time, and a description of theirs."""
    time = chance.choice(TIMES)
    learner = rows.add_profile(name=chance.choice(NAMES), created_at=time and moment(time))
    if time is None:
        # The trigger gives every row its time; tables from before it may lack some.
        rows.run("UPDATE profiles SET created_at = NULL WHERE id = :id", id=learner.id)
    rows.add_personalized(profile_id=learner.id, lesson_id=chance.choice(LESSONS))
    return learner.id


LESSONS: list[Any] = []


@pytest.fixture
def chance() -> random.Random:
    rows.run("SET LOCAL session_replication_role = replica")
    LESSONS[:] = [rows.add_lesson().id for _ in range(3)]
    return random.Random(5)  # noqa: S311 -- the same rows in every run


def walk(source: Source, order: Order, backwards: bool, meanwhile: Callable[[Listed], None]) -> list[Any]:
    """The ids on all pages, from place to place."""
    found: list[Any] = []
    place = Place(backwards=backwards)
    while True:
        page = list_page(source, order, Wanted(SIZE, None, place))
        found = [row.id for row in page.rows] + found if backwards else found + [row.id for row in page.rows]
        if not page.rows or (page.is_first if backwards else page.is_last):
            return found
        meanwhile(page)
        text = written(page.keys[0 if backwards else -1], order)
        assert text
        place = Place(Start(read(text, order)), backwards=backwards)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("by", BY)
def test_each_row_is_shown_once_in_order_though_others_write(
    chance: random.Random, by: str, is_descending: bool, backwards: bool
) -> None:
    model, keys = BY[by]
    for _ in range(22):
        add_learner(chance)
    source, order = source_of(model), order_of(keys, model.id, is_descending=is_descending)

    def in_order() -> list[Any]:
        return list(db.session.scalars(source.matching.with_only_columns(model.id).order_by(*order.all())))

    before = in_order()
    assert walk(source, order, backwards, lambda page: None) == before

    def meanwhile(page: Listed) -> None:
        add_learner(chance)
        # One that was shown, at the very place where the next page begins, and any other.
        for gone in (page.rows[0 if backwards else -1].id, chance.choice(in_order())):
            rows.run(f"DELETE FROM {model.__tablename__} WHERE id = :id", id=gone)

    found = walk(source, order, backwards, meanwhile)
    assert len(found) == len(set(found))
    stayed = [row_id for row_id in in_order() if row_id in before]
    assert [row_id for row_id in found if row_id in stayed] == stayed


@each_table
def test_there_and_back_again_by_the_links_of_the_page(client: FlaskClient, table: Table) -> None:
    for number in range(45):
        table.add(f"Сон {number % 3}")
    page = opened(client, f"{table.path}?sort=0&desc=1&page_size=20")
    there = [page.row_ids()]
    while following := page.all("a[@aria-label='Next page']"):
        page = opened(client, following[0].attrib["href"])
        there.append(page.row_ids())
    assert [len(ids) for ids in there] == [20, 20, 5]
    assert "41–45 of 45" in page.main
    back = [page.row_ids()]
    while before := page.all("a[@aria-label='Previous page']"):
        page = opened(client, before[0].attrib["href"])
        back.insert(0, page.row_ids())
    assert back == there
    assert "1–20 of 45" in page.main


def test_another_order_or_size_begins_at_the_first_page_and_a_row_leads_back_to_this_one(client: FlaskClient) -> None:
    for number in range(45):
        COURSES.add(f"Сон {number}")
    first = opened(client, f"{COURSES.path}?page_size=20&search=сон")
    page = opened(client, first.one("a[@aria-label='Next page']").attrib["href"])
    sizes = [a.attrib["href"] for a in page.all("p[@class='page-sizes']/a")]
    for address in (page.sort_link("Slug"), *sizes, page.one("a[@class='chip-remove']").attrib["href"]):
        assert "page=" not in address
        assert "after=" not in address
    edit = next(a.attrib["href"] for a in page.all("tbody//a") if "/edit/" in a.attrib["href"])
    cancel = next(a.attrib["href"] for a in opened(client, edit).all("a") if "after=" in a.attrib.get("href", ""))
    assert opened(client, cancel).row_ids() == page.row_ids()


def test_who_deletes_all_of_a_page_comes_to_the_one_that_is_there(client: FlaskClient) -> None:
    for number in range(41):
        COURSES.add(f"Сон {number:02}")
    second = opened(client, f"{COURSES.path}?page_size=20").one("a[@aria-label='Next page']").attrib["href"]
    last = opened(client, second).one("a[@aria-label='Next page']").attrib["href"]
    rows.run("DELETE FROM courses WHERE title = 'Сон 40'")
    page = opened(client, client.get(last).headers["Location"])
    assert "21–40 of 40" in page.main
    before = page.one("a[@aria-label='Previous page']").attrib["href"]
    rows.run("DELETE FROM courses WHERE title < 'Сон 20'")
    assert "1–20 of 20" in opened(client, client.get(before).headers["Location"]).main


def test_a_page_is_never_said_to_be_past_the_end(client: FlaskClient) -> None:
    for number in range(100):
        COURSES.add(f"Сон {number:02}")
    page = opened(client, f"{COURSES.path}?page_size=20")
    for _ in range(3):
        address = page.one("a[@aria-label='Next page']").attrib["href"]
        page = opened(client, address)
    rows.run("DELETE FROM courses WHERE title < 'Сон 55'")
    page = opened(client, address)
    assert "21–40 of 45 rows" in page.main
    assert [words(a) for a in page.all("ul[@class='pagination']//a[@aria-current='page']")] == ["2"]
    assert "26–45 of 45 rows" in opened(client, page.one("a[@aria-label='Next page']").attrib["href"]).main
    # What was the first page has another one before it now.
    back = opened(client, f"{COURSES.path}?page_size=20").one("a[@aria-label='Next page']").attrib["href"]
    back = opened(client, back).one("a[@aria-label='Previous page']").attrib["href"]
    COURSES.add("Сон 00")
    assert "2–21 of 46 rows" in opened(client, back).main


def test_rows_that_are_few_meanwhile_are_told_as_so_many(client: FlaskClient) -> None:
    for number in range(45):
        COURSES.add(f"Сон {number:02}")
    last = opened(client, f"{COURSES.path}?page_size=20&search=сон&before=end")
    assert "26–45 of 45 rows" in last.main
    assert [words(a) for a in last.all("ul[@class='pagination']//a[@aria-current='page']")] == ["3"]
    address = last.one("a[@aria-label='Previous page']").attrib["href"].replace("&page=1", "")
    before = opened(client, address)
    assert "20 rows towards the end of 45" in before.main


def cursor(*values: object) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


ID = "24a19c0e-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "end ", "%00", "é", "AAAA", "W10", "bnVsbA", "W" * 2000),
        urlsafe_b64encode(b"[" * 100_000).decode(),
        *(cursor(ID), cursor("2024-01-01T00:00:00Z", ID, ID), cursor("2024-01-01", "x"), cursor("noon", ID)),
        *(cursor("2024-13-01T00:00:00Z", ID), cursor(1, ID), cursor(["2024-01-01"], ID), cursor({}, ID)),
        *(cursor(None, None), cursor("0001-01-01T00:00:00+15:00", ID), cursor("2024-01-01T00:00:00Z", None)),
    ],
)
def test_what_is_no_place_is_refused_in_words(client: FlaskClient, text: str) -> None:
    rows.add_profile()
    for name in ("after", "before"):
        response = client.get(PROFILES.path, query_string={name: text})
        assert response.status_code == 400, text
        assert "does not name a place of this list" in response.text or text == "%00"
        assert f'href="{PROFILES.path}">The whole list' in response.text


@pytest.mark.parametrize(
    "text",
    [
        cursor("infinity", ID),
        cursor(None, ID),
        cursor("2024-01-01T00:00:00.000001+15:59", ID),
        cursor("9999-12-31T23:59:59Z", "{" + ID.upper() + "}"),
    ],
)
def test_what_could_be_a_place_is_one(client: FlaskClient, text: str) -> None:
    rows.add_profile()
    for name in ("after", "before"):
        opened(client, client.get(PROFILES.path, query_string={name: text}).headers.get("Location", PROFILES.path))


@pytest.mark.parametrize("text", ["\ud800", "\x00", "x" * 5000])
def test_a_text_that_no_row_has_is_refused_or_no_place(client: FlaskClient, text: str) -> None:
    rows.add_profile()
    order = order_of((sort_key(Profile.name),), Profile.id, is_descending=False)
    assert written((text, ID), order) is None
    plain = cursor(text, ID)
    if len(plain) < 5000:
        assert client.get(f"{PROFILES.path}?sort=1&after={plain}").status_code == 400


def test_a_row_without_room_in_an_address_leads_on_by_number(client: FlaskClient) -> None:
    for number in range(21):
        rows.add_asset(url=f"https://example.com/{number:02}/" + "ж" * 3000)
    page = opened(client, "/admin/lesson-assets/?sort=0&page_size=20")
    address = page.one("a[@aria-label='Next page']").attrib["href"]
    assert "after" not in address
    assert len(opened(client, address).row_ids()) == 1


def test_assets_without_a_time_come_last_of_their_lesson(client: FlaskClient) -> None:
    lesson = rows.add_lesson().id
    rows.run("SET LOCAL session_replication_role = replica")
    for number in range(25):
        asset = rows.add_asset(lesson_id=lesson, created_at=moment(f"2024-01-01 00:{number:02}")).id
        if number % 3 == 0:
            rows.run("UPDATE lesson_assets SET created_at = NULL WHERE id = :id", id=asset)
    page = opened(client, "/admin/lesson-assets/?page_size=20")
    rest = opened(client, page.one("a[@aria-label='Next page']").attrib["href"])
    assert len({*page.row_ids(), *rest.row_ids()}) == 25
    times = [db.session.get_one(LessonAsset, row_id).created_at for row_id in [*page.row_ids(), *rest.row_ids()]]
    assert [time is None for time in times] == [False] * 16 + [True] * 9
