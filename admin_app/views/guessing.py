"""Limits on guessing passwords and codes, for each account and for each address that guesses."""

import math
import time
from typing import Any

from flask import Flask, Response, make_response, render_template, request, session
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from admin_app.views import errors
from admin_app.views.kept_fields import is_restored, kept_fields

# Guesses, not sign-ins: only what was refused counts.
PER_ACCOUNT = "10 per 10 minutes"
PER_ADDRESS = "50 per 10 minutes"
GUESSING = ("security.login", "security.two_factor_token_validation", "security.verify", "security.change_password")
LONGEST_NAME = 254


def register(app: Flask) -> None:
    """Count guesses in Redis where there is one; else, and while it does not answer, in this process."""
    # An own one for each application: a shared one would count in the storage of whichever was made last.
    limiter = Limiter(key_func=get_remote_address, app=app, in_memory_fallback_enabled=True)
    # Its limits do not keep it themselves.
    app.extensions["guessing"] = limiter
    for endpoint in GUESSING:
        app.view_functions[endpoint] = _limited(limiter, app.view_functions[endpoint])


def is_code_awaited() -> bool:
    """Whether a form that was interrupted has just come to the page that asks for a code; nothing was guessed."""
    return request.endpoint == "security.two_factor_token_validation" and "code" not in request.form


def _limited(limiter: Limiter, view: Any) -> Any:
    for limit, key in ((PER_ACCOUNT, _account), (PER_ADDRESS, get_remote_address)):
        limited = limiter.limit(limit, key_func=key, methods=["POST"], deduct_when=_is_wrong, on_breach=_too_many)
        view = limited(view)
    return view


def _is_wrong(response: Response) -> bool:
    return response.status_code not in (302, 307) and not is_code_awaited()


def _account() -> str:
    """Whose password or code is guessed. Past the first page the session knows, whatever the form says."""
    if request.endpoint == "security.login":
        name = request.form.get("email", "")
    else:
        name = session.get("tf_user_id") or session.get("_user_id") or ""
    return str(name).strip().lower()[:LONGEST_NAME]


def _too_many(limit: RequestLimit) -> Response:
    seconds = max(1, int(limit.reset_at - time.time()))
    if request.endpoint != "security.login":
        return errors.too_many(seconds)
    kept = kept_fields() if is_restored() else []
    page = render_template("security/login_user.html", minutes=math.ceil(seconds / 60), kept_fields=kept)
    return make_response(page, 429, {"Retry-After": str(seconds)})
