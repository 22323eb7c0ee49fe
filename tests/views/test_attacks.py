"""What attacks on the pages once found stays mended: addresses, long names, deep documents, formulas, odd times."""

import csv
import io
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin_app.extensions import db
from tests import people
from tests.conftest import MakeDatabase, make_app
from tests.views import rows
from tests.views.pages import Page, answered, opened
from tests.views.tables import ASSETS, COURSES, DESCRIPTIONS, LESSONS, PERSONALIZED, PROFILES, Table, each_table

Post = Callable[..., TestResponse]
Other = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def post(client: FlaskClient, csrf_token: str) -> Post:
    """Sends a form: `post(address, query, field=value)`."""

    def send(address: str, query: dict[str, str] | None = None, **fields: str) -> TestResponse:
        return client.post(address, query_string=query, data=fields | {"csrf_token": csrf_token})

    return send


# Only paths of this site are followed.

ELSEWHERE = [
    "http:evil.com",
    "HTTP:evil.com",
    "http:\\evil.com",
    "http:/evil.com",
    "/\\evil.com",
    "//evil.com",
    "/admin/\n",
    "http://localhost/admin/profiles/",
    "admin/profiles/",
]


def is_sent_to(response: TestResponse, place: str) -> bool:
    """Whether a browser goes there next."""
    return (response.status_code, response.headers["Location"]) == (302, place)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_whoever_saves_or_deletes_is_sent_to_the_list_and_nowhere_else(post: Post, elsewhere: str) -> None:
    first, second = str(rows.add_course().id), str(rows.add_course().id)
    assert is_sent_to(post("/admin/courses/new/", {"url": elsewhere}, title="Сон", slug="сон"), COURSES.path)
    assert is_sent_to(post("/admin/courses/edit/", {"id": first, "url": elsewhere}, title="Новое"), COURSES.path)
    assert is_sent_to(post("/admin/courses/delete/", id=first, url=elsewhere), COURSES.path)
    assert is_sent_to(post("/admin/courses/action/", action="delete", rowid=second, url=elsewhere), COURSES.path)


def test_a_path_of_this_site_is_followed(post: Post) -> None:
    first, second = str(rows.add_course().id), str(rows.add_course().id)
    place = "/admin/preview/?profile=a"
    assert is_sent_to(post("/admin/courses/new/", {"url": place}, title="Сон", slug="сон"), place)
    assert is_sent_to(post("/admin/courses/delete/", id=first, url=place), place)
    assert is_sent_to(post("/admin/courses/action/", action="delete", rowid=second, url=place), place)


def test_an_address_fills_in_a_form_but_never_saves_it(client: FlaskClient, post: Post) -> None:
    query = {"title": "q", "slug": "args1"}
    shown = opened(client, "/admin/courses/new/", title="q", slug="args1").fields()
    assert (shown["title"], shown["slug"]) == ("q", "args1")
    page = answered(post("/admin/courses/new/", query), 422)
    assert page.errors().keys() == {"title", "slug"}
    assert rows.count_of("courses") == 0


# Names of any length.

LONG_NAME = "".join(random.Random(1).choices("яЁz😀<&\"'\\ \t\u202e", k=200_000))  # noqa: S311


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_a_long_name_fits_into_the_message(client: FlaskClient, post: Post, action: str) -> None:
    row_id = str(rows.add_profile(name=LONG_NAME).id)
    fields = {"id": row_id} if action == "delete" else {"course_slug": "сон"}
    response = post(f"/admin/profiles/{action}/", {"id": row_id}, **fields)
    assert response.status_code == 302
    # Browsers throw a larger cookie away, and the message with it.
    assert 0 < len(response.headers["Set-Cookie"]) < 4_000
    sentence = "was deleted." if action == "delete" else "was saved."
    (message,) = opened(client, PROFILES.path).all("div[@role='status']")
    assert sentence in "".join(message.itertext())


HUGE = "ы" * 1_000_000


@pytest.mark.parametrize(
    ("table", "add"),
    [
        (COURSES, lambda: rows.add_course(title=HUGE, description=HUGE)),
        (LESSONS, lambda: rows.add_lesson(title=HUGE, summary=HUGE, course_id=rows.add_course(title=HUGE).id)),
        (DESCRIPTIONS, lambda: rows.add_description(lesson_id=rows.add_lesson(title=HUGE).id)),
        (PROFILES, lambda: rows.add_profile(name=HUGE)),
        (PERSONALIZED, lambda: rows.add_personalized(profile_id=rows.add_profile(name=HUGE).id)),
        (ASSETS, lambda: rows.add_asset(asset_type=HUGE, url=f"https://example.com/{HUGE}")),
    ],
    ids=lambda value: value.name if isinstance(value, Table) else "",
)
def test_a_list_is_light_however_long_its_texts(client: FlaskClient, table: Table, add: Callable[[], object]) -> None:
    add()
    response = client.get(table.path)
    assert len(answered(response, 200).row_ids()) == 1
    assert len(response.data) < 300_000


