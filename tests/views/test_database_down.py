"""Without its database the dashboard says so in words, keeps what was typed, and works again when it is back."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from admin_app import local_postgres
from admin_app.extensions import db
from tests import people
from tests.conftest import UNSAFE_AND_QUICK, make_app
from tests.views.pages import answered, opened
from tests.views.tables import COURSES, TABLES, Table, each_table

NOWHERE = "postgresql://nobody:secret-password@127.0.0.1:1/persona"


@pytest.fixture(scope="module")
def without_database() -> Iterator[Flask]:
    """An application whose database cannot be reached."""
    application = make_app(NOWHERE)
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def lost(without_database: Flask) -> FlaskClient:
    """Requests to it."""
    return people.sign_in(without_database.test_client())


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/preview/", "/admin/preview/?profile=a", *(table.path for table in TABLES)]
)
def test_pages_say_that_the_database_does_not_answer(lost: FlaskClient, address: str) -> None:
    page = answered(lost.get(address), 503)
    assert "The database does not answer" in page.main
    assert "secret-password" not in page.text
    assert "127.0.0.1" not in page.text


def test_an_export_says_so_too(lost: FlaskClient) -> None:
    answered(lost.get("/admin/courses/export/csv/", buffered=True), 503)


def test_json_says_so_in_json(lost: FlaskClient) -> None:
    response = lost.get("/admin/preview.json?profile=a")
    assert response.status_code == 503
    assert sorted(response.get_json()) == ["error", "request_id"]


def test_the_process_is_alive_but_not_ready(lost: FlaskClient) -> None:
    assert lost.get("/healthz").status_code == 200
    ready = lost.get("/readyz")
    assert ready.status_code == 503
    assert "database" in ready.get_json()["reason"]
    assert "secret-password" not in ready.text


@each_table
def test_what_was_typed_is_shown_again(lost: FlaskClient, table: Table) -> None:
    values = {name: "Долго набранный текст" for name in table.fields if not name.endswith("_id")}
    values |= {table.document: '{"title": "Долго набранный документ"}'} if table.document else {}
    response = lost.post(f"{table.path}edit/?id=00000000-0000-4000-8000-000000000000", data=values)
    kept = [(area.text or "").strip() for area in answered(response, 503).all("textarea")]
    assert sorted(kept) == sorted(values.values())


def test_a_database_that_is_not_migrated_is_not_ready(postgres: Path) -> None:
    local_postgres.ensure_database(postgres, "empty")
    application = make_app(local_postgres.url(postgres, "empty"))
    ready = application.test_client().get("/readyz")
    with application.app_context():
        db.engine.dispose()
    assert ready.status_code == 503
    assert "flask db upgrade" in ready.get_json()["reason"]


def test_a_database_of_a_newer_version_is_not_to_be_migrated(
    client: FlaskClient, session: scoped_session[Session]
) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = 'newer'"))
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "newer version of the dashboard" in ready.get_json()["reason"]


def test_pages_come_back_with_the_database(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("stopped") / "postgres"
    with local_postgres.running(directory, options=UNSAFE_AND_QUICK):
        local_postgres.ensure_database(directory, "persona")
        application = make_app(local_postgres.url(directory, "persona"))
        client = people.sign_in(application.test_client())
        with application.app_context():
            flask_migrate.upgrade()
        people.add_people(local_postgres.url(directory, "persona"))
        fields = opened(client, f"{COURSES.path}new/").fields() | {"title": "Сон", "slug": "сон"}
        assert client.get("/readyz").status_code == 200
    page = answered(client.post(f"{COURSES.path}new/", data=fields), 503)
    assert "Сон" in [(area.text or "").strip() for area in page.all("textarea")]
    form = next(form for form in page.all("form") if form.get("class") == "error-back")
    kept = {field.attrib["name"]: field.get("value", "") for field in form.iter("input")}
    assert kept.items() >= {"title": "Сон", "slug": "сон", "description": "", "_restore": "1"}.items()
    with local_postgres.running(directory, options=UNSAFE_AND_QUICK):
        assert client.get("/readyz").status_code == 200
        restored = answered(client.post(form.attrib["action"], data=kept), 200)
        assert restored.fields()["title"] == "Сон"
        assert opened(client, COURSES.path).row_ids() == []
        assert client.post(f"{COURSES.path}new/", data=fields).status_code == 302
        assert len(opened(client, COURSES.path).row_ids()) == 1
        with application.app_context():
            db.engine.dispose()
