"""Where a page reads: pages that only read do so on the replica, where there is one and it is near enough.

The person, their role and the log of looks are always the primary's. Whoever has just written reads on the primary
until the replica has it; and what the replica fails at, or does not know, the primary is asked for.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, make_response, request
from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError
from werkzeug.exceptions import NotFound

from admin_app.extensions import REPLICA, db
from admin_app.queries.replication import written_until
from admin_app.replica import Replica
from admin_app.views.request_log import note_error

# How much of the log must be replayed before the person of this browser reads on the replica. A cookie of its own: in
# the session any answer to another tab would put an older one in its place. Longer than a replica that is read may be
# late, it is not needed.
WRITTEN = "persona_written"
KEPT_SECONDS = 60
UNKNOWN = "unknown"
NOT_YET = 2**63
SAFE_METHODS = ("GET", "HEAD")
# A statement took too long; the primary would take as long once more.
TOO_LONG = "57014"

View = Callable[..., Any]


def register(app: Flask, *, may_be_late: Callable[[str], bool], writes_rows: Callable[[str], bool]) -> None:
    """Read the pages that may be late on the replica, where the application has one."""
    if REPLICA not in app.config["SQLALCHEMY_BINDS"]:
        return
    with app.app_context():
        app.extensions[REPLICA] = Replica(db.engine, db.engines[REPLICA])
    for endpoint in filter(may_be_late, app.view_functions):
        app.view_functions[endpoint] = _or_from_primary(app.view_functions[endpoint])
    app.after_request(lambda response: _note_write(response) if writes_rows(request.endpoint or "") else response)


def watched_replica() -> Replica | None:
    """The replica, where there is one."""
    replica: Replica | None = current_app.extensions.get(REPLICA)
    return replica


def read_from_replica() -> None:
    """Have this request read on the replica, where it only reads and the replica shows what the person has written."""
    replica = watched_replica()
    if replica is not None and request.method in SAFE_METHODS and replica.may_serve(_written()):
        _read_from(REPLICA)


def _or_from_primary(view: View) -> View:
    @wraps(view)
    def answer(**values: Any) -> Any:
        if not db.session.info.get(REPLICA):
            return view(**values)
        return _answer_of_replica(view, values) or _from_primary(view, values)

    return answer


def _answer_of_replica(view: View, values: dict[str, Any]) -> Response | None:
    """The page; None where the replica fails, or does not know what is asked for: it may be only a moment old."""
    try:
        response = make_response(view(**values))
    except NotFound:
        return None
    except DBAPIError as error:
        if isinstance(error, DataError) or _code(error) == TOO_LONG:
            raise
        note_error("Replica failed", error=type(error.orig).__name__, sqlstate=_code(error))
        current_app.extensions[REPLICA].give_up()
        return None
    return None if response.status_code == 404 else response


def _from_primary(view: View, values: dict[str, Any]) -> Any:
    _read_from(None)
    return view(**values)


def _read_from(place: str | None) -> None:
    # Nothing that the other server has shown may stay.
    db.session.close()
    db.session.info[REPLICA] = place


def _code(error: DBAPIError) -> str | None:
    code: str | None = getattr(error.orig, "sqlstate", None)
    return code


def _written() -> int:
    noted = request.cookies.get(WRITTEN, "0")
    return int(noted) if noted.isascii() and noted.isdecimal() and len(noted) < 20 else NOT_YET


def _note_write(response: Response) -> Response:
    if request.method not in SAFE_METHODS and response.status_code < 400:
        response.set_cookie(
            WRITTEN, _place(), max_age=KEPT_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


def _place() -> str:
    try:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return str(written_until(connection))
    except SQLAlchemyError:
        # What was written is written: the person reads on the primary for as long as this is kept.
        return UNKNOWN
