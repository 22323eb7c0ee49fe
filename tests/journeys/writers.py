"""Editors without a browser: they open a form, change it, send it, and choose where they are asked, as people do."""

import http.client
from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests import people
from tests.views.pages import Page

Change = Callable[[dict[str, str]], dict[str, str]]
# The status of an answer, and its page.
Answer = tuple[int, str]
# What becomes of a request to a server that is being killed.
CUT = (OSError, http.client.HTTPException)


class Writer:
    """One person at the form of one row of a server on this machine."""

    def __init__(self, port: int, path: str) -> None:
        self._port, self._path = port, path
        self._cookies = {people.COOKIE: people.cookie("editor")}
        self.conflicts = 0

    def save(self, change: Change, *, tries: int = 1_000) -> bool:
        """Open the form and send it changed."""
        return self.send(self.open(), change, tries=tries)

    def open(self) -> Answer:
        """The form as it is now."""
        return self._ask("GET")

    def send(self, form: Answer, change: Change, *, tries: int = 1_000) -> bool:
        """Change the row; where another one was quicker choose one's own side; say whether it was acknowledged."""
        status, page = form
        for _ in range(tries):
            if status not in (200, 409):
                return False
            fields = Page(page).fields()
            # A choice at each place that is asked about.
            chosen = {name.replace("_asked", "_choice"): "mine" for name in fields if name.startswith("_asked")}
            status, page = self._ask("POST", fields | change(fields) | chosen)
            if status == 302:
                return True
            self.conflicts += status == 409
        return False

    def _ask(self, method: str, fields: dict[str, str] | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, self._path, urlencode(fields) if fields else None, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, text
