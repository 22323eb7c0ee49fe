"""What the database does not let happen: it is told in words, nothing is lost, and what was typed stays."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_app import local_postgres
from admin_app.extensions import db
from tests import people
from tests.conftest import MakeDatabase, make_app
from tests.views import rows
from tests.views.pages import Page, answered, opened, words
from tests.views.tables import COURSES, LESSONS, TABLES, Table, each_table

Other = psycopg.Connection[tuple[Any, ...]]
HANG_ON = "Nothing was deleted: rows of the table “payments” hang on it, and they do not go along."
TYPED = {"title": "Долго набранное", "slug": "dolgo", "description": "Две строки,\r\nобе длинные"}


def deletion(way: str, *row_ids: str) -> dict[str, Any]:
    """What the button of a row or that of the marked rows sends."""
    return {"id": row_ids[0]} if way == "delete" else {"action": "delete", "rowid": list(row_ids)}


def warning(client: FlaskClient, address: str) -> str:
    """The message of trouble on the page that a person is sent to."""
    return words(opened(client, address).one("div[@role='alert']"))


# Rows that a table of the learner app hangs on.


@each_table
@pytest.mark.parametrize("way", ["delete", "action"])
def test_what_another_table_hangs_on_stays(client: FlaskClient, csrf_token: str, table: Table, way: str) -> None:
    hung_on, free = str(table.add("Оплачено").id), str(table.add("Свободно").id)
    rows.run(f"CREATE TABLE payments (paid uuid REFERENCES {table.sql})")
    rows.run("INSERT INTO payments VALUES (:id)", id=hung_on)
    before = rows.written()
    data = deletion(way, hung_on, free) | {"csrf_token": csrf_token}
    response = client.post(f"{table.path}{way}/", data=data)
    assert response.status_code == 302
    assert warning(client, response.headers["Location"]) == HANG_ON
    assert rows.written() == before
    assert rows.count_of("payments") == 1


def test_a_course_stays_whole_where_one_of_its_lessons_must(client: FlaskClient, csrf_token: str) -> None:
    lesson = rows.add_lesson()
    rows.add_description(lesson_id=lesson.id)
    rows.run("CREATE TABLE payments (paid uuid REFERENCES lessons)")
    rows.run("INSERT INTO payments VALUES (:id)", id=lesson.id)
    before = rows.written()
    data = {"id": str(lesson.course_id), "csrf_token": csrf_token}
    response = client.post("/admin/courses/delete/", data=data)
    assert warning(client, response.headers["Location"]) == HANG_ON
    assert rows.written() == before


@pytest.fixture
def own_address(database_url: MakeDatabase) -> str:
    """The libpq address of a database that other tests do not see."""
    return database_url()


@pytest.fixture
def other(own_address: str) -> Iterator[Other]:
    """Another program at the same database."""
    with closing(psycopg.connect(own_address, autocommit=True)) as connection:
        yield connection


def client_of(address: str) -> Iterator[FlaskClient]:
    """Requests to an application over the database at that address."""
    application: Flask = make_app(address)
    yield people.sign_in(application.test_client())
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def own_client(own_address: str) -> Iterator[FlaskClient]:
    """Requests that are committed."""
    yield from client_of(own_address)


def new_course(other: Other) -> str:
    """A course that the learner app has made."""
    (course,) = other.execute("INSERT INTO courses (slug, title) VALUES ('a', 'Сон') RETURNING id::text").fetchall()
    return str(course[0])


def token(client: FlaskClient) -> str:
    """The token of this client's forms."""
    return opened(client, "/admin/courses/new/").fields()["csrf_token"]


@pytest.mark.parametrize("way", ["delete", "action"])
def test_a_key_that_is_looked_at_only_in_the_end_is_told_as_well(
    own_client: FlaskClient, other: Other, way: str
) -> None:
    course = new_course(other)
    other.execute("CREATE TABLE payments (paid uuid REFERENCES courses DEFERRABLE INITIALLY DEFERRED)")
    other.execute("INSERT INTO payments SELECT id FROM courses")
    data = deletion(way, course) | {"csrf_token": token(own_client)}
    response = own_client.post(f"/admin/courses/{way}/", data=data)
    assert response.status_code == 302
    assert warning(own_client, response.headers["Location"]) == HANG_ON
    assert opened(own_client, COURSES.path).row_ids() == [course]


