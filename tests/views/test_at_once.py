"""Two people at the same row or slug at the same moment."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin_app.extensions import db
from tests import people
from tests.conftest import MakeDatabase, make_app
from tests.views.form_pages import edit_url
from tests.views.pages import answered, opened
from tests.views.tables import COURSES, LESSONS


@pytest.fixture
def shared(database_url: MakeDatabase) -> Iterator[tuple[Flask, psycopg.Connection[tuple[Any, ...]]]]:
    """An application over a database of its own, and another person's connection to it."""
    address = database_url()
    application = make_app(address)
    with psycopg.connect(address) as other:
        yield application, other
    with application.app_context():
        db.engine.dispose()


@contextmanager
def waiting(other: psycopg.Connection[Any], act: Callable[[], TestResponse]) -> Iterator[list[TestResponse]]:
    """Begin what has to wait for the other's transaction; the answer is there afterwards."""
    answers: list[TestResponse] = []
    thread = threading.Thread(target=lambda: answers.append(act()))
    thread.start()
    blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    deadline = time.monotonic() + 10
    while other.execute(blocked).fetchall() == [(0,)] and time.monotonic() < deadline:
        time.sleep(0.01)
        # Within a transaction PostgreSQL shows what it has shown before.
        other.execute("SELECT pg_stat_clear_snapshot()")
    assert not answers, "nothing waited"
    yield answers
    thread.join()


def test_of_two_who_create_the_same_slug_one_is_told(shared: tuple[Flask, psycopg.Connection[Any]]) -> None:
    application, other = shared
    client = people.sign_in(application.test_client())
    fields = opened(client, "/admin/courses/new/").fields() | {"title": "Второй", "slug": "sleep"}
    other.execute("INSERT INTO courses (slug, title) VALUES ('sleep', 'Первый')")
    with waiting(other, lambda: client.post("/admin/courses/new/", data=fields)) as answers:
        other.commit()
    page = answered(answers[0], 422)
    assert "Первый" in page.errors()["slug"]
    assert page.fields()["title"] == "Второй"
    assert other.execute("SELECT title FROM courses").fetchall() == [("Первый",)]


def test_a_row_deleted_while_it_is_saved_can_be_saved_as_new(shared: tuple[Flask, psycopg.Connection[Any]]) -> None:
    application, other = shared
    client = people.sign_in(application.test_client())
    other.execute("INSERT INTO courses (slug, title) VALUES ('sleep', 'Сон')")
    other.commit()
    (row_id,) = opened(client, "/admin/courses/").row_ids()
    fields = opened(client, edit_url(COURSES, row_id)).fields() | {"title": "Новый сон"}
    other.execute("DELETE FROM courses")
    with waiting(other, lambda: client.post(edit_url(COURSES, row_id), data=fields)) as answers:
        other.commit()
    assert answered(answers[0], 404).fields()["title"] == "Новый сон"
    assert other.execute("SELECT count(*) FROM courses").fetchall() == [(0,)]


def lesson_of_two(application: Flask, other: psycopg.Connection[Any]) -> tuple[FlaskClient, str, dict[str, str]]:
    """An editor's client, a lesson, and the fields of its form, which is open."""
    client = people.sign_in(application.test_client(), "editor")
    other.execute("INSERT INTO courses (slug, title) VALUES ('sleep', 'Сон'), ('food', 'Еда')")
    other.execute("INSERT INTO lessons (course_id, lesson_number, title) SELECT id, 1, 'Вечер' FROM courses LIMIT 1")
    other.commit()
    (row_id,) = opened(client, "/admin/lessons/").row_ids()
    return client, row_id, opened(client, edit_url(LESSONS, row_id)).fields()


def test_what_is_written_while_a_save_waits_is_merged(shared: tuple[Flask, psycopg.Connection[Any]]) -> None:
    application, other = shared
    client, row_id, fields = lesson_of_two(application, other)
    other.execute("UPDATE lessons SET summary = 'Theirs'")
    with waiting(other, lambda: client.post(edit_url(LESSONS, row_id), data=fields | {"title": "Mine"})) as answers:
        other.commit()
    assert answers[0].status_code == 302
    assert other.execute("SELECT title, summary FROM lessons").fetchall() == [("Mine", "Theirs")]


