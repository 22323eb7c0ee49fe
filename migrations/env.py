"""Runs the migrations on the application's database, one transaction each."""

import click
from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection

import admin_app.models  # noqa: F401  # makes the tables known to the metadata
from admin_app.extensions import Base, db
from admin_app.queries.schema import schema_differences


def check_tables(connection: Connection) -> None:
    """Say how tables that were there before differ from ours. CommandError where pages would break."""
    for difference in schema_differences(connection):
        if difference.is_fatal:
            raise CommandError(difference.sentence)
        click.echo(difference.sentence, err=True)
    # The migrations begin their own transactions.
    connection.rollback()


def run() -> None:
    """Migrate over a connection of the application's engine."""
    with db.engine.connect() as connection:
        check_tables(connection)
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
