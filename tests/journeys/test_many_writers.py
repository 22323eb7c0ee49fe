"""Fifty people in one lesson at once, and servers that are killed meanwhile: the acknowledged is what is stored."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from admin_app import local_postgres
from admin_app.config import LOCAL_DATABASE
from tests import people
from tests.journeys.conftest import Sql, sql_of
from tests.journeys.server import ROOT, free_port, serving
from tests.journeys.visitor import CUT, Visitor
from tests.journeys.writers import Change, Writer

WRITERS = 50
INSISTING = 8
# `ROUNDS=30` makes more than 10,000 conflicts in a quarter of an hour, so pytest needs -o faulthandler_timeout=1200.
ROUNDS = int(os.environ.get("ROUNDS", "1"))


def new_lesson(sql: Sql) -> str:
    """The id of a lesson with an empty document."""
    ((lesson_id,),) = sql(
        "WITH course AS (INSERT INTO courses (slug, title) VALUES (gen_random_uuid()::text, 'Many') RETURNING id)"
        " INSERT INTO lessons (course_id, lesson_number, title, content)"
        " SELECT id, 1, 'Many', '{}' FROM course RETURNING id::text"
    )
    return str(lesson_id)


def content_of(sql: Sql, lesson: str) -> dict[str, str]:
    ((content,),) = sql("SELECT content::text FROM lessons WHERE id = %s", lesson)
    found: dict[str, str] = json.loads(content)
    return found


def putting(key: str, value: str) -> Change:
    """Writes a value under a key of the content."""

    def change(fields: dict[str, str]) -> dict[str, str]:
        return {"content": json.dumps(json.loads(fields["content"]) | {key: value})}

    return change


def path_of(lesson: str) -> str:
    return f"/admin/lessons/edit/?id={lesson}"


def all_at_once(count: int, act: Callable[[int], int]) -> int:
    """Let so many people act at once; the sum of what they say."""
    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(act, range(count)))


def test_each_of_fifty_adds_a_key_and_none_is_lost(site: str, sql: Sql) -> None:
    lesson, port = new_lesson(sql), int(site.rpartition(":")[2])

    def write(number: int) -> int:
        writer = Writer(Visitor(port, "editor"), path_of(lesson))
        return sum(writer.save(putting(f"{number}-{turn}", "x")) for turn in range(4))

    acknowledged = all_at_once(WRITERS, write)
    assert acknowledged == WRITERS * 4
    assert set(content_of(sql, lesson)) == {f"{number}-{turn}" for number in range(WRITERS) for turn in range(4)}


def test_fifty_write_one_key_and_each_had_its_moment(site: str, sql: Sql) -> None:
    lesson, port = new_lesson(sql), int(site.rpartition(":")[2])
    acknowledged: set[str] = set()
    # All have the form open before one of them saves; then so many insist at once, else most of the time is spent
    # on answers that are out of date when they arrive.
    opened, insisting = threading.Barrier(WRITERS), threading.Semaphore(INSISTING)

    def write(number: int) -> int:
        writer = Writer(Visitor(port, "editor"), path_of(lesson))
        for turn in range(ROUNDS):
            form = writer.open()
            opened.wait(timeout=120)
            with insisting:
                if writer.send(form, putting("one", f"{number}-{turn}")):
                    acknowledged.add(f"{number}-{turn}")
        return writer.conflicts

    conflicts = all_at_once(WRITERS, write)
    assert len(acknowledged) == WRITERS * ROUNDS
    assert conflicts >= WRITERS * ROUNDS
    told = sql(
        "SELECT before #>> '{content,one}', after #>> '{content,one}' FROM admin.revisions"
        " WHERE row_id = %s AND operation = 'update' ORDER BY id",
        lesson,
    )
    assert {after for _, after in told} == acknowledged
    assert len(told) == len(acknowledged)
    assert [before for before, _ in told[1:]] == [after for _, after in told[:-1]]
    assert content_of(sql, lesson) == {"one": told[-1][1]}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """The project in a folder of its own, so that its embedded PostgreSQL is its own too."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("wsgi.py", "admin_app", "templates", "migrations"):
        (folder / name).symlink_to(ROOT / name)
    # The session of `people` is one of the secret of all tests.
    (folder / "instance").mkdir(mode=0o700)
    (folder / "instance" / "secret_key").write_text(people.SECRET_KEY)
    yield folder
    with local_postgres.running(folder / "instance" / "postgres"):
        pass


def test_what_was_acknowledged_outlives_kills_in_the_middle_of_saving(project: Path) -> None:
    port, data = free_port(), project / "instance" / "postgres"
    address = local_postgres.url(data, LOCAL_DATABASE)
    sql = sql_of(address)
    acknowledged: set[str] = set()
    started = threading.Event()

    def write(number: int) -> int:
        started.wait()
        writer = Writer(Visitor(port, "editor"), path_of(lesson))
        for turn in range(10):
            key = f"{number}-{turn}"
            while not saved(writer, key):
                time.sleep(0.1)
            acknowledged.add(key)
        return 10

    with serving("", port, project=project) as server:
        people.add_people(address)
        lesson = new_lesson(sql)
        with ThreadPoolExecutor(10) as pool:
            writing = [pool.submit(write, number) for number in range(10)]
            started.set()
            wait_for(acknowledged, 20)
            server.kill()
            before = set(acknowledged)
            assert before <= set(content_of(sql, lesson))
            with serving("", port, project=project) as second:
                wait_for(acknowledged, 60)
                second.kill()
                os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
                before = set(acknowledged)
                with serving("", port, project=project):
                    assert before <= set(content_of(sql, lesson))
                    assert sum(each.result() for each in writing) == 100
                    assert set(content_of(sql, lesson)) == acknowledged


def saved(writer: Writer, key: str) -> bool:
    try:
        return writer.save(putting(key, "x"))
    except CUT:
        return False


def wait_for(acknowledged: set[str], count: int) -> None:
    deadline = time.monotonic() + 60
    while len(acknowledged) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)
