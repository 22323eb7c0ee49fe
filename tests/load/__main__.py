"""`make load`: one person, then fifty for DURATION seconds, on the database that DATABASE_URL names; then the soak."""

# Locust makes everything that waits give way to others: before anything else that waits is loaded.
import locust  # noqa: F401  # isort: skip

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import gevent
import psycopg

from admin_app import local_postgres
from admin_app.cli.serve import THREADS
from tests.journeys.server import ROOT, free_port, serving
from tests.load.crowd import Alone, Crowd, crowd, scene_of
from tests.load.ledger import close_ledger, open_ledger
from tests.load.report import complaints, keep, machine, times, told
from tests.load.watching import APPLICATION, watching

MOST_SECONDS = 3600
LARGE = ROOT / "instance" / "bench" / "postgres"


def main() -> int:
    """Run, tell and keep what was found; 1 where something was not as it should be."""
    # Locust is for this program alone.
    os.environ.pop("PYTHONPATH", None)
    seconds = min(float(os.environ.get("DURATION") or 600), MOST_SECONDS)
    count = int(os.environ.get("PEOPLE") or 50)
    with _database() as address:
        if address is None:
            print(
                "Make the large database first (SCALE=large make bench), or name one as DATABASE_URL.", file=sys.stderr
            )
            return 2
        figures = _load(address, count, seconds)
    figures["soak"] = _soak(max(20.0, seconds / 5))
    print(told(figures))
    keep(figures)
    return int(bool(complaints(figures)))


@contextmanager
def _database() -> Iterator[str | None]:
    """The one of the settings, else the large one of the benchmark."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
    elif LARGE.exists():
        with local_postgres.running(LARGE):
            yield local_postgres.url(LARGE, "bench_large")
    else:
        yield None


def _load(database: str, count: int, seconds: float) -> dict[str, Any]:
    port, workers = free_port(), os.environ.get("WEB_CONCURRENCY") or "2"
    named = f"{database}{'&' if '?' in database else '?'}application_name={quote(APPLICATION)}"
    with (
        (ROOT / "instance" / "load.log").open("w") as log,
        psycopg.connect(database, autocommit=True) as connection,
        serving(named, port, log=log, settings={"WEB_CONCURRENCY": workers}) as server,
    ):
        ledger = open_ledger(connection, count)
        scene = scene_of(connection, ledger, count)
        address = f"http://127.0.0.1:{port}"
        with crowd(scene, address, Alone, 1):
            gevent.sleep(max(10.0, seconds / 10))
        alone = times(scene.took)
        with crowd(scene, address, Crowd, count), watching(server.pid, connection) as watched:
            gevent.sleep(seconds)
            found = times(scene.took)
        lost = ledger.lost(connection)
        close_ledger(connection)
        version = connection.info.parameter_status("server_version") or ""
    return {
        "machine": machine(version),
        "people": count,
        "seconds": seconds,
        "workers": int(workers),
        "alone": alone,
        "crowd": found,
        "failures": scene.failures,
        "saves": ledger.saves,
        "conflicts": scene.conflicts,
        "lost": lost,
        "memory": {"first": watched.at_first(), "last": watched.at_last(), "most": max(watched.memory)},
        "connections": {"most": max(watched.connections), "bound": int(workers) * THREADS},
    }


def _soak(seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.load.soak", str(seconds)]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    found: dict[str, Any] = json.loads(output)
    return found


if __name__ == "__main__":
    sys.exit(main())
