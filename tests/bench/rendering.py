"""What a page costs outside PostgreSQL: the processor's time of the thread that makes it, which waiting is no part of.

In this process and without a server. That time hardly depends on what else the machine does, unlike that on a clock.
"""

import gc
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from admin_app import create_app
from admin_app.config import flask_config, read_settings
from tests import people

ROOT = Path(__file__).parents[2]
WARM_UPS, ROUNDS = 5, 30
# What browsers send.
HEADERS = {"Accept-Encoding": "gzip, deflate, br, zstd"}
# A page that is hardly more than the frame around all of them.
EMPTY = "/account/"
# A list of 50 rows takes less than so many times the frame.
BOUND = 3.0
TABLES = (
    "courses",
    "lessons",
    "lesson-descriptions",
    "profiles",
    "personalized-lesson-descriptions",
    "lesson-assets",
)
LISTS: Mapping[str, str] = {f"list of {name}": f"/admin/{name}/" for name in TABLES}


@dataclass(frozen=True)
class Cost:
    """Milliseconds of the processor for a page, and how many times the frame that is."""

    milliseconds: float
    frames: float
    bytes: int


def costs(database_url: str, pages: Mapping[str, str] = LISTS, role: str = "admin") -> dict[str, Cost]:
    """What each page costs over the database at a libpq address, the frame first."""
    app = _app(database_url)
    client = people.sign_in(app.test_client(), role)
    # What the production server does before its workers begin.
    gc.collect()
    gc.freeze()
    frame, size = _measured(client, EMPTY)
    found = {"frame": Cost(frame, 1.0, size)}
    for name, address in pages.items():
        milliseconds, size = _measured(client, address)
        found[name] = Cost(milliseconds, milliseconds / frame, size)
    gc.unfreeze()
    return found


def _app(database_url: str) -> Flask:
    settings = read_settings({"DATABASE_URL": database_url, "SECRET_KEY": people.SECRET_KEY})
    app = create_app(flask_config(settings, ROOT / "instance"))
    # Only a server has somewhere to write its lines.
    logging.getLogger(app.name).setLevel(logging.WARNING)
    return app


def _measured(client: FlaskClient, address: str) -> tuple[float, int]:
    times, size = [], 0
    for _ in range(WARM_UPS + ROUNDS):
        began = time.thread_time()
        with client.get(address, headers=HEADERS) as response:
            assert response.status_code == 200, address
            size = len(response.get_data())
        times.append((time.thread_time() - began) * 1000)
    return median(times[WARM_UPS:]), size
