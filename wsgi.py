"""The application, for the `flask` command and for any WSGI server."""

import gc

# What is imported and made here stays: looking through it for what could go takes an eighth of a start.
gc.disable()

from admin_app import create_app  # noqa: E402  # once the collector is off

app = create_app()
gc.freeze()
gc.enable()
