"""One line of JSON a request on standard error, and one an error; nothing that a person has written is in them.

An address holds identifiers of learners, and the message of an exception may repeat a row. Therefore a line has the
rule in place of the address, and of an exception its type and the places in the code.
"""

import json
import logging
import secrets
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TextIO

from flask import Flask, Response, g, has_app_context, request, request_started
from sqlalchemy import Engine, event

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
# Asked for so often, and saying so little, that they would hide the rest.
QUIET = ("static", "admin.static", "health.healthz", "health.readyz")
MOST_PLACES = 30


@dataclass
class _Request:
    """A request under way."""

    id: str
    began: float = field(default_factory=time.perf_counter)
    statements: int = 0


def register(app: Flask) -> None:
    """Give each request of the application its id and its line."""
    # Before anything else that looks at a request, so that a refusal has its id too.
    request_started.connect(_begin, app)
    app.after_request(_answered)
    _write_to_standard_error(logging.getLogger(app.name))


def request_id() -> str:
    """The id of this request, by which its line in the log is found."""
    given: str = g.request_id
    return given


def note_error(what: str, **fields: object) -> None:
    """Write a line about an error in this request; its fields must hold nothing that a person has written."""
    told = {"request_id": request_id(), "route": _route(), **fields}
    logging.getLogger(__name__).error(what, extra={"fields": told})


def places(error: BaseException) -> dict[str, object]:
    """An exception without its message: its type, where it was raised, and the same of what caused it."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_PLACES:]
    told: dict[str, object] = {
        "error": type(error).__qualname__,
        "places": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    cause = error.__cause__ or error.__context__
    if cause is not None:
        told["cause"] = type(cause).__qualname__
    return told


class JsonLines(logging.Formatter):
    """A record as one line of JSON: its template without the arguments, and of an exception no message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": str(record.msg),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line |= places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the moment."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        self.stream = sys.stderr
        super().emit(record)


def _write_to_standard_error(logger: logging.Logger) -> None:
    if not any(isinstance(handler, _StandardError) for handler in logger.handlers):
        handler = _StandardError()
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)


def _begin(app: Flask, **_: Any) -> None:
    g.request_id = secrets.token_hex(8)
    g.request_line = _Request(g.request_id)


@event.listens_for(Engine, "before_cursor_execute")
def _count(connection: Any, cursor: Any, statement: str, *rest: Sequence[Any]) -> None:
    # `g` belongs to one request, whatever thread it runs in; a command has none under way.
    under_way = g.get("request_line") if has_app_context() else None
    if under_way is not None:
        under_way.statements += 1


def _answered(response: Response) -> Response:
    under_way: _Request = g.request_line
    response.headers["X-Request-Id"] = under_way.id
    level = logging.DEBUG if request.endpoint in QUIET and response.status_code < 500 else logging.INFO
    told = {
        "request_id": under_way.id,
        "method": request.method if request.method in METHODS else "other",
        "route": _route(),
        "user_id": g.get("user_id"),
        "status": response.status_code,
    }
    # Only when it is closed has an export sent its last row. The function must not hold the response: the two would
    # keep each other, and the context of a stream, beyond the request.
    response.call_on_close(lambda: _write(level, told, under_way))
    return response


def _write(level: int, told: dict[str, object], under_way: _Request) -> None:
    milliseconds = round((time.perf_counter() - under_way.began) * 1000, 1)
    done = {"ms": milliseconds, "statements": under_way.statements}
    logging.getLogger(__name__).log(level, "request", extra={"fields": told | done})


def _route() -> str | None:
    return request.url_rule.rule if request.url_rule else None
