"""Error pages: what happened and what to do, in the dashboard's frame; JSON for JSON; never SQL."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException

from admin_app.extensions import db
from admin_app.operations.actors import is_held_to_reading
from admin_app.views.kept_fields import Field, kept_fields
from admin_app.views.parts import is_fetched
from admin_app.views.request_log import note_error, places, request_id
from admin_app.words import _, _l, ngettext, number

# These show what was typed again, unsaved, where it is sent with `_restore`.
FORMS = (".create_view", ".edit_view")
TEXTS = {
    400: _l("The address or the form has something that cannot be understood. Go back, and try it otherwise."),
    401: _l("Nobody is signed in here, or the session has ended. Sign in, then try again."),
    403: _l("Your role does not allow this; ask an administrator."),
    404: _l("There is no such page. Perhaps the address was cut, or what it named was deleted."),
    405: _l("This address cannot be used in this way. Nothing was changed: go back, and use the page's own buttons."),
    409: _l("Somebody else was changing the same rows at that moment. Nothing was saved: try again."),
    413: _l(
        "What was sent is too large: there is room for %(megabytes)s MB in %(parts)s fields. Nothing was saved. "
        "Go back by your browser's own button: what you typed is still there. Make it smaller, then save."
    ),
    415: _l(
        "What was sent is of a kind that is not taken here. Nothing was saved: go back, and use the page's own form."
    ),
    429: _l("This was tried too often. Wait a moment, then try again."),
    500: _l(
        "Something went wrong here, and it has been noted. Before you send a change again, look whether it is there."
    ),
    503: _l("The database does not answer. Nothing was saved. Wait a moment, then try again."),
}
CONFLICT = TEXTS[409]
READ_ONLY = _l("The database can only be read at the moment. Nothing was saved; try again later.")
NOT_ALLOWED = _l("The database does not let the dashboard do this: its user needs more rights. Nothing was saved.")
TOO_BROAD = _l("This search is too broad to be answered in time. Add a word or a filter, or make a word longer.")
TOO_SLOW = _l("The database took too long, so this page was given up. Wait a moment, then try again.")
TOO_SLOW_TO_SAVE = _l(
    "The database took too long, so it was given up, and nothing was saved. Wait a moment, then try again."
)
# A statement that reached its limit of time, or that somebody has stopped.
GIVEN_UP = "57014"
NOT_MIGRATED = _l("The database lacks a table or a column: it is not migrated. Run flask db upgrade.")
ONLY_READS = "25006"
# By SQLSTATE.
DATABASE_ANSWERS = {
    "40P01": (409, CONFLICT),
    "40001": (409, CONFLICT),
    "23503": (409, CONFLICT),
    "23505": (409, CONFLICT),
    ONLY_READS: (503, READ_ONLY),
    "42501": (503, NOT_ALLOWED),
    "42P01": (503, NOT_MIGRATED),
    "42703": (503, NOT_MIGRATED),
}
EXPIRED = _l(
    "This form was open too long, or it was not opened here, and nothing was saved. "
    "What you typed is kept here: go back to the form, look at it, and save."
)
# What a while may mend.
PASSING = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)
# How the arguments begin that narrow a list.
NARROWING = ("search", "flt")
# Where the application keeps how the fields of its forms are called.
LABELS = "labels of forms"
# Where nothing says how long: the shortest time that limits are made of.
RETRY_SECONDS = 60


def register(app: Flask, labels: Mapping[str, Mapping[str, Any]]) -> None:
    """Answer every error in words. `labels` has, for each blueprint with a form, what its typed fields are called."""
    app.extensions[LABELS] = labels
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(ParseException, _unreadable)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(ObjectDeletedError, _row_gone)
    app.register_error_handler(Exception, _unexpected)


def too_many(seconds: int) -> Response:
    """429: how long to wait, in words and for programs."""
    minutes = -(-seconds // 60)
    text = ngettext(
        "There were too many wrong attempts. Wait a minute, then try again.",
        "There were too many wrong attempts. Wait %(num)s minutes, then try again.",
        minutes,
    )
    return make_response(_answer(429, text, {"Retry-After": str(seconds)}))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    # What HTTP wants said beside the page: which methods are allowed, when to come again, how to sign in.
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    if error.code == HTTPStatus.TOO_MANY_REQUESTS:
        # Its own description is the rule of the limit, which tells nobody what to do.
        return _answer(429, TEXTS[429], {"Retry-After": str(RETRY_SECONDS)} | headers)
    own = error.description if error.description != type(error).description else None
    return _answer(error.code, own or _text(error.code) or error.description or "", headers)


def _text(status: int) -> str:
    text = str(TEXTS.get(status, ""))
    if status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return text
    limits = current_app.config
    return text % {
        "megabytes": limits["MAX_CONTENT_LENGTH"] // 1024**2,
        "parts": number(limits["MAX_FORM_PARTS"]),
    }


def _expired(error: CSRFError) -> ResponseReturnValue:
    return _answer(400, EXPIRED)


def _unreadable(error: ParseException) -> ResponseReturnValue:
    """The body is not the HTTP that its head has promised; the server finds out only as it is read."""
    return _answer(400, TEXTS[400])


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    """Tell a database that is away from one that does not allow something, by its code."""
    code = getattr(error.orig, "sqlstate", None)
    # A message may repeat what a learner has written; only that of a connection, which has no code, does not.
    lost = code is None and isinstance(error, OperationalError | InterfaceError)
    reason = {"reason": str(error.orig)} if lost else {}
    note_error("Database error", error=type(error.orig).__name__, sqlstate=code, **reason)
    db.session.rollback()
    if code == GIVEN_UP:
        return _given_up()
    if code == ONLY_READS and not is_held_to_reading():
        # The server itself only reads by now: connected anew, another of its hosts is found.
        db.engine.dispose()
    if code in DATABASE_ANSWERS:
        return _answer(*DATABASE_ANSWERS[code])
    if isinstance(error, DataError):
        return _answer(400, _("The address or the form has a value that the database cannot take."))
    if isinstance(error, OperationalError | InterfaceError):
        return _answer(503, TEXTS[503])
    return _unexpected(error)


def _given_up() -> ResponseReturnValue:
    """504, as of whoever has waited for another: neither is broken. A script of a list gets the sentence alone."""
    if request.method == "POST":
        return _answer(504, TOO_SLOW_TO_SAVE)
    sentence = TOO_BROAD if _is_narrowed() else TOO_SLOW
    if is_fetched():
        return Response(str(sentence), 504, content_type="text/plain; charset=utf-8")
    return _answer(504, sentence)


def _is_list() -> bool:
    return (request.endpoint or "").endswith(".index_view")


def _is_narrowed() -> bool:
    """Whether it is a list with a search or a filter."""
    return _is_list() and any(value and name.startswith(NARROWING) for name, value in request.args.items())


def _row_gone(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    return _answer(404, _("The row was deleted by somebody else a moment ago."))


def _unexpected(error: Exception) -> ResponseReturnValue:
    note_error("Unexpected error", **places(error))
    return _answer(500, TEXTS[500])


def _answer(status: int, sentence: Any, headers: Mapping[str, str] | None = None) -> ResponseReturnValue:
    text = str(sentence)
    if request_ctx.url_adapter is None:
        # The Host header names another machine: no address of ours can be made for it.
        return Response(text, status, headers, content_type="text/plain; charset=utf-8")
    if request.path.endswith(".json") or request.accept_mimetypes.best == "application/json":
        return jsonify(error=text, request_id=request_id()), status, dict(headers or {})
    try:
        page = render_template("errors/page.html", **_page(status, text))
    except Exception as error:
        # Whatever is wrong with the frame too, the person is told; and the server's own log would have the address.
        note_error("No error page", **places(error))
        return Response(text, status, headers, content_type="text/plain; charset=utf-8")
    return page, status, dict(headers or {})


def _page(status: int, text: str) -> dict[str, Any]:
    fields = _kept(status)
    return {
        "status": status,
        "text": text,
        "actions": _ways_on(status),
        "kept_fields": fields,
        "shown_fields": _readable(fields),
        "form_url": request.script_root + request.full_path.removesuffix("?"),
        "request_id": request_id(),
    }


def _ways_on(status: int) -> list[dict[str, str]]:
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        # What was typed is in the page before this one only, and every other page takes one farther from it.
        return []
    if status == HTTPStatus.UNAUTHORIZED or g.get("user", "not known") is None:
        return [{"label": _("Sign in"), "url": f"{request.script_root}/login"}]
    if (status == HTTPStatus.GATEWAY_TIMEOUT and _is_narrowed()) or (status == HTTPStatus.BAD_REQUEST and _is_list()):
        return [{"label": _("The whole list"), "url": url_for(request.endpoint or "")}]
    return [*_nearer(status), {"label": _("Dashboard"), "url": url_for("admin.index")}]


def _nearer(status: int) -> list[dict[str, str]]:
    """Ways that keep to what was asked for: the page once more, or the list where the row was."""
    if status in PASSING and request.method == "GET":
        return [{"label": _("Try again"), "url": request.script_root + request.full_path.removesuffix("?")}]
    rows = f"{request.blueprint}.index_view"
    if status == HTTPStatus.NOT_FOUND and rows in current_app.view_functions and not _is_list():
        return [{"label": _("The whole list"), "url": url_for(rows)}]
    return []


def _readable(fields: list[Field]) -> list[Field]:
    """What a person has typed, by the labels of the form; what was chosen goes back with the rest, but is an id."""
    labels = current_app.extensions[LABELS].get(request.blueprint, {})
    return [(str(labels[name]), value) for name, value in fields if value and name in labels]


def _kept(status: int) -> list[Field]:
    """What a person had filled in, so that an error never takes it away; not where that form is closed to them."""
    is_form = (request.endpoint or "").endswith(FORMS) and status != HTTPStatus.FORBIDDEN
    return kept_fields() if is_form else []
