"""Times that PostgreSQL can hold and Python cannot: `infinity`, years past 9999 and before 1."""

from datetime import datetime

import psycopg
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader


class LenientTimestamptzLoader(TimestamptzLoader):
    """Reads a time that Python has no value for as None, so that one odd row does not hide a whole list."""

    def load(self, data: Buffer) -> datetime | None:  # type: ignore[override]
        """The time, or None."""
        try:
            return super().load(data)
        except psycopg.DataError:
            return None


def register() -> None:
    """Read times so on every connection that is made from now on."""
    psycopg.adapters.register_loader("timestamptz", LenientTimestamptzLoader)
