"""What is made before the workers are forked: templates, compiled once and kept for the next start."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from flask import Flask

from admin_app.cli.warming import FOLDER, warm_up

Compiled = list[str]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application with one template and no code."""
    (tmp_path / "code" / FOLDER).mkdir(parents=True)
    app = Flask(__name__, root_path=str(tmp_path / "code"), instance_path=str(tmp_path / "instance"))
    Path(app.root_path, FOLDER, "page.html").write_text("{{ 1 + 1 }}")
    threshold = gc.get_threshold()
    yield app
    gc.set_threshold(*threshold)
    gc.unfreeze()


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Compiled:
    """The templates that are compiled meanwhile."""
    seen: Compiled = []
    compile_one = jinja2.Environment.compile

    def note(self: jinja2.Environment, source: str, name: str, *arguments: object) -> object:
        seen.append(name)
        return compile_one(self, source, name, *arguments)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "compile", note)
    return seen


def again(app: Flask) -> Flask:
    """The same application in another process."""
    return Flask(app.import_name, root_path=app.root_path, instance_path=app.instance_path)


def shown(app: Flask) -> str:
    return app.jinja_env.get_template("page.html").render()


def test_templates_are_compiled_once_for_all_starts(small: Flask, compiled: Compiled) -> None:
    warm_up(small)
    assert compiled == ["page.html"]
    other = again(small)
    warm_up(other)
    assert shown(small) == shown(other) == "2"
    assert compiled == ["page.html"]


@pytest.mark.parametrize("changed", [f"{FOLDER}/page.html", "extension.py"])
def test_what_has_changed_is_compiled_again(small: Flask, compiled: Compiled, changed: str) -> None:
    warm_up(small)
    Path(small.root_path, changed).write_text("# {{ 1 + 2 }}")
    warm_up(again(small))
    assert compiled == ["page.html"] * 2


def test_nothing_is_loaded_from_where_others_write(small: Flask, compiled: Compiled) -> None:
    warm_up(small)
    os.chmod(Path(small.instance_path, FOLDER), 0o777)  # noqa: S103  # nosec  # that it is refused is what is tested
    warm_up(again(small))
    assert compiled == ["page.html"] * 2


def test_a_server_that_may_write_nothing_starts(small: Flask) -> None:
    Path(small.instance_path).write_text("no folder")
    warm_up(small)
    assert shown(small) == "2"


def test_pages_write_nothing(small: Flask) -> None:
    warm_up(small)
    assert small.jinja_env.bytecode_cache is None
