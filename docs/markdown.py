"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """Text on one line, with nothing in it that would end the cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. Columns in which nothing stands are left out."""
    lines = [titles, *rows]
    kept = [i for i in range(len(titles)) if any(row[i] for row in lines[1:])]
    written = [[row[i] for i in kept] for row in lines]
    written.insert(1, ["---"] * len(kept))
    return "\n".join(f"| {' | '.join(row)} |" for row in written)
