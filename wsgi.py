"""The application, for the `flask` command and for any WSGI server."""

from admin_app import create_app

app = create_app()