def test_what_is_written_while_a_save_waits_is_not_overwritten(shared: tuple[Flask, psycopg.Connection[Any]]) -> None:
    application, other = shared
    client, row_id, fields = lesson_of_two(application, other)
    other.execute("UPDATE lessons SET title = 'Theirs'")
    with waiting(other, lambda: client.post(edit_url(LESSONS, row_id), data=fields | {"title": "Mine"})) as answers:
        other.commit()
    assert "Theirs" in answered(answers[0], 409).main
    assert other.execute("SELECT title FROM lessons").fetchall() == [("Theirs",)]


def test_a_lesson_that_moves_while_a_save_waits_is_still_there(shared: tuple[Flask, psycopg.Connection[Any]]) -> None:
    application, other = shared
    client, row_id, fields = lesson_of_two(application, other)
    other.execute("UPDATE lessons SET course_id = (SELECT id FROM courses WHERE id <> course_id)")
    with waiting(other, lambda: client.post(edit_url(LESSONS, row_id), data=fields | {"title": "Mine"})) as answers:
        other.commit()
    assert answers[0].status_code == 302
    assert other.execute("SELECT title FROM lessons").fetchall() == [("Mine",)]


def test_a_save_does_not_wait_for_rows_that_point_to_its_row(
    shared: tuple[Flask, psycopg.Connection[Any]],
) -> None:
    application, other = shared
    client, row_id, fields = lesson_of_two(application, other)
    other.execute("INSERT INTO lesson_descriptions (lesson_id, data) SELECT id, '{}' FROM lessons")
    assert client.post(edit_url(LESSONS, row_id), data=fields | {"title": "Mine"}).status_code == 302
    other.commit()


def test_a_form_of_a_new_row_that_is_sent_twice_makes_one_row(shared: tuple[Flask, psycopg.Connection[Any]]) -> None:
    application, other = shared
    client = people.sign_in(application.test_client(), "editor")
    other.execute("INSERT INTO courses (slug, title) VALUES ('sleep', 'Сон')")
    other.execute("INSERT INTO lessons (course_id, lesson_number, title) SELECT id, 1, 'Вечер' FROM courses")
    other.commit()
    ((lesson,),) = other.execute("SELECT id FROM lessons").fetchall()
    form = opened(client, "/admin/lesson-assets/new/").fields()
    fields = form | {"lesson_id": str(lesson), "asset_type": "video", "_add_another": "1"}
    fields |= {"url": "https://example.com/a", "asset_metadata": '{"a": 1.10}'}
    # Both reach the table before either is through.
    other.execute("LOCK TABLE lesson_assets IN SHARE MODE")
    with waiting(other, lambda: client.post("/admin/lesson-assets/new/", data=fields)) as first:
        second: list[TestResponse] = []
        again = threading.Thread(target=lambda: second.append(client.post("/admin/lesson-assets/new/", data=fields)))
        again.start()
        other.commit()
    again.join()
    assert other.execute("SELECT asset_type, metadata::text FROM lesson_assets").fetchall() == [
        ("video", '{"a": 1.10}')
    ]
    for answer in (*first, *second):
        assert (answer.status_code, answer.location) == (302, "/admin/lesson-assets/new/?url=/admin/lesson-assets/")


@pytest.mark.parametrize("do", ["rename", "change", "delete"])
def test_a_saved_view_that_another_tab_is_just_deleting_is_gone(
    shared: tuple[Flask, psycopg.Connection[Any]], do: str
) -> None:
    application, other = shared
    client = people.sign_in(application.test_client())
    other.execute(
        "INSERT INTO admin.saved_views (user_id, table_name, name, query)"
        " SELECT id, 'courses', 'Сон', '' FROM admin.users WHERE role = 'admin'"
    )
    other.commit()
    ((view,),) = other.execute("SELECT id FROM admin.saved_views").fetchall()
    token = opened(client, "/admin/courses/views/").all("input[@name='csrf_token']")[0].attrib["value"]
    data = {"csrf_token": token, "do": do, "id": view, "name": "Еда"}
    other.execute("DELETE FROM admin.saved_views")
    with waiting(other, lambda: client.post("/admin/courses/views/?search=x", data=data)) as answers:
        other.commit()
    assert "no such view" in answered(answers[0], 404).main
