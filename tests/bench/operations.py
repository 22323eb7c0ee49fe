"""What people do all day, in the order in which it is told: each as a request with the floor under it."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

from tests.bench.client import Client, Request
from tests.bench.floors import ACTIVITY, HISTORY, PREVIEW, SAVES, Floor, of_export, of_list, of_row
from tests.bench.kinds import Kind, Operation, opened, path_of, words
from tests.bench.lists import LESSONS, PERSONALIZED, PROFILES, deep_pages, filters, first_pages, searches
from tests.bench.places import Places

PICKED = (
    (PERSONALIZED, "profile_id", PROFILES, "петр", "t.name ILIKE %s"),
    (PERSONALIZED, "lesson_id", LESSONS, "сон", "t.title ILIKE %s"),
    (LESSONS, "course_id", "courses", "вечер", "t.title ILIKE %s"),
)
# The second one with a letter too few.
TYPED = ("анна", "бессоница", "auth0")


def operations(places: Places) -> Iterator[Operation]:
    """All of them."""
    for group in (first_pages, deep_pages, searches, filters, _forms, _saves, _previews, _typed, _histories, _others):
        yield from group(places)


def _forms(places: Places) -> Iterator[Operation]:
    for table, place in places.middles.items():
        yield opened(Kind.FORM, words(table), path_of(table, "edit/", id=place.id), of_row(table, place.id))


def _saves(places: Places) -> Iterator[Operation]:
    for table, field, change in ((LESSONS, "summary", _next_text), (PERSONALIZED, "content", _next_document)):
        id = places.middles[table].id
        path, floor = path_of(table, "edit/", id=id), Floor(SAVES[table], (id,))
        yield Operation(Kind.SAVE, words(table), _changed(path, field, change), floor, status=302)


def _changed(path: str, field: str, change: Callable[[str], str]) -> Callable[[Client], Request]:
    """The form of a row as it is then, with one field changed: its token, its version and all its other fields."""

    def prepare(client: Client) -> Request:
        fields = client.page(path).fields()
        return Request(path, {**fields, field: change(fields[field])})

    return prepare


def _next_text(text: str) -> str:
    return f"Edition {_number_in(text) + 1} of what is said of this lesson before it begins"


def _next_document(text: str) -> str:
    document = json.loads(text)
    return json.dumps({**document, "edition": _number_in(document.get("edition", "")) + 1}, ensure_ascii=False)


def _number_in(text: object) -> int:
    return int("".join(filter(str.isdecimal, str(text))) or 0)


def _previews(places: Places) -> Iterator[Operation]:
    learner, floor = f"?profile={quote(places.learner)}", Floor(PREVIEW, (places.learner,))
    yield opened(Kind.PREVIEW, "every lesson of a learner", f"/admin/preview/{learner}", floor)
    yield opened(Kind.PREVIEW_JSON, "every lesson of a learner", f"/admin/preview.json{learner}", floor)


def _typed(places: Places) -> Iterator[Operation]:
    for table, name, parent, term, condition in PICKED:
        path = path_of(table, "ajax/lookup/", name=name, query=term)
        yield opened(Kind.PICKER, f"{words(parent)}, “{term}”", path, of_list(parent, condition, f"%{term}%"))
    for term in TYPED:
        yield opened(Kind.PALETTE, f"“{term}”", f"/admin/find.json?q={quote(term)}")
    yield opened(Kind.PALETTE, "part of an identifier", f"/admin/find.json?q={places.identifier_part}")


def _histories(places: Places) -> Iterator[Operation]:
    for table in (LESSONS, PERSONALIZED):
        id = places.middles[table].id
        path = path_of(table, "history/", id=id)
        yield opened(Kind.HISTORY, f"history of one of the {words(table)}", path, Floor(HISTORY, (id,)))
    yield opened(Kind.HISTORY, "activity", "/admin/activity/", Floor(ACTIVITY))
    yield opened(Kind.HISTORY, "activity of a person", f"/admin/activity/?person={places.person}")
    yield opened(Kind.HISTORY, "activity of a table", "/admin/activity/?table=lessons")


def _others(places: Places) -> Iterator[Operation]:
    yield opened(Kind.OTHER, "dashboard", "/admin/")
    yield opened(Kind.OTHER, "details of a learner", path_of(PROFILES, "details/", id=places.middles[PROFILES].id))
    path = path_of(PERSONALIZED, "export/csv/", flt0_created_on_or_after=places.since)
    floor = of_export(PERSONALIZED, f"t.created_at >= '{places.since}'")
    yield opened(Kind.EXPORT, "personalized descriptions", path, floor)
