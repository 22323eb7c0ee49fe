"""Lists: searched, filtered, sorted, paged and exported, each as a person does it."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.views import rows
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import ASSETS, COURSES, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES, TABLES, Table, each_table

# In the order of a dictionary: case does not count, and ё stands beside е.
WORDS = ["apple", "Banana", "абрикос", "Банан", "Ежевика", "ёжик", "Ёлка", "ель", "Жук", "яблоко"]
SHUFFLED = [WORDS[index] for index in (6, 1, 8, 3, 9, 0, 7, 2, 5, 4)]
NAMES = ["alpha", "beta", "gamma", "omega"]
NUMBERS = ["2", "10", "30"]
DAYS = ["2024-02-29 10:00", "2025-01-01 00:00", "2025-12-31 23:59"]

Add = Callable[[str], Any]


def moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def lesson_of(title: str) -> Any:
    return rows.add_lesson(course_id=rows.add_course(title=title).id).id


def numbered(number: str) -> Any:
    return rows.add_lesson(lesson_number=int(number)).id


SORTS: list[tuple[Table, str, list[str], Add]] = [
    (COURSES, "Title", WORDS, lambda word: rows.add_course(title=word)),
    (COURSES, "Slug", WORDS, lambda word: rows.add_course(slug=word)),
    (COURSES, "Created, UTC", DAYS, lambda day: rows.add_course(created_at=moment(day))),
    (LESSONS, "Title", WORDS, lambda word: rows.add_lesson(title=word)),
    (LESSONS, "Number", NUMBERS, lambda number: rows.add_lesson(lesson_number=int(number))),
    (LESSONS, "Course", WORDS, lambda word: rows.add_lesson(course_id=rows.add_course(title=word).id)),
    (LESSONS, "Created, UTC", DAYS, lambda day: rows.add_lesson(created_at=moment(day))),
    (DESCRIPTIONS, "Lesson", NUMBERS, lambda number: rows.add_description(lesson_id=numbered(number))),
    (DESCRIPTIONS, "Course", WORDS, lambda word: rows.add_description(lesson_id=lesson_of(word))),
    (DESCRIPTIONS, "Created, UTC", DAYS, lambda day: rows.add_description(created_at=moment(day))),
    (PROFILES, "Identifier", NAMES, lambda name: rows.add_profile(user_identifier=name)),
    (PROFILES, "Name", WORDS, lambda word: rows.add_profile(name=word)),
    (PROFILES, "Course slug", NAMES, lambda name: rows.add_profile(course_slug=name)),
    (PROFILES, "Created, UTC", DAYS, lambda day: rows.add_profile(created_at=moment(day))),
    (PERSONALIZED, "Learner", WORDS, lambda word: rows.add_personalized(profile_id=rows.add_profile(name=word).id)),
    (PERSONALIZED, "Lesson", NUMBERS, lambda number: rows.add_personalized(lesson_id=numbered(number))),
    (PERSONALIZED, "Course", WORDS, lambda word: rows.add_personalized(lesson_id=lesson_of(word))),
    (PERSONALIZED, "Created, UTC", DAYS, lambda day: rows.add_personalized(created_at=moment(day))),
    (ASSETS, "Address", NAMES, lambda name: rows.add_asset(url=f"https://example.com/{name}")),
    (ASSETS, "Type", WORDS, lambda word: rows.add_asset(asset_type=word)),
    (ASSETS, "Lesson", NUMBERS, lambda number: rows.add_asset(lesson_id=numbered(number))),
    (ASSETS, "Course", WORDS, lambda word: rows.add_asset(lesson_id=lesson_of(word))),
    (ASSETS, "Created, UTC", DAYS, lambda day: rows.add_asset(created_at=moment(day))),
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


def slugged(slug: str) -> Any:
    return rows.add_course(slug=slug).id


def in_course(slug: str) -> Any:
    return rows.add_lesson(course_id=slugged(slug)).id


def in_titled_course(title: str) -> Any:
    return rows.add_lesson(course_id=rows.add_course(title=title).id)


def titled(title: str) -> Any:
    return rows.add_lesson(title=title).id


def lesson_with_description() -> Any:
    lesson = rows.add_lesson()
    rows.add_description(lesson_id=lesson.id)
    return lesson


def with_known_course() -> Any:
    return rows.add_profile(course_slug=rows.add_course().slug)


FIXED = "6d1f9a4e-0000-4000-8000-000000000001"
OLD, NEW = moment("2024-01-31 23:59"), moment("2024-02-01 00:00")
Make = Callable[[], Any]
# The table, the filter, its value, a row that it keeps and one that it leaves out.
FILTERS: list[tuple[Table, str, str, Make, Make]] = [
    (
        COURSES,
        "title_contains",
        "СОН%",
        lambda: rows.add_course(title="сон% 1"),
        lambda: rows.add_course(title="сон 1"),
    ),
    (COURSES, "slug_contains", "Ночь", lambda: rows.add_course(slug="полночь"), lambda: rows.add_course(slug="день")),
    (COURSES, "slug_equals", "sleep", lambda: rows.add_course(slug="sleep"), lambda: rows.add_course(slug="Sleep")),
    (COURSES, "description_is_empty", "1", rows.add_course, lambda: rows.add_course(description="О сне")),
    (COURSES, "description_is_empty", "0", lambda: rows.add_course(description="О сне"), rows.add_course),
    (LESSONS, "course_slug_equals", "a", lambda: rows.add_lesson(course_id=slugged("a")), rows.add_lesson),
    (LESSONS, "course_title_contains", "ё_Ж", lambda: in_titled_course("Ё_ж"), lambda: in_titled_course("Ёлж")),
    (LESSONS, "number_is", "3", lambda: rows.add_lesson(lesson_number=3), lambda: rows.add_lesson(lesson_number=33)),
    (LESSONS, "title_contains", "УТРО", lambda: rows.add_lesson(title="утром"), lambda: rows.add_lesson(title="ночь")),
    (LESSONS, "content_is_empty", "1", rows.add_lesson, lambda: rows.add_lesson(content="null")),
    (LESSONS, "content_is_empty", "0", lambda: rows.add_lesson(content="{}"), rows.add_lesson),
    (LESSONS, "without_description_is", "1", rows.add_lesson, lesson_with_description),
    (LESSONS, "without_description_is", "0", lesson_with_description, rows.add_lesson),
    (
        DESCRIPTIONS,
        "course_slug_equals",
        "a",
        lambda: rows.add_description(lesson_id=in_course("a")),
        rows.add_description,
    ),
    (
        DESCRIPTIONS,
        "lesson_number_is",
        "3",
        lambda: rows.add_description(lesson_id=numbered("3")),
        lambda: rows.add_description(lesson_id=numbered("4")),
    ),
    (
        DESCRIPTIONS,
        "lesson_title_contains",
        "ТЁМНЫЙ",
        lambda: rows.add_description(lesson_id=titled("Не тёмный лес")),
        rows.add_description,
    ),
    (
        DESCRIPTIONS,
        "lesson_id_equals",
        FIXED,
        lambda: rows.add_description(lesson_id=rows.add_lesson(id=FIXED).id),
        rows.add_description,
    ),
    (
        PROFILES,
        "identifier_contains",
        "H0|",
        lambda: rows.add_profile(user_identifier="auth0|я"),
        lambda: rows.add_profile(user_identifier="google|я"),
    ),
    (PROFILES, "name_contains", "ПЁТР", lambda: rows.add_profile(name="Пётр I"), lambda: rows.add_profile(name=None)),
    (PROFILES, "course_slug_equals", "a", lambda: rows.add_profile(course_slug="a"), rows.add_profile),
    (PROFILES, "course_slug_is_empty", "1", rows.add_profile, lambda: rows.add_profile(course_slug="a")),
    (PROFILES, "course_slug_is_empty", "0", lambda: rows.add_profile(course_slug="a"), rows.add_profile),
    (PROFILES, "unknown_course_is", "1", lambda: rows.add_profile(course_slug="нет"), with_known_course),
    (PROFILES, "unknown_course_is", "0", with_known_course, lambda: rows.add_profile(course_slug="нет")),
    (PROFILES, "survey_is_empty", "1", rows.add_profile, lambda: rows.add_profile(survey="null")),
    (PROFILES, "survey_is_empty", "0", lambda: rows.add_profile(survey="[]"), rows.add_profile),
    (
        PERSONALIZED,
        "identifier_equals",
        "я",
        lambda: rows.add_personalized(profile_id=rows.add_profile(user_identifier="я").id),
        rows.add_personalized,
    ),
    (
        PERSONALIZED,
        "name_contains",
        "ПЁТР",
        lambda: rows.add_personalized(profile_id=rows.add_profile(name="пётр").id),
        rows.add_personalized,
    ),
    (
        PERSONALIZED,
        "course_slug_equals",
        "a",
        lambda: rows.add_personalized(lesson_id=in_course("a")),
        rows.add_personalized,
    ),
    (
        PERSONALIZED,
        "lesson_number_is",
        "3",
        lambda: rows.add_personalized(lesson_id=numbered("3")),
        lambda: rows.add_personalized(lesson_id=numbered("4")),
    ),
    (
        PERSONALIZED,
        "lesson_title_contains",
        "лес",
        lambda: rows.add_personalized(lesson_id=titled("ЛЕС")),
        rows.add_personalized,
    ),
    (ASSETS, "type_equals", "audio", lambda: rows.add_asset(asset_type="audio"), rows.add_asset),
    (
        ASSETS,
        "address_contains",
        "ORG/_",
        lambda: rows.add_asset(url="https://a.org/_b"),
        lambda: rows.add_asset(url="https://a.org/b"),
    ),
    (ASSETS, "course_slug_equals", "a", lambda: rows.add_asset(lesson_id=in_course("a")), rows.add_asset),
    (
        ASSETS,
        "lesson_number_is",
        "3",
        lambda: rows.add_asset(lesson_id=numbered("3")),
        lambda: rows.add_asset(lesson_id=numbered("4")),
    ),
    (ASSETS, "lesson_title_contains", "лес", lambda: rows.add_asset(lesson_id=titled("ЛЕС")), rows.add_asset),
    (ASSETS, "metadata_is_empty", "1", rows.add_asset, lambda: rows.add_asset(asset_metadata="0")),
    (ASSETS, "metadata_is_empty", "0", lambda: rows.add_asset(asset_metadata="false"), rows.add_asset),
]
ADD: list[tuple[Table, Callable[..., Any]]] = [
    (COURSES, rows.add_course),
    (LESSONS, rows.add_lesson),
    (DESCRIPTIONS, rows.add_description),
    (PROFILES, rows.add_profile),
    (PERSONALIZED, rows.add_personalized),
    (ASSETS, rows.add_asset),
]


def test_no_filter_goes_untested(client: FlaskClient) -> None:
    for table in TABLES:
        named = {
            control.attrib["name"].partition("_")[2]
            for form in opened(client, table.path).all("form[@class='filter-form']")
            for control in form.iter()
            if control.get("name", "").startswith("flt")
        }
        tested = {name for tested, name, *_ in FILTERS if tested is table}
        assert named == tested | {"created_on_or_after", "created_before"}


@pytest.mark.parametrize(
    ("table", "name", "value", "kept", "left_out"),
    FILTERS,
    ids=[f"{case[0].name}-{case[1]}-{case[2]}" for case in FILTERS],
)
def test_a_filter_keeps_what_fits(
    client: FlaskClient, table: Table, name: str, value: str, kept: Make, left_out: Make
) -> None:
    wanted = str(kept().id)
    left_out()
    page = opened(client, f"{table.path}?{urlencode({f'flt0_{name}': value})}")
    assert page.row_ids() == [wanted]
    (chip,) = page.all("a[@class='chip-remove']")
    assert len(opened(client, chip.attrib["href"]).row_ids()) > 1


@pytest.mark.parametrize(("table", "add"), ADD, ids=[table.name for table, _ in ADD])
def test_days_begin_at_midnight(client: FlaskClient, table: Table, add: Callable[..., Any]) -> None:
    old, new = str(add(created_at=OLD).id), str(add(created_at=NEW).id)
    assert opened(client, table.path, flt0_created_on_or_after="2024-02-01").row_ids() == [new]
    assert opened(client, table.path, flt0_created_before="2024-02-01").row_ids() == [old]


def test_filters_and_search_narrow_each_other(client: FlaskClient) -> None:
    wanted = rows.add_profile(name="Анна", course_slug="a", survey="{}").id
    rows.add_profile(name="Анна", course_slug="a")
    rows.add_profile(name="Анна", course_slug="b", survey="{}")
    rows.add_profile(name="Пётр", course_slug="a", survey="{}")
    page = opened(client, PROFILES.path, search="анна", flt0_course_slug_equals="a", flt1_survey_is_empty="0")
    assert page.row_ids() == [str(wanted)]
    assert len(page.all("a[@class='chip-remove']")) == 3


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


def exported(client: FlaskClient, path: str, **query: str) -> list[dict[str, str]]:
    """The rows of an export."""
    response = client.get(f"{path}export/csv/", query_string=query, buffered=True)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"), newline="")))


def orders_of(page: Page) -> list[dict[str, str]]:
    """By default, and by each heading up and down."""
    links = [link.attrib["href"] for link in page.all("a[@class='sort-link']")]
    numbers = [link.partition("sort=")[2].partition("&")[0] for link in links]
    return [{}, *({"sort": number} for number in numbers), *({"sort": number, "desc": "1"} for number in numbers)]


@each_table
def test_an_export_has_the_rows_of_the_list_in_its_order(client: FlaskClient, table: Table) -> None:
    for word in SHUFFLED:
        table.add(f"сон {word}")
    table.add("другое")
    for order in orders_of(opened(client, table.path)):
        query = {"search": "СОН", "flt0_created_on_or_after": "2020-01-01"} | order
        listed = opened(client, f"{table.path}?{urlencode(query)}").row_ids()
        assert len(listed) == len(WORDS)
        assert [row["id"] for row in exported(client, table.path, **query)] == listed


@each_table
def test_an_export_is_filtered_like_the_list(client: FlaskClient, table: Table) -> None:
    table.add("сон")
    assert exported(client, table.path, flt0_created_before="2020-01-01") == []


DOCUMENT = (
    '{"a": 1.10, "b": 12345678901234567890123, "c": "Сон, \\"ночь\\"\\nутро 😀", "d": [null, {}, [], ""], "e": 0.0}'
)


@pytest.mark.parametrize(
    ("table", "add"),
    [
        (LESSONS, lambda: rows.add_lesson(content=DOCUMENT)),
        (DESCRIPTIONS, lambda: rows.add_description(data=DOCUMENT)),
        (PROFILES, lambda: rows.add_profile(survey=DOCUMENT)),
        (PERSONALIZED, lambda: rows.add_personalized(content=DOCUMENT)),
        (ASSETS, lambda: rows.add_asset(asset_metadata=DOCUMENT)),
    ],
    ids=["lessons", "descriptions", "profiles", "personalized", "assets"],
)
def test_an_export_has_whole_documents(client: FlaskClient, table: Table, add: Make) -> None:
    add()
    assert [row[table.document_column] for row in exported(client, table.path)] == [DOCUMENT]


def test_an_export_tells_sql_null_from_json_null(client: FlaskClient) -> None:
    rows.add_profile(user_identifier="a", survey=None)
    rows.add_profile(user_identifier="b", survey="null")
    surveys = {row["user_identifier"]: row["survey"] for row in exported(client, PROFILES.path)}
    assert surveys == {"a": "", "b": "null"}


def test_an_export_has_every_column_and_text_as_it_is(client: FlaskClient) -> None:
    title, text = 'Сон; "крепкий", ёж', "первая\nвторая\tстрока"
    course = rows.add_course(slug="сон", title=title, description=text, created_at=moment("2025-01-02 03:04"))
    assert exported(client, COURSES.path) == [
        {
            "id": str(course.id),
            "slug": "сон",
            "title": title,
            "description": text,
            "created_at": "2025-01-02T03:04:00+00:00",
        }
    ]


def test_an_export_has_all_pages(client: FlaskClient) -> None:
    rows.run("INSERT INTO courses (slug, title) SELECT n::text, 'Курс' FROM generate_series(1, 1234) AS n")
    assert {row["slug"] for row in exported(client, COURSES.path)} == {str(number) for number in range(1, 1235)}


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
