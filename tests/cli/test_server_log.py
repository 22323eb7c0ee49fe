"""The real server's log under hostile requests, and which proxies it believes."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests import people
from tests.conftest import ROOT, MakeDatabase
from tests.journeys.server import free_port

SECRET = b"TAJNA"
KEY = "a-key-that-nobody-may-see"
WHO = f"Cookie: {people.COOKIE}={people.cookie('admin', KEY)}\r\n".encode()
FORM = b"Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n" + WHO
HOSTILE = [
    b"GET /admin/courses/?search=%s&page_size=%s HTTP/1.1\r\nHost: localhost\r\n" + WHO + b"\r\n",
    b"GET /admin/courses/?search=%s&search=%s HTTP/1.1\r\nHost: localhost\r\n" + WHO + b"\r\n",
    b"GET /admin/courses/?search=%s HTTP/1.1\r\nHost: localhost\r\nCookie: persona_session=%s\r\n\r\n",
    b"GET /admin/?search=%s HTTP/1.1\r\nHost: localhost\r\nCookie\x00: persona_session=%s\r\n\r\n",
    b"GET /admin/?q=%s %s HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"%s %s\r\n\r\n",
    b"GET /%s HTTP/1.1\r\nHost: localhost\r\nX-%s : 1\r\n\r\n",
    b"GET /%s HTTP/1.1\r\nHost: %s bad\r\n\r\n",
    b"GET /%s\xff%s HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /%s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked%s\r\n\r\n",
    b"POST /admin/courses/new/?%s HTTP/1.1\r\n" + FORM + b"Transfer-Encoding: chunked\r\n\r\nQQ%s\r\n",
    b"POST /admin/courses/new/?%s HTTP/1.1\r\n" + FORM + b"Content-Length: -1%s\r\n\r\n",
    b"POST /admin/courses/new/?%s HTTP/1.1\r\n" + FORM + b"Content-Length: 99\r\n\r\ntitle=%s",
]


@contextmanager
def serving(database: str, log: Path, **settings: str) -> Iterator[int]:
    """The port of a server whose standard error is in a file."""
    port = free_port()
    environ = {**os.environ, "DATABASE_URL": database, "SECRET_KEY": KEY, "PORT": str(port), "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ | settings,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        ) as server,
    ):
        try:
            assert server.stdout is not None
            assert "ready" in server.stdout.readline()
            yield port
        finally:
            server.terminate()


def send(port: int, raw: bytes) -> bytes:
    """What the server answers to these bytes."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(200)


def test_hostile_requests_leave_nothing_of_theirs_in_the_log(database_url: MakeDatabase, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(database_url(), log) as port:
        for request in HOSTILE:
            answer = send(port, request % (SECRET, SECRET))
            assert b" 500 " not in answer.partition(b"\r\n")[0] + b" ", request
    text = log.read_text("utf-8")
    assert SECRET.decode() not in text
    assert KEY not in text
    ours = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    theirs = [line for line in text.splitlines() if not line.startswith("{")]
    assert any(line["route"] == "/admin/courses/" and line["status"] == 200 for line in ours)
    assert any(line.endswith("Invalid HTTP request line") for line in theirs)


def headers(port: int, **said: str) -> dict[str, str]:
    """The headers of an answer."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers=said)
    with urllib.request.urlopen(request, timeout=10) as response:
        return dict(response.headers)


def test_only_a_proxy_that_is_named_can_say_that_a_request_came_by_https(
    database_url: MakeDatabase, tmp_path: Path
) -> None:
    database = database_url()
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on", "X-Forwarded-Protocol": "ssl"}
    for trusted in ("", "127.0.0.0/8"):
        with serving(database, tmp_path / "log", TRUSTED_PROXIES=trusted, FORWARDED_ALLOW_IPS="*") as port:
            assert ("Strict-Transport-Security" in headers(port, **said)) is bool(trusted)
            assert "Strict-Transport-Security" not in headers(port)
            # A client cannot move the site to another path either.
            assert "Strict-Transport-Security" not in headers(port, SCRIPT_NAME="/healthz")
