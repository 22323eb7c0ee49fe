"""One run: every operation on a database, the floors, and stock Flask-Admin beside it."""

from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any

import psycopg

from tests.bench.client import Request
from tests.bench.comparators import TARGETS, compared
from tests.bench.judging import REFERENCE
from tests.bench.kinds import Operation
from tests.bench.measuring import MB, Figures, Patience, measure, timed
from tests.bench.operations import operations
from tests.bench.places import places
from tests.bench.servers import Served, dashboard, stock
from tests.bench.start import Start, quickest_start
from tests.bench.statements import Statements


@dataclass(frozen=True)
class Run:
    """What was measured on one database; `beside` has what each of TARGETS took for the same.

    `start` is the dashboard's; its worker had `idle` megabytes then, and `used` when all had been measured.
    """

    start: Start
    idle: float
    used: float
    ours: list[Figures]
    beside: dict[str, list[Figures]]
    empty_page: float

    @property
    def pace(self) -> float:
        """How many times as long as REFERENCE the first list of the tuned Flask-Admin takes here."""
        return self.beside["tuned"][0].p50 / REFERENCE

    def as_json(self) -> dict[str, Any]:
        """For the file of figures."""
        return asdict(self)


def run(address: str, patience: Patience) -> Run:
    """Measure on the database at a libpq address, and tell what was measured as it comes."""
    asked, start = places(address), quickest_start(address)
    with closing(Statements(address)) as statements:
        with dashboard(address) as served, psycopg.connect(address, autocommit=True) as connection:
            idle = served.worker.size() / MB
            ours = [_ours(each, served, statements, connection, patience) for each in operations(asked)]
            used = served.worker.size() / MB
        with stock(address) as served:
            empty_page = timed(lambda: served.client.ask(Request("/empty")), patience)
            beside = {
                target: [
                    _told(target, measure(each.of(target), served, statements, patience))
                    for each in compared(address, asked)
                ]
                for target in TARGETS
            }
    return Run(start, idle, used, ours, beside, empty_page)


def _ours(
    operation: Operation,
    served: Served,
    statements: Statements,
    connection: "psycopg.Connection[Any]",
    patience: Patience,
) -> Figures:
    figures, floor = measure(operation, served, statements, patience), operation.floor
    if floor is not None:
        figures = replace(figures, floor=timed(lambda: floor.ask(connection), patience))
    return _told("ours", figures)


def _told(target: str, figures: Figures) -> Figures:
    print(
        f"{target:6} {figures.kind:30} {figures.name:60} {figures.status}"
        f" {figures.p50:8.1f} ms, {figures.worker:.1f} of the worker, {figures.in_postgresql:.1f} in PostgreSQL,"
        f" {figures.statements} statements",
        flush=True,
    )
    return figures
