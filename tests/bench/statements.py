"""What PostgreSQL itself says of the statements it was given, by pg_stat_statements."""

from dataclasses import dataclass

import psycopg

# Beginnings, ends and savepoints are no work; and who counts is not counted.
CONTROL = "^(begin|start|commit|rollback|savepoint|release|deallocate|discard)|pg_stat_statements"
SEEN = """
SELECT query, sum(calls)::integer, sum(total_plan_time + total_exec_time), sum(rows)::integer
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query !~* %s
GROUP BY query ORDER BY 3 DESC
"""
FORGET = """
SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = current_database()
"""


@dataclass(frozen=True)
class Statement:
    """A statement without its values, how often it ran, its milliseconds of planning and running, its rows."""

    query: str
    calls: int
    milliseconds: float
    rows: int


class Statements:
    """Watches a database; those that triggers run are among them."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True)

    def forget(self) -> None:
        """Begin anew."""
        self._connection.execute(FORGET)

    def seen(self) -> list[Statement]:
        """What ran since, the longest first."""
        return [Statement(*row) for row in self._connection.execute(SEEN, [CONTROL])]

    def close(self) -> None:
        """Stop watching."""
        self._connection.close()
