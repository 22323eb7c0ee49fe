"""The settings: the only reader of the environment, each value checked before anything starts."""

import hashlib
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import click
import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL

from admin_app import local_postgres
from admin_app.sign_in_config import LONGEST_PASSWORD, SHORTEST_PASSWORD, SIGN_IN

LOCAL_DATABASE = "persona"
LOOPBACK = ("127.0.0.1", "localhost")
HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.IGNORECASE)
MAX_POST_BYTES = 32 * 1024 * 1024
MAX_WORKERS = 64
SESSION_LIFETIME = timedelta(hours=12)
# Where an answer is waited for, Linux looks at the limit only when it asks anew, by itself after 75 seconds.
CUT_OFF: Mapping[str, str] = MappingProxyType(
    {"tcp_user_timeout": "5000", "keepalives_idle": "4", "keepalives_interval": "1"}
)
# In seconds. By itself whoever signs in would wait for as long as a Redis takes connections and says nothing.
REDIS_OPTIONS: Mapping[str, float] = MappingProxyType({"socket_timeout": 1.0, "socket_connect_timeout": 1.0})
ENGINE_OPTIONS: Mapping[str, object] = MappingProxyType({"pool_pre_ping": True})

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingError(click.ClickException):
    """A setting that is missing or wrong: one sentence that names it, which every command prints as such."""


@dataclass(frozen=True)
class Settings:
    """What the environment says, checked. `database_url` is None where the embedded PostgreSQL is used.

    `trusted_hosts` are the names that a request may call this server; None for any.
    """

    database_url: str | None
    read_database_url: str | None
    secret_key: str | None
    admin_email: str
    admin_password: str | None
    host: str
    port: int
    workers: int
    demo_content: bool
    trusted_hosts: tuple[str, ...] | None
    trusted_proxies: tuple[Network, ...]
    redis_url: str | None


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `environ`; an empty value counts as unset. Raises SettingError."""
    given = {name: value for name, value in environ.items() if value.strip()}
    database_url = _database_url(given, "DATABASE_URL")
    host = _host(given.get("HOST", "127.0.0.1"))
    return Settings(
        database_url=database_url,
        read_database_url=_database_url(given, "READ_DATABASE_URL"),
        secret_key=_secret_key(given, required=database_url is not None),
        admin_email=_email(given.get("ADMIN_EMAIL", "admin@example.com")),
        admin_password=_password(given.get("ADMIN_PASSWORD")),
        host=host,
        port=_whole_number("PORT", given.get("PORT", "8000"), 65535),
        workers=_whole_number("WEB_CONCURRENCY", given.get("WEB_CONCURRENCY", _default_workers()), MAX_WORKERS),
        demo_content=_switch("DEMO_CONTENT", given.get("DEMO_CONTENT", "0" if database_url else "1")),
        trusted_hosts=_trusted_hosts(given.get("TRUSTED_HOSTS"), host),
        trusted_proxies=_networks(given.get("TRUSTED_PROXIES", "")),
        redis_url=_redis_url(given.get("REDIS_URL")),
    )


def flask_config(settings: Settings, instance: Path) -> dict[str, object]:
    """Flask's configuration. `instance` is the folder of the embedded PostgreSQL and of the secret made once."""
    address = settings.database_url or local_postgres.url(local_directory(instance), LOCAL_DATABASE)
    secret_key = settings.secret_key or _kept_secret(instance / "secret_key")
    return {
        **SIGN_IN,
        "SETTINGS": settings,
        "SECRET_KEY": secret_key,
        "SECURITY_TOTP_SECRETS": {1: hashlib.sha256(f"totp:{secret_key}".encode()).hexdigest()},
        "PERMANENT_SESSION_LIFETIME": SESSION_LIFETIME,
        "RATELIMIT_STORAGE_URI": _counts_of_guesses(settings.redis_url),
        "RATELIMIT_STORAGE_OPTIONS": REDIS_OPTIONS,
        "SQLALCHEMY_DATABASE_URI": sqlalchemy_url(address),
        "SQLALCHEMY_ENGINE_OPTIONS": ENGINE_OPTIONS,
        "SQLALCHEMY_BINDS": _replica(settings.read_database_url),
        # Flask's own limits (500 kB, 1,000 parts) would lose the edit of a document of a few megabytes.
        "MAX_CONTENT_LENGTH": MAX_POST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_POST_BYTES,
        "MAX_FORM_PARTS": 2000,
        # Not "session": cookies of all programs on one machine are in one drawer, whatever their ports.
        "SESSION_COOKIE_NAME": "persona_session",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        # The token lives as long as the session: a form left open over lunch still saves.
        "WTF_CSRF_TIME_LIMIT": None,
        # Of a list's page zstd makes as little as brotli does, in a quarter of the time.
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_ALGORITHM_STREAMING": ["br", "gzip"],
        # Without it a web page could point its own name at this machine and read along (DNS rebinding).
        "TRUSTED_HOSTS": settings.trusted_hosts and list(settings.trusted_hosts),
    }


