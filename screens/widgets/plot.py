"""Numbers as pictures: bars, columns over time, and a grid of bars, in characters that every terminal has.

Each is drawn in blocks that can be told apart without colours, with its numbers beside or below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.i18n import show_number

FULL, HALF = "█", "▌"
SHADES = ("█", "▒", "░")
"""How the parts of a column are drawn, from the bottom up."""

COLOURS = ("$primary", "$error", "$quiet")
"""Their colours, which say nothing that the shades don't."""

INDENT = 2
WIDEST_LABEL = 32
WIDEST_COLUMN = 9
WIDEST_CELL = 26


class Bar(NamedTuple):
    """A line of a picture: what is counted, the number, and the number in words if that says more."""

    label: str
    value: int
    said: str = ""


class Part(NamedTuple):
    """What is drawn in one shade: its name, and its number in each column."""

    name: str
    values: Sequence[int]


def bars(rows: Iterable[Bar], width: int) -> Iterator[Content]:
    """A line for each number above zero: its label, a bar of that length, and the number."""
    drawn = [(visible(row.label), row.value, row.said or show_number(row.value)) for row in rows if row.value]
    label = min(max((cell_len(name) for name, _value, _said in drawn), default=0), WIDEST_LABEL)
    room = width - INDENT - label - 3 - max((cell_len(said) for *_rest, said in drawn), default=0)
    most = max((value for _name, value, _said in drawn), default=0)
    for name, value, said in drawn:
        bar = _bar(value, most, max(room, 1))
        yield Content.assemble(" " * INDENT, fit(name, label), "  ", (bar, COLOURS[0]), f" {said}")


def columns(
    names: Sequence[str],
    parts: Sequence[Part],
    figures: Mapping[str, Sequence[str]],
    width: int,
    height: int,
) -> Iterator[Content]:
    """Columns side by side, each with as many parts as there are shades, and their numbers below.

    `figures` are lines of words, one for each column. The first line is the legend of the shades.
    """
    wholes = [sum(values) for values in zip(*(part.values for part in parts), strict=True)]
    most = max(*wholes, 1)
    height = most * 2 if most * 2 <= height else min(height, most)
    label = INDENT + max(cell_len(name) for name in (*figures, show_number(most)))
    column = min((width - label - 2) // len(names), WIDEST_COLUMN)
    stacks = [_stack(values, most, height) for values in zip(*(part.values for part in parts), strict=True)]
    yield _legend(parts)
    for line in range(height, 0, -1):
        said = show_number(most) if line == height else ""
        yield Content.assemble(f"{said:>{label}} │", *(_block(stack, line, column) for stack in stacks))
    yield Content(" " * label + " └" + "─" * (column * len(names)))
    yield Content(" " * (label + 2) + "".join(_centred(name, column) for name in names))
    for name, said_ones in figures.items():
        cells = "".join(_centred(one, column) for one in said_ones)
        yield Content(" " * INDENT + fit(name, label - INDENT) + "  " + cells)


def grid(
    titles: Sequence[str],
    rows: Mapping[str, Sequence[int]],
    feet: Mapping[str, Sequence[str]],
    width: int,
) -> Iterator[Content]:
    """A bar and its number for each title in each row, all on one scale, and lines of words below.

    `rows` and `feet` are named, and have one value per title.
    """
    label = max(cell_len(name) for name in (*rows, *feet))
    column = min((width - INDENT - label - 2) // len(titles), WIDEST_CELL)
    most = max((value for values in rows.values() for value in values), default=0)
    longest = column - 2 - cell_len(show_number(most))
    before = " " * INDENT
    yield Content.assemble(
        before, fit("", label), "  ", *((fit(title, column - 1) + " ", "bold") for title in titles)
    )
    for name, values in rows.items():
        cells = (part for value in values for part in _cell(value, most, longest, column))
        yield Content.assemble(before, fit(name, label), "  ", *cells)
    yield Content(before + " " * (label + 2) + ("─" * (column - 1) + " ") * len(titles))
    for name, said in feet.items():
        yield Content(before + fit(name, label) + "  " + "".join(fit(one, column) for one in said))


def fit(text: str, width: int) -> str:
    """A text in exactly that many cells; if it is cut, that is visible."""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


def _bar(value: int, most: int, longest: int) -> str:
    """A bar proportional to the value, to half a cell; anything above zero is visible."""
    if value <= 0 or longest <= 0:
        return ""
    halves = max(round(2 * longest * value / most), 1)
    return FULL * (halves // 2) + HALF * (halves % 2)


def _cell(value: int, most: int, longest: int, column: int) -> Iterator[tuple[str, str]]:
    """A bar with its number, in that many cells; a dot if there is nothing to count."""
    bar = _bar(value, most, longest)
    number = f" {show_number(value)}" if value else "·"
    yield bar, COLOURS[0]
    yield fit(number, column - cell_len(bar)), ""


def _stack(values: Sequence[int], most: int, height: int) -> str:
    """The shades of a column from the bottom up; anything above zero is visible."""
    whole = sum(values)
    if not whole:
        return ""
    cells = max(round(height * whole / most), sum(value > 0 for value in values))
    lengths = [max(round(cells * value / whole), 1) if value else 0 for value in values]
    while (over := sum(lengths) - cells) != 0:
        lengths[lengths.index(max(lengths))] -= 1 if over > 0 else -1
    return "".join(shade * length for shade, length in zip(SHADES, lengths, strict=False))


def _block(stack: str, line: int, column: int) -> tuple[str, str]:
    if line > len(stack):
        return " " * column, ""
    shade = stack[line - 1]
    return _centred(shade * max(column - 1 - column // 6, 1), column), COLOURS[SHADES.index(shade)]


def _legend(parts: Sequence[Part]) -> Content:
    named = zip(SHADES, COLOURS, parts, strict=False)
    spans = [
        part
        for shade, colour, one in named
        for part in ((shade, colour), f" {one.name} {show_number(sum(one.values))}   ")
    ]
    return Content.assemble(" " * INDENT, *(spans if len(parts) > 1 else ()))


def _centred(text: str, width: int) -> str:
    """Centred in that many cells, slightly to the left if it can't be exact."""
    spare = max(width - cell_len(text), 0)
    return " " * ((spare + 1) // 2) + text + " " * (spare // 2)
