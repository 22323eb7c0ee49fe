"""Our own files at addresses that change with what is in them, so that a browser may keep each for ever.

The name that changes is a folder above all of them: a module that imports another names it by a relative address, which
then has the same folder in it.
"""

import hashlib
from pathlib import Path

from flask import Flask, Response, send_from_directory

FOLDER = Path(__file__).parents[1] / "static"
ENDPOINT = "static"
ONE_YEAR = 365 * 24 * 60 * 60


def register(app: Flask) -> None:
    """Serve the files; `url_for("static", filename=…)` knows the folder."""
    version = _version()

    def serve(version_asked: str, filename: str) -> Response:
        response = send_from_directory(FOLDER, filename, max_age=ONE_YEAR if version_asked == version else None)
        # A page of another version, open across an update or from another process: its files may differ from ours.
        response.cache_control.immutable = version_asked == version
        # What compresses it closes it only once it has read it, and an answer to HEAD is never read.
        response.call_on_close(response.response.close)  # type: ignore[union-attr]
        return response

    app.add_url_rule("/static/<version_asked>/<path:filename>", ENDPOINT, serve)
    app.url_defaults(lambda endpoint, values: _name_version(endpoint, values, version))


def _name_version(endpoint: str, values: dict[str, object], version: str) -> None:
    if endpoint == ENDPOINT:
        values.setdefault("version_asked", version)


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(FOLDER)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
