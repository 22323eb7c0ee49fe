"""Lists: searched, filtered, sorted, paged and exported, each as a person does it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.views import rows
from tests.views.list_rows import SHUFFLED, WORDS, moment, numbered
from tests.views.pages import answered, opened, words
from tests.views.tables import ASSETS, COURSES, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES, TABLES, Table, each_table

NAMES = ["alpha", "beta", "gamma", "omega"]


NUMBERS = ["2", "10", "30"]


DAYS = ["2024-02-29 10:00", "2025-01-01 00:00", "2025-12-31 23:59"]


Add = Callable[[str], Any]


def lesson_of(title: str) -> Any:
    return rows.add_lesson(course_id=rows.add_course(title=title).id).id


SORTS: list[tuple[Table, str, list[str], Add]] = [
    (COURSES, "Title", WORDS, lambda word: rows.add_course(title=word)),
    (COURSES, "Slug", WORDS, lambda word: rows.add_course(slug=word)),
    (COURSES, "Created", DAYS, lambda day: rows.add_course(created_at=moment(day))),
    (LESSONS, "Title", WORDS, lambda word: rows.add_lesson(title=word)),
    (LESSONS, "Number", NUMBERS, lambda number: rows.add_lesson(lesson_number=int(number))),
    (LESSONS, "Course", WORDS, lambda word: rows.add_lesson(course_id=rows.add_course(title=word).id)),
    (LESSONS, "Created", DAYS, lambda day: rows.add_lesson(created_at=moment(day))),
    (DESCRIPTIONS, "Lesson", NUMBERS, lambda number: rows.add_description(lesson_id=numbered(number))),
    (DESCRIPTIONS, "Course", WORDS, lambda word: rows.add_description(lesson_id=lesson_of(word))),
    (DESCRIPTIONS, "Created", DAYS, lambda day: rows.add_description(created_at=moment(day))),
    (PROFILES, "Identifier", NAMES, lambda name: rows.add_profile(user_identifier=name)),
    (PROFILES, "Name", WORDS, lambda word: rows.add_profile(name=word)),
    (PROFILES, "Course slug", NAMES, lambda name: rows.add_profile(course_slug=name)),
    (PROFILES, "Created", DAYS, lambda day: rows.add_profile(created_at=moment(day))),
    (PERSONALIZED, "Learner", WORDS, lambda word: rows.add_personalized(profile_id=rows.add_profile(name=word).id)),
    (PERSONALIZED, "Lesson", NUMBERS, lambda number: rows.add_personalized(lesson_id=numbered(number))),
    (PERSONALIZED, "Course", WORDS, lambda word: rows.add_personalized(lesson_id=lesson_of(word))),
    (PERSONALIZED, "Created", DAYS, lambda day: rows.add_personalized(created_at=moment(day))),
    (ASSETS, "Address", NAMES, lambda name: rows.add_asset(url=f"https://example.com/{name}")),
    (ASSETS, "Type", WORDS, lambda word: rows.add_asset(asset_type=word)),
    (ASSETS, "Lesson", NUMBERS, lambda number: rows.add_asset(lesson_id=numbered(number))),
    (ASSETS, "Course", WORDS, lambda word: rows.add_asset(lesson_id=lesson_of(word))),
    (ASSETS, "Created", DAYS, lambda day: rows.add_asset(created_at=moment(day))),
]


def test_no_sortable_column_goes_untested(client: FlaskClient) -> None:
    for table in TABLES:
        table.add("one")
        headings = {
            "".join(link.itertext()).strip() for link in opened(client, table.path).all("a[@class='sort-link']")
        }
        assert headings == {label for tested, label, _, _ in SORTS if tested is table}


@pytest.mark.parametrize(("table", "label", "order", "add"), SORTS, ids=[f"{case[0].name}-{case[1]}" for case in SORTS])
def test_a_heading_sorts_up_then_down(
    client: FlaskClient, table: Table, label: str, order: list[str], add: Add
) -> None:
    added = {str(add(value).id): value for value in (SHUFFLED if order is WORDS else order[1:] + order[:1])}
    upwards = opened(client, opened(client, table.path).sort_link(label))
    assert [added[row_id] for row_id in upwards.row_ids()] == order
    downwards = opened(client, upwards.sort_link(label))
    assert [added[row_id] for row_id in downwards.row_ids()] == order[::-1]


@each_table
def test_cyrillic_is_found_in_another_case(client: FlaskClient, table: Table) -> None:
    wanted = str(table.add("Ёлка и Сон Малыша").id)
    table.add("Питание")
    assert opened(client, table.path, search="сОН мАЛЫША ёЛКА").row_ids() == [wanted]


@each_table
@pytest.mark.parametrize(
    ("written", "alike"), [("50% снов", "50 снов"), ("сон_1", "сон-1"), ("a\\b", "ab"), ("д'Арк", "дАрк")]
)
def test_signs_of_a_pattern_mean_themselves(client: FlaskClient, table: Table, written: str, alike: str) -> None:
    wanted = str(table.add(written).id)
    table.add(alike)
    assert opened(client, table.path, search=written).row_ids() == [wanted]


@each_table
def test_a_search_without_result_says_so(client: FlaskClient, table: Table) -> None:
    table.add("Сон")
    page = opened(client, table.path, search="такого нет")
    assert "Nothing found" in page.main
    assert page.row_ids() == []


@each_table
def test_an_empty_list_says_so(client: FlaskClient, table: Table) -> None:
    assert " yet " in opened(client, table.path).main


def walked(client: FlaskClient, table: Table, address: str) -> list[str]:
    """The ids of the rows of a list on all its pages, by its own links, while somebody saves what is on each."""
    page, found = opened(client, address), list[str]()
    while True:
        found += page.row_ids()
        # A row that is written anew stands at the end of its table.
        rows.run(f"UPDATE {table.sql} SET id = id WHERE id = ANY(CAST(:ids AS uuid[]))", ids=page.row_ids())
        following = page.all("a[@aria-label='Next page']")
        if not following:
            return found
        page = opened(client, following[0].attrib["href"])


@each_table
def test_pages_show_each_row_once_though_all_sort_alike(client: FlaskClient, table: Table) -> None:
    added = {str(table.add("Одинаково").id) for _ in range(45)}
    first = opened(client, f"{table.path}?page_size=20")
    assert "1–20 of 45" in first.main
    orders = [f"{table.path}?page_size=20"]
    for link in first.all("a[@class='sort-link']"):
        orders += [link.attrib["href"], link.attrib["href"] + "&desc=1"]
    for order in orders:
        found = walked(client, table, order)
        assert len(found) == 45
        assert set(found) == added


@each_table
@pytest.mark.parametrize("way", ["delete", "action"])
def test_who_deletes_the_only_row_of_the_last_page_comes_to_the_new_last_page(
    client: FlaskClient, csrf_token: str, table: Table, way: str
) -> None:
    added = {str(table.add("сон").id) for _ in range(21)}
    table.add("другое")
    address = f"{table.path}?page=1&page_size=20&search=сон"
    (last,) = opened(client, address).row_ids()
    data = {"id": last, "action": "delete", "rowid": last, "url": address, "csrf_token": csrf_token}
    response = client.post(f"{table.path}{way}/", data=data, follow_redirects=True)
    page = answered(response, 200)
    assert "deleted" in words(page.one("div[@role='status']"))
    assert set(page.row_ids()) == added - {last}
    assert "1–20 of 20" in page.main


@each_table
def test_further_past_the_end_is_no_page(client: FlaskClient, table: Table) -> None:
    table.add("сон")
    assert "its last is page 1" in opened(client, f"{table.path}?page=2", 404).main
    assert len(answered(client.get(f"{table.path}?page=1", follow_redirects=True), 200).row_ids()) == 1


def test_a_list_shows_the_beginning_of_a_document_for_reading(client: FlaskClient) -> None:
    document = '{"approach": "' + "Сказки на ночь. " * 1000 + '", "title": "Тихий вечер"}'
    rows.add_lesson(content=document)
    page = opened(client, LESSONS.path)
    (shown,) = page.column("Content")
    assert "Тихий вечер" in shown
    assert len(shown) < 300
    assert "{" not in shown
    assert len("".join(page.root.itertext())) < 20_000


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ("[]", "empty list"),
        ("{}", "empty object"),
        ('""', "empty text"),
        ("null", "null"),
        ("0", "0"),
        ("false", "false"),
    ],
)
def test_small_documents_are_told_from_none(client: FlaskClient, document: str, shown: str) -> None:
    rows.add_profile(survey=document)
    assert opened(client, PROFILES.path).column("Survey") == [shown]