# A user of the database who may only read.


@pytest.fixture
def reader(own_address: str, other: Other) -> Iterator[FlaskClient]:
    """Requests to an application whose user of the database has no right to write, but for who has a row open."""
    other.execute("CREATE ROLE reader LOGIN")
    other.execute("GRANT pg_read_all_data TO reader")
    other.execute("GRANT INSERT, UPDATE ON admin.open_rows TO reader")
    yield from client_of(own_address.replace("postgres@", "reader@"))
    other.execute("DROP OWNED BY reader")
    other.execute("DROP ROLE reader")


def typed(page: Page) -> list[str]:
    """What an error page gives back of a form."""
    return sorted((area.text or "").strip() for area in page.all("textarea"))


def test_without_the_right_to_write_a_save_says_so_and_the_form_is_kept(reader: FlaskClient, other: Other) -> None:
    course = new_course(other)
    for address in ("/admin/courses/new/", f"/admin/courses/edit/?id={course}"):
        page = answered(reader.post(address, data=opened(reader, address).fields() | TYPED), 503)
        assert "its user needs more rights" in page.main
        assert typed(page) == sorted(TYPED.values())
    assert other.execute("SELECT title FROM courses").fetchall() == [("Сон",)]


@pytest.mark.parametrize("way", ["delete", "action"])
def test_without_the_right_to_write_nothing_is_deleted(reader: FlaskClient, other: Other, way: str) -> None:
    course = new_course(other)
    data = deletion(way, course) | {"csrf_token": token(reader)}
    page = answered(reader.post(f"/admin/courses/{way}/", data=data), 503)
    assert "its user needs more rights" in page.main
    assert opened(reader, COURSES.path).row_ids() == [course]


# A database that has none of the tables.


@pytest.fixture(scope="module")
def bare(postgres: Path) -> Iterator[FlaskClient]:
    """Requests to an application over a database that is not migrated."""
    local_postgres.ensure_database(postgres, "bare")
    yield from client_of(local_postgres.url(postgres, "bare"))


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/preview/", "/admin/preview/?profile=a", *(table.path for table in TABLES)]
)
def test_a_database_without_tables_says_what_to_run(bare: FlaskClient, address: str) -> None:
    page = answered(bare.get(address), 503)
    assert "Run flask db upgrade" in page.main


def test_a_save_without_tables_keeps_what_was_typed(bare: FlaskClient) -> None:
    address = "/admin/courses/new/"
    page = answered(bare.post(address, data=TYPED), 503)
    assert "Run flask db upgrade" in page.main
    assert typed(page) == sorted(TYPED.values())


# The number that a new lesson is offered.


@pytest.mark.parametrize(("taken", "offered"), [([], "1"), ([1, 7], "8"), ([2_147_483_646], "2147483647")])
def test_a_new_lesson_of_a_course_is_offered_its_number_without_script(
    client: FlaskClient, taken: list[int], offered: str
) -> None:
    course = rows.add_course().id
    for number in taken:
        rows.add_lesson(course_id=course, lesson_number=number)
    rows.add_lesson(lesson_number=100)
    fields = opened(client, f"{LESSONS.path}new/", course_id=str(course)).fields()
    assert (fields["course_id"], fields["lesson_number"]) == (str(course), offered)
    assert client.post(f"{LESSONS.path}new/", data=fields | {"title": "Сон"}).status_code == 302


def test_no_number_is_offered_that_no_lesson_can_have(client: FlaskClient) -> None:
    course = rows.add_lesson(lesson_number=2_147_483_647).course_id
    fields = opened(client, f"{LESSONS.path}new/", course_id=str(course)).fields()
    assert int(fields["lesson_number"] or 0) <= 2_147_483_647
    page = answered(client.post(f"{LESSONS.path}new/", data=fields | {"title": "Сон"}), 422)
    assert list(page.errors()) == ["lesson_number"]
    assert "2147483648" not in page.text
    # It is the one that is taken.
    assert "free number is 2147483647" not in page.errors()["lesson_number"]
