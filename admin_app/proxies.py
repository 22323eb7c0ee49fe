"""What a proxy says of a request is taken from the proxies that the settings name, and from nobody else."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SAID = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")
# Nothing here reads these; gone, nothing that is added one day can be led astray by them.
UNUSED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX", "HTTP_X_REAL_IP")


def trust_proxies(app: Flask, trusted: Sequence[Network]) -> None:
    """Let requests come from behind the proxies in these networks."""
    app.wsgi_app = _Proxies(app.wsgi_app, trusted)  # type: ignore[method-assign]


class _Proxies:
    """Werkzeug's ProxyFix behind a look at who speaks; the client's address is found behind any number of proxies."""

    def __init__(self, wsgi_app: "WSGIApplication", trusted: Sequence[Network]) -> None:
        self._untold = wsgi_app
        # The nearest proxy knows how and for which name it was asked.
        self._told = ProxyFix(wsgi_app, x_for=0, x_proto=1, x_host=1)
        self._trusted = trusted

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        for name in UNUSED:
            environ.pop(name, None)
        if not self._is_trusted(_address(environ.get("REMOTE_ADDR", ""))):
            for name in SAID:
                environ.pop(name, None)
            return self._untold(environ, start_response)
        environ["REMOTE_ADDR"] = self._client(environ)
        if environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip() not in ("http", "https"):
            environ.pop("HTTP_X_FORWARDED_PROTO", None)
        return self._told(environ, start_response)

    def _client(self, environ: "WSGIEnvironment") -> str:
        """The nearest address that is no proxy of ours: what stands before it anybody may say."""
        client: str = environ["REMOTE_ADDR"]
        for said in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            hop = _address(said)
            if hop is None:
                break
            client = str(hop)
            if not self._is_trusted(hop):
                break
        return client

    def _is_trusted(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


def _address(text: str) -> Address | None:
    """An address, without the port that some proxies add; an IPv4 address in the clothes of IPv6 is the plain one."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        return None
    return (isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped) or address
