"""What `make check` makes of an audit: weaknesses stop it, a service that is away does not."""

from tests.advisories import NOT_REACHABLE, verdict

SAFE = {"name": "flask", "version": "3.1.3", "vulns": []}
WEAK = {"name": "jinja2", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "click", "skip_reason": "not found"}


def test_a_weakness_is_named_and_stops() -> None:
    assert verdict([SAFE, WEAK]) == (1, ["jinja2 1.0: PYSEC-1, mended in 1.1"])


def test_nothing_found_passes_without_a_word() -> None:
    assert verdict([SAFE]) == (0, [])


def test_a_service_that_is_away_or_knows_nothing_is_told_and_passes() -> None:
    assert verdict([]) == verdict([UNKNOWN]) == (0, [NOT_REACHABLE])


def test_what_could_not_be_asked_for_is_named() -> None:
    assert verdict([SAFE, UNKNOWN]) == (0, ["Nothing is known of click."])
