"""Measures the pages that people see most with Lighthouse, on the real server with the demo content.

`python -m tests.lighthouse`: a table of scores; 1 where one on a desktop is below LEAST, else 0.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from admin_app import local_postgres
from tests import chromium, people
from tests.conftest import ROOT, migrate
from tests.journeys.server import free_port, serving

LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices")
CLI = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
SECONDS = 240
# A browser on a busy machine may lose the trace of a page.
TRIES = 3


def pages(database: str) -> dict[str, str]:
    """The paths that are measured, by what they are called."""
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT id FROM lesson_descriptions ORDER BY created_at, id LIMIT 1").fetchone()
        profile = connection.execute("SELECT user_identifier FROM profiles ORDER BY created_at, id LIMIT 1").fetchone()
    assert row is not None
    assert profile is not None
    return {
        "dashboard": "/admin/",
        "list": "/admin/lessons/",
        "edit": f"/admin/lesson-descriptions/edit/?id={row[0]}",
        "preview": f"/admin/preview/?profile={profile[0].replace('|', '%7C')}",
    }


@contextmanager
def site() -> Iterator[tuple[str, str]]:
    """The address of a server of its own, and the libpq address of its database."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        directory = Path(folder, "postgres")
        with local_postgres.running(directory):
            local_postgres.ensure_database(directory, "lighthouse")
            database, port = local_postgres.url(directory, "lighthouse"), free_port()
            migrate(database)
            with serving(database, port, demo_content=True, log=subprocess.DEVNULL):
                yield f"http://127.0.0.1:{port}", database


def measure(address: str, preset: str) -> dict[str, Any]:
    """Lighthouse's report of a page, seen by an administrator; `preset` is "desktop" or "mobile"."""
    cookie = f"{people.COOKIE}={people.cookie('admin')}"
    command = [
        *("node", str(CLI), address, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"),
        *(f"--chrome-flags=--headless=new {' '.join(chromium.ARGUMENTS)}", "--max-wait-for-load=30000"),
        f"--extra-headers={json.dumps({'Cookie': cookie})}",
        *(["--preset=desktop"] if preset == "desktop" else []),
    ]
    environ = {**os.environ, "CHROME_PATH": chromium.find() or ""}
    for _ in range(TRIES):
        run = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False)
        if run.returncode == 0:
            break
    assert run.returncode == 0, run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    assert report["finalDisplayedUrl"] == address, "This is another page."
    return report


def scores(report: dict[str, Any]) -> dict[str, int]:
    """The score of each category, of 100."""
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def lost(report: dict[str, Any]) -> list[str]:
    """The audits that cost points, and what they say."""
    references = [reference for name in CATEGORIES for reference in report["categories"][name]["auditRefs"]]
    audits = {reference["id"]: report["audits"][reference["id"]] for reference in references if reference["weight"]}
    return [
        f"{name}: {audit['title']} ({audit.get('displayValue') or audit['score']})"
        for name, audit in audits.items()
        if audit["score"] is not None and audit["score"] < 1
    ]


def main() -> int:
    """Measure every page, tell the figures, and say whether all are good enough on a desktop."""
    least = 100
    with site() as (address, database):
        for preset in ("desktop", "mobile"):
            for name, path in pages(database).items():
                report = measure(f"{address}{path}", preset)
                found = scores(report)
                # On the telephone of its simulation the JSON editor alone takes half a second: told, not judged.
                if preset == "desktop":
                    least = min(least, *found.values())
                print(f"{preset:8}{name:10}", *(f"{category} {score:3}" for category, score in found.items()), sep="  ")
                print(*(f"          {line}" for line in lost(report)), sep="\n", flush=True)
    return int(least < LEAST)


if __name__ == "__main__":
    sys.exit(main())
