"""The columns of a list, and the drawing of one line of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Literal, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip
from textual.style import Style as VisualStyle

from helpdesk.domain.display import visible
from screens.widgets.pages import Row

MARK = "› "
"""Marks the row under the cursor, so that it can be seen without colours."""

GAP = 2
NO_MARK = " " * len(MARK)

MEASURED = 256
"""How many rows are measured to divide the width: a longer list does not take longer."""


class Column(NamedTuple, Generic[Row]):
    """One column: its title and what stands in it.

    `width` is in cells; without one the column gets a share of the rest in proportion to its `flex`. No column is
    narrower than its title, which is longer in some languages. If a cell would be cut, the other columns give up what
    their longest cells leave. A column with `wide_from` is left out of a list narrower than that.
    """

    title: str
    cell: Callable[[Row], str | Content]
    width: int | None = None
    flex: int = 1
    align: Literal["left", "right"] = "left"
    wide_from: int = 0


class Drawer(Generic[Row]):
    """Draws rows in columns, remembering their widths."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        self._columns = columns
        self._rows: Sequence[Row] = ()
        self._widths: tuple[int, list[tuple[Column[Row], int]]] = (-1, [])

    def fit(self, rows: Sequence[Row]) -> None:
        """Divide the width by the contents of these rows."""
        self._rows = rows[:MEASURED]
        self._widths = -1, []

    def titles(self, width: int, style: Style) -> Strip:
        """The line of titles."""
        return self._drawn(NO_MARK, lambda column: column.title, width, style)

    def row(self, row: Row, width: int, style: Style, *, marked: bool) -> Strip:
        """One row, `marked` when it is under the cursor."""
        return self._drawn(MARK if marked else NO_MARK, lambda column: column.cell(row), width, style)

    def _drawn(
        self, mark: str, cell: Callable[[Column[Row]], str | Content], width: int, style: Style
    ) -> Strip:
        parts: list[str | Content] = []
        drawn = 0
        for column, cells in self._layout(width):
            before = " " * GAP if parts else mark
            parts += [before, _fit(cell(column), cells, column.align)]
            drawn += len(before) + cells
        # Measuring the line again would cost more than drawing it.
        strip = Strip(_segments(parts, style), drawn)
        return strip if drawn == width else strip.adjust_cell_length(width, style)

    def _layout(self, width: int) -> list[tuple[Column[Row], int]]:
        if self._widths[0] != width:
            self._widths = width, _share(self._columns, self._rows, width - len(MARK))
        return self._widths[1]


def _share(columns: Sequence[Column[Row]], rows: Sequence[Row], width: int) -> list[tuple[Column[Row], int]]:
    """The columns shown at this width, each with its cells: at least as many as its title takes."""
    shown = [column for column in columns if width >= column.wide_from]
    room = width - GAP * (len(shown) - 1)
    given = {place: max(one.width, _least(one)) for place, one in enumerate(shown) if one.width is not None}
    cells = _divide(shown, given, room)
    if rows:
        wanted = [max(_least(column), *(_length(column.cell(row)) for row in rows)) for column in shown]
        enough = {place: min(wanted[place], most) for place, most in given.items()}
        more = {place for place, most in enumerate(cells) if place not in given and wanted[place] <= most}
        while len(enough) + len(more) < len(shown):  # some are cut
            enough |= {place: wanted[place] for place in more}
            cells = _divide(shown, enough, room)
            more = {
                place for place, most in enumerate(cells) if place not in enough and wanted[place] <= most
            }
            if not more:
                break
    return list(zip(shown, cells, strict=True))


def _divide(shown: Sequence[Column[Row]], given: Mapping[int, int], room: int) -> list[int]:
    """The cells of each column: fixed ones, and shares of the rest by `flex`."""
    fixed = dict(given)
    while True:
        left = room - sum(fixed.values())
        flex = sum(column.flex for place, column in enumerate(shown) if place not in fixed)
        tight = {
            place: _least(column)
            for place, column in enumerate(shown)
            if place not in fixed and left * column.flex // flex < _least(column)
        }
        if not tight:
            break
        fixed |= tight
    cells = []
    for place, column in enumerate(shown):
        if place not in fixed:
            fixed[place] = max(left * column.flex // flex, 1)
            left, flex = left - fixed[place], flex - column.flex
        cells.append(fixed[place])
    return cells


def _length(cell: str | Content) -> int:
    return cell.first_line.cell_length if isinstance(cell, Content) else cell_len(visible(cell))


def _least(column: Column[Row]) -> int:
    return cell_len(column.title)


def _fit(cell: str | Content, width: int, align: Literal["left", "right"]) -> str | Content:
    """A cell cut or padded to an exact width."""
    if isinstance(cell, Content) and not cell.spans:
        cell = cell.first_line.plain
    if isinstance(cell, Content):
        cell = cell.first_line.truncate(width, ellipsis=True)
        spare = max(width - cell.cell_length, 0)
        return cell.pad_left(spare) if align == "right" else cell.pad_right(spare)
    cell = visible(cell)
    length = cell_len(cell)
    if length > width:
        return set_cell_size(cell, width - 1) + "…"
    return " " * (width - length) + cell if align == "right" else cell + " " * (width - length)


def _segments(parts: Sequence[str | Content], style: Style) -> list[Segment]:
    """Adjacent segments that look alike are merged, which keeps a line short on a slow line."""
    segments: list[Segment] = []
    plain = ""
    for part in parts:
        if isinstance(part, str):
            plain += part
            continue
        for text, own in part.render(VisualStyle(), end=""):
            if not own:
                plain += text
                continue
            if plain:
                segments.append(Segment(plain, style))
                plain = ""
            segments.append(Segment(text, style + own.rich_style))
    if plain:
        segments.append(Segment(plain, style))
    return segments