# Documents that the learner app has nested deeper than a form takes.

# Near the end of Python's stack a parser manages where a writer, or a page around it, may not; where exactly
# depends on who calls.
DEPTHS = range(900, 977, 4)


def nested(depth: int) -> str:
    """A document of lists and objects in turn."""
    pairs, rest = divmod(depth, 2)
    return '[{"я": ' * pairs + "[" * rest + "1.10" + "]" * rest + "}]" * pairs


@dataclass
class Learner:
    """Where a deep document is met."""

    profile_id: str
    lesson_id: str
    identifier: str


@pytest.fixture(params=DEPTHS)
def deep(request: pytest.FixtureRequest) -> Learner:
    """A learner whose survey, and whose course in every document, is nested that deep."""
    document = nested(request.param)
    course = rows.add_course()
    profile = rows.add_profile(course_slug=course.slug)
    lesson, other = (rows.add_lesson(course_id=course.id) for _ in range(2))
    rows.add_personalized(profile_id=profile.id, lesson_id=lesson.id)
    for row in (lesson, other):
        rows.add_description(lesson_id=row.id)
        rows.add_asset(lesson_id=row.id)
    for table in (LESSONS, DESCRIPTIONS, PROFILES, PERSONALIZED, ASSETS):
        rows.run(f"UPDATE {table.sql} SET {table.document_column} = CAST(:document AS jsonb)", document=document)
    return Learner(str(profile.id), str(lesson.id), profile.user_identifier)


def test_a_deep_document_hides_no_page(client: FlaskClient, deep: Learner) -> None:
    for table, row_id in ((PROFILES, deep.profile_id), (LESSONS, deep.lesson_id)):
        opened(client, table.path)
        opened(client, f"{table.path}details/", id=row_id)
        opened(client, f"{table.path}edit/", id=row_id)
    for table in (DESCRIPTIONS, PERSONALIZED, ASSETS):
        opened(client, table.path)
    opened(client, "/admin/preview/", profile=deep.identifier)
    assert client.get("/admin/preview.json", query_string={"profile": deep.identifier}).status_code == 200


def test_a_row_with_a_deep_document_can_be_saved(client: FlaskClient, post: Post, deep: Learner) -> None:
    address = "/admin/profiles/edit/"
    survey = rows.as_jsonb(rows.stored("profiles", deep.profile_id)["survey"])
    fields = opened(client, address, id=deep.profile_id).fields() | {"name": "Анна"}
    assert post(address, {"id": deep.profile_id}, **fields).status_code == 302
    stored = rows.stored("profiles", deep.profile_id)
    assert (stored["name"], stored["survey"]) == ("Анна", survey)


# Cells that a spreadsheet would run.


def exported_names(client: FlaskClient) -> set[str]:
    """The names in an export of profiles."""
    text = client.get("/admin/profiles/export/csv/", buffered=True).get_data().decode("utf-8-sig")
    return {row["name"] for row in csv.DictReader(io.StringIO(text, newline=""))}


