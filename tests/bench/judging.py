"""What is promised of each operation, and whether it was kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.kinds import Kind
from tests.bench.measuring import Figures

# What the first list of a tuned Flask-Admin takes on the machine that the milliseconds are promised for.
REFERENCE = 18.0


@dataclass(frozen=True)
class Bound:
    """The most that is promised: statements, times the small database, milliseconds, times the floor, megabytes."""

    statements: int | None = None
    growth: float | None = None
    milliseconds: float | None = None
    over_floor: float | None = None
    first_byte: float | None = None
    peak: float | None = None


BOUNDS = {
    Kind.FIRST: Bound(statements=4, growth=1.3, milliseconds=20),
    Kind.DEEP: Bound(statements=4, growth=1.5, milliseconds=25),
    Kind.SEARCH: Bound(statements=4, growth=3, milliseconds=40),
    Kind.FORM: Bound(statements=6, growth=1.2, milliseconds=15),
    Kind.SAVE: Bound(statements=8, growth=1.2, milliseconds=15),
    Kind.PREVIEW: Bound(statements=3, growth=1.2, milliseconds=20),
    Kind.PREVIEW_JSON: Bound(statements=3, growth=1.2, milliseconds=6),
    Kind.PICKER: Bound(statements=2, growth=2),
    Kind.PALETTE: Bound(statements=3, growth=3),
    Kind.EXPORT: Bound(over_floor=2.5, first_byte=300, peak=40),
    Kind.HISTORY: Bound(statements=5, growth=2, milliseconds=30),
    # Nothing is promised of them.
    Kind.OTHER: Bound(),
}


@dataclass(frozen=True)
class Judged:
    """An operation on the large database, on the small one where that was measured too, and what it has missed."""

    figures: Figures
    small: Figures | None
    missed: tuple[str, ...]


def judged(figures: list[Figures], small: list[Figures] | None, pace: float) -> list[Judged]:
    """Each operation with its verdict. `pace` is how much longer this machine takes than the one of REFERENCE."""
    others = {(each.kind, each.name): each for each in small or ()}
    return [_judged(each, others.get((each.kind, each.name)), pace if small else None) for each in figures]


def _judged(figures: Figures, small: Figures | None, pace: float | None) -> Judged:
    missed = tuple(_missed(figures, small, BOUNDS[Kind(figures.kind)], pace))
    return Judged(figures, small, missed)


def _missed(figures: Figures, small: Figures | None, bound: Bound, pace: float | None) -> Iterator[str]:
    """Milliseconds and memory are promised for the large database only, which has a small one beside it."""
    if not figures.is_right:
        yield f"answered {figures.status}"
    if bound.statements is not None and figures.statements > bound.statements:
        yield f"{figures.statements} statements, not {bound.statements}"
    if small is None or pace is None:
        return
    growth = figures.p50 / small.p50 if shows_as_much(figures, small) else 0
    limits = (
        (growth, bound.growth, "{:.2f} × small, not {:.1f}"),
        (figures.p50, bound.milliseconds and bound.milliseconds * pace, "{:.1f} ms, not {:.1f}"),
        (figures.p50 / figures.floor if figures.floor else 0, bound.over_floor, "{:.1f} × the floor, not {:.1f}"),
        (figures.first_byte, bound.first_byte and bound.first_byte * pace, "first byte after {:.0f} ms, not {:.0f}"),
        (figures.peak, bound.peak, "{:.0f} MB above idle, not {:.0f}"),
    )
    for value, limit, told in limits:
        if limit is not None and value > limit:
            yield told.format(value, limit)


def shows_as_much(figures: Figures, small: Figures) -> bool:
    """Whether the small database has as many rows for the page: growth is of the data, not of what is shown."""
    return figures.rows is None or small.rows is None or figures.rows <= small.rows
