"""The watch over the replica: whether pages may read there.

One thread a process asks both servers each second, so that no person waits for a server that is away. How late the
replica is, is the time since the primary was where the replica is now: no clock of theirs is compared, and where nobody
writes to the primary nothing gets late.
"""

import logging
import math
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from admin_app.queries.replication import Place, place_of_primary, place_of_replica

EACH_SECONDS = 1.0
# Until it has caught up, as in the first moments.
SOON_SECONDS = 0.2
MOST_LATE_SECONDS = 10.0
# How long what was seen last is believed, and how long a server that hangs is waited for: it takes connections and
# statements, and never answers.
BELIEVED_SECONDS = 3.0
PATIENCE_SECONDS = 4.0
FIRST_LOOK_SECONDS = 1.0
REMEMBERED = 60

NOT_SEEN = "The replica has not answered yet."
NO_ANSWER = "The replica does not answer."
NO_PRIMARY = "The primary does not say how far it is."
NO_REPLICA = "READ_DATABASE_URL leads to a server that is no replica."
ANOTHER = "READ_DATABASE_URL leads to a replica of another database."
LATE = f"The replica is more than {MOST_LATE_SECONDS:.0f} seconds behind."


@dataclass(frozen=True)
class _Seen:
    """What a look has seen: when, how much of the log the replica shows, and what is in the way of reading there."""

    at: float
    place: int = 0
    trouble: str | None = None


class Replica:
    """The replica of a primary, as this process sees it: `primary` and `replica` are what pages connect by."""

    patience = PATIENCE_SECONDS

    def __init__(self, primary: Engine, replica: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        # Connections of its own: those that pages find in their pools are as a page has opened them.
        self._primary, self._replica = _watching(primary), _watching(replica)
        self._pages, self._clock = replica, clock
        self._connections = _Connections(self._replica, self._pages)
        self._seen = _Seen(clock(), trouble=NOT_SEEN)
        # Where the primary was, and when, as far as the replica is not there yet.
        self._ahead: deque[tuple[float, int]] = deque(maxlen=REMEMBERED)
        self._as_of = -math.inf
        self._starting, self._looked, self._ended = threading.Lock(), threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def may_serve(self, written: int = 0) -> bool:
        """Whether a page may be read there that shows all up to that place in the log."""
        return self.trouble() is None and self._seen.place >= written

    def trouble(self) -> str | None:
        """What is in the way of reading there, in a sentence."""
        self._start()
        seen = self._seen
        if seen.trouble is None and self._clock() - seen.at > BELIEVED_SECONDS:
            return NO_ANSWER
        return seen.trouble

    def give_up(self) -> None:
        """Have the primary serve until the next look: the replica has just failed."""
        self._seen = _Seen(self._seen.at, trouble=NO_ANSWER)

    def look(self) -> str | None:
        """Ask both servers what is in the way, and tell. Two statements."""
        before, seen = self._seen.trouble, self._look(self._clock())
        self._seen = seen
        if seen.trouble != before:
            _say(seen.trouble)
        return seen.trouble

    def close(self) -> None:
        """Look no more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        self._primary.dispose()
        self._replica.dispose()

    def _start(self) -> None:
        # Not before a page wants it: a thread does not come along into the workers, which are forks.
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="replica", daemon=True)
                self._thread.start()
        self._looked.wait(FIRST_LOOK_SECONDS)

    def _watch(self) -> None:
        while not self._ended.is_set():
            trouble = self.look()
            self._looked.set()
            self._ended.wait(SOON_SECONDS if trouble == LATE else EACH_SECONDS)

    def _look(self, now: float) -> _Seen:
        primary = _asked(self._primary, place_of_primary)
        if primary is None:
            return _Seen(now, trouble=NO_PRIMARY)
        replica = self._asked_in_time()
        if replica is None:
            return _Seen(now, trouble=NO_ANSWER)
        return self._compared(now, primary, replica)

    def _asked_in_time(self) -> Place | None:
        """What the replica says. Where it hangs, everybody who waits for it is let go, pages too."""
        late = threading.Timer(self.patience, self._hang_up)
        late.start()
        try:
            return _asked(self._replica, place_of_replica)
        finally:
            late.cancel()

    def _hang_up(self) -> None:
        self.give_up()
        self._connections.hang_up()

    def _compared(self, now: float, primary: Place, replica: Place) -> _Seen:
        if replica.place is None or replica.complete is None:
            # Of several hosts another may be one by now; what is open would stay with this one.
            self._replica.dispose()
            self._pages.dispose()
            return _Seen(now, trouble=NO_REPLICA)
        if (replica.cluster, replica.database) != (primary.cluster, primary.database):
            return _Seen(now, trouble=ANOTHER)
        assert primary.place is not None
        self._ahead.append((now, primary.place))
        while self._ahead and self._ahead[0][1] <= replica.complete:
            self._as_of = self._ahead.popleft()[0]
        return _Seen(now, replica.place, LATE if now - self._as_of > MOST_LATE_SECONDS else None)


class _Connections:
    """The connections of some engines."""

    def __init__(self, *engines: Engine) -> None:
        self._open: WeakSet[psycopg.Connection[Any]] = WeakSet()
        self._alone = threading.Lock()
        for engine in engines:
            event.listen(engine, "connect", self._add)

    def hang_up(self) -> None:
        """End them, whoever waits for an answer: the driver finds them ended by the server."""
        with self._alone:
            hanging = list(self._open)
        for connection in hanging:
            # One may have been closed meanwhile.
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)

    def _add(self, connection: psycopg.Connection[Any], record: object) -> None:
        with self._alone:
            self._open.add(connection)


def _watching(engine: Engine) -> Engine:
    return create_engine(engine.url, pool_size=1, pool_pre_ping=True)


def _say(trouble: str | None) -> None:
    log = logging.getLogger(__name__)
    if trouble is None:
        log.info("The replica serves")
    else:
        log.warning("The primary serves instead of the replica", extra={"fields": {"reason": trouble}})


def _asked(engine: Engine, ask: Callable[[Connection], Place]) -> Place | None:
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return ask(connection)
    except SQLAlchemyError:
        return None
