"""The commands: each parses, calls an operation, and says what it did."""

from flask import Flask

from admin_app.cli.demo import demo
from admin_app.cli.doctor import doctor
from admin_app.cli.profiles import profiles
from admin_app.cli.revisions import revisions
from admin_app.cli.serve import serve
from admin_app.cli.users import users


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (demo, doctor, profiles, revisions, serve, users):
        app.cli.add_command(command)
