"""Errors that a person can act on."""


class RefusedError(Exception):
    """A write that the rules or the database do not allow; the message is a sentence for the person who asked.

    `field` is the column it speaks of, where there is one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class RowGoneError(Exception):
    """The row was deleted by somebody else a moment ago."""
