"""How far the log of the primary (WAL) has come, and how far a replica has followed."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

# What is on its disk. Behind that may lie what nobody waits for, such as the head of the next page: without further
# writes no replica would come there.
_PRIMARY = text(
    "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint AS place, system_identifier AS cluster,"
    " current_database() AS database FROM pg_control_system()"
)
_REPLICA = text(
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END AS place,"
    " system_identifier AS cluster, current_database() AS database FROM pg_control_system()"
)
# Behind everything that was committed, also where commits do not wait for the disk.
_WRITTEN = text(
    "SELECT pg_wal_lsn_diff(CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()"
    " ELSE pg_current_wal_flush_lsn() END, '0/0')::bigint"
)


@dataclass(frozen=True)
class Place:
    """A place in the log, in bytes from its beginning, and whose log it is. None where a server follows none."""

    place: int | None
    cluster: int
    database: str


def place_of_primary(connection: Connection) -> Place:
    """How much of the log is on its disk. One statement."""
    return Place(*connection.execute(_PRIMARY).one())


def place_of_replica(connection: Connection) -> Place:
    """How much of it a replica shows. One statement."""
    return Place(*connection.execute(_REPLICA).one())


def written_until(connection: Connection) -> int:
    """A place in the log of the primary behind everything that was committed so far. One statement."""
    place: int = connection.execute(_WRITTEN).scalar_one()
    return place
