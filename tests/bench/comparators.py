"""The same work in stock Flask-Admin, as it comes and tuned, on the same tables."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from tests.bench.client import Client, Request
from tests.bench.kinds import Kind, Operation
from tests.bench.lists import PERSONALIZED
from tests.bench.places import Places

TARGETS = ("stock", "tuned")


@dataclass(frozen=True)
class Compared:
    """An operation of ours, and what is asked of Flask-Admin instead."""

    ours: tuple[Kind, str]
    path: str
    fields: Callable[[], dict[str, str]] | None = None

    def of(self, target: str) -> Operation:
        """The same of one of the TARGETS."""
        kind, name = self.ours
        path = f"/{target}/{self.path}"
        return Operation(kind, name, self._prepare(path), status=302 if self.fields else 200)

    def _prepare(self, path: str) -> Callable[[Client], Request]:
        return lambda client: Request(path, self.fields and self.fields())


def compared(address: str, places: Places) -> Iterator[Compared]:
    """What is compared, the first list first."""
    middle = places.middles[PERSONALIZED]
    part = places.identifier_part
    yield Compared((Kind.FIRST, "personalized lesson descriptions"), f"{PERSONALIZED}/")
    yield Compared((Kind.DEEP, "personalized lesson descriptions, middle page"), f"{PERSONALIZED}/?page={middle.page}")
    yield Compared((Kind.SEARCH, "profiles, part of an identifier"), f"profiles/?search={part}")
    yield Compared((Kind.SEARCH, "profiles, part of a Cyrillic name"), f"profiles/?{urlencode({'search': 'дунайск'})}")
    yield Compared((Kind.FORM, "personalized lesson descriptions"), f"{PERSONALIZED}/edit/?id={middle.id}")
    lesson = places.middles["lessons"].id
    yield Compared((Kind.SAVE, "lessons"), f"lessons/edit/?id={lesson}", _saves(address, lesson))
    yield Compared((Kind.EXPORT, "personalized descriptions"), f"{PERSONALIZED}/export/csv/")


def _saves(address: str, id: UUID) -> Callable[[], dict[str, str]]:
    """The fields of a lesson as Flask-Admin's form has them, with another summary each time."""
    with psycopg.connect(address, row_factory=dict_row) as connection:
        lesson = connection.execute("SELECT * FROM lessons WHERE id = %s", [id]).fetchone()
    assert lesson is not None
    fields = {
        "course": str(lesson["course_id"]),
        "lesson_number": str(lesson["lesson_number"]),
        "title": lesson["title"],
        "content": json.dumps(lesson["content"], ensure_ascii=False),
    }
    editions = count(1)
    return lambda: {**fields, "summary": f"Edition {next(editions)} of what is said of this lesson before it begins"}
