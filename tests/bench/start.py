"""How long the production server takes from its start till its first answer."""

import subprocess
import time
from contextlib import closing
from dataclasses import dataclass

import psutil

from tests.bench.client import Client, Request
from tests.journeys.server import free_port, serving

TIMES = 3


@dataclass(frozen=True)
class Start:
    """The seconds till the first answer, and those that processors worked for it, which no other program prolongs."""

    seconds: float
    busy: float


def quickest_start(database: str) -> Start:
    """The quickest of some starts with one worker, over a migrated database at a libpq address.

    The first one after the code has changed compiles the templates, and what else the machine does slows any down.
    """
    return min((_start(database) for _ in range(TIMES)), key=lambda start: start.seconds)


def _start(database: str) -> Start:
    port, began = free_port(), time.monotonic()
    with serving(database, port, workers=1, log=subprocess.DEVNULL) as server, closing(Client(port)) as client:
        assert client.ask(Request("/healthz")).status == 200
        return Start(time.monotonic() - began, _busy(server.pid))


def _busy(pid: int) -> float:
    master = psutil.Process(pid)
    times = [process.cpu_times() for process in (master, *master.children())]
    return sum(each.user + each.system for each in times)
