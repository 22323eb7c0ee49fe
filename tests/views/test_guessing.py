"""Guesses are counted together by several processes, in Redis, and where that is away each counts for itself."""

import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import redis
from flask import Flask

from admin_app.config import flask_config, read_settings
from admin_app.extensions import db
from tests import people
from tests.conftest import MakeDatabase, make_app
from tests.views.entrance import enter

ADMIN = people.email_of("admin")
# How long a sign-in may take while Redis says nothing, and after how long it goes on by itself.
MOST_SECONDS, HANGING_SECONDS = 5, 20


class Redis:
    """A Redis of its own on a unix socket, where this machine has one."""

    def __init__(self, program: str, folder: Path) -> None:
        self._command = [program, "--port", "0", "--unixsocket", str(folder / "redis.sock"), "--dir", str(folder)]
        self._command += ["--save", "", "--appendonly", "no"]
        self.url = f"unix://{folder / 'redis.sock'}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        with closing(
            redis.Redis.from_url(self.url, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 50))
        ) as c:
            c.ping()

    def stop(self) -> None:
        """Stop it."""
        if self._process:
            self._process.terminate()
            self._process.wait(10)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Meanwhile it takes connections and answers nothing; not for ever, since somebody may wait for it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        end = threading.Timer(HANGING_SECONDS, self._process.send_signal, [signal.SIGCONT])
        end.start()
        try:
            yield
        finally:
            end.cancel()
            self._process.send_signal(signal.SIGCONT)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Redis]:
    """A running Redis. The dashboard needs none, and `make test` installs none."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("This machine has no redis-server; the counting without it is tested.")
    server = Redis(program, tmp_path)
    server.start()
    yield server
    server.stop()


def process(app: Flask, address: str, url: str) -> Flask:
    """The application as another process has it."""
    settings = read_settings({"DATABASE_URL": address, "SECRET_KEY": "x", "REDIS_URL": url})
    made = make_app(address, {"RATELIMIT_STORAGE_URI": flask_config(settings, Path())["RATELIMIT_STORAGE_URI"]})
    made.test_client_class = app.test_client_class
    return made


def guesses(app: Flask, count: int) -> list[int]:
    """The statuses of so many wrong passwords."""
    return [enter(app.test_client(), ADMIN, "wrong wrong").status_code for _ in range(count)]


def close(*apps: Flask) -> None:
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def test_two_processes_count_together(app: Flask, database_url: MakeDatabase, redis_server: Redis) -> None:
    address = database_url()
    one, other = process(app, address, redis_server.url), process(app, address, redis_server.url)
    assert guesses(one, 6) + guesses(other, 5) == [422] * 10 + [429]
    assert enter(one.test_client(), ADMIN).status_code == 429
    close(one, other)


def test_without_it_each_counts_for_itself(app: Flask, database_url: MakeDatabase, redis_server: Redis) -> None:
    only = process(app, database_url(), redis_server.url)
    assert guesses(only, 3) == [422] * 3
    redis_server.stop()
    assert guesses(only, 11) == [422] * 10 + [429]
    close(only)


def test_nobody_is_kept_out_because_it_is_away(app: Flask, database_url: MakeDatabase, tmp_path: Path) -> None:
    only = process(app, database_url(), f"unix://{tmp_path / 'nothing.sock'}")
    assert guesses(only, 1) == [422]
    assert enter(only.test_client(), ADMIN).status_code == 302
    assert guesses(only, 10) == [422] * 9 + [429]
    close(only)


def test_it_is_counted_where_the_settings_say() -> None:
    settings = {"DATABASE_URL": "postgresql:///x", "SECRET_KEY": "x"}
    assert flask_config(read_settings(settings), Path())["RATELIMIT_STORAGE_URI"] == "memory://"
    settings["REDIS_URL"] = "redis://127.0.0.1/1"
    assert flask_config(read_settings(settings), Path())["RATELIMIT_STORAGE_URI"] == "redis://127.0.0.1/1"


def test_nobody_waits_long_for_one_that_hangs(app: Flask, database_url: MakeDatabase, redis_server: Redis) -> None:
    only = process(app, database_url(), redis_server.url)
    assert guesses(only, 3) == [422] * 3
    with redis_server.hanging():
        began = time.monotonic()
        assert enter(only.test_client(), ADMIN).status_code == 302
        assert time.monotonic() - began < MOST_SECONDS
        assert guesses(only, 11) == [422] * 10 + [429]
    close(only)
