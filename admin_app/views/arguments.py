"""What an address asks of a list, checked: a number or a name that means nothing gets an answer in words."""

from typing import NoReturn
from uuid import UUID

from flask import abort, request

from admin_app.words import N_, _

LONGEST_SEARCH = 200
# Every number of so many digits fits into a bigint.
DIGITS = 18
NO_ROW = N_("The address does not name a row: an id is missing or wrong.")


def whole_number(name: str, default: int, largest: int) -> int:
    """An argument from 0 to `largest`; 400 for what is no number, 404 for one out of range."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.removeprefix("-").isdecimal() or not text.isascii():
        refuse(_("“%(name)s” in the address must be a whole number, not “%(text)s”.", name=name, text=text[:40]))
    if text.startswith("-") or len(text) > 12 or int(text) > largest:
        abort(404, _("“%(name)s” in the address is out of range: %(text)s.", name=name, text=text[:40]))
    return int(text)


def search_text(name: str, longest: int | None = LONGEST_SEARCH) -> str:
    """The words of a search; 400 where they are more than a person types."""
    text = request.args.get(name, "").strip()
    if longest is not None and len(text) > longest:
        refuse(_("This search is too long: there is room for %(longest)s characters.", longest=longest))
    return text


def refuse_nul() -> None:
    """Answer 400 where the address has a NUL character, which no text in the database can have."""
    if any("\x00" in part for pair in request.args.items(multi=True) for part in pair):
        refuse(_("The address has a NUL character in it."))


def row_id(text: str | None) -> UUID:
    """The id of a row; 404 for what is none."""
    return uuid_of(text) or abort(404, _(NO_ROW))


def uuid_of(text: str | None) -> UUID | None:
    """The id of a row; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def is_ours(target: str) -> bool:
    """Whether it is a path on this site: browsers take `//` and `/\\` for the beginning of another one."""
    return target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()


def number_id(text: str | None) -> int:
    """The id of a row of the dashboard's own tables; 404 for what is none."""
    number = number_of(text)
    return abort(404, _(NO_ROW)) if number is None else number


def number_of(text: str | None) -> int | None:
    """A number that a bigint has room for; None for what is none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def refuse(sentence: str) -> NoReturn:
    """Answer 400."""
    abort(400, sentence)