BEFORE = ["", " ", "\n", "\u00a0", "\u3000", '"', "'", " '\"", "\u200b", "\ufeff", " \t"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r"], ids=ascii)
def test_a_cell_is_no_formula(client: FlaskClient, sign: str) -> None:
    formula = f'{sign}HYPERLINK("http://evil.example";"Анна")'
    names = {formula, sign, f"{sign}1+1"}
    # A tab is a danger at the very beginning only, where it may end the cell before.
    names |= {before + formula for before in BEFORE} if not sign.isspace() else set()
    for name in names:
        rows.add_profile(name=name)
    assert exported_names(client) == {f"'{name}" for name in names}


@each_table
def test_the_titles_of_an_export_are_plain_and_its_name_is_of_our_making(client: FlaskClient, table: Table) -> None:
    hostile = '=1"\r\nX-Made-Up: 1;../../x'
    table.add("Сон")
    response = client.get(f"{table.path}export/csv/", query_string={"search": hostile, "name": hostile})
    titles = response.get_data().decode("utf-8-sig").splitlines()[0].split(",")
    assert all(title.replace("_", "").replace(".", "").isalpha() for title in titles)
    name = response.headers["Content-Disposition"].removeprefix("attachment; filename=")
    assert name.strip('"').removeprefix(table.name).strip("-.csv0123456789") == ""
    assert "X-Made-Up" not in str(response.headers)


def test_other_cells_are_left_as_they_are(client: FlaskClient) -> None:
    names = {"Анна", "a=1", "a@b.example", "1.10", "-1.10", "-7", "(+7)", "Анна-Мария", "a\t=1", '"a"', "'a'", " a", ""}
    for name in names:
        rows.add_profile(name=name)
    assert exported_names(client) == names


# Values that the learner app's database may hold and Python or a form may not.


@each_table
@pytest.mark.parametrize(
    "moment",
    ["infinity", "-infinity", "10000-01-01", "9999-12-31 23:59:59.999999", "0001-01-01", "0044-03-15 BC"],
)
def test_a_time_that_python_cannot_hold_hides_nothing(client: FlaskClient, table: Table, moment: str) -> None:
    row_id = str(table.add("Сонник").id)
    rows.run(f"ALTER TABLE {table.sql} DISABLE TRIGGER USER")
    rows.run(
        f"UPDATE {table.sql} SET created_at = CAST(:moment AS timestamptz) WHERE id = :id", moment=moment, id=row_id
    )
    assert opened(client, table.path).row_ids() == [row_id]
    assert opened(client, table.path, search="сонник").row_ids() == [row_id]
    assert opened(client, opened(client, table.path).sort_link("Created")).row_ids() == [row_id]
    opened(client, f"{table.path}details/", id=row_id)
    opened(client, f"{table.path}edit/", id=row_id)
    response = client.get(f"{table.path}export/csv/", buffered=True)
    assert response.status_code == 200
    assert row_id in response.text


@pytest.mark.parametrize(
    ("zone", "moment"),
    [("America/New_York", "9999-12-31 23:59:59"), ("Europe/Moscow", "0001-01-01 00:30:00"), ("UTC", "9999-12-31")],
)
def test_the_ends_of_time_hide_nothing_in_any_zone(client: FlaskClient, zone: str, moment: str) -> None:
    rows.run(f"SET LOCAL TIME ZONE '{zone}'")
    row_id = str(rows.add_course().id)
    rows.run("ALTER TABLE courses DISABLE TRIGGER USER")
    rows.run("UPDATE courses SET created_at = CAST(:moment AS timestamptz)", moment=moment)
    assert opened(client, COURSES.path).row_ids() == [row_id]
    opened(client, f"{COURSES.path}details/", id=row_id)
    assert row_id in client.get(f"{COURSES.path}export/csv/", buffered=True).text


def test_an_asset_without_an_address_hides_no_page(client: FlaskClient) -> None:
    course = rows.add_course()
    profile = rows.add_profile(course_slug=course.slug)
    rows.run("ALTER TABLE lesson_assets ALTER COLUMN url DROP NOT NULL")
    asset = rows.add_asset(lesson_id=rows.add_lesson(course_id=course.id).id, asset_type="запись", url=None)
    assert "запись" in opened(client, "/admin/preview/", profile=profile.user_identifier).main
    assert opened(client, ASSETS.path).row_ids() == [str(asset.id)]
    for action in ("details", "edit"):
        opened(client, f"{ASSETS.path}{action}/", id=str(asset.id))


# A database that says no.


def typed(page: Page) -> list[str]:
    """What an error page gives back of a form."""
    return [(area.text or "").strip() for area in page.all("textarea")]


def refusing(code: str) -> None:
    """A trigger, not ours, that lets nobody change a course."""
    raising = f"RAISE EXCEPTION 'secret reason' USING ERRCODE = '{code}'"
    rows.run(f"CREATE FUNCTION foreign_rule() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raising}; END $$")
    rows.run("CREATE TRIGGER foreign_rule BEFORE UPDATE ON courses FOR EACH ROW EXECUTE FUNCTION foreign_rule()")


TYPED = {"title": "Долго набранное", "slug": "dolgo", "description": "Две строки,\r\nобе длинные"}


def test_a_rule_of_the_database_is_told_and_the_form_kept(post: Post) -> None:
    row_id = str(rows.add_course().id)
    refusing("P0001")
    before = rows.written()
    page = answered(post("/admin/courses/edit/", {"id": row_id}, **TYPED), 422)
    assert "The database has a rule" in page.main
    assert "secret reason" not in page.text
    assert page.fields().items() >= TYPED.items()
    assert rows.written() == before


@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_two_who_get_in_each_other_s_way_are_told_to_try_again(post: Post, code: str) -> None:
    row_id = str(rows.add_course().id)
    refusing(code)
    before = rows.written()
    page = answered(post("/admin/courses/edit/", {"id": row_id}, **TYPED), 409)
    assert "Somebody else was changing the same rows" in page.main
    assert sorted(typed(page)) == sorted(TYPED.values())
    assert rows.written() == before


@pytest.mark.parametrize("code", ["40P01", "XX000"])
def test_what_people_write_reaches_no_log(post: Post, capsys: pytest.CaptureFixture[str], code: str) -> None:
    row_id = str(rows.add_course().id)
    refusing(code)
    assert post("/admin/courses/edit/", {"id": row_id}, **TYPED).status_code in (409, 500)
    log = capsys.readouterr().err
    assert f'"sqlstate": "{code}"' in log
    assert TYPED["title"] not in log
    assert "secret reason" not in log


@pytest.fixture
def own_address(database_url: MakeDatabase) -> str:
    """The libpq address of a database that other tests do not see."""
    return database_url()


@pytest.fixture
def own_app(own_address: str) -> Iterator[Flask]:
    """The application over it."""
    application = make_app(own_address)
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def other(own_address: str) -> Iterator[Other]:
    """Another program at the same database."""
    with closing(psycopg.connect(own_address, autocommit=True)) as connection:
        yield connection


def test_a_database_that_only_reads_says_so_and_the_form_is_kept(own_app: Flask, other: Other) -> None:
    other.execute(f"ALTER DATABASE {other.info.dbname} SET default_transaction_read_only = on".encode())
    client = people.sign_in(own_app.test_client())
    fields = opened(client, "/admin/courses/new/").fields() | TYPED
    page = answered(client.post("/admin/courses/new/", data=fields), 503)
    assert "can only be read" in page.main
    assert sorted(typed(page)) == sorted(TYPED.values())
    assert opened(client, COURSES.path).row_ids() == []


def test_a_deadlock_is_told_and_the_form_kept(own_app: Flask, other: Other) -> None:
    # The dashboard looks for a deadlock soon enough, and the other program never: so the dashboard gives way.
    other.execute(f"ALTER DATABASE {other.info.dbname} SET deadlock_timeout = '300ms'".encode())
    other.execute(b"SET deadlock_timeout = '1min'")
    course_id, lesson_id = _course_and_lesson(other)
    client = people.sign_in(own_app.test_client())
    address = f"/admin/lessons/edit/?id={lesson_id}"
    fields = opened(client, address).fields() | {"course_id": course_id, "title": "Долго набранное"}
    with other.transaction(), ThreadPoolExecutor(1) as pool:
        other.execute("SELECT 1 FROM courses WHERE id = %s FOR UPDATE", [course_id])
        # Saving locks the lesson, then waits for the course that it names.
        answer = pool.submit(client.post, address, data=fields)
        _wait_for_a_lock(other)
        other.execute("UPDATE lessons SET summary = 'theirs' WHERE id = %s", [lesson_id])
        page = answered(answer.result(), 409)
    assert "Somebody else was changing the same rows" in page.main
    assert "Долго набранное" in typed(page)
    assert other.execute("SELECT title, summary FROM lessons").fetchall() == [("Сон", "theirs")]


def _course_and_lesson(other: Other) -> list[str]:
    """The ids of a course and of a lesson of another one."""
    statement = """
        WITH added AS (INSERT INTO courses (slug, title) VALUES ('a', 'A'), ('b', 'B') RETURNING id, slug),
        lesson AS (INSERT INTO lessons (course_id, lesson_number, title) SELECT id, 1, 'Сон' FROM added
            WHERE slug = 'b' RETURNING id)
        SELECT added.id::text, lesson.id::text FROM added, lesson WHERE slug = 'a'
    """
    return list(other.execute(statement).fetchall()[0])


def _wait_for_a_lock(other: Other) -> None:
    """Wait until the dashboard waits for a lock."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 10
    while not other.execute(waiting).fetchall():
        # Within a transaction the view stays as it was first seen.
        other.execute("SELECT pg_stat_clear_snapshot()")
        assert time.monotonic() < deadline
        time.sleep(0.01)
