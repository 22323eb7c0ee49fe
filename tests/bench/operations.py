"""What people do all day, as requests: each with the floor under it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote, urlencode

from tests.bench.client import Client, Request
from tests.bench.floors import ACTIVITY, HISTORY, PREVIEW, SAVE, Floor, of_export, of_list, of_row
from tests.bench.places import Places

PAGED = ("lessons", "lesson_assets", "profiles", "personalized_lesson_descriptions")
NEWEST_FIRST = ("profiles", "personalized_lesson_descriptions")


class Kind(Enum):
    """The rows of the table of what is promised."""

    FIRST = "list, first page"
    DEEP = "list, middle and last page"
    SEARCH = "list with search or filter"
    FORM = "edit form"
    SAVE = "save"
    PREVIEW = "preview"
    PREVIEW_JSON = "preview as JSON"
    PICKER = "picker, a keystroke"
    PALETTE = "Ctrl-K"
    EXPORT = "CSV export"
    HISTORY = "history and activity"


@dataclass(frozen=True)
class Operation:
    """Something that is done; `prepare` finds out what to ask for, which is not measured."""

    kind: Kind
    name: str
    prepare: Callable[[Client], Request]
    floor: Floor | None = None
    status: int = 200


def operations(places: Places) -> list[Operation]:
    """All of them, in the order in which they are told."""
    groups = (_first_pages, _deep_pages, _searches, _filters, _forms, _saves, _others, _histories, _exports)
    return [operation for group in groups for operation in group(places)]


def _path(table: str, **arguments: object) -> str:
    query = f"?{urlencode(arguments)}" if arguments else ""
    return f"/admin/{table.replace('_', '-')}/{query}"


def _get(kind: Kind, name: str, path: str, floor: Floor | None = None) -> Operation:
    return Operation(kind, name, lambda client: Request(path), floor)


def _first_pages(places: Places) -> Iterator[Operation]:
    for table in places.middles:
        yield _get(Kind.FIRST, _words(table), _path(table), of_list(table))


def _words(table: str) -> str:
    return table.replace("_", " ")


def _deep_pages(places: Places) -> Iterator[Operation]:
    for table in PAGED:
        place, path = places.middles[table], _path(table)
        middle = _path(table, page=place.page)
        floor = of_list(table, "(t.created_at, t.id) < (%s, %s)", place.created_at, place.id)
        keyset = floor if table in NEWEST_FIRST else None
        yield _get(Kind.DEEP, f"{_words(table)}, middle page", middle, keyset)
        yield Operation(
            Kind.DEEP,
            f"{_words(table)}, the one after it",
            _linked(table, middle, "Next page", min(place.page + 1, place.last_page)),
            keyset,
        )
        yield Operation(Kind.DEEP, f"{_words(table)}, last page", _linked(table, path, "Last page", place.last_page))


def _linked(table: str, path: str, label: str, number: int) -> Callable[[Client], Request]:
    """Where a link of a list leads; where it has none of that name, the page of that number."""
    found: list[Request] = []

    def prepare(client: Client) -> Request:
        if not found:
            links = client.page(path).all(f"nav/ul/li/a[@aria-label='{label}']")
            found.append(Request(links[0].attrib["href"] if links else _path(table, page=number)))
        return found[0]

    return prepare


def _searches(places: Places) -> Iterator[Operation]:
    searched = (
        ("profiles", "part of an identifier", places.identifier_part, "t.user_identifier ILIKE %s"),
        ("profiles", "what most identifiers have", "AUTH0", "t.user_identifier ILIKE %s"),
        ("profiles", "a common name in capitals", "ПЕТРЕНКО", "t.name ILIKE %s"),
        ("profiles", "part of a Cyrillic name", "дунайск", "t.name ILIKE %s"),
        ("profiles", "what nobody has", "квакша", "t.name ILIKE %s"),
        ("personalized_lesson_descriptions", "a common name", "петренко", "p.name ILIKE %s"),
        ("personalized_lesson_descriptions", "a rare name in capitals", "ЗАДУНАЙСКИЙ", "p.name ILIKE %s"),
        ("personalized_lesson_descriptions", "what nobody has", "квакша", "p.name ILIKE %s"),
        ("lessons", "a common word in capitals", "СОН", "t.title ILIKE %s"),
        ("lessons", "a rare word", "бессонница", "t.title ILIKE %s"),
        ("lesson_descriptions", "a rare word in capitals", "БЕССОННИЦА", "l.title ILIKE %s"),
        ("lesson_assets", "what most addresses have", "example.com", "t.url ILIKE %s"),
        ("lesson_assets", "part of an address", "/vospitanie-1/7/", "t.url ILIKE %s"),
    )
    for table, name, term, condition in searched:
        floor = of_list(table, condition, f"%{term}%")
        yield _get(Kind.SEARCH, f"{_words(table)}, {name}", _path(table, search=term), floor)


def _filters(places: Places) -> Iterator[Operation]:
    slug = places.course_slug
    filtered = (
        ("profiles", "of a course", "course_slug_equals", slug, "t.course_slug = %s"),
        ("profiles", "without a survey", "survey_is_empty", "1", "t.survey IS NULL AND %s <> ''"),
        ("profiles", "of no course", "unknown_course_is", "1", "t.course_slug LIKE 'archive-%%' AND %s <> ''"),
        (
            "profiles",
            "by an answer",
            "json_fits",
            'survey.parenting_style = "anxious"',
            "t.survey @> '{\"parenting_style\": \"anxious\"}' AND %s <> ''",
        ),
        (
            "personalized_lesson_descriptions",
            "of a learner",
            "identifier_equals",
            places.learner,
            "p.user_identifier = %s",
        ),
        ("personalized_lesson_descriptions", "of a course", "course_slug_equals", slug, "c.slug = %s"),
        (
            "personalized_lesson_descriptions",
            "since a day",
            "created_on_or_after",
            str(places.since),
            "t.created_at >= %s",
        ),
        ("lessons", "of a course", "course_slug_equals", slug, "c.slug = %s"),
    )
    for table, name, argument, value, condition in filtered:
        path = _path(table, **{f"flt0_{argument}": value})
        yield _get(Kind.SEARCH, f"{_words(table)}, {name}", path, of_list(table, condition, value))


def _forms(places: Places) -> Iterator[Operation]:
    for table, place in places.middles.items():
        path = f"{_path(table)}edit/?id={place.id}"
        yield _get(Kind.FORM, _words(table), path, of_row(table, place.id))


def _saves(places: Places) -> Iterator[Operation]:
    table = "lessons"
    id = places.middles[table].id
    path = f"{_path(table)}edit/?id={id}"
    yield Operation(Kind.SAVE, _words(table), _changed(path, "summary", _next_text), Floor(SAVE, (id,)), status=302)
    table = "personalized_lesson_descriptions"
    path = f"{_path(table)}edit/?id={places.middles[table].id}"
    yield Operation(Kind.SAVE, _words(table), _changed(path, "content", _next_document), status=302)


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


def _others(places: Places) -> Iterator[Operation]:
    learner = f"?profile={quote(places.learner)}"
    floor = Floor(PREVIEW, (places.learner,))
    yield _get(Kind.PREVIEW, "every lesson of a learner", f"/admin/preview/{learner}", floor)
    yield _get(Kind.PREVIEW_JSON, "every lesson of a learner", f"/admin/preview.json{learner}", floor)
    picked = (
        ("personalized_lesson_descriptions", "profile_id", "profiles", "петр", "t.name ILIKE %s"),
        ("personalized_lesson_descriptions", "lesson_id", "lessons", "сон", "t.title ILIKE %s"),
        ("lessons", "course_id", "courses", "вечер", "t.title ILIKE %s"),
    )
    for table, name, parent, term, condition in picked:
        path = f"{_path(table)}ajax/lookup/?{urlencode({'name': name, 'query': term})}"
        yield _get(Kind.PICKER, f"{_words(parent)}, “{term}”", path, of_list(parent, condition, f"%{term}%"))
    for term in ("анна", "бессоница", places.identifier_part, "auth0"):
        yield _get(Kind.PALETTE, f"“{term}”", f"/admin/find.json?{urlencode({'q': term})}")


def _histories(places: Places) -> Iterator[Operation]:
    for table in ("lessons", "personalized_lesson_descriptions"):
        id = places.middles[table].id
        yield _get(
            Kind.HISTORY,
            f"history of one of the {_words(table)}",
            f"{_path(table)}history/?id={id}",
            Floor(HISTORY, (id,)),
        )
    yield _get(Kind.HISTORY, "activity", "/admin/activity/", Floor(ACTIVITY))
    yield _get(Kind.HISTORY, "activity of a person", f"/admin/activity/?person={places.person}")
    yield _get(Kind.HISTORY, "activity of a table", "/admin/activity/?table=lessons")


def _exports(places: Places) -> Iterator[Operation]:
    table = "personalized_lesson_descriptions"
    path = f"{_path(table)}export/csv/?flt0_created_on_or_after={places.since}"
    yield _get(Kind.EXPORT, "personalized descriptions", path, of_export(table, f"t.created_at >= '{places.since}'"))
