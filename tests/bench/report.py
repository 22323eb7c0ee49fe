"""What was measured, for people: tables that are told and kept in docs/performance.md."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.bench.judging import Judged, judged, shows_as_much
from tests.bench.kinds import Kind
from tests.bench.measuring import Figures
from tests.bench.runs import Run
from tests.bench.start import TIMES

KB = 1e3


def tables(scale: str, run: Run, small: Run | None, machine: str) -> str:
    """All that was found, as Markdown; `small` is the run that growth is told against."""
    found = judged(run.ours, small.ours if small else None, run.pace)
    parts = (
        f"Measured at the scale `{scale}` on {machine}",
        _pace(run),
        _server(run),
        _verdict(found),
        _operations(found),
        "The same beside stock Flask-Admin, p50 in ms:",
        _beside(run),
    )
    return "\n\n".join(parts) + "\n"


def _pace(run: Run) -> str:
    return (
        f"An empty page of Flask behind the same gunicorn takes {run.empty_page:.1f} ms, the first list of a tuned"
        f" Flask-Admin {run.beside['tuned'][0].p50:.1f} ms: milliseconds that are promised count {run.pace:.2f} times."
    )


def _server(run: Run) -> str:
    return (
        f"The server gives its first answer {run.start.seconds:.1f} s after it was started, in the quickest of {TIMES}"
        f" starts; {run.start.busy:.1f} s of that processors worked for it. Its worker has {run.idle:.0f} MB then, and"
        f" {run.used:.0f} MB when all below has been asked for (1.5 s and 120 MB are promised). A list of 50 learners"
        f" keeps it busy {_over_the_frame(run):.1f} times as long as one without any (3 times are promised)."
    )


def _verdict(found: Sequence[Judged]) -> str:
    missed = [f"- {_name(each.figures)}: {'; '.join(each.missed)}" for each in found if each.missed]
    kept = f"{len(found) - len(missed)} of {len(found)} operations kept what is promised"
    return "\n".join((f"{kept}; those that did not:\n", *missed)) if missed else f"{kept}."


def _over_the_frame(run: Run) -> float:
    """How much more the worker does for a full page of a list than for an empty one."""
    of_learners = {each.name: each.worker for each in run.ours if each.kind in (Kind.FIRST.value, Kind.SEARCH.value)}
    return of_learners["profiles"] / of_learners["profiles, what nobody has"]


def keep(document: Path, scale: str, text: str) -> None:
    """Put it into the document, in place of what was measured at that scale before."""
    begin, end = f"<!-- measured: {scale} -->", f"<!-- end of {scale} -->"
    parts = re.split(f"{begin}.*?{end}", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(parts) == 2, f"{document.name} has no place for what was measured at the scale {scale}."
    document.write_text(f"{begin}\n\n{text}\n{end}".join(parts), encoding="utf-8")


def _name(figures: Figures) -> str:
    return f"{figures.kind}: {figures.name}"


def _operations(found: Sequence[Judged]) -> str:
    head = ("operation", "p50", "p95", "worker", "PostgreSQL", "floor", "statements", "kB", "peak MB", "promise")
    beside = [each.small is not None for each in found]
    grown = ("small", "× small") if any(beside) else ()
    return _table((*head[:3], *grown, *head[3:]), [_row(each, grown=bool(grown)) for each in found])


def _row(each: Judged, *, grown: bool) -> tuple[str, ...]:
    figures, small = each.figures, each.small
    return (
        _name(figures),
        f"{figures.p50:.1f}",
        f"{figures.p95:.1f}",
        *(_growth(figures, small) if grown else ()),
        f"{figures.worker:.1f}",
        f"{figures.in_postgresql:.1f}",
        "" if figures.floor is None else f"{figures.floor:.2f}",
        str(figures.statements),
        f"{figures.size / KB:.1f}",
        f"{figures.peak:.1f}",
        "; ".join(each.missed) or "kept",
    )


def _growth(figures: Figures, small: Figures | None) -> tuple[str, str]:
    if small is None:
        return "", ""
    more = "" if shows_as_much(figures, small) else f" ({figures.rows} rows, not {small.rows})"
    return f"{small.p50:.1f}", f"{figures.p50 / small.p50:.2f}{more}"


def _beside(run: Run) -> str:
    ours = {(each.kind, each.name): each for each in run.ours}
    rows = []
    for stock, tuned in zip(run.beside["stock"], run.beside["tuned"], strict=True):
        mine = ours[stock.kind, stock.name]
        floor = "" if mine.floor is None else f"{mine.floor:.2f}"
        rows.append((_name(stock), floor, _took(stock), _took(tuned), _took(mine)))
    return _table(("operation", "floor", "stock", "tuned", "this dashboard"), rows)


def _took(figures: Figures) -> str:
    """Its milliseconds, and its memory where that is much."""
    if not figures.is_right:
        return f"answered {figures.status}"
    return f"{figures.p50:,.1f}" + (f"; {figures.peak:,.0f} MB" if figures.peak >= 10 else "")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    return "\n".join(_line(row) for row in (head, ["---"] * len(head), *rows))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
