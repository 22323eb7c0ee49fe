"""Where almost every thread waits for the database, the last one still answers."""

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg

from admin_app.cli.serve import THREADS
from tests.conftest import MakeDatabase
from tests.journeys.server import free_port, serving
from tests.journeys.visitor import Visitor

WORKERS = 2
# Below the five seconds after which the pages that wait are given up.
LOCKED_SECONDS = 3.0


def test_nobody_waits_at_a_busy_worker_while_another_one_is_idle(database_url: MakeDatabase) -> None:
    database, port = database_url(), free_port()
    busy = WORKERS * THREADS - 1
    with serving(database, port, workers=WORKERS), ThreadPoolExecutor(busy) as pool:
        with psycopg.connect(database) as connection:
            connection.execute("LOCK TABLE courses")
            waiting = [pool.submit(Visitor(port, "support").get, "/admin/courses/") for _ in range(busy)]
            until = time.monotonic() + LOCKED_SECONDS
            time.sleep(1)
            answers = 0
            while time.monotonic() < until:
                assert Visitor(port).get("/healthz")[0] == 200
                answers += time.monotonic() < until
                time.sleep(0.05)
        assert answers > LOCKED_SECONDS / 0.05 / 4
        assert [each.result()[0] for each in waiting] == [200] * busy
