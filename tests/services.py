"""The programs around several web processes: PgBouncer, HAProxy and Redis, configured as `docs/` does it."""

import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tests import packages

DOCS = Path(__file__).parents[1] / "docs"
# Each is a program and the package that has it.
PROGRAMS = ("pgbouncer", "haproxy", "redis-server")
# Where the programs of a system are, though not on everybody's PATH.
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin"))
START_SECONDS = 20


def find(program: str) -> str | None:
    """The path of a program, if this machine has it."""
    return shutil.which(program, path=PLACES)


def missing() -> list[str]:
    """Those that this machine lacks."""
    return [program for program in PROGRAMS if find(program) is None]


@contextmanager
def pgbouncer(address: str, port: int, folder: Path) -> Iterator[str]:
    """A pool of transactions in front of the database at a libpq address with a unix socket; the pool's own address.

    Three connections take turns, so that nothing can count on having the last one again.
    """
    parts = conninfo_to_dict(address)
    text = _configured(
        "pgbouncer.ini",
        {
            r"learning = .*": f"* = host={parts['host']} port={parts.get('port', 5432)} user={parts['user']}",
            r"listen_addr = .*": "listen_addr = 127.0.0.1",
            r"listen_port = .*": f"listen_port = {port}\nunix_socket_dir =\nserver_round_robin = 1",
            # No passwords here: the server's socket lets in whoever reaches it.
            r"auth_type = .*\nauth_file = .*": "auth_type = any",
            r"default_pool_size = .*": "default_pool_size = 3",
        },
    )
    # It refuses root, and the socket is its owner's.
    owner = pwd.getpwuid(Path(str(parts["host"])).stat().st_uid).pw_name
    as_owner = ["-u", owner] if os.geteuid() == 0 else []
    with _running("pgbouncer", [*as_owner, str(_written(folder / "pgbouncer.ini", text))], port, folder):
        yield f"postgresql://{parts['user']}@127.0.0.1:{port}/{parts['dbname']}"


@contextmanager
def haproxy(port: int, servers: tuple[int, int], folder: Path) -> Iterator[None]:
    """One address in front of two web processes on these ports."""
    one, two = servers
    text = _configured(
        "haproxy.cfg",
        {
            r"bind 10\.0\.0\.5:80": f"bind 127.0.0.1:{port}",
            r"hdr Host .*": "hdr Host 127.0.0.1",
            r"server one .*": f"server one 127.0.0.1:{one}",
            r"server two .*": f"server two 127.0.0.1:{two}",
        },
    )
    with _running("haproxy", ["-db", "-f", str(_written(folder / "haproxy.cfg", text))], port, folder):
        yield


@contextmanager
def redis(port: int, folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing; its address."""
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with _running("redis-server", arguments, port, folder):
        yield f"redis://127.0.0.1:{port}/0"


def _configured(name: str, changes: dict[str, str]) -> str:
    """The configuration that people are given, but for addresses."""
    text = (DOCS / name).read_text("utf-8")
    for pattern, replacement in changes.items():
        # A path may hold what would mean a group of the pattern.
        text, count = re.subn(pattern, replacement.replace("\\", r"\\"), text)
        assert count, f"{name} has no {pattern}"
    return text


def _written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@contextmanager
def _running(program: str, arguments: list[str], port: int, folder: Path) -> Iterator[None]:
    path, log = find(program), folder / f"{program}.log"
    assert path, f"No {program}."
    with (
        log.open("wb") as output,
        subprocess.Popen([path, *arguments], stdout=output, stderr=output, start_new_session=True) as process,
    ):
        try:
            _wait_for(port, process, log)
            yield
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.02)
        else:
            return


if __name__ == "__main__":
    if missing() and not packages.starts_services():
        print(f"Installing {', '.join(missing())} for the tests …", flush=True)
        packages.install(*missing())
    if missing():
        print(f"The tests that need {', '.join(missing())} are skipped: install it for them.", flush=True)
