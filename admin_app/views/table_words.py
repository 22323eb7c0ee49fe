"""What a list says of its rows, a whole sentence for each table: in Russian a noun changes with what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from admin_app.words import _l, ngettext


@dataclass(frozen=True)
class TableWords:
    """Of one table: the button that makes a row, an empty list, the search box; each translated when it is shown."""

    new: Any
    none_yet: Any
    search: Any


TABLE_WORDS: Mapping[str, TableWords] = MappingProxyType(
    {
        "courses": TableWords(_l("New course"), _l("No courses yet"), _l("Search courses")),
        "lessons": TableWords(_l("New lesson"), _l("No lessons yet"), _l("Search lessons")),
        "lesson-descriptions": TableWords(
            _l("New standard description"), _l("No standard descriptions yet"), _l("Search standard descriptions")
        ),
        "lesson-assets": TableWords(_l("New asset"), _l("No assets yet"), _l("Search assets")),
        "profiles": TableWords(_l("New profile"), _l("No profiles yet"), _l("Search profiles")),
        "personalized-lesson-descriptions": TableWords(
            _l("New personalized description"),
            _l("No personalized descriptions yet"),
            _l("Search personalized descriptions"),
        ),
    }
)


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
