"""What every answer tells the browser: what a page may load and run, who may show it, and that nothing is kept."""

import secrets

from flask import Flask, Response, g, request

# The page itself and what it loads come from here; nothing inline runs, and no other site shows it in a frame.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'nonce-{nonce}'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "worker-src": "'none'",
    "manifest-src": "'none'",
}
# The JSON editor writes its styles into the page.
EDITOR_STYLES = "'self' 'unsafe-inline'"
FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "sync-xhr",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Addresses hold learners' identifiers. "no-referrer" would be stricter, but over https the check of a form's token
    # looks at the Referer.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = "max-age=31536000"
WITHOUT_DATA = ("health.healthz", "health.readyz")


def register(app: Flask) -> None:
    """Send the headers with every answer, and tell templates the nonce of their scripts."""
    app.context_processor(lambda: {"csp_nonce": _nonce})
    app.after_request(_protect)


def allow_editor_styles() -> None:
    """Let the page of this request have the JSON editor, which needs inline styles; scripts stay as strict as ever."""
    g.editor_styles = True


def _protect(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = _policy()
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = ONE_YEAR
    if not _may_be_kept(response):
        response.headers["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    rules = POLICY | ({"style-src": EDITOR_STYLES} if g.get("editor_styles") else {})
    return "; ".join(f"{name} {sources}" for name, sources in rules.items()).format(nonce=_nonce())


def _nonce() -> str:
    """A word that nobody can guess, new for each answer: a script that bears it is ours."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _may_be_kept(response: Response) -> bool:
    """Whether it holds no data: our own files, and whether the process is alive."""
    endpoint = request.endpoint or ""
    is_file = endpoint == "static" or endpoint.endswith(".static")
    return endpoint in WITHOUT_DATA or (is_file and response.status_code < 400)
