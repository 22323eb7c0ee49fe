"""`flask demo`: content to try the dashboard with."""

import click

from admin_app.cli.acting import ActingGroup
from admin_app.extensions import db
from admin_app.operations.demo import load_demo


@click.group(cls=ActingGroup)
def demo() -> None:
    """Content to try the dashboard with."""


@demo.command("load")
def load() -> None:
    """Add the demo courses and learners; what is there already stays as it is."""
    loaded = load_demo()
    db.session.commit()
    click.echo(f"Added {loaded.courses} courses and {loaded.profiles} learners.")
