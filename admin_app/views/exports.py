"""Lists as CSV, streamed row by row."""

import csv
import re
from collections.abc import Generator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from flask import Response, stream_with_context

from admin_app.extensions import session_beside
from admin_app.views.filters import Statement

BATCH = 500
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# What begins a formula, in the width of other keyboards too, behind what a spreadsheet may leave out before it.
FORMULA = re.compile(r"""[\t\r]|[\s"'\ufeff\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]""")

# Spreadsheets take a file for UTF-8, Cyrillic included, only where it begins with this mark.
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """The file that a CSV writer wants; it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_response(name: str, columns: Mapping[str, Any], statement: Statement) -> Response:
    """The rows of a statement with these columns as a file, named after the list and the day."""
    headers = {"Content-Disposition": f'attachment; filename="{name}-{datetime.now(UTC):%Y-%m-%d}.csv"'}
    rows = _lines(list(columns), statement.with_only_columns(*columns.values()))
    lines = stream_with_context(rows)
    # The statement runs before the answer begins, so that a failure is still told as one.
    response = Response(chain([next(lines)], lines), headers=headers, content_type="text/csv; charset=utf-8")
    # Also where nobody reads to the end: a HEAD request, or a download that is broken off.
    response.call_on_close(rows.close)
    return response


def _lines(titles: Sequence[str], statement: Statement) -> Generator[str]:
    writer = csv.writer(_Line())
    # A session of its own: the request's one is closed before the file is sent.
    streamed = statement.execution_options(yield_per=BATCH)
    with session_beside() as session, session.execute(streamed) as rows:
        yield BYTE_ORDER_MARK + writer.writerow([_cell(title) for title in titles])
        for row in rows:
            yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    text = str(value)
    # A spreadsheet would run it as a formula.
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
