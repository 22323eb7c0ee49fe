"""Which statements PostgreSQL keeps prepared: those that are marked, and none where a pooler stands between.

psycopg by itself prepares what has run five times on a connection, and PostgreSQL may then plan it once for any values
at all: right for a row by its key, slow by orders of magnitude for a search or a page far down a list. So what is
looked up by a key is marked, and everything else is planned for its values each time.
"""

import sys
from typing import Any

import psycopg
from psycopg.errors import DuplicatePreparedStatement, InvalidSqlStatementName
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection, Dialect, Engine, ExceptionContext, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

# The option of a statement whose plan is as good for one value as for another.
PREPARED: dict[str, Any] = {"prepared": True}
ONLY_MARKED = sys.maxsize


class KeepingConnection(psycopg.Connection[Any]):
    """A connection that knows whether it is PostgreSQL's own, and keeps what it has prepared over a rollback.

    A page that only reads ends in a rollback, after which psycopg prepares everything anew, since types and temporary
    tables may have gone with it. The dashboard makes none. After an error psycopg has its way.
    """

    def rollback(self) -> None:
        """Take back what the transaction did."""
        if self.pgconn.transaction_status != TransactionStatus.INTRANS or self.is_pooled:
            super().rollback()
            return
        with self.lock:
            result = self.pgconn.exec_(b"ROLLBACK")
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(self.pgconn.get_error_message())

    @property
    def is_pooled(self) -> bool:
        """Whether each transaction may be another server process's, which has not prepared what the last one had."""
        return self.prepare_threshold is None


def is_pooled(connection: Connection) -> bool:
    """Whether a pooler stands between us and PostgreSQL on this connection."""
    own = connection.connection.dbapi_connection
    return isinstance(own, KeepingConnection) and own.is_pooled


def register() -> None:
    """Make every connection from now on so."""
    event.listen(Engine, "do_connect", _connect)
    event.listen(Engine, "do_execute", _execute)
    event.listen(Engine, "handle_error", _learn)


def _connect(dialect: Dialect, record: Any, arguments: Any, named: dict[str, Any]) -> KeepingConnection:
    connection = KeepingConnection.connect(*arguments, autocommit=True, **named)
    # A pooler names a process of its own: PgBouncer, also older than 1.21, Supavisor, and others.
    (process,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (None,)
    connection.prepare_threshold = ONLY_MARKED if process == connection.info.backend_pid else None
    connection.autocommit = False
    return connection


def _execute(cursor: DBAPICursor, statement: str, parameters: Any, context: ExecutionContext | None = None) -> bool:
    if context is None or not context.execution_options.get("prepared"):
        return False
    cursor.execute(statement, parameters, prepare=True)  # type: ignore[call-arg]  # psycopg's own
    return True


def _learn(error: ExceptionContext) -> None:
    """A pooler may make up the very number of the process: then an error gives it away that nothing else makes."""
    if isinstance(error.original_exception, (DuplicatePreparedStatement, InvalidSqlStatementName)) and error.connection:
        own = error.connection.connection.dbapi_connection
        if isinstance(own, KeepingConnection):
            own.prepare_threshold = None
