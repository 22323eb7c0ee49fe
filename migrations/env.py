"""Runs the migrations on the application's database, one transaction each."""

from alembic import context
from flask import current_app

import admin_app.models  # noqa: F401  # makes the tables known to the metadata
from admin_app.extensions import Base, db


def run() -> None:
    """Migrate over a connection of the application's engine."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            compare_server_default=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need a database to run on; --sql is not supported.")
run()
