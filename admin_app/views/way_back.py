"""Where to go from a page that has nothing to show any more: to where it was opened from."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from admin_app.views.arguments import is_ours

# From a row's form to its details and back again, and so on; somebody could write an address without end.
MAX_STEPS_BACK = 4


def way_back(target: str, is_over: Callable[[str, Mapping[str, str]], bool]) -> str | None:
    """The first address on the way back that is not over, by its path and arguments; None where there is none."""
    for _ in range(MAX_STEPS_BACK):
        if not is_ours(target):
            return None
        parts = urlsplit(target)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if not is_over(parts.path, given):
            return target
        target = given.get("url", "")
    return None
