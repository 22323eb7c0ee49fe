"""The Chromium that the browser tests use: the machine's own, else one that is installed for them."""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A container's Chromium runs as root, without a GPU, and asks nobody for updates.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find() -> str | None:
    """The path of a Chromium that starts: $CHROMIUM, one on the PATH, or Playwright's own."""
    ours = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)]
    return next((path for path in ours if path and _starts(path)), None) or _playwrights()


def install() -> None:
    """Install one: the system's package where that is possible, else Playwright's download."""
    packages.install("chromium")
    if find() is None:
        packages.run([sys.executable, "-m", "playwright", "install", "chromium"])


def _playwrights() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if _starts(path) else None


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    if find() is None:
        print("Installing Chromium for the browser tests …", flush=True)
        install()
    if find() is None:
        sys.exit("The browser tests need Chromium: install it, or name one in the environment as CHROMIUM=/path/to/it.")
