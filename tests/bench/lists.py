"""Lists: their first pages and those far behind, and what is found in them."""

from collections.abc import Callable, Iterator

from tests.bench.client import Client, Request
from tests.bench.floors import of_list
from tests.bench.kinds import Kind, Operation, opened, path_of, words
from tests.bench.places import Place, Places

PROFILES, PERSONALIZED = "profiles", "personalized_lesson_descriptions"
LESSONS, DESCRIPTIONS, ASSETS = "lessons", "lesson_descriptions", "lesson_assets"
PAGED = (LESSONS, ASSETS, PROFILES, PERSONALIZED)
NEWEST_FIRST = (PROFILES, PERSONALIZED)
# The table, what is looked for, the words for it, and where the floor looks.
SEARCHES = (
    (PROFILES, "what most identifiers have", "AUTH0", "t.user_identifier ILIKE %s"),
    (PROFILES, "a common name in capitals", "ПЕТРЕНКО", "t.name ILIKE %s"),
    (PROFILES, "part of a Cyrillic name", "дунайск", "t.name ILIKE %s"),
    (PROFILES, "what nobody has", "квакша", "t.name ILIKE %s"),
    (PERSONALIZED, "a common name", "петренко", "p.name ILIKE %s"),
    (PERSONALIZED, "a rare name in capitals", "ЗАДУНАЙСКИЙ", "p.name ILIKE %s"),
    (PERSONALIZED, "what nobody has", "квакша", "p.name ILIKE %s"),
    (LESSONS, "a common word in capitals", "СОН", "t.title ILIKE %s"),
    (LESSONS, "a rare word", "бессонница", "t.title ILIKE %s"),
    (DESCRIPTIONS, "a rare word in capitals", "БЕССОННИЦА", "l.title ILIKE %s"),
    (ASSETS, "what all addresses have", "example.com", "t.url ILIKE %s"),
    (ASSETS, "part of an address", "/vospitanie-1/7/", "t.url ILIKE %s"),
)
# The table, what is kept, the filter's argument and value, and the same for the floor.
FILTERS = (
    (PROFILES, "without a survey", "survey_is_empty", "1", "t.survey IS NULL"),
    (PROFILES, "of no course", "unknown_course_is", "1", "NOT EXISTS (SELECT FROM courses WHERE slug = t.course_slug)"),
    (
        PROFILES,
        "by an answer",
        "json_fits",
        'survey.parenting_style = "anxious"',
        "t.survey->>'parenting_style' = 'anxious'",
    ),
    (LESSONS, "without content", "content_is_empty", "1", "t.content IS NULL"),
)


def first_pages(places: Places) -> Iterator[Operation]:
    """The page that a list opens with, and one in another order."""
    for table in places.middles:
        yield opened(Kind.FIRST, words(table), path_of(table), of_list(table))
    yield Operation(Kind.FIRST, "profiles by name", _sorted_by(path_of(PROFILES), "Name"))


def _sorted_by(path: str, label: str) -> Callable[[Client], Request]:
    return _once(lambda client: client.page(path).sort_link(label))


def deep_pages(places: Places) -> Iterator[Operation]:
    """Pages that nobody wants to wait for: by their number, and by the links of the list."""
    for table in PAGED:
        place = places.middles[table]
        middle = path_of(table, page=place.page)
        keyset = of_list(table, "(t.created_at, t.id) < (%s, %s)", place.created_at, place.id)
        floor = keyset if table in NEWEST_FIRST else None
        yield opened(Kind.DEEP, f"{words(table)}, middle page", middle, floor)
        yield Operation(Kind.DEEP, f"{words(table)}, the one after it", _next_page(table, place), floor)
        yield Operation(Kind.DEEP, f"{words(table)}, last page", _last_page(table, place))


def _next_page(table: str, place: Place) -> Callable[[Client], Request]:
    after = path_of(table, page=min(place.page + 1, place.last_page))
    return _once(lambda client: _link(client, path_of(table, page=place.page), "Next page") or after)


def _last_page(table: str, place: Place) -> Callable[[Client], Request]:
    last = path_of(table, page=place.last_page)
    return _once(lambda client: _link(client, path_of(table), "Last page") or last)


def _link(client: Client, path: str, label: str) -> str | None:
    """Where a step of the pages of a list leads, if it has one of that name."""
    found = client.page(path).all(f"nav/ul/li/a[@aria-label='{label}']")
    return found[0].attrib["href"] if found else None


def _once(find: Callable[[Client], str]) -> Callable[[Client], Request]:
    """Look for an address the first time only."""
    found: list[Request] = []

    def prepare(client: Client) -> Request:
        if not found:
            found.append(Request(find(client)))
        return found[0]

    return prepare


def searches(places: Places) -> Iterator[Operation]:
    """What people type above a list: common and rare, in another case, a part of a word."""
    part = (PROFILES, "part of an identifier", places.identifier_part, "t.user_identifier ILIKE %s")
    for table, name, term, condition in (part, *SEARCHES):
        floor = of_list(table, condition, f"%{term}%")
        yield opened(Kind.SEARCH, f"{words(table)}, {name}", path_of(table, search=term), floor)


def filters(places: Places) -> Iterator[Operation]:
    """What people choose beside a list."""
    slug, since, learner = places.course_slug, str(places.since), places.learner
    valued = (
        (PROFILES, "of a course", "course_slug_equals", slug, "t.course_slug = %s"),
        (LESSONS, "of a course", "course_slug_equals", slug, "c.slug = %s"),
        (PERSONALIZED, "of a learner", "identifier_equals", learner, "p.user_identifier = %s"),
        (PERSONALIZED, "of a course", "course_slug_equals", slug, "c.slug = %s"),
        (PERSONALIZED, "since a day", "created_on_or_after", since, "t.created_at >= %s"),
    )
    for table, name, argument, value, condition in (*valued, *FILTERS):
        floor = of_list(table, condition, *([value] if "%s" in condition else []))
        path = path_of(table, **{f"flt0_{argument}": value})
        yield opened(Kind.SEARCH, f"{words(table)}, {name}", path, floor)
