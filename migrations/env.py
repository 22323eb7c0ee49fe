"""Runs the migrations on the application's database, one transaction each."""

from typing import Any

import click
from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection, NullPool, Table, UniqueConstraint, create_engine, inspect

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


class UniqueNames:
    """Takes a unique constraint of an existing table for ours where its columns are the same, whatever its name."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __call__(self, item: Any, name: str | None, kind: str, reflected: bool, compared_to: Any) -> bool:
        """Whether Alembic's comparison looks at this item."""
        if kind != "unique_constraint" or compared_to is not None:
            return True
        columns = frozenset(column.name for column in item.columns)
        others = self._ours(item.table) if reflected else self._theirs(item.table)
        return columns not in others

    def _ours(self, table: Table) -> set[frozenset[str]]:
        constraints = Base.metadata.tables[table.key].constraints
        return {frozenset(item.columns.keys()) for item in constraints if isinstance(item, UniqueConstraint)}

    def _theirs(self, table: Table) -> set[frozenset[str]]:
        found = inspect(self.connection).get_unique_constraints(table.name, schema=table.schema)
        return {frozenset(item["column_names"]) for item in found}


def is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out the schemas of others, of which a database may have many."""
    return kind != "schema" or name in (None, "admin")


def run() -> None:
    """Migrate the application's database."""
    # An engine of its own: SQLAlchemy reads what it asks of identity columns as plain JSON, not as Documents.
    engine = create_engine(db.engine.url, hide_parameters=True, poolclass=NullPool)
    with engine.connect() as connection:
        check_tables(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            compare_server_default=True,
            include_schemas=True,
            include_name=is_ours,
            include_object=UniqueNames(connection),
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need a database to run on; --sql is not supported.")
run()
