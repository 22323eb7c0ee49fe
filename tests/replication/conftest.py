"""The pair and the application over it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event

from admin_app import local_postgres
from admin_app.config import sqlalchemy_url
from admin_app.extensions import REPLICA, db
from admin_app.replica import Replica
from tests import people
from tests.conftest import make_app, migrate
from tests.replication.servers import DATABASE, Pair, Server, copy_of, eventually

Watched = Callable[..., Replica]
Asked = Callable[[], AbstractContextManager[Mapping[str, list[str]]]]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A migrated primary, and a replica that follows it."""
    folder = tmp_path_factory.mktemp("pair")
    primary = Server(folder / "primary")
    with ExitStack() as running:
        running.callback(primary.stop)
        primary.start()
        local_postgres.ensure_database(primary.directory, DATABASE)
        migrate(primary.url)
        replica = copy_of(primary, folder / "replica")
        running.callback(replica.stop)
        replica.start()
        yield Pair(primary, replica)


@pytest.fixture(scope="module")
def over() -> Iterator[Callable[[str, str], Flask]]:
    """Makes an application over the addresses of a primary and a replica. No other test finds its watch at work."""
    made: list[Flask] = []

    def make(address: str, replica: str) -> Flask:
        made.append(make_app(address, replica=replica))
        return made[-1]

    yield make
    for application in made:
        application.extensions[REPLICA].close()
        with application.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture(scope="module")
def shared(pair: Pair, over: Callable[[str, str], Flask]) -> Flask:
    """One application over the pair for all tests."""
    return over(pair.primary.url, pair.replica.url)


@pytest.fixture
def application(shared: Flask) -> Flask:
    """The same, which reads on the replica by now."""
    eventually(lambda: shared.extensions[REPLICA].may_serve())
    return shared


@pytest.fixture
def person(application: Flask) -> Callable[[str], FlaskClient]:
    """The browser of a person with a role."""
    return lambda role: people.sign_in(application.test_client(), role)


@pytest.fixture
def asked(pair: Pair) -> Asked:
    """`with asked() as seen:` lists the SQL of pages by server, "primary" or "replica"."""
    names = {pair.primary.host: "primary", pair.replica.host: "replica"}

    @contextmanager
    def asking() -> Iterator[dict[str, list[str]]]:
        seen: dict[str, list[str]] = {"primary": [], "replica": []}

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            # The watch asks for itself.
            if "pg_control_system" not in statement:
                seen[names[str(connection.engine.url.query["host"])]].append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return asking


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Makes a watch over the addresses of a primary and a replica, which looks only when it is told to."""
    with ExitStack() as made:

        def make(primary: str, replica: str, **given: Any) -> Replica:
            engines = create_engine(sqlalchemy_url(primary)), create_engine(sqlalchemy_url(replica))
            return made.enter_context(closing(Replica(*engines, **given)))

        yield make
