"""The machine that was measured, without its name."""

import os
import platform
import re
from pathlib import Path

import psutil
import psycopg

GB = 1e9


def described(address: str) -> str:
    """Its processors, its memory, how busy it was, and the versions of what runs on it, as one sentence."""
    with psycopg.connect(address) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    assert row is not None
    return (
        f"{os.cpu_count()} processors ({_processor()}), {psutil.virtual_memory().total / GB:.0f} GB of memory, "
        f"{platform.system()}, PostgreSQL {row[0].split()[0]}, Python {platform.python_version()}; "
        f"{os.getloadavg()[0]:.1f} processes were busy when the measuring began."
    )


def _processor() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()
