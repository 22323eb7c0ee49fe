"""The rows around a row, as cards beside it: what they are called, where they lead, and how one more is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from admin_app.documents import Document
from admin_app.permissions import SUBJECTS
from admin_app.reading import Node, reading
from admin_app.views.access import can, link

LONGEST_WAY = 600


@dataclass(frozen=True)
class Item:
    """A related row: what it is called, what more there is to say of it, and its page; `is_missing` says of what."""

    label: str
    note: str = ""
    url: str | None = None
    is_missing: bool = False


@dataclass(frozen=True)
class Card:
    """Rows that belong to a row. `empty` is said where there are none; `text` is a document to compare with.

    It stands beside the row, or below it where it `is_main`.
    `all_url` is the list that has them all, `add_url` the form of one more, which opens in place.
    """

    title: str
    icon: str
    items: Sequence[Item] = ()
    count: str = ""
    empty: str = ""
    all_url: str | None = None
    all_label: str = ""
    add_url: str | None = None
    add_label: str = ""
    text: Node | None = None
    is_main: bool = False


def here() -> str:
    """The address of this page, to come back to; of a long way here only the last step.

    From a lesson to its asset and back and so on, each address would hold the one before, its signs escaped once more.
    """
    address = request.full_path.removesuffix("?")
    if len(address) <= LONGEST_WAY:
        return address
    own = {name: value for name, value in request.args.items() if name != "url"}
    return f"{request.path}?{urlencode(own)}"


def page_of(table: str, row_id: Any, *, editing: bool) -> str | None:
    """The form of a row, or its details where one only looks; None where the person may not see it."""
    if not can(f"{SUBJECTS[table]}:read"):
        return None
    page = "edit_view" if editing and can(f"{SUBJECTS[table]}:write") else "details_view"
    return link(f"{table}.{page}", id=row_id, url=here())


def new_row(table: str, *, editing: bool, **given: Any) -> str | None:
    """The form of a new row with some fields filled in; None where the person only looks."""
    return link(f"{table}.create_view", **given, url=here()) if editing else None


def set_for_reading(document: Document | None) -> Node | None:
    """A document as a small tree."""
    return reading(document)
