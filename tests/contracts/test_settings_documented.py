"""docs/operations.md names every setting that the code reads, and no other."""

import ast
import re

from tests.conftest import ROOT


def settings_read() -> set[str]:
    """The names in capitals among the texts of config.py that its functions look up."""
    tree = ast.parse((ROOT / "admin_app/config.py").read_text("utf-8"))
    readers = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "read_settings"]
    texts = {node.value for node in ast.walk(readers[0]) if isinstance(node, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[A-Z_]{4,}", text)} | {"SECRET_KEY"}


def test_every_setting_is_documented() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operations.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(settings_read())


def test_only_the_configuration_reads_the_environment() -> None:
    readers = [
        path
        for path in (ROOT / "admin_app").rglob("*.py")
        if re.search(r"\bos\.environ|import .*\benviron\b|getenv", path.read_text("utf-8"))
    ]
    assert [path.name for path in readers] == ["config.py"]
