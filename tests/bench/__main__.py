"""`SCALE=large make bench`: make what is missing of the databases, measure, and tell, judge and keep the figures."""

import json
import os
import signal
import sys
from pathlib import Path

from admin_app import local_postgres
from tests.bench.content import SCALES, make
from tests.bench.machine import described
from tests.bench.measuring import Patience
from tests.bench.report import keep, tables
from tests.bench.runs import Run, run
from tests.conftest import ROOT

FOLDER = ROOT / "instance" / "bench"
DOCUMENT = ROOT / "docs" / "performance.md"
# As people run it, but that it counts statements, and makes fewer checkpoints while a database is made.
OPTIONS = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",
    "pg_stat_statements.track_planning": "on",
    "max_wal_size": "4GB",
}
# The large database is told beside the small one.
NEEDED = {"small": ("small",), "large": ("small", "large")}


def main() -> int:
    """Measure at the scale that SCALE names; 1 where something was not answered as it should."""
    scale = os.environ.get("SCALE") or "small"
    if scale not in NEEDED:
        print(f"SCALE must be small or large, not {scale!r}.", file=sys.stderr)
        return 2
    # `kill` ends the measuring as an exception does, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    directory = FOLDER / "postgres"
    with local_postgres.running(directory, options=OPTIONS):
        addresses = {name: make(directory, SCALES[name]) for name in NEEDED[scale]}
        machine = described(addresses[scale])
        runs = {name: run(address, Patience()) for name, address in addresses.items()}
    for name, each in runs.items():
        text = tables(name, each, runs["small"] if name == "large" else None, machine)
        print(text)
        keep(DOCUMENT, name, text)
    _keep_figures(FOLDER / f"{scale}.json", machine, runs)
    return int(not all(figures.is_right for each in runs.values() for figures in each.ours))


def _keep_figures(path: Path, machine: str, runs: dict[str, Run]) -> None:
    figures = {"machine": machine, **{name: each.as_json() for name, each in runs.items()}}
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
