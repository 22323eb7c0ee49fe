"""Errors that a person can act on."""

from uuid import UUID

# A row: its table and its id.
RowRef = tuple[str, UUID]


class RefusedError(Exception):
    """A write that the rules or the database do not allow; the message is a sentence for the person who asked.

    `field` is the column it speaks of and `row` the row that stands in the way, where there is one. `is_later` says
    that the row was changed after what was to be taken back.
    """

    def __init__(
        self, message: str, field: str | None = None, *, row: RowRef | None = None, is_later: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.row = row
        self.is_later = is_later


class RowGoneError(Exception):
    """The row was deleted by somebody else a moment ago."""
