"""What a server needs while it is under load: memory of its workers, and connections."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

import gevent
import psutil
from psycopg import Connection

APPLICATION = "load run"
EVERY_SECONDS = 2.0
MB = 1e6
# Without the processes that help a statement along: they have no connection.
_COUNT = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND backend_type = 'client backend'"


@dataclass
class Watched:
    """At each look: the memory of the largest worker in MB, and the connections of all."""

    memory: list[float] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)

    def at_first(self) -> float:
        """The memory in the second fifth of the time, once each kind of page has been made; the median."""
        fifth = len(self.memory) // 5
        return median(self.memory[fifth : 2 * fifth] or self.memory)

    def at_last(self) -> float:
        """The memory in the last fifth, the median."""
        return median(self.memory[-(len(self.memory) // 5) :])


@contextmanager
def watching(server: int, connection: Connection) -> Iterator[Watched]:
    """Look at the workers of a server, by its process id, and at its connections meanwhile."""
    watched = Watched()
    looking = gevent.spawn(_look, server, connection, watched)
    try:
        yield watched
    finally:
        looking.kill()


def _look(server: int, connection: Connection, watched: Watched) -> None:
    while True:
        workers = psutil.Process(server).children()
        watched.memory.append(max(worker.memory_info().rss for worker in workers) / MB)
        row = connection.execute(_COUNT, [APPLICATION]).fetchone()
        watched.connections.append(row[0] if row else 0)
        gevent.sleep(EVERY_SECONDS)
