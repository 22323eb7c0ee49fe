"""How long the production server takes till its first answer, and what one worker of it holds in memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests import people

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Start:
    """One start over a database that is migrated already, with one worker.

    `busy` is the processor's time till then, which other programs on the machine do not prolong. The memory is that of
    the worker after each page was asked for once: `resident` counts what it shares with the process that forked it,
    `proportional` half of that.
    """

    seconds: float
    busy: float
    resident: float
    proportional: float


def started(database_url: str, pages: Sequence[str], role: str = "admin") -> Start:
    """Start the server over the database at a libpq address, ask for each page once, and stop it."""
    port = _free_port()
    environ = {
        **os.environ,
        "DATABASE_URL": database_url,
        "SECRET_KEY": people.SECRET_KEY,
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(port)
            seconds, busy = time.monotonic() - began, _busy(server.pid)
            for page in pages:
                _open(port, page, people.cookie(role))
            resident, proportional = _memory(server.pid)
        finally:
            server.terminate()
    return Start(seconds, busy, resident, proportional)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            _open(port, "/healthz")
        except (OSError, urllib.error.URLError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _open(port: int, page: str, cookie: str = "") -> None:
    headers = {"Cookie": f"{people.COOKIE}={cookie}", "Accept-Encoding": "br"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{page}", headers=headers)  # our own server
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
        response.read()


def _busy(pid: int) -> float:
    """Seconds that the processor has worked for a process and those that it started."""
    master = psutil.Process(pid)
    times = [process.cpu_times() for process in (master, *master.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def _memory(pid: int) -> tuple[float, float]:
    (worker,) = psutil.Process(pid).children()
    memory = worker.memory_full_info()
    return memory.rss / MEGABYTE, memory.pss / MEGABYTE
