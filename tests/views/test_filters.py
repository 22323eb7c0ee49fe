"""Filters of lists: each keeps what fits, and only that."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.conftest import Statements
from tests.views import rows
from tests.views.list_rows import Make, moment, numbered
from tests.views.pages import opened, words
from tests.views.tables import ASSETS, COURSES, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES, TABLES, Table


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


def lesson_with_own() -> Any:
    lesson = rows.add_lesson()
    rows.add_personalized(lesson_id=lesson.id)
    return lesson


def with_known_course() -> Any:
    return rows.add_profile(course_slug=rows.add_course().slug)


FIXED = "6d1f9a4e-0000-4000-8000-000000000001"


OLD, NEW = moment("2024-01-31 23:59"), moment("2024-02-01 00:00")


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
    (LESSONS, "personalized_is", "1", lesson_with_own, rows.add_lesson),
    (LESSONS, "personalized_is", "0", rows.add_lesson, lesson_with_own),
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


@pytest.mark.parametrize(("count", "shown"), [(1000, "51–100 of 1,000 rows"), (1001, "51–100 of more than 1,000 rows")])
def test_learners_of_no_course_are_looked_up_where_they_are_few(
    client: FlaskClient, statements: Statements, count: int, shown: str
) -> None:
    slugged("b")
    rows.run(
        "INSERT INTO profiles (user_identifier, name, course_slug)"
        " SELECT n::text, (n % 2)::text, chr(97 + 2 * (n % 2)::integer) FROM generate_series(1, :count) AS n"
        " UNION ALL SELECT 'known|' || n, '0', 'b' FROM generate_series(1, 60) AS n",
        count=count,
    )
    with statements() as seen:
        page = opened(client, PROFILES.path, flt0_unknown_course_is="1", page="1")
    assert len(seen) == 4
    assert words(page.one("p[@class='list-place']")) == shown
    found = opened(client, PROFILES.path, flt0_unknown_course_is="1", search="known")
    assert found.row_ids() == []
    both = opened(client, PROFILES.path, flt0_unknown_course_is="1", flt1_name_contains="0", page_size="100")
    assert len(both.row_ids()) == 100
    text = client.get(f"{PROFILES.path}export/csv/?flt0_unknown_course_is=1").get_data(as_text=True)
    assert text.count("\r\n") == count + 1
    assert "known|" not in text
