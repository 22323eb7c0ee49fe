"""Our own files: kept for ever at an address that changes with what is in them, small on the way."""

import gzip
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from admin_app.views import static_files
from tests.conftest import make_app

SHEET = "css/frame.css"
ONE_YEAR = "max-age=31536000"


def address(app: Flask, filename: str = SHEET) -> str:
    """Where a page finds a file."""
    with app.test_request_context():
        return url_for("static", filename=filename)


def test_a_file_is_kept_for_ever(app: Flask, anonymous: FlaskClient) -> None:
    response = anonymous.get(address(app))
    assert response.status_code == 200
    kept = response.headers["Cache-Control"]
    assert ONE_YEAR in kept
    assert "immutable" in kept
    assert "no-store" not in kept


@pytest.mark.parametrize("version", ["any", "000000000000"])
def test_a_file_of_another_version_is_not(anonymous: FlaskClient, version: str) -> None:
    response = anonymous.get(f"/static/{version}/{SHEET}")
    assert response.status_code == 200
    kept = response.headers["Cache-Control"]
    assert "max-age" not in kept
    assert "immutable" not in kept


def test_the_address_changes_with_what_is_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    (tmp_path / "a.css").write_text("a {}")
    (tmp_path / "b.css").write_text("b {}")
    seen = {address(make_app("postgresql:///nowhere"), "a.css")}
    assert address(make_app("postgresql:///nowhere"), "a.css") in seen
    (tmp_path / "b.css").write_text("b { }")
    seen.add(address(make_app("postgresql:///nowhere"), "a.css"))
    (tmp_path / "b.css").rename(tmp_path / "c.css")
    seen.add(address(make_app("postgresql:///nowhere"), "a.css"))
    assert len(seen) == 3


def test_a_module_finds_the_others_beside_it(app: Flask) -> None:
    folder, words = address(app, "js/app.js").rpartition("/")[0], address(app, "words/ru.js")
    assert words == folder.removesuffix("js") + "words/ru.js"


@pytest.mark.parametrize(
    "name",
    [
        "nothing.css",
        "",
        "css/",
        "../views/menu.py",
        "%2e%2e/views/menu.py",
        "..%2fviews%2fmenu.py",
        "css%00",
        "/etc/passwd",
    ],
)
def test_nothing_else_is_served(app: Flask, anonymous: FlaskClient, name: str) -> None:
    response = anonymous.get(f"{address(app).removesuffix(SHEET)}{name}")
    assert response.status_code in (308, 400, 404)
    assert "class Page" not in response.text
    assert "immutable" not in response.headers.get("Cache-Control", "")


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_file_is_small_on_the_way(app: Flask, anonymous: FlaskClient, coding: str) -> None:
    plain = anonymous.get(address(app))
    small = anonymous.get(address(app), headers={"Accept-Encoding": coding})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.data) < len(plain.data) / 3
    if coding == "gzip":
        assert gzip.decompress(small.data) == plain.data


def test_a_head_and_a_range_are_harmless(app: Flask, anonymous: FlaskClient) -> None:
    whole = anonymous.get(address(app)).data
    head = anonymous.head(address(app), headers={"Accept-Encoding": "br"})
    assert (head.status_code, head.data) == (200, b"")
    part = anonymous.get(address(app), headers={"Range": "bytes=2-11", "Accept-Encoding": "br"})
    assert (part.status_code, part.data) in ((206, whole[2:12]), (200, part.data))
    assert "Content-Encoding" not in part.headers or part.status_code == 200
    assert anonymous.get(address(app), headers={"Range": "bytes=99999999-"}).status_code in (200, 416)
