"""Saves while PostgreSQL is stopped once and killed once: what was acknowledged is stored, and all goes on by itself.

A program of its own, `python -m tests.load.soak SECONDS`, which writes what it found as JSON.
"""

import json
import os
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from admin_app import local_postgres
from tests import people
from tests.journeys.server import free_port, serving
from tests.journeys.test_many_writers import path_of
from tests.journeys.visitor import CUT, Visitor
from tests.journeys.writers import Writer
from tests.load.ledger import Ledger, open_ledger
from tests.load.saves import putting

WRITERS = 10
# Long enough to be noticed, short against the time that people wait.
AWAY_SECONDS = 2.0


def main(seconds: float) -> dict[str, object]:
    """Let people save for so long, and take PostgreSQL away twice; what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "postgres"
        with local_postgres.running(directory):
            local_postgres.ensure_database(directory, "soak")
            return _soak(directory, local_postgres.url(directory, "soak"), seconds)


def _soak(directory: Path, address: str, seconds: float) -> dict[str, object]:
    port = free_port()
    with Path(directory.parent, "server.log").open("w") as log, serving(address, port, log=log):
        people.add_people(address)
        with psycopg.connect(address, autocommit=True) as connection:
            ledger = open_ledger(connection, WRITERS)
        over = threading.Event()
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [pool.submit(_write, ledger, port, number, over) for number in range(WRITERS)]
            for number in (signal.SIGINT, signal.SIGKILL):
                time.sleep(seconds / 3)
                _restart(directory, number)
            time.sleep(seconds / 3)
            over.set()
            refused = sum(each.result() for each in writing)
    with psycopg.connect(address, autocommit=True) as connection:
        lost = ledger.lost(connection)
    return {"seconds": seconds, "acknowledged": ledger.saves, "refused": refused, "restarts": 2, "lost": lost}


def _write(ledger: Ledger, port: int, number: int, over: threading.Event) -> int:
    """Save until all is over, whatever happens, and once more; how often that was not acknowledged."""
    person, own, refused, is_last = f"load-{number + 1}", ledger.own[number], 0, False
    while not is_last:
        is_last = over.is_set()
        lesson = own if is_last or refused % 2 else ledger.shared[0]
        if not ledger.save(lesson, person, lambda count, lesson=lesson: _saves(port, lesson, person, count)):  # type: ignore[misc]
            assert not is_last, "Long after PostgreSQL had come back a save was refused."
            refused += 1
            time.sleep(0.2)
    return refused


def _saves(port: int, lesson: str, person: str, count: int) -> bool:
    try:
        return Writer(Visitor(port, "editor"), path_of(lesson)).save(putting(person, count), tries=50)
    except CUT:
        return False


def _restart(directory: Path, number: signal.Signals) -> None:
    """Stop PostgreSQL as an administrator does, or as a power cut does, and start it after a while."""
    os.kill(int((directory / "postmaster.pid").read_text().split()[0]), number)
    time.sleep(AWAY_SECONDS)
    # Whoever is the first to use it again starts it; it stays, since it is in use below.
    with local_postgres.running(directory):
        pass


if __name__ == "__main__":
    json.dump(main(float(sys.argv[1])), sys.stdout)
