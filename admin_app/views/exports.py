"""Lists as CSV, streamed piece by piece."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from flask import Response, stream_with_context

from admin_app.extensions import db, session_beside
from admin_app.queries.csv_rows import csv_pieces
from admin_app.views.filters import Statement


def csv_response(name: str, columns: Mapping[str, Any], *statements: Statement) -> Response:
    """The rows of the statements with these columns as a file, named after the list and the day."""
    headers = {"Content-Disposition": f'attachment; filename="{name}-{datetime.now(UTC):%Y-%m-%d}.csv"'}
    session = session_beside()
    # The request's own connection is not held while the file is sent.
    db.session.remove()
    rows = csv_pieces(session, columns, *statements)
    pieces = stream_with_context(rows)
    # The statement runs before the answer begins, so that a failure is still told as one.
    response = Response(chain([next(pieces)], pieces), headers=headers, content_type="text/csv; charset=utf-8")
    # Also where nobody reads to the end: a HEAD request, or a download that is broken off.
    response.call_on_close(rows.close)
    return response
