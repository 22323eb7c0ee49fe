"""Who acts: told to the database with each transaction, so that its triggers can write it into the history."""

from dataclasses import dataclass
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import SessionTransaction

from admin_app.extensions import db

_ACTOR, _BEGUN = "actor", "actor_begun"
_SET = (
    "SELECT set_config('admin.user_id', :user_id, true), set_config('admin.command', :command, true),"
    " set_config('admin.request_id', :request_id, true)"
)
# Many rows may be deleted or brought back, and a row may be another's for a while; a command takes its time.
MOST_MILLISECONDS = 300_000
_TELL = text(f"{_SET}, set_config('statement_timeout', :limit, true)")
_TELL_READ_ONLY = text(f"{_SET}, set_config('transaction_read_only', 'on', true)")


@dataclass(frozen=True)
class Actor:
    """A person of the dashboard or a command; neither means somebody outside."""

    user_id: int | None = None
    command: str | None = None
    request_id: str | None = None
    read_only: bool = False


def act_as(actor: Actor) -> None:
    """Do what the session does from now on in this name. One statement, once in each transaction that has any other."""
    session = db.session()
    session.info[_ACTOR] = actor
    # A transaction that has not reached the database yet will be told when it does.
    if session.info.get(_BEGUN) is not None and session.info[_BEGUN] is session.get_transaction():
        _tell(session.connection(), actor)


def is_held_to_reading() -> bool:
    """Whether who acts only reads, so that a write is refused whatever the server allows."""
    actor: Actor | None = db.session.info.get(_ACTOR)
    return actor is not None and actor.read_only


@event.listens_for(Session, "after_begin")
def _tell_transaction(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested:
        return
    session.info[_BEGUN] = transaction
    if actor := session.info.get(_ACTOR):
        _tell(connection, actor)


def _tell(connection: Connection, actor: Actor) -> None:
    connection.execute(_TELL_READ_ONLY if actor.read_only else _TELL, _settings(actor))


def _settings(actor: Actor) -> dict[str, Any]:
    user_id = "" if actor.user_id is None else str(actor.user_id)
    told = {"user_id": user_id, "command": actor.command or "", "request_id": actor.request_id or ""}
    # What only reads keeps the limit of pages.
    return told if actor.read_only else told | {"limit": "0" if actor.command else str(MOST_MILLISECONDS)}
