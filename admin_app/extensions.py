"""The Flask extensions, not yet bound to an application."""

from typing import Any

from flask_compress import Compress
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.orm import DeclarativeBase

from admin_app import documents, prepared_statements, timestamps

# The replica's engine among `db.engines`, and the mark in the `info` of a session that reads there.
REPLICA = "replica"


class Base(DeclarativeBase):
    """The base of every model; constraints bear the names that PostgreSQL gives by itself."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        }
    )


class RoutedSession(Session):
    """A session of the primary, or of the replica where its `info` says so."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **rest: Any) -> Engine | Connection:
        """Where a statement goes."""
        if bind is None and self.info.get(REPLICA):
            return self._db.engines[REPLICA]
        return super().get_bind(mapper, clause, bind, **rest)


def session_beside() -> Session:
    """A session of its own that reads where the present one does, for what goes on after the request's is closed."""
    beside: Session = db.session.session_factory(info={REPLICA: db.session.info.get(REPLICA)})
    return beside


timestamps.register()
prepared_statements.register()
db = SQLAlchemy(
    model_class=Base,
    engine_options={
        # Every jsonb value arrives as a Document and leaves as its text.
        "json_serializer": documents.dump,
        "json_deserializer": documents.load,
        # What people write does not belong into a log.
        "hide_parameters": True,
    },
    # A session that joins an outer transaction works in a savepoint of it.
    session_options={"join_transaction_mode": "create_savepoint", "class_": RoutedSession},
)
migrate = Migrate()
csrf = CSRFProtect()
compress = Compress()
