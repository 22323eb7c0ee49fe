"""Forms opened, filled in and sent as a person would."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.views.pages import Page, opened
from tests.views.tables import (
    Table,
)

GONE = "00000000-0000-4000-8000-000000000000"


def edit_url(table: Table, row_id: object) -> str:
    return f"{table.path}edit/?id={row_id}"


def after(client: FlaskClient, response: TestResponse) -> Page:
    """The page that a person sees after saving."""
    assert response.status_code == 302, response.text
    return opened(client, response.headers["Location"])
