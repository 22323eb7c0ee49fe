"""Every setting: its default, what it accepts, and the sentence that refuses the rest."""

import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from admin_app.config import SettingError, flask_config, read_settings, sqlalchemy_url

SERVER = {"DATABASE_URL": "postgresql://me:secret@db.example:5433/learning", "SECRET_KEY": "long and random"}


def test_nothing_has_to_be_set() -> None:
    settings = read_settings({})
    assert (settings.database_url, settings.read_database_url, settings.secret_key) == (None, None, None)
    assert (settings.host, settings.port, settings.demo_content) == ("127.0.0.1", 8000, True)
    assert (settings.admin_email, settings.admin_password) == ("admin@example.com", None)
    assert 2 <= settings.workers <= 8


def test_an_empty_value_counts_as_unset() -> None:
    assert read_settings({"DATABASE_URL": "", "PORT": " ", "SECRET_KEY": ""}) == read_settings({})


def test_a_database_of_ones_own_gets_no_demo_content() -> None:
    assert read_settings(SERVER).demo_content is False
    assert read_settings({**SERVER, "DEMO_CONTENT": "1"}).demo_content is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "8000.0"),
        ("PORT", "٨٠٠٠"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", "999999999999"),
        ("DEMO_CONTENT", "yes"),
        ("HOST", "http://127.0.0.1"),
        ("HOST", "127.0.0.1:8000"),
        ("HOST", "two words"),
        ("HOST", "-x.example"),
        ("TRUSTED_HOSTS", "https://admin.example"),
        ("TRUSTED_HOSTS", "admin.example:8000"),
        ("TRUSTED_HOSTS", "admin.example,*"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("TRUSTED_PROXIES", "10.0.0.1,10.0.0.1/8"),
        ("TRUSTED_PROXIES", "10.0.0.1;10.0.0.2"),
        ("REDIS_URL", "http://redis.example"),
        ("REDIS_URL", "redis.example:6379"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://redis.example:port"),
        ("REDIS_URL", "unix://"),
        ("ADMIN_PASSWORD", "1234567"),
        ("ADMIN_PASSWORD", "x" * 129),
        ("ADMIN_EMAIL", "nobody"),
        ("ADMIN_EMAIL", "some one@example.com"),
        ("DATABASE_URL", "mysql://db.example/learning"),
        ("DATABASE_URL", "host=db.example dbname=learning"),
        ("DATABASE_URL", "postgresql://db.example:port/learning"),
        ("DATABASE_URL", "postgresql://db.example/learning?colour=red"),
        ("READ_DATABASE_URL", "sqlite:///file"),
    ],
)
def test_a_wrong_value_is_refused_by_one_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        read_settings({"SECRET_KEY": "long and random", name: value})
    sentence = refused.value.message
    assert sentence.startswith(f"{name} must be ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_refused_address_keeps_its_password() -> None:
    with pytest.raises(SettingError) as refused:
        read_settings({"DATABASE_URL": "postgresql://me:secret@db:port/learning", "SECRET_KEY": "long and random"})
    assert "secret" not in refused.value.message


def test_a_refused_address_of_redis_keeps_its_password() -> None:
    with pytest.raises(SettingError) as refused:
        read_settings({"REDIS_URL": "redis://me:secret@redis.example:port"})
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    "address", ["redis://127.0.0.1", "rediss://me:secret@redis.example:6380/1", "unix:///run/redis.sock?db=1"]
)
def test_an_address_of_redis_is_taken_as_it_is(address: str) -> None:
    assert read_settings({"REDIS_URL": address}).redis_url == address
    assert read_settings({}).redis_url is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1", "10.1.2.3", "localhost", "admin.example.com"])  # noqa: S104
def test_any_address_of_the_machine_can_be_listened_on(host: str) -> None:
    assert read_settings({"HOST": host}).host == host


def test_a_database_of_ones_own_needs_a_key() -> None:
    with pytest.raises(SettingError, match="SECRET_KEY is required together with DATABASE_URL"):
        read_settings({"DATABASE_URL": SERVER["DATABASE_URL"]})


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    made = flask_config(read_settings({}), instance)["SECRET_KEY"]
    assert flask_config(read_settings({}), instance)["SECRET_KEY"] == made
    assert len(str(made)) >= 32
    assert stat.S_IMODE((instance / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in instance.iterdir()] == ["secret_key"]


def test_a_given_key_is_not_written_down(tmp_path: Path) -> None:
    assert flask_config(read_settings({"SECRET_KEY": "mine"}), tmp_path)["SECRET_KEY"] == "mine"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://me:p%40ss@db:5433/learning", {"host": "db", "port": "5433", "user": "me", "password": "p@ss"}),
        ("postgres://db/learning?sslmode=require", {"host": "db", "sslmode": "require", "connect_timeout": "5"}),
        ("postgresql://a:1,b:2/learning?target_session_attrs=read-write", {"host": "a,b", "port": "1,2"}),
        ("postgresql://a,b/learning", {"host": "a,b", "connect_timeout": "3", "tcp_user_timeout": "5000"}),
        ("postgresql://db/learning", {"keepalives_idle": "4", "keepalives_interval": "1"}),
        ("postgresql:///learning?host=%2Frun%2Fa%20folder&connect_timeout=9", {"host": "/run/a folder"}),
        ("postgresql://[::1]:5433/learning", {"host": "::1", "port": "5433"}),
    ],
)
def test_every_form_of_address_reaches_the_driver(address: str, expected: dict[str, str]) -> None:
    engine = create_engine(sqlalchemy_url(address))
    _, sent = engine.dialect.create_connect_args(engine.url)
    assert {name: str(sent[name]) for name in expected} == expected
    assert sent["dbname"] == "learning"


def test_the_replica_is_beside_the_database(tmp_path: Path) -> None:
    assert flask_config(read_settings(SERVER), tmp_path)["SQLALCHEMY_BINDS"] == {}
    binds: Any = flask_config(read_settings(SERVER | {"READ_DATABASE_URL": "postgresql://b/learning"}), tmp_path)
    url = binds["SQLALCHEMY_BINDS"]["replica"]["url"]
    assert (url.query["host"], url.database, url.query["connect_timeout"]) == ("b", "learning", "2")


@pytest.mark.parametrize(
    ("given", "trusted"),
    [
        ({}, ["127.0.0.1", "localhost"]),
        ({"HOST": "localhost"}, ["127.0.0.1", "localhost"]),
        ({"HOST": "127.0.0.2"}, ["127.0.0.1", "localhost"]),
        ({"HOST": "0.0.0.0"}, None),  # noqa: S104
        ({"HOST": "10.1.2.3"}, None),
        ({"HOST": "::1"}, None),
        ({"TRUSTED_HOSTS": "admin.example, .example.org"}, ["admin.example", ".example.org"]),
        ({"HOST": "10.1.2.3", "TRUSTED_HOSTS": "admin.example"}, ["admin.example"]),
    ],
)
def test_the_names_of_this_server(tmp_path: Path, given: dict[str, str], trusted: list[str] | None) -> None:
    assert flask_config(read_settings(given), tmp_path)["TRUSTED_HOSTS"] == trusted


def test_no_proxy_is_trusted_unless_it_is_named() -> None:
    assert read_settings({}).trusted_proxies == ()
    named = read_settings({"TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16,fd00::/8"}).trusted_proxies
    assert [str(network) for network in named] == ["10.0.0.5/32", "10.1.0.0/16", "fd00::/8"]
