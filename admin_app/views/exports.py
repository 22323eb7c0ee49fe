"""Lists as CSV, streamed row by row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Response, stream_with_context

# Spreadsheets take a file for UTF-8, Cyrillic included, only where it begins with this mark.
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """The file that a CSV writer wants; it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV file named after the list and the day."""
    file_name = f"{name}-{datetime.now(UTC):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    lines = stream_with_context(_lines(columns, rows))
    return Response(lines, headers=headers, content_type="text/csv; charset=utf-8")


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
