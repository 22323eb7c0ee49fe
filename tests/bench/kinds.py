"""What is measured: an operation, of a kind that something is promised of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from tests.bench.client import Client, Request
from tests.bench.floors import Floor


class Kind(Enum):
    """The rows of the table of what is promised."""

    FIRST = "list, first page"
    DEEP = "list, middle and last page"
    SEARCH = "list with search or filter"
    FORM = "edit form"
    SAVE = "save"
    PREVIEW = "preview"
    PREVIEW_JSON = "preview as JSON"
    PICKER = "picker, a keystroke"
    PALETTE = "Ctrl-K"
    EXPORT = "CSV export"
    HISTORY = "history and activity"
    OTHER = "another page"


# What a page of that kind has once for each row that it shows.
MARKS = {
    Kind.FIRST: 'name="rowid"',
    Kind.DEEP: 'name="rowid"',
    Kind.SEARCH: 'name="rowid"',
    Kind.PREVIEW: 'id="lesson-',
    Kind.PREVIEW_JSON: '"lesson_number"',
}


@dataclass(frozen=True)
class Operation:
    """Something that is done; `prepare` finds out what to ask for, which is not measured."""

    kind: Kind
    name: str
    prepare: Callable[[Client], Request]
    floor: Floor | None = None
    status: int = 200


def opened(kind: Kind, name: str, path: str, floor: Floor | None = None) -> Operation:
    """Opening the page at a path."""
    return Operation(kind, name, lambda client: Request(path), floor)


def path_of(table: str, page: str = "", /, **arguments: object) -> str:
    """The path of a table's list, or of another page of it."""
    query = f"?{urlencode(arguments)}" if arguments else ""
    return f"/admin/{table.replace('_', '-')}/{page}{query}"


def words(table: str) -> str:
    """What a table is called in the report."""
    return table.replace("_", " ")
