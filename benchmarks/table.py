"""The output of the benchmarks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `aim` is the requirement, in the words of the README."""

    what: str
    measured: str
    floor: str
    ratio: str
    aim: str


def ratio(ours: float, floor: float) -> str:
    """How many times the floor."""
    return f"{ours / floor:.2f} x" if floor else "-"


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values are."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def markdown(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [("what", "measured", "floor", "ratio", "aim")]
    rows += [(one.what, one.measured, one.floor, one.ratio, one.aim) for one in figures]
    widths = [max(len(row[place]) for row in rows) for place in range(5)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
