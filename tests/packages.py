"""Packages of the system that tests need: installed where that is possible, as in a container."""

import os
import shutil
import subprocess
from pathlib import Path


def install(*names: str) -> None:
    """Install Debian's packages of these names; nothing happens where that cannot be done."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    run(["apt-get", "update", "-qq"])
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names])


def starts_services() -> bool:
    """Whether a server that is installed would be started with the machine: that is for its owner to decide."""
    return Path("/run/systemd/system").exists()


def run(command: list[str]) -> None:
    """Run an installer without questions; whether it has worked is seen by what is there afterwards."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=False)
