"""One person with a browser's manners: a connection that is kept, cookies, compressed pages; and a stopwatch."""

import gzip
import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from backports import zstd

from tests.views.pages import Page

TIMEOUT_SECONDS = 120
# gunicorn ends a connection that nobody has used for two seconds.
IDLE_SECONDS = 1.0
# What is asked for: browsers name Brotli, too, but no page is sent so where zstd will do.
UNPACK: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "zstd": zstd.decompress}
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """What is asked for; with fields it is a form that is sent."""

    path: str
    fields: dict[str, str] | None = None


@dataclass(frozen=True)
class Answer:
    """What came back, as it was sent, and when its first byte and its last one did, in seconds."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    first_byte: float
    seconds: float

    @property
    def text(self) -> str:
        """The page, unpacked."""
        unpack = UNPACK.get(self.headers.get("Content-Encoding", ""))
        return (unpack(self.body) if unpack else self.body).decode()


class Client:
    """Asks a server on this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self._cookies: dict[str, str] = {}
        self._used = time.monotonic()

    def ask(self, request: Request) -> Answer:
        """Send a request, and read the answer to its end."""
        method = "GET" if request.fields is None else "POST"
        body = None if request.fields is None else urlencode(request.fields)
        headers = {
            "Accept-Encoding": ", ".join(UNPACK),
            "Accept-Language": "en",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            **({} if body is None else {"Content-Type": FORM}),
        }
        if time.monotonic() - self._used > IDLE_SECONDS:
            self._connection.close()
        answer = self._timed(method, request.path, body, headers)
        self._used = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer

    def _timed(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        first = response.read(1)
        first_byte = time.perf_counter()
        content = first + response.read()
        ended = time.perf_counter()
        return Answer(response.status, response.headers, content, first_byte - began, ended - began)

    def page(self, path: str) -> Page:
        """A page as its elements; it has to be there."""
        answer = self.ask(Request(path))
        assert answer.status == 200, f"{path}: {answer.status}"
        return Page(answer.text)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as a person does, at the form."""
        token = self.page("/login").all("input[@name='csrf_token']")[0].attrib["value"]
        answer = self.ask(Request("/login", {"email": email, "password": password, "csrf_token": token}))
        assert answer.status == 302, f"{email} cannot sign in: {answer.status}"

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
