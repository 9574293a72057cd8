"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """Text on one line, without anything that would end the table cell."""
    return " ".join(text.split()).replace("|", "\\|")


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. Empty columns are left out."""
    lines = [titles, *rows]
    kept = [i for i in range(len(titles)) if any(row[i] for row in lines[1:])]
    written = [[row[i] for i in kept] for row in lines]
    written.insert(1, ["---"] * len(kept))
    return "\n".join(f"| {' | '.join(row)} |" for row in written)
