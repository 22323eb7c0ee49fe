"""A whole run of the benchmark on very little, and its verdicts."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench.judging import judged
from tests.bench.kinds import Kind
from tests.bench.measuring import Figures, Patience, percentile
from tests.bench.report import keep, tables
from tests.bench.runs import run

FIGURES = Figures(
    kind=Kind.FIRST.value,
    name="courses",
    status=200,
    is_right=True,
    counted=30,
    p50=10,
    p95=12,
    first_byte=9,
    worker=8,
    size=1000,
    rows=50,
    peak=0.1,
    statements=3,
    in_postgresql=1,
    asked=[],
    floor=0.5,
)


def test_every_operation_is_measured(filled: str, tmp_path: Path) -> None:
    found = run(filled, Patience(warm_ups=0, counted=1))
    assert not [each for each in (*found.ours, *found.beside["stock"], *found.beside["tuned"]) if not each.is_right]
    assert {each.kind for each in found.ours} == {kind.value for kind in Kind}
    assert all(each.statements and each.worker and each.size for each in found.ours)
    document = tmp_path / "performance.md"
    document.write_text("before\n<!-- measured: small -->\nolder\n<!-- end of small -->\nafter\n")
    keep(document, "small", tables("small", found, None, "a machine."))
    kept = document.read_text()
    assert kept.startswith("before\n")
    assert "older" not in kept
    assert "| save: lessons |" in kept
    assert kept.endswith("\nafter\n")


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({}, ()),
        ({"statements": 5}, ("5 statements, not 4",)),
        ({"p50": 13.2}, ("1.32 × small, not 1.3",)),
        ({"p50": 13.2, "rows": 51}, ()),
        ({"is_right": False, "status": 500}, ("answered 500",)),
        (
            {"kind": Kind.EXPORT.value, "floor": 3.0, "peak": 41.0},
            ("3.3 × the floor, not 2.5", "41 MB above idle, not 40"),
        ),
    ],
)
def test_what_is_missed_is_told(change: dict[str, object], missed: tuple[str, ...]) -> None:
    large = replace(FIGURES, **change)  # type: ignore[arg-type]
    (found,) = judged([large], [replace(FIGURES, kind=large.kind)], pace=1.0)
    assert found.missed == missed


def test_a_slow_machine_has_more_time() -> None:
    large, small = replace(FIGURES, p50=35), replace(FIGURES, p50=34)
    assert judged([large], [small], pace=1.0)[0].missed == ("35.0 ms, not 20.0",)
    assert not judged([large], [small], pace=2.0)[0].missed


def test_times_are_promised_beside_a_small_database_only() -> None:
    assert not judged([replace(FIGURES, p50=500)], None, pace=1.0)[0].missed


def test_a_percentile_is_one_of_the_times() -> None:
    assert percentile([3.0, 1.0, 2.0, 10.0], 95) == 10
    assert percentile([float(number) for number in range(1, 101)], 95) == 95
