"""How far the log of the primary (WAL) has come, and how far a replica has followed."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

# What is on its disk, since the place of the next insert may lie behind the head of a page that nobody has written yet.
_PRIMARY = text(
    "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint AS place, NULL AS complete,"
    " system_identifier AS cluster, current_database() AS database FROM pg_control_system()"
)
# Without commits the primary writes whole pages only, so a log that ends with a page may end within a record, which no
# replica can show. It counts as complete, unless so much is missing that the replica is just slow.
_REPLICA = text(
    "SELECT CASE WHEN pg_is_in_recovery() THEN replayed END AS place,"
    " CASE WHEN NOT pg_is_in_recovery() THEN NULL"
    " WHEN received % 8192 = 0 AND received - replayed BETWEEN 0 AND 262144"
    " AND pg_get_wal_replay_pause_state() = 'not paused' THEN received ELSE replayed END AS complete,"
    " system_identifier AS cluster, current_database() AS database FROM pg_control_system(),"
    " (SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint AS replayed,"
    " pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')::bigint AS received) AS log"
)
# Behind everything that was committed, also where commits do not wait for the disk.
_WRITTEN = text(
    "SELECT pg_wal_lsn_diff(CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()"
    " ELSE pg_current_wal_flush_lsn() END, '0/0')::bigint"
)


@dataclass(frozen=True)
class Place:
    """A place in the log, in bytes from its beginning, and whose log it is. None where a server follows none.

    A replica shows all up to its `place`, and all that was committed up to where its log is `complete`.
    """

    place: int | None
    complete: int | None
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
