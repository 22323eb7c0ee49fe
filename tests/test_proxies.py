"""Which address, scheme and name a request has, by who brought it."""

from collections.abc import Sequence
from ipaddress import ip_network

import pytest
from flask import Flask, request

from admin_app.proxies import trust_proxies

PROXIES = ("10.0.0.0/8", "fd00::1")
SAID = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "admin.example"}
Seen = dict[str, str]


def seen(peer: str, headers: dict[str, str], trusted: Sequence[str] = PROXIES) -> Seen:
    """What the application takes for the client's address, its scheme and its own name."""
    app = Flask(__name__)
    trust_proxies(app, [ip_network(text) for text in trusted])

    @app.get("/")
    def told() -> Seen:
        rest = [name for name, _ in request.headers if name.startswith(("X-Forwarded", "Forwarded", "X-Real"))]
        return {
            "address": str(request.remote_addr),
            "scheme": request.scheme,
            "host": request.host,
            "root": request.script_root,
            "rest": ",".join(rest),
        }

    answer = app.test_client().get("/", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    found: Seen = answer.get_json()
    return found


@pytest.mark.parametrize("peer", ["10.0.0.5", "fd00::1", "::ffff:10.0.0.5"])
def test_a_proxy_that_is_named_is_believed(peer: str) -> None:
    found = seen(peer, SAID)
    assert (found["address"], found["scheme"], found["host"]) == ("203.0.113.9", "https", "admin.example")


@pytest.mark.parametrize("peer", ["192.0.2.1", "127.0.0.1", "::1", "", "unix", "fd00::2", "10.0.0.5.evil.example"])
def test_nobody_else_is_believed(peer: str) -> None:
    more = {"Forwarded": "for=1.2.3.4;proto=https", "X-Real-Ip": "1.2.3.4", "X-Forwarded-Prefix": "/x"}
    for trusted in (PROXIES, ()):
        found = seen(peer, SAID | more, trusted)
        assert found == {"address": peer, "scheme": "http", "host": "localhost", "root": "", "rest": ""}


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("10.0.0.9, 203.0.113.9, 10.0.0.7,10.0.0.6", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("10.0.0.9, 10.0.0.8", "10.0.0.9"),
        ("6.6.6.6, unknown, 10.0.0.7", "10.0.0.7"),
        ("6.6.6.6, <script>", "10.0.0.5"),
        ("6.6.6.6,", "10.0.0.5"),
        ("", "10.0.0.5"),
    ],
)
def test_the_client_is_the_nearest_that_is_no_proxy_of_ours(said: str, address: str) -> None:
    assert seen("10.0.0.5", {"X-Forwarded-For": said})["address"] == address


@pytest.mark.parametrize(
    ("said", "scheme"),
    [("https", "https"), ("http", "http"), ("http, https", "https"), ("https, http", "http"), ("javascript", "http")],
)
def test_a_scheme_is_one_of_the_web_s(said: str, scheme: str) -> None:
    assert seen("10.0.0.5", {"X-Forwarded-Proto": said})["scheme"] == scheme
