"""How long a page waits for the database: what takes longer is given up, and a sentence comes in place of the page.

The limit is one of connections, so that it costs no page a statement. A connection gets it with the first page that
uses it, those of commands and migrations never do; a transaction that writes has a longer one
(`operations/actors.py`), an export none.
"""

from typing import Any

import psycopg
from flask import Flask, current_app, has_request_context
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

# In milliseconds, as PostgreSQL counts.
SETTING = "PAGE_STATEMENT_TIMEOUT"
# Nor is a page so long that compiling or other processes would be worth their beginning.
_LIMIT = (
    "SELECT set_config('statement_timeout', %s, false), set_config('jit', 'off', false),"
    " set_config('max_parallel_workers_per_gather', '0', false)"
)


def register(app: Flask) -> None:
    """Give the limit its usual length."""
    app.config.setdefault(SETTING, 5_000)


@event.listens_for(Engine, "checkout")
def _limit(connection: psycopg.Connection[Any], record: ConnectionPoolEntry, proxy: object) -> None:
    """Behind a pooler what is set for one session would be set for others: there the role has it."""
    limit = current_app.config.get(SETTING) if has_request_context() else None
    if limit is not None and SETTING not in record.info and connection.prepare_threshold is not None:
        connection.execute(_LIMIT, (str(limit),))
        connection.commit()
        record.info[SETTING] = True
