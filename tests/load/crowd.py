"""The people of a load run: what they read, search and save, and how long each takes."""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

import gevent
from locust import FastHttpUser, between, constant, task
from locust.env import Environment
from psycopg import Connection, sql
from requests.cookies import create_cookie

from tests import people
from tests.journeys.test_many_writers import path_of
from tests.journeys.visitor import Answer
from tests.journeys.writers import Writer
from tests.load.ledger import Ledger
from tests.load.saves import putting

LISTS = ("courses", "lessons", "lesson-descriptions", "profiles", "personalized-lesson-descriptions", "lesson-assets")
# How many pages of a list people look into at most, and what a page has.
PAGES, PAGE = 20, 50
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SAMPLE = 300
_ADD = (
    "INSERT INTO admin.users (email, role, fs_uniquifier)"
    " SELECT 'load-' || number || '@example.com', 'editor', 'load-' || number FROM generate_series(1, %s) number"
    " ON CONFLICT DO NOTHING"
)


@dataclass
class Scene:
    """What people do it with, and what came of it: milliseconds for each kind, and sentences about failures."""

    ledger: Ledger
    # The name of each list in addresses, and how many of its pages are looked into.
    lists: list[tuple[str, int]]
    learners: list[str]
    words: list[str]
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    conflicts: int = 0


def scene_of(connection: Connection, ledger: Ledger, count: int) -> Scene:
    """Make so many people, and look up whom and what they look for."""
    connection.execute(_ADD, [count])
    learners = connection.execute(
        "SELECT user_identifier, name FROM profiles WHERE course_slug IS NOT NULL ORDER BY id LIMIT %s", [SAMPLE]
    ).fetchall()
    titles = connection.execute("SELECT title FROM lessons ORDER BY id LIMIT %s", [SAMPLE]).fetchall()
    names = [name for _, name in learners if name]
    words = [word for text in [*names, *(title for (title,) in titles)] for word in text.split() if len(word) > 2]
    return Scene(
        ledger, [(name, _pages(connection, name)) for name in LISTS], [identifier for identifier, _ in learners], words
    )


def _pages(connection: Connection, name: str) -> int:
    counting = sql.SQL("SELECT count(*) FROM (SELECT FROM {} LIMIT %s) first")
    row = connection.execute(counting.format(sql.Identifier(name.replace("-", "_"))), [PAGES * PAGE]).fetchone()
    return max(1, (row[0] if row else 0) // PAGE)


class Person(FastHttpUser):
    """Somebody who is signed in: of 100 things 45 are lists, 25 previews, 20 edits and 10 searches."""

    abstract = True
    network_timeout = connection_timeout = 60.0
    numbers: Iterator[int] = iter(())

    def on_start(self) -> None:
        """Be the next person."""
        self.scene: Scene = self.environment.scene
        self.number = next(type(self).numbers)
        self.name = f"load-{self.number + 1}"
        cookie = create_cookie(people.COOKIE, people.cookie(self.name), domain="127.0.0.1")
        self.client.cookiejar.set_cookie(cookie)
        self.random = random.Random(self.number)  # noqa: S311  # no secret

    @task(45)
    def list(self) -> None:
        """A page of one of the six lists, half of them the first."""
        name, pages = self.random.choice(self.scene.lists)
        page = self.random.choice((0, self.random.randrange(pages)))
        self.ask("GET", f"/admin/{name}/?page={page}" if page else f"/admin/{name}/", "list")

    @task(25)
    def preview(self) -> None:
        """A learner's course."""
        self.ask("GET", f"/admin/preview/?profile={quote_plus(self.random.choice(self.scene.learners))}", "preview")

    @task(10)
    def search(self) -> None:
        """A list that is searched, or everything by Ctrl-K."""
        words = quote_plus(self.random.choice(self.scene.words))
        place = self.random.choice((f"/admin/find.json?q={words}", f"/admin/profiles/?search={words}"))
        self.ask("GET", place, "search")

    @task(20)
    def edit(self) -> None:
        """A form that is opened, changed and sent: of a lesson of one's own, or of one that all write."""
        ledger = self.scene.ledger
        shared = self.random.choice(ledger.shared)
        lesson = self.random.choice((ledger.own[self.number], shared))
        writer = Writer(_Browser(self), path_of(lesson))
        if not ledger.save(lesson, self.name, lambda number: writer.save(putting(self.name, number), tries=20)):
            self.scene.failures.append(f"A save of {self.name} was not acknowledged.")
        self.scene.conflicts += writer.conflicts

    def ask(self, method: str, path: str, kind: str, fields: dict[str, str] | None = None) -> Answer:
        """Send a request, note how long its answer took, and read it."""
        body: dict[str, Any] = {"data": urlencode(fields), "headers": FORM} if fields else {}
        with self.client.request(
            method, path, name=kind, allow_redirects=False, catch_response=True, **body
        ) as response:
            status, text = response.status_code, response.text or ""
            is_signed_out = status == 302 and "/login" in (response.headers.get("Location") or "")
            if status not in (200, 302, 409) or is_signed_out:
                self.scene.failures.append(f"{kind} was answered {status}: {response.error or text[:200]}")
                response.failure(str(status))
            else:
                response.success()
        return (0 if is_signed_out else status), text


class Crowd(Person):
    """Somebody who reads and thinks between two things."""

    wait_time = between(1, 5)


class Alone(Person):
    """Somebody who does one thing after the other, with the machine to themselves."""

    wait_time = constant(0)


class _Browser:
    """What a writer opens and sends forms with."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def get(self, path: str) -> Answer:
        """Open a form."""
        return self._person.ask("GET", path, "form")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send it."""
        return self._person.ask("POST", path, "save", fields)


@contextmanager
def crowd(scene: Scene, address: str, kind: type[Person], count: int) -> Iterator[None]:
    """So many people do what they do meanwhile."""
    kind.numbers = iter(range(count))
    environment: Any = Environment(user_classes=[kind], host=address)
    environment.scene = scene
    environment.events.request.add_listener(lambda name, response_time, **rest: scene.took[name].append(response_time))
    runner = environment.create_local_runner()
    runner.start(count, spawn_rate=10)
    try:
        # Until all are there, nothing counts.
        gevent.sleep(count / 10 + 2)
        scene.took.clear()
        yield
    finally:
        # What is on its way is awaited.
        environment.stop_timeout = 30
        runner.stop()
        runner.quit()
