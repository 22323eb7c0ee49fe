"""Two web processes behind HAProxy, of which one is killed in the middle of reads and saves."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from admin_app import local_postgres
from admin_app.cli.serve import THREADS
from tests import people, services
from tests.conftest import MakeDatabase
from tests.journeys.conftest import Sql, sql_of
from tests.journeys.server import Process, free_port, serving
from tests.journeys.test_many_writers import content_of, new_lesson, path_of, putting, wait_for
from tests.journeys.visitor import CUT, Visitor
from tests.journeys.writers import Writer

LACKING = [program for program in ("haproxy", "redis-server") if services.find(program) is None]
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"No {' and no '.join(LACKING)}: make test installs them.")
WRITERS, SAVES, READERS, READS = 6, 8, 4, 15
# PER_ACCOUNT of admin_app/views/guessing.py.
GUESSES = 10
# Less than a page waits for the database.
BUSY_SECONDS = 4.0


@dataclass(frozen=True)
class Site:
    """HAProxy's port, the processes behind it, and their database past both."""

    port: int
    processes: tuple[Process, ...]
    sql: Sql


@pytest.fixture(scope="module")
def site(database_url: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two processes with one secret, one Redis and one HAProxy."""
    address, folder = database_url(), tmp_path_factory.mktemp("two")
    port, ports = free_port(), (free_port(), free_port())
    with ExitStack() as stack:
        redis = stack.enter_context(services.redis(free_port(), folder))
        settings = {"REDIS_URL": redis, "TRUSTED_PROXIES": "127.0.0.1", "WEB_CONCURRENCY": "1"}
        processes = tuple(stack.enter_context(serving(address, each, settings=settings)) for each in ports)
        stack.enter_context(services.haproxy(port, ports, folder))
        yield Site(port, processes, sql_of(address))


def status_for(visitor: Visitor) -> int:
    """How a page is answered; 0 where it breaks off."""
    try:
        return visitor.get("/admin/lessons/")[0]
    except CUT:
        return 0


def test_both_count_the_guesses_at_one_account(site: Site) -> None:
    account = f"{uuid4().hex}@example.com"
    answers = [Visitor(site.port).sign_in(account, "wrong horse") for _ in range(GUESSES + 1)]
    assert answers == [422] * GUESSES + [429]


def test_pages_that_wait_for_the_database_are_not_cut_off(site: Site, postgres: Path) -> None:
    """Each thread waits, so that none is left to say that the process is alive."""
    person = Visitor(site.port, "support")
    assert person.get("/admin/lessons/")[0] == 200
    database = local_postgres._server_processes(postgres)
    with ThreadPoolExecutor(THREADS * 2) as pool:
        for process in database:
            process.suspend()
        try:
            reading = [pool.submit(person.get, "/admin/lessons/") for _ in range(THREADS * 2)]
            time.sleep(BUSY_SECONDS)
        finally:
            for process in database:
                process.resume()
        assert [each.result()[0] for each in reading] == [200] * len(reading)
    assert person.get("/admin/lessons/")[0] == 200


def test_a_kill_takes_no_acknowledged_save_and_nobodys_session(site: Site) -> None:
    lesson = new_lesson(site.sql)
    person = Visitor(site.port)
    assert person.sign_in(people.email_of("editor")) == 302
    acknowledged: set[str] = set()

    def write(number: int) -> int:
        """Save again and again; how often that was not acknowledged."""
        writer, cut = Writer(Visitor(site.port, "editor"), path_of(lesson)), 0
        for turn in range(SAVES):
            key = f"{number}-{turn}"
            while not writer.save(putting(key, "x")):
                cut += 1
            acknowledged.add(key)
        return cut

    def read(number: int) -> list[int]:
        return [status_for(Visitor(site.port, "support")) for _ in range(READS)]

    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        writing = [pool.submit(write, number) for number in range(WRITERS)]
        reading = [pool.submit(read, number) for number in range(READERS)]
        wait_for(acknowledged, WRITERS)
        # The server and its workers in one stroke.
        os.killpg(site.processes[0].pid, signal.SIGKILL)
        before = set(acknowledged)
        assert before <= set(content_of(site.sql, lesson))
        # Each of them had at most the one form on its way that was cut off.
        assert [cut for writer in writing if (cut := writer.result()) > 1] == []
        # Nor can a page be begun anew of which a part has been sent.
        assert all(sorted(reader.result())[1:] == [200] * (READS - 1) for reader in reading)
    assert set(content_of(site.sql, lesson)) == acknowledged
    assert len(acknowledged) == WRITERS * SAVES
    assert [person.get("/admin/")[0] for _ in range(4)] == [200] * 4
