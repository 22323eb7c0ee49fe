"""What a load run has found: as JSON, and as a part of docs/performance.md."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import quantiles
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
FIGURES = ROOT / "instance" / "bench" / "load.json"
BEGIN, END = "<!-- measured: load -->", "<!-- end of load -->"
SECTION = f"""
## Under load

Fifty people who are signed in and think for one to five seconds between two things, with two workers: of 100 things 45
are lists, 25 previews, 20 edits (a form that is opened, changed and sent) and 10 searches. Before them one person does
the same without thinking. Half of the edits are of a lesson that all write. `make load` measures it, also what is
needed meanwhile, and whether every acknowledged save is stored; nothing below is written by hand.

{BEGIN}
{END}
"""
Figures = Mapping[str, Any]
# How much slower the slowest of twenty may be with everybody there than alone, and how far memory may rise.
MOST_SLOWER, MOST_GROWTH = 5.0, 1.1


def times(took: Mapping[str, list[float]]) -> dict[str, dict[str, float]]:
    """For each kind of request how many there were, and how many milliseconds they took."""
    return {kind: _of(numbers) for kind, numbers in took.items() if len(numbers) > 1}


def _of(numbers: list[float]) -> dict[str, float]:
    parts = quantiles(numbers, n=100, method="inclusive")
    return {"count": len(numbers), "p50": parts[49], "p95": parts[94], "max": max(numbers)}


def complaints(figures: Figures) -> list[str]:
    """What was not as it should be, in sentences."""
    found = [f"{len(figures['failures'])} requests failed, such as: {each}" for each in figures["failures"][:1]]
    found += [*figures["lost"], *figures["soak"]["lost"]]
    for kind, crowd in figures["crowd"].items():
        alone = figures["alone"].get(kind)
        if alone and crowd["p95"] > MOST_SLOWER * alone["p95"]:
            found.append(f"{kind}: p95 is {crowd['p95'] / alone['p95']:.1f} times that of one person.")
    memory = figures["memory"]
    if memory["last"] > MOST_GROWTH * memory["first"]:
        found.append(f"The memory of a worker rose from {memory['first']:.0f} to {memory['last']:.0f} MB.")
    if figures["connections"]["most"] > figures["connections"]["bound"]:
        found.append(f"There were {figures['connections']['most']} connections.")
    return found


def told(figures: Figures) -> str:
    """All of it in Markdown."""
    people, memory, connections = figures["people"], figures["memory"], figures["connections"]
    count = sum(int(each["count"]) for each in figures["crowd"].values())
    soak = figures["soak"]
    lines = [
        f"{people} people for {figures['seconds'] / 60:.0f} minutes on {figures['machine']}"
        f" {figures['workers']} workers. {count} requests, {count / figures['seconds']:.0f} a second,"
        f" {len(figures['failures'])} failed.",
        "",
        _line(("request", "count", "p50 ms", "p95 ms", "longest ms", "p95 of one person", "times")),
        _line(["---"] * 7),
        *(_row(kind, crowd, figures["alone"].get(kind)) for kind, crowd in sorted(figures["crowd"].items())),
        "",
        f"- {figures['saves']} saves were acknowledged, {figures['conflicts']} of them after a question about a"
        f" collision; {len(figures['lost'])} were lost.",
        f"- The memory of the largest worker was {memory['first']:.0f} MB in the second fifth of the time,"
        f" {memory['last']:.0f} MB in the last, {memory['most']:.0f} MB at most.",
        f"- At most {connections['most']} connections, of {connections['bound']} that the workers' threads could have.",
        f"- Saves of {soak['seconds']:.0f} seconds with PostgreSQL stopped once and killed once:"
        f" {soak['acknowledged']} were acknowledged, {soak['refused']} were not, {len(soak['lost'])} were lost.",
    ]
    return "\n".join([*lines, *(f"- Missed: {each}" for each in complaints(figures))])


def keep(figures: Figures) -> None:
    """Write it down in place of what was found before."""
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    part = f"{BEGIN}\n\n{told(figures)}\n\n{END}"
    text = DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else "# Performance\n"
    if BEGIN not in text:
        text = f"{text.rstrip()}\n{SECTION}"
    DOCUMENT.write_text(re.sub(f"{BEGIN}.*?{END}", lambda match: part, text, flags=re.DOTALL), encoding="utf-8")


def machine(version: str) -> str:
    """What it was measured on, without a name."""
    return f"{os.cpu_count()} processors, {psutil.virtual_memory().total / 1e9:.0f} GB of memory, PostgreSQL {version},"


def _row(kind: str, crowd: Mapping[str, float], alone: Mapping[str, float] | None) -> str:
    ratio = f"{crowd['p95'] / alone['p95']:.1f}" if alone else ""
    one = f"{alone['p95']:.0f}" if alone else ""
    return _line(
        (kind, f"{crowd['count']:.0f}", f"{crowd['p50']:.0f}", f"{crowd['p95']:.0f}", f"{crowd['max']:.0f}", one, ratio)
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
