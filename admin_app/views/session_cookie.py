"""The cookie of the session: never readable by scripts, and over https for https only."""

from flask import Flask, has_request_context, request
from flask.sessions import SecureCookieSessionInterface


class SessionCookie(SecureCookieSessionInterface):
    """Flask's own, marked Secure by how the request came instead of by a setting."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the browser may send it over https only."""
        return has_request_context() and request.is_secure


def register(app: Flask) -> None:
    """Keep sessions in this cookie."""
    app.session_interface = SessionCookie()
