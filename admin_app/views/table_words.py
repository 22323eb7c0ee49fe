"""What a list says of its rows, a whole sentence for each table: in Russian a noun changes with what is said of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from admin_app.queries.counting import Count, Kind
from admin_app.words import _, _l, about, ngettext, number

# What the search box is called to who does not see it.
SEARCH_LABELS: Mapping[str, Any] = MappingProxyType(
    {
        "courses": _l("Search courses"),
        "lessons": _l("Search lessons"),
        "lesson-descriptions": _l("Search standard descriptions"),
        "lesson-assets": _l("Search assets"),
        "profiles": _l("Search profiles"),
        "personalized-lesson-descriptions": _l("Search personalized descriptions"),
    }
)


def about_counted(table: str, count: Count) -> str:
    """How many rows a list has, with the noun where they were counted."""
    match count.kind:
        case Kind.ABOUT:
            return _("about %(count)s rows", count=about(count.number))
        case Kind.MORE:
            return _("more than %(count)s rows", count=number(count.number))
    return counted(table, count.number)


def counted(table: str, count: int) -> str:
    """How many rows of a table, with the noun."""
    match table:
        case "courses":
            return ngettext("%(num)s course", "%(num)s courses", count)
        case "lessons":
            return ngettext("%(num)s lesson", "%(num)s lessons", count)
        case "lesson-descriptions":
            return ngettext("%(num)s standard description", "%(num)s standard descriptions", count)
        case "lesson-assets":
            return ngettext("%(num)s asset", "%(num)s assets", count)
        case "profiles":
            return ngettext("%(num)s profile", "%(num)s profiles", count)
        case "personalized-lesson-descriptions":
            return ngettext("%(num)s personalized description", "%(num)s personalized descriptions", count)
    raise ValueError(table)
