"""Error pages: what happened and what to do, in the dashboard's frame; JSON for JSON; never SQL."""

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, render_template, request, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException

from admin_app.extensions import db

FORMS = (".create_view", ".edit_view")
TEXTS = {
    400: "The address or the form has something that cannot be understood.",
    404: "There is no such page. Perhaps the address was cut, or what it named was deleted.",
    405: "This address cannot be used in this way.",
    409: "Somebody else was changing the same rows at that moment. Nothing was saved: try again.",
    413: "What was sent is too large or has too many parts. Go back: what you typed is still in your browser.",
    500: "Something went wrong here, and it has been noted. Before you send a change again, look whether it is there.",
    503: "The database does not answer. Nothing was saved. Wait a moment, then try again.",
}
CONFLICT = TEXTS[409]
READ_ONLY = "The database can only be read at the moment. Nothing was saved; try again later."
NOT_ALLOWED = "The database does not let the dashboard do this: its user needs more rights. Nothing was saved."
NOT_MIGRATED = "The database lacks a table or a column: it is not migrated. Run flask db upgrade."
# By SQLSTATE.
DATABASE_ANSWERS = {
    "40P01": (409, CONFLICT),
    "40001": (409, CONFLICT),
    "23503": (409, CONFLICT),
    "23505": (409, CONFLICT),
    "25006": (503, READ_ONLY),
    "42501": (503, NOT_ALLOWED),
    "42P01": (503, NOT_MIGRATED),
    "42703": (503, NOT_MIGRATED),
}
EXPIRED = (
    "This form was open too long, or it was not opened here, and nothing was saved. "
    "What you typed is below: copy it, open the form again, and save."
)


def register(app: Flask) -> None:
    """Answer every error in words."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(ObjectDeletedError, _row_gone)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    own = error.description if error.description != type(error).description else None
    return _answer(error.code, own or TEXTS.get(error.code, error.description or ""))


def _expired(error: CSRFError) -> ResponseReturnValue:
    return _answer(400, EXPIRED)


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    """Tell a database that is away from one that does not allow something, by its code."""
    code = getattr(error.orig, "sqlstate", None)
    # A message with a code may repeat what a learner has written; one without is about the connection.
    current_app.logger.error("The database answered %s %s", type(error.orig).__name__, code or error.orig)
    db.session.rollback()
    if code in DATABASE_ANSWERS:
        return _answer(*DATABASE_ANSWERS[code])
    if isinstance(error, DataError):
        return _answer(400, "The address or the form has a value that the database cannot take.")
    if isinstance(error, OperationalError | InterfaceError):
        return _answer(503, TEXTS[503])
    return _unexpected(error)


def _row_gone(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    return _answer(404, "The row was deleted by somebody else a moment ago.")


def _unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("Unexpected error")
    return _answer(500, TEXTS[500])


def _answer(status: int, text: str) -> ResponseReturnValue:
    if request_ctx.url_adapter is None:
        # The Host header names another machine: no address of ours can be made for it.
        return Response(text, status, content_type="text/plain; charset=utf-8")
    if request.path.endswith(".json") or request.accept_mimetypes.best == "application/json":
        return jsonify(error=text), status
    title = HTTPStatus(status).phrase
    actions = [{"label": "Dashboard", "url": url_for("admin.index")}]
    page = render_template("errors/page.html", status=status, title=title, text=text, actions=actions, typed=_typed())
    return page, status


def _typed() -> list[tuple[str, str]]:
    """What a person had filled in, so that an error never takes it away."""
    if request.method != "POST" or not (request.endpoint or "").endswith(FORMS):
        return []
    try:
        return [(name, value) for name, value in request.form.items(multi=True) if value and name != "csrf_token"]
    except HTTPException:
        return []
