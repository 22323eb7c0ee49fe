"""`flask revisions`: the history of changes."""

import re
from datetime import timedelta

import click

from admin_app.cli.acting import ActingGroup
from admin_app.extensions import db
from admin_app.operations.history import prune

# A thousand years, more than PostgreSQL's history and Python's dates need.
LONGEST_DAYS = 365_000


class _Age(click.ParamType[timedelta]):
    """A number of days, as in 365d."""

    name = "age"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        match = re.fullmatch(r"([0-9]{1,6})d", str(value))
        days = int(match[1]) if match else 0
        if not 1 <= days <= LONGEST_DAYS:
            self.fail(f"{value} is not a number of days such as 365d.", param, ctx)
        return timedelta(days=days)


@click.group(cls=ActingGroup)
def revisions() -> None:
    """The history of changes."""


@revisions.command("prune")
@click.option("--older-than", type=_Age(), required=True, help="Age in days, such as 365d.")
def prune_command(older_than: timedelta) -> None:
    """Forget the revisions that are older. The rows themselves stay, and so do their newer revisions."""
    count = prune(older_than)
    db.session.commit()
    click.echo(f"Removed {count} revisions.")
