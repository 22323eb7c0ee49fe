"""A primary and its streaming replica: real servers, each on a folder of its own."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg.conninfo import conninfo_to_dict

from admin_app import local_postgres
from tests.conftest import UNSAFE_AND_QUICK

DATABASE = "persona"
PATIENCE_SECONDS = 20
# The replica is told what is in the log of the primary, and when it is on its disk.
OPTIONS = {**UNSAFE_AND_QUICK, "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass
class Server:
    """A server that is started and stopped."""

    directory: Path
    _running: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        """The libpq address of the database."""
        return local_postgres.url(self.directory, DATABASE)

    @property
    def host(self) -> str:
        """The folder of its socket, which is libpq's name of it."""
        return str(conninfo_to_dict(self.url)["host"])

    def start(self) -> None:
        """Start it."""
        self._running.enter_context(local_postgres.running(self.directory, options=OPTIONS))

    def stop(self) -> None:
        """Stop it; whoever is connected loses the connection."""
        self._running.close()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Meanwhile it takes connections and answers nothing; not for ever, since somebody may wait for it."""
        processes = local_postgres._server_processes(self.directory)
        for process in processes:
            process.suspend()
        end = threading.Timer(PATIENCE_SECONDS, _resume, [processes])
        end.start()
        try:
            yield
        finally:
            end.cancel()
            _resume(processes)

    def value(self, statement: str, *parameters: object) -> Any:
        """The first value that a statement returns, which is committed."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters)
            row = cursor.fetchone() if cursor.description else None
            return row and row[0]


@dataclass(frozen=True)
class Pair:
    """Both."""

    primary: Server
    replica: Server

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is written meanwhile reaches the replica only afterwards."""
        self.replica.value("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.replica.value("SELECT pg_wal_replay_resume()")

    def meet(self) -> None:
        """Wait until the replica has all that is written."""
        # The message is a commit, which has the log written to its end.
        place = self.primary.value("SELECT pg_logical_emit_message(true, 'tests', '')::text")
        eventually(lambda: self.replica.value("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", place))


def copy_of(primary: Server, directory: Path) -> Server:
    """A replica of a server that runs, not started yet."""
    directory.mkdir(mode=0o700)
    if os.geteuid() == 0:
        owner = primary.directory.stat()
        shutil.chown(directory, owner.st_uid, owner.st_gid)
    arguments = ["-R", "-X", "stream", "--checkpoint=fast", "--no-sync", "-h", primary.host, "-U", "postgres"]
    log = directory.with_name("pg_basebackup.log")
    assert local_postgres._launch("pg_basebackup", directory, arguments, log).wait() == 0, log.read_text()
    return Server(directory)


def _resume(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        process.resume()


def eventually(condition: Callable[[], Any]) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
