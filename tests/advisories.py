"""Asks whether a package that the dashboard runs on has a known weakness; passes where nobody can be asked.

`python -m tests.advisories`: 1 with what was found, else 0.
"""

import json
import subprocess
import sys
from typing import Any

SECONDS = 20
COMMAND = [
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements.txt"),
    *("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "5"),
]
NOT_REACHABLE = "The advisory service is not reachable: known weaknesses of the packages were not looked for."


def report() -> list[dict[str, Any]]:
    """What is known of each package; nothing where nobody answers."""
    try:
        asked = subprocess.run(COMMAND, capture_output=True, text=True, timeout=SECONDS, check=False)
        packages: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return []
    return packages


def verdict(packages: list[dict[str, Any]]) -> tuple[int, list[str]]:
    """The exit status and what to say of a report."""
    known = [package for package in packages if "vulns" in package]
    if not known:
        return 0, [NOT_REACHABLE]
    weak = [_told(package, weakness) for package in known for weakness in package["vulns"]]
    unknown = [package["name"] for package in packages if "vulns" not in package]
    return int(bool(weak)), weak + ([f"Nothing is known of {', '.join(unknown)}."] if unknown else [])


def _told(package: dict[str, Any], weakness: dict[str, Any]) -> str:
    mended = ", ".join(weakness["fix_versions"]) or "no version"
    return f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}"


if __name__ == "__main__":
    status, sentences = verdict(report())
    print(*sentences, sep="\n")
    sys.exit(status)
