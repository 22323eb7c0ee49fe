"""The system user that the embedded PostgreSQL runs as where we are root, whom it refuses."""

import pwd
import subprocess
from pathlib import Path

SYSTEM_USER = "embedded_postgres"


def system_user() -> pwd.struct_passwd | None:
    """That user, made where it is missing; None where it cannot be made."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    try:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return pwd.getpwnam(SYSTEM_USER)


def let_others_reach(path: Path) -> None:
    """Open the way to that file or folder. To pass through (x) is enough; nothing becomes readable that was not."""
    for folder in path.parents:
        _allow(folder, 0o001)


def let_others_run(program: Path) -> None:
    """Open the way to a program of the package embedded-postgres and, under a strict umask, to what it loads."""
    let_others_reach(program)
    if program.stat().st_mode & 0o005 == 0o005:
        return
    package = program.parents[2]
    libraries = package.with_name("embedded_postgres.libs")
    for part in [*package.rglob("*"), libraries, *libraries.rglob("*")]:
        _allow(part, 0o005 if part.is_dir() or part.stat().st_mode & 0o100 else 0o004)


def _allow(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)
