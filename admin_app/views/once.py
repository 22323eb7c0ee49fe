"""A form of a new row that is sent twice makes one row: it brings the id that the row is to have."""

from uuid import UUID, uuid4

from flask import request

from admin_app.views.arguments import uuid_of
from admin_app.views.kept_fields import Field

ONCE = "_once"


def once() -> list[Field]:
    """What a form of a new row sends besides its columns: the id it was shown with, or a new one."""
    return [(ONCE, str(once_sent() or uuid4()))]


def once_sent() -> UUID | None:
    """The id that the form brings; None for what is none, as from a program."""
    return uuid_of(request.form.get(ONCE))
