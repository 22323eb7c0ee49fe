"""The table of roles is the same in permissions.py, where it is kept, and in docs/operations.md, where it is read."""

from admin_app import permissions
from tests.conftest import ROOT


def table_in(text: str) -> list[str]:
    """The lines of the table whose heading names the roles."""
    lines = [line.strip() for line in text.splitlines()]
    first = next(number for number, line in enumerate(lines) if line.startswith("|") and "| admin" in line)
    rest = lines[first:]
    return rest[: next((number for number, line in enumerate(rest) if not line.startswith("|")), len(rest))]


def test_the_table_of_roles_is_documented_as_it_is() -> None:
    kept = table_in(permissions.__doc__ or "")
    assert len(kept) == 9
    assert table_in((ROOT / "docs/operations.md").read_text("utf-8")) == kept