def _replica(address: str | None) -> dict[str, object]:
    """The replica beside the primary, where there is one. Nobody waits long for it: the primary can serve.

    Nor is a connection tried before it is used: where it is broken, the page comes from the primary.
    """
    options = {**ENGINE_OPTIONS, "pool_pre_ping": False}
    return {"replica": {**options, "url": sqlalchemy_url(address, patience=2)}} if address else {}


def _counts_of_guesses(redis_url: str | None) -> str:
    """Where guesses are counted, in the words of the package that counts."""
    if redis_url is None:
        return "memory://"
    return f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url


def local_directory(instance: Path) -> Path:
    """Where the embedded PostgreSQL keeps its data."""
    return instance / "postgres"


def sqlalchemy_url(address: str, patience: int = 5) -> URL:
    """The address of libpq (several hosts, unix sockets and its options too) as SQLAlchemy's, for psycopg 3.

    `patience` is how many seconds a server has to answer: enough where it is there, and short enough to say so where it
    is not. Of several hosts one may be gone for good, so each has less.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    user, password, database = parts.pop("user", None), parts.pop("password", None), parts.pop("dbname", None)
    parts.setdefault("connect_timeout", str(min(patience, 3) if "," in parts.get("host", "") else patience))
    # A server that has lost its network says nothing: by itself a system would wait a quarter of an hour for it.
    for name, value in CUT_OFF.items():
        parts.setdefault(name, value)
    return URL.create("postgresql+psycopg", user, password, database=database, query=parts)


def _database_url(given: Mapping[str, str], name: str) -> str | None:
    address = given.get(name)
    if address is not None and not _is_postgresql(address):
        # The address itself is not repeated: it holds a password.
        raise SettingError(
            f"{name} must be an address such as postgresql://user:password@host:5432/database, "
            "with special characters of the password escaped (@ as %40, / as %2F)."
        )
    return address


def _is_postgresql(address: str) -> bool:
    try:
        ports = str(conninfo_to_dict(address).get("port") or "").split(",")
    except psycopg.Error:
        return False
    return address.startswith(("postgresql://", "postgres://")) and all(not port or port.isdecimal() for port in ports)


def _secret_key(given: Mapping[str, str], *, required: bool) -> str | None:
    if required and "SECRET_KEY" not in given:
        raise SettingError(
            "SECRET_KEY is required together with DATABASE_URL: "
            "set it to a long random text, the same for every web process."
        )
    return given.get("SECRET_KEY")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked, so that of two processes that start at once both read the same whole key.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def _email(value: str) -> str:
    name, at, domain = value.partition("@")
    if not (name and at and domain) or any(letter.isspace() for letter in value):
        raise SettingError(f"ADMIN_EMAIL must be an e-mail address, not {value!r}.")
    return value


def _password(value: str | None) -> str | None:
    if value is not None and not SHORTEST_PASSWORD <= len(value) <= LONGEST_PASSWORD:
        # The password itself is not repeated.
        raise SettingError(f"ADMIN_PASSWORD must be {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters long.")
    return value


def _host(value: str) -> str:
    if not (_is_address(value) or HOST_NAME.fullmatch(value)):
        raise SettingError(f"HOST must be an address or a name of this machine, such as 127.0.0.1, not {value!r}.")
    return value


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _trusted_hosts(value: str | None, host: str) -> tuple[str, ...] | None:
    """The names given; else those of this machine where only it is listened to, else any.

    An address of IPv6 is no name that Werkzeug could compare, therefore ::1 goes with the others.
    """
    if value is None:
        is_local = host == "localhost" or (_is_address(host) and host.startswith("127."))
        return LOOPBACK if is_local else None
    names = _listed(value)
    for name in names:
        if not HOST_NAME.fullmatch(name.removeprefix(".")):
            raise SettingError(
                f"TRUSTED_HOSTS must be names without scheme and port, such as admin.example.com, not {name!r}."
            )
    return names


def _networks(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part) for part in _listed(value))
    except ValueError as error:
        raise SettingError(
            f"TRUSTED_PROXIES must be addresses or networks such as 10.0.0.5,10.1.0.0/16: {error}."
        ) from None


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _redis_url(address: str | None) -> str | None:
    if address is not None and not _is_redis(address):
        # The address itself is not repeated: it may hold a password.
        raise SettingError("REDIS_URL must be an address such as redis://user:password@host:6379/0.")
    return address


def _is_redis(address: str) -> bool:
    try:
        parts = urlsplit(address)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_place = bool(parts.path) if parts.scheme == "unix" else bool(parts.hostname)
    return parts.scheme in ("redis", "rediss", "unix") and is_place and is_port


def _whole_number(name: str, value: str, largest: int) -> int:
    if not (value.isascii() and value.isdecimal() and 1 <= int(value[:9]) <= largest and len(value) < 9):
        raise SettingError(f"{name} must be a whole number from 1 to {largest}, not {value!r}.")
    return int(value)


def _switch(name: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise SettingError(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def _default_workers() -> str:
    return str(min(max(os.cpu_count() or 1, 2), 8))
