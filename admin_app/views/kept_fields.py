"""What a person had typed into a form that cannot be taken now, carried along until it can."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

FORMS = (".create_view", ".edit_view")
# Fields of the pages in between, which are no part of what was typed.
PASSING = frozenset({"csrf_token", "email", "password", "next", "submit", "_restore"})
RESTORE = "_restore"


def typed() -> list[tuple[str, str]]:
    """The fields of a form of a row that was sent, in order."""
    if request.method != "POST" or not (request.endpoint or "").endswith(FORMS):
        return []
    return kept()


def kept() -> list[tuple[str, str]]:
    """The fields that were sent, or carried along, in order."""
    try:
        return [(name, value) for name, value in request.form.items(multi=True) if name not in PASSING]
    except HTTPException:
        return []


def is_restored() -> bool:
    """Whether a form is to be shown filled in as it was sent, and not to be saved."""
    return request.method == "POST" and RESTORE in request.form


def sign_in_page() -> ResponseReturnValue:
    """401: the session has ended; once the person has signed in again, their form is there as they left it."""
    return render_template("security/login_user.html", kept=typed(), next_url=request.full_path, ended=True), 401
