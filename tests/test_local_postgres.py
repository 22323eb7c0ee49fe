"""The embedded PostgreSQL: shared by processes, stopped by the last, and up again after any of them was killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from admin_app import local_postgres
from tests.conftest import ROOT, UNSAFE_AND_QUICK

USER = """
import sys
from pathlib import Path
from admin_app import local_postgres
with local_postgres.running(Path(sys.argv[1])):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedded") / "postgres"


@contextmanager
def another_user(directory: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that uses the server until its input ends."""
    command = [sys.executable, "-c", USER, str(directory)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        yield process


def answers(directory: Path) -> bool:
    try:
        psycopg.connect(local_postgres.url(directory, "postgres")).close()
    except psycopg.OperationalError:
        return False
    return True


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def value(directory: Path, statement: str, database: str = "postgres") -> object:
    with psycopg.connect(local_postgres.url(directory, database)) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return row[0] if row else None


def postmaster(directory: Path) -> int:
    return int((directory / "postmaster.pid").read_text().split()[0])


def test_runs_meanwhile_and_listens_on_no_network_address(directory: Path) -> None:
    with local_postgres.running(directory, options=UNSAFE_AND_QUICK):
        assert value(directory, "SHOW listen_addresses") == ""
        assert value(directory, "SHOW fsync") == "off"
    assert not answers(directory)


def test_keeps_its_rows(directory: Path) -> None:
    with (
        local_postgres.running(directory),
        psycopg.connect(local_postgres.url(directory, "postgres")) as connection,
    ):
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with local_postgres.running(directory):
        assert value(directory, "SELECT number FROM kept") == 7


@pytest.mark.parametrize("lang", ["C", "POSIX", "ru_RU.KOI8-R"])
def test_databases_know_cyrillic_whatever_lang_is(directory: Path, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", lang)
    monkeypatch.setenv("LC_ALL", lang)
    name = f"persona_{lang.lower()}"
    with local_postgres.running(directory):
        local_postgres.ensure_database(directory, name)
        local_postgres.ensure_database(directory, name)
        assert value(directory, "SHOW server_encoding", name) == "UTF8"
        assert value(directory, "SELECT lower('ПРИВЕТ')", name) == "привет"
        assert value(directory, "SELECT 'Сила' ILIKE 'сИЛ%'", name) is True


def test_the_last_to_leave_stops_it(directory: Path) -> None:
    with another_user(directory):
        with local_postgres.running(directory):
            pass
        assert answers(directory)
    assert not answers(directory)


def test_a_killed_user_leaves_it_to_the_next(directory: Path) -> None:
    with another_user(directory) as user:
        before = postmaster(directory)
        user.kill()
    assert answers(directory)
    with local_postgres.running(directory):
        assert postmaster(directory) == before
    assert not answers(directory)


def test_a_killed_server_recovers(directory: Path) -> None:
    with another_user(directory) as user:
        os.kill(postmaster(directory), signal.SIGKILL)
        user.kill()
    assert (directory / "postmaster.pid").exists()
    with local_postgres.running(directory):
        assert value(directory, "SELECT 1") == 1


def test_a_process_number_that_belongs_to_another_program_meanwhile(directory: Path) -> None:
    with local_postgres.running(directory):
        note = (directory / "postmaster.pid").read_text().split("\n")
    with subprocess.Popen(["sleep", "60"], user=directory.stat().st_uid) as other:
        (directory / "postmaster.pid").write_text("\n".join([str(other.pid), *note[1:]]))
        with local_postgres.running(directory):
            assert value(directory, "SELECT 1") == 1
        assert other.poll() is None
        other.kill()


def test_a_forked_child_does_not_stop_it(directory: Path) -> None:
    child = 0
    try:
        with local_postgres.running(directory):
            child = os.fork()
            if child == 0:
                sys.exit(0)
            os.waitpid(child, 0)
            assert answers(directory)
    except SystemExit:
        os._exit(0)
    assert not answers(directory)


def test_an_interrupted_first_start_leaves_nothing_half_made(tmp_path: Path) -> None:
    directory = tmp_path / "postgres"
    with subprocess.Popen([sys.executable, "-c", USER, str(directory)], cwd=ROOT) as user:
        assert eventually(lambda: any(tmp_path.glob("postgres.making-*/*")))
        user.kill()
    with local_postgres.running(directory):
        assert value(directory, "SELECT 1") == 1
    assert eventually(lambda: nothing_left(directory))


def nothing_left(directory: Path) -> bool:
    with local_postgres.running(directory):
        return not list(directory.parent.glob("postgres.making-*"))


@pytest.mark.parametrize("folder", ["x" * 110, "with, comma", "with:colon", "with space 'and' quote", "Папка %20"])
def test_any_folder_will_do(tmp_path: Path, folder: str) -> None:
    directory = tmp_path / folder / "postgres"
    with local_postgres.running(directory):
        assert value(directory, "SHOW data_directory") == str(directory)
        assert value(directory, "SHOW unix_socket_permissions") == "0700"
    assert not answers(directory)


def test_says_why_it_cannot_start(directory: Path) -> None:
    with (
        pytest.raises(local_postgres.LocalPostgresError, match=r'did not start: .*"no_such_setting"'),
        local_postgres.running(directory, options={"no_such_setting": "1"}),
    ):
        pass
