"""The Flask extensions, not yet bound to an application."""

from flask_compress import Compress
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from admin_app import documents, prepared_statements, timestamps


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
    session_options={"join_transaction_mode": "create_savepoint"},
)
migrate = Migrate()
csrf = CSRFProtect()
compress = Compress()
