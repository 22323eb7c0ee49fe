"""A browser without a screen: it asks a server on this machine, and keeps the cookies that it gets."""

import http.client
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests import people
from tests.views.pages import Page

# The status of an answer, and its page.
Answer = tuple[int, str]
# What becomes of a request to a server that is being killed.
CUT = (OSError, http.client.HTTPException)


class Visitor:
    """Somebody at a server; with a role, signed in at every server of the tests."""

    def __init__(self, port: int, role: str | None = None) -> None:
        self._port = port
        self._cookies = {people.COOKIE: people.cookie(role)} if role else {}

    def get(self, path: str) -> Answer:
        """Read a page to its end."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields))

    def sign_in(self, email: str, password: str = people.PASSWORD) -> int:
        """Sign in by the page; how that was answered."""
        token = Page(self.get("/login")[1]).all("input[@name='csrf_token']")[0].attrib["value"]
        fields = {"email": email, "password": password, "csrf_token": token}
        return self.post("/login", fields)[0]

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, text
