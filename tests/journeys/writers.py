"""Editors without a browser: they open a form, change it, send it, and choose where they are asked, as people do."""

from collections.abc import Callable
from typing import Protocol

from tests.journeys.visitor import Answer
from tests.views.pages import Page

Change = Callable[[dict[str, str]], dict[str, str]]


class Browser(Protocol):
    """What opens pages and sends forms."""

    def get(self, path: str) -> Answer:
        """Read a page to its end."""

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""


class Writer:
    """One person at the form of one row."""

    def __init__(self, browser: Browser, path: str) -> None:
        self._browser, self._path = browser, path
        self.conflicts = 0

    def save(self, change: Change, *, tries: int = 1_000) -> bool:
        """Open the form and send it changed."""
        return self.send(self.open(), change, tries=tries)

    def open(self) -> Answer:
        """The form as it is now."""
        return self._browser.get(self._path)

    def send(self, form: Answer, change: Change, *, tries: int = 1_000) -> bool:
        """Change the row; where another one was quicker choose one's own side; say whether it was acknowledged."""
        status, page = form
        for _ in range(tries):
            if status not in (200, 409):
                return False
            fields = Page(page).fields()
            # A choice at each place that is asked about.
            chosen = {name.replace("_asked", "_choice"): "mine" for name in fields if name.startswith("_asked")}
            status, page = self._browser.post(self._path, fields | change(fields) | chosen)
            if status == 302:
                return True
            self.conflicts += status == 409
        return False
