"""Commands that act in their own name, so that the history tells what they did."""

from typing import Any

import click

from admin_app.operations.actors import Actor, act_as


class ActingCommand(click.Command):
    """A command whose writes are recorded as its own: `flask profiles upsert`."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, once the database can be told who acts."""
        act_as(Actor(command=_name(ctx)))
        return super().invoke(ctx)


class ActingGroup(click.Group):
    """A group of such commands."""

    command_class = ActingCommand


def _name(ctx: click.Context) -> str:
    # Not ctx.command_path, which begins with how Python was started.
    names = [ctx.info_name or ""]
    while ctx.parent is not None and ctx.parent.parent is not None:
        ctx = ctx.parent
        names.insert(0, ctx.info_name or "")
    return " ".join(["flask", *names])
