"""Times that PostgreSQL can hold and Python cannot: `infinity`, years past 9999 and before 1."""

from datetime import UTC, datetime

import psycopg
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader


class LenientTimestamptzLoader(TimestamptzLoader):
    """Reads a time that Python has no value for as None, so that one odd row does not hide a whole list."""

    def load(self, data: Buffer) -> datetime | None:  # type: ignore[override]  # wider on purpose
        """The time in UTC, or None."""
        try:
            return super().load(data).astimezone(UTC)
        except (psycopg.DataError, OverflowError):
            return None


def register() -> None:
    """Read times so on every connection that is made from now on."""
    psycopg.adapters.register_loader("timestamptz", LenientTimestamptzLoader)
