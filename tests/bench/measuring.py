"""How long something takes, in how many statements, bytes and how much memory."""

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.client import Answer
from tests.bench.kinds import MARKS, Operation
from tests.bench.servers import Served
from tests.bench.statements import Statement, Statements

MILLISECONDS = 1000.0
MB = 1e6
# Statements are counted for one request at a time: where something else uses the database, the fewest are right.
COUNTED_ALONE = 3


@dataclass(frozen=True)
class Patience:
    """How often something is done before it counts, how often it counts, and after how many seconds that is enough."""

    warm_ups: int = 5
    counted: int = 30
    seconds: float = 20.0

    def enough(self, times: list[float]) -> bool:
        """Whether these seconds are as many as are wanted; of what is slow three do, of what is very slow one."""
        slow = sum(times) > self.seconds and len(times) >= 3
        return len(times) >= self.counted or slow or sum(times) > 2 * self.seconds


@dataclass(frozen=True)
class Figures:
    """What was measured of an operation: milliseconds, bytes as they were sent, megabytes above idle.

    `worker` is what the server's own process worked for one request, whatever else the machine did meanwhile; `rows` is
    how many a list or a preview showed.
    """

    kind: str
    name: str
    status: int
    is_right: bool
    counted: int
    p50: float
    p95: float
    first_byte: float
    worker: float
    size: int
    rows: int | None
    peak: float
    statements: int
    in_postgresql: float
    asked: list[Statement]
    floor: float | None = None


def measure(operation: Operation, served: Served, statements: Statements, patience: Patience) -> Figures:
    """Do it again and again."""
    for _ in range(patience.warm_ups):
        if _answered(operation, served)[0].seconds > patience.seconds / 5:
            break
    idle = served.worker.size()
    served.worker.forget_peak()
    answers: list[tuple[Answer, float]] = []
    asked: list[list[Statement]] = []
    while not patience.enough([answer.seconds for answer, _work in answers]):
        if len(asked) < COUNTED_ALONE:
            answers.append(_answered(operation, served, statements.forget))
            asked.append(statements.seen())
        else:
            answers.append(_answered(operation, served))
    return _figures(operation, answers, min(asked, key=calls), (served.worker.peak() - idle) / MB)


def _answered(operation: Operation, served: Served, begin: Callable[[], None] = lambda: None) -> tuple[Answer, float]:
    """An answer, and the seconds that the worker worked for it."""
    request = operation.prepare(served.client)
    begin()
    before = served.worker.busy()
    answer = served.client.ask(request)
    return answer, served.worker.busy() - before


def _figures(operation: Operation, answers: list[tuple[Answer, float]], asked: list[Statement], peak: float) -> Figures:
    last, times = answers[-1][0], [answer.seconds * MILLISECONDS for answer, _work in answers]
    return Figures(
        kind=operation.kind.value,
        name=operation.name,
        status=last.status,
        is_right=all(answer.status == operation.status for answer, _work in answers),
        counted=len(answers),
        p50=statistics.median(times),
        p95=percentile(times, 95),
        first_byte=statistics.median(answer.first_byte for answer, _work in answers) * MILLISECONDS,
        worker=statistics.median(work for _answer, work in answers) * MILLISECONDS,
        size=len(last.body),
        rows=last.text.count(MARKS[operation.kind]) if operation.kind in MARKS else None,
        peak=peak,
        statements=calls(asked),
        in_postgresql=sum(statement.milliseconds for statement in asked),
        asked=asked,
    )


def calls(asked: list[Statement]) -> int:
    """How many statements ran."""
    return sum(statement.calls for statement in asked)


def percentile(times: list[float], percent: int) -> float:
    """The smallest time that so many percent of the times do not exceed."""
    return sorted(times)[max(math.ceil(len(times) * percent / 100), 1) - 1]


def timed(done: Callable[[], object], patience: Patience) -> float:
    """The median of how long something takes, in milliseconds."""
    for _ in range(min(patience.warm_ups, 2)):
        done()
    times: list[float] = []
    while not patience.enough(times):
        began = time.perf_counter()
        done()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * MILLISECONDS
