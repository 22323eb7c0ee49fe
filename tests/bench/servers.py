"""The servers that are measured, each with one worker, and the memory of that worker."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from admin_app.cli.serve import THREADS
from admin_app.config import sqlalchemy_url
from tests import people
from tests.bench.client import Client
from tests.conftest import ROOT
from tests.journeys.server import free_port, serving

START_SECONDS = 60
KIB = 1024
# With a process's number before it, Linux's name for that process's own clock: CPUCLOCK_SCHED.
PROCESSOR_CLOCK = 2
# What the kernel takes for: forget the largest size that this process has had.
FORGET_PEAK = "5"


@dataclass(frozen=True)
class Worker:
    """The process that answers."""

    process: psutil.Process

    @classmethod
    def of(cls, master: int) -> "Worker":
        """The only worker of a server."""
        (worker,) = psutil.Process(master).children()
        return cls(worker)

    def size(self) -> int:
        """The memory that it has now, in bytes."""
        return self._kept("VmRSS")

    def forget_peak(self) -> None:
        """Begin to look for the largest size anew."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text(FORGET_PEAK)

    def peak(self) -> int:
        """The largest size since, in bytes."""
        return self._kept("VmHWM")

    def busy(self) -> float:
        """The seconds that processors have worked for it so far, all its threads together."""
        return time.clock_gettime(~self.process.pid << 3 | PROCESSOR_CLOCK)

    def _kept(self, name: str) -> int:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * KIB for line in lines if line.startswith(f"{name}:"))


@dataclass(frozen=True)
class Served:
    """A server with its only worker, and somebody who asks it."""

    client: Client
    worker: Worker


@contextmanager
def dashboard(database: str) -> Iterator[Served]:
    """Our server as people run it, and its administrator, signed in."""
    port = free_port()
    with serving(database, port, workers=1, log=subprocess.DEVNULL) as server, closing(Client(port)) as client:
        client.sign_in(people.email_of("admin"), people.PASSWORD)
        yield Served(client, Worker.of(server.pid))


@contextmanager
def stock(database: str) -> Iterator[Served]:
    """The same gunicorn in front of stock Flask-Admin and of an empty page."""
    port, address = free_port(), sqlalchemy_url(database).render_as_string(hide_password=False)
    command = [
        *(sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "--workers=1", "--worker-class=gthread"),
        *(f"--threads={THREADS}", "--log-level=error", "--timeout=120", f"tests.bench.stock:make_app({address!r})"),
    ]
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as server:
        try:
            _wait_for(port, server)
            with closing(Client(port)) as client:
                client.page("/empty")
                yield Served(client, Worker.of(server.pid))
        finally:
            server.terminate()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
                return
        except OSError:
            assert server.poll() is None, "The server of stock Flask-Admin has ended."
            assert time.monotonic() < deadline, "The server of stock Flask-Admin does not answer."
            time.sleep(0.05)
