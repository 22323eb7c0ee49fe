"""The database goes away and comes back, or processes are killed: pages say so, and what was saved is there."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from admin_app import local_postgres
from admin_app.config import LOCAL_DATABASE
from tests.journeys.conftest import sql_of
from tests.journeys.forms import JsonEditor, press, says, sign_in
from tests.journeys.server import ROOT, Process, free_port, serving

RESTART_SECONDS = 15
BIG = "12345678901234567890123"


class Postgres:
    """A PostgreSQL that can be stopped and started."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._running = ExitStack()
        self.url = local_postgres.url(directory, LOCAL_DATABASE)

    def start(self) -> None:
        self._running.enter_context(local_postgres.running(self._directory))
        local_postgres.ensure_database(self._directory, LOCAL_DATABASE)

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def postgres_of_its_own(tmp_path: Path) -> Iterator[Postgres]:
    """A running PostgreSQL that only this test uses."""
    server = Postgres(tmp_path / "postgres")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """The project in a folder of its own, so that its embedded PostgreSQL and its secret are its own too."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("wsgi.py", "admin_app", "templates", "migrations"):
        (folder / name).symlink_to(ROOT / name)
    yield folder
    # Whatever a killed server left running is adopted, and stopped behind its last user.
    with local_postgres.running(folder / "instance" / "postgres"):
        pass


def test_the_database_is_stopped_and_started_again(
    page: Page, postgres_of_its_own: Postgres, provoked: set[int]
) -> None:
    provoked.add(503)
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    sql = sql_of(postgres_of_its_own.url)
    with serving(postgres_of_its_own.url, port):
        sql("INSERT INTO profiles (user_identifier, name, survey) VALUES ('auth0|1', 'Before', '{\"age\": 1.10}')")
        page.goto(f"{site}/admin/profiles/")
        sign_in(page)
        page.get_by_role("link", name="Edit auth0|1").click()
        page.get_by_label("Name").fill("Written while it was away")
        JsonEditor(page).change("/age", BIG)
        postgres_of_its_own.stop()

        with page.expect_response(lambda response: response.request.method == "POST") as answer:
            press(page, "Save")
        assert answer.value.status == 503
        expect(page.get_by_role("main")).to_contain_text("The database does not answer. Nothing was saved.")
        expect(page.get_by_label("Name", exact=True)).to_have_value("Written while it was away")
        expect(page.get_by_label("Survey", exact=True)).to_have_value(f'{{\n  "age": {BIG}\n}}')
        for path in ("/admin/", "/admin/courses/", "/admin/preview/?profile=auth0%7C1"):
            down = page.goto(site + path)
            assert down is not None
            assert down.status == 503
            expect(page.get_by_role("main")).to_contain_text("The database does not answer")
        assert page.request.get(f"{site}/healthz").status == 200
        assert page.request.get(f"{site}/readyz").status == 503

        postgres_of_its_own.start()
        assert page.request.get(f"{site}/readyz").status == 200
        assert sql("SELECT name, survey::text FROM profiles") == [("Before", '{"age": 1.10}')]
        up = page.goto(f"{site}/admin/profiles/")
        assert up is not None
        assert up.status == 200
        page.get_by_role("link", name="Edit auth0|1").click()
        page.get_by_label("Name").fill("After")
        press(page, "Save")
        says(page, "was saved")
        assert sql("SELECT name, survey::text FROM profiles") == [("After", '{"age": 1.10}')]


def test_what_was_saved_outlives_kills(page: Page, project: Path) -> None:
    port = free_port()
    data = project / "instance" / "postgres"
    sql = sql_of(local_postgres.url(data, LOCAL_DATABASE))
    with serving("", port, project=project) as first:
        page.goto(f"http://127.0.0.1:{port}/admin/courses/new/")
        sign_in(page)
        page.get_by_label("Title").fill("Saved")
        page.get_by_label("Slug").fill("saved")
        press(page, "Create and continue editing")
        says(page, "The course “Saved” was created.")
        page.get_by_label("Title").fill("Typed before the server was killed")
        first.kill()
        with restarted(port, project) as second:
            assert sql("SELECT title FROM courses WHERE slug = 'saved'") == [("Saved",)]
            press(page, "Save and continue editing")
            says(page, "The course “Typed before the server was killed” was saved.")
            page.get_by_label("Title").fill("Typed before both were killed")
            second.kill()
            os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
            with restarted(port, project):
                assert sql("SELECT title FROM courses WHERE slug = 'saved'") == [
                    ("Typed before the server was killed",)
                ]
                press(page, "Save")
                says(page, "The course “Typed before both were killed” was saved.")
                # The page has asked for its scripts, and this server ends here.
                page.wait_for_load_state("networkidle")


@contextmanager
def restarted(port: int, project: Path) -> Iterator[Process]:
    """The server again, on the same port and soon."""
    began = time.monotonic()
    with serving("", port, project=project) as server:
        assert time.monotonic() - began < RESTART_SECONDS
        yield server
