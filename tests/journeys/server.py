"""The real web server, started as people start it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO

from tests import people

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
Process = subprocess.Popen[str]


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    database: str,
    port: int,
    *,
    demo_content: bool = False,
    workers: int = 2,
    project: Path = ROOT,
    log: int | IO[str] | None = None,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Process]:
    """`flask serve` in the folder of a project, ready for requests.

    `database` is a libpq address; where it is empty, the PostgreSQL and the secret are the project's own.
    `log` is where its log goes, as Popen has it; `settings` are further ones.
    """
    environ = {
        **os.environ,
        "DATABASE_URL": database,
        "SECRET_KEY": "only-for-tests" if database else "",
        "PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
        "DEMO_CONTENT": str(int(demo_content)),
        "ADMIN_PASSWORD": people.PASSWORD,
        **settings,
    }
    with subprocess.Popen(
        COMMAND, cwd=project, env=environ, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
    ) as server:
        try:
            assert server.stdout is not None
            assert "ready" in server.stdout.readline()
            yield server
        finally:
            server.terminate()
