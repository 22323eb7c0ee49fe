"""What a person had filled in, kept on a page that stands in the form's way, and sent back to the form from there."""

from flask import flash, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import HTTPException

from admin_app.words import _l

# The page that keeps the fields has a token of its own; who signs in there does so once, and goes on to the form.
NOT_KEPT = ("csrf_token", "_restore", "email", "password", "next")
RESTORED = _l("What you typed is back in the form. It is not saved yet.")

Field = tuple[str, str]


def kept_fields() -> list[Field]:
    """The names and values that were posted, in their order, empty ones too: those empty a field."""
    if request.method != "POST":
        return []
    try:
        return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    except (HTTPException, ParseException):
        # Larger than the server takes, in which case it is still in the browser, or no form at all.
        return []


def is_restored() -> bool:
    """Whether a form was not sent to be saved, but comes back from a page that kept it."""
    return request.method == "POST" and "_restore" in request.form


def say_restored() -> None:
    """Tell whoever sees the form again that nothing was saved."""
    flash(str(RESTORED), "warning")
