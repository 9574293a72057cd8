"""Sends the terminal only what it does not show already: over a slow line every byte counts.

Textual paints whole widgets, and the whole screen if its layout moves, several times while a screen opens. Here each
painting is compared with what the terminal shows, cell by cell, and only the differing stretches are sent, with a
colour code where it changes and not for every word. Clause: none; it is for those at the end of a slow line.
"""

from __future__ import annotations

import curses
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.console import RenderableType
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

from screens.pen import LEAP, PLAIN, Cell, Look, Pen, shows_without_ink

LEVELS = (0, 95, 135, 175, 215, 255)
"""The levels of red, green or blue in terminals' numbered colours."""

UNKNOWN: Cell = ("\0", PLAIN)


class Sent(CompositorUpdate):
    """A painting of which it is known what must be sent."""

    def __init__(self, data: str) -> None:
        self.data = data

    def render_segments(self, console: Any) -> str:
        """What must be sent."""
        return self.data


class RepaintingApp(App[None]):
    """An app that knows what its terminal shows."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown(erases=_can_erase())

    def forget_terminal(self) -> None:
        """The terminal was used by somebody else, or may have been: the next painting is sent whole."""
        self._shown.forget()

    def on_resize(self) -> None:
        """Repaint everything, even if the window is back at its size of a moment ago, which Textual ignores.

        The terminal dropped what was outside meanwhile.
        """
        self.forget_terminal()
        self.call_later(self._paint_front)

    def _paint_front(self) -> None:
        for front in self.screen_stack[-1:]:  # at the start there is none
            front.refresh()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send what a painting changes, and nothing if it changes nothing."""
        if isinstance(renderable, (ChopsUpdate, LayoutUpdate)) and self._can_paint:
            data = self._shown.paint(renderable, self.size, self.console)
            cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
            nothing = not data and cursor == self._previous_cursor_position
            renderable = None if nothing else cast("RenderableType", Sent(data))
        super()._display(screen, renderable)

    @property
    def _can_paint(self) -> bool:
        """Whether a painting goes to a terminal now, and is not suppressed."""
        return (
            self._running
            and not self._closed
            and not self._batch_count
            and not self.is_headless
            and not self.is_inline
            and self._driver is not None
        )


class Characters(dict[str, Cell]):
    """The cells of characters in one look; equal ones are the same object, so that rows compare quickly."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, character: str) -> Cell:
        """A character that was not requested before."""
        cell = self[character] = (character, self._look)
        return cell


class Shown:
    """What the terminal shows, as far as known."""

    def __init__(self, *, erases: bool = False) -> None:
        """Know nothing yet; `erases`: the terminal erases cells in the background colour."""
        self._erases = erases
        self._size = Size(0, 0)
        self._rows: dict[int, list[Cell]] = {}
        self._looks: dict[Style | None, Characters] = {}
        self._known: dict[Look, Characters] = {}

    def forget(self) -> None:
        """Somebody else wrote on the terminal: repaint everything."""
        self._rows.clear()

    def paint(self, update: ChopsUpdate | LayoutUpdate, size: Size, console: Any) -> str:
        """What to send to show a painting on a terminal of a size; `""` for nothing."""
        if size != self._size:
            self._size = size
            self.forget()
        pen = Pen(size.width, erases=self._erases)
        for y, x, whole in _pieces(update):
            if y >= size.height or x >= size.width:
                continue  # laid out for a larger window
            strip = whole if x + whole.cell_length <= size.width else whole.crop(0, size.width - x)
            cells = self._cells(strip, console)
            if len(cells) != strip.cell_length:  # a character whose width is unclear even to us
                self._rows.pop(y, None)
                pen.put(y, x, strip.render(console))
                continue
            for start, end in self._changed(y, x, cells):
                pen.write(y, x + start, cells[start:end], last=self._is_last(y, x + end))
        return pen.sent

    def _is_last(self, y: int, x: int) -> bool:
        """Whether the rest of a row from a column on is only that blank."""
        rest, before = self._rows[y][x:], self._rows[y][x - 1]
        if not rest:
            return True
        return before[0] == " " and not shows_without_ink(before[1]) and all(cell == before for cell in rest)

    def _changed(self, y: int, x: int, cells: list[Cell]) -> Iterable[tuple[int, int]]:
        """The stretches of a piece that differ from the terminal; the piece is then shown."""
        row = self._rows.setdefault(y, [UNKNOWN] * self._size.width)
        if len(row) < x + len(cells):
            row.extend([UNKNOWN] * (x + len(cells) - len(row)))
        before = row[x : x + len(cells)]
        if before == cells:
            return ()
        row[x : x + len(cells)] = cells
        # Terminals disagree about characters that are not one cell wide: such a piece is sent whole.
        if any(len(one[0]) != 1 for one in cells) or any(len(one[0]) != 1 for one in before):
            return ((0, len(cells)),)
        return _stretches(
            [place for place, one in enumerate(cells) if one != before[place]], cells, erases=self._erases
        )

    def _cells(self, strip: Strip, console: Any) -> list[Cell]:
        cells: list[Cell] = []
        marks = ""
        for text, style, control in strip:
            if control:
                continue
            characters = self._looks.get(style) or self._characters(style, console)
            if text.isascii() and not marks:
                cells += map(characters.__getitem__, text)
            else:
                marks = _add_wide(cells, marks, text, characters)
        return cells

    def _characters(self, style: Style | None, console: Any) -> Characters:
        """Characters in a style; a space shows only its background, or lines."""
        look = PLAIN
        if style is not None:
            colours = console._color_system or ColorSystem.TRUECOLOR
            front = _codes(style.color, colours)
            back = _codes(style.bgcolor, colours, behind=True)
            look = (Strip.render_ansi(style.without_color, colours), front, back)
        blank = look if shows_without_ink(look) else ("", "", look[2])
        for one in (blank, look):
            self._known.setdefault(one, Characters(one))
        self._known[look][" "] = self._known[blank][" "]
        self._looks[style] = self._known[look]
        return self._looks[style]


def _can_erase() -> bool:
    """Whether the terminal says that it erases cells in the background colour."""
    try:
        with Path(os.devnull).open("wb") as nowhere:
            curses.setupterm(fd=nowhere.fileno())
        return curses.tigetflag("bce") > 0 and curses.tigetstr("ech") == b"\x1b[%p1%dX"
    except curses.error:  # a terminal without a description
        return False


def _codes(color: Color | None, colours: ColorSystem, *, behind: bool = False) -> str:
    """The codes of a colour, shortest if it has a number."""
    if color is None:
        return ""
    if colours is ColorSystem.TRUECOLOR and color.triplet and (number := _number(color.triplet)):
        return f"{48 if behind else 38};5;{number}"
    return ";".join(color.downgrade(colours).get_ansi_codes(foreground=not behind))


def _number(triplet: ColorTriplet) -> int | None:
    """The number of a colour that looks the same on every terminal. People redefine the first 22 colours."""
    red, green, blue = triplet
    if red == green == blue and red % 10 == 8 and red < 240:
        return 232 + red // 10
    if not {red, green, blue} <= set(LEVELS):
        return None
    number = 16 + 36 * LEVELS.index(red) + 6 * LEVELS.index(green) + LEVELS.index(blue)
    return number if number > 21 else None


def _add_wide(cells: list[Cell], marks: str, text: str, characters: Characters) -> str:
    """Add the cells of any text; zero-width characters join the one before.

    Those at the very beginning are sent with the first character, in the order in which they were written; those that
    found none yet are returned.
    """
    for character in text:
        width = cell_len(character)
        if width:
            cells += [characters[marks + character], *[characters[""]] * (width - 1)]
            marks = ""
        elif not cells:
            marks += character
        else:
            last = len(cells) - 1
            while last and not cells[last][0]:
                last -= 1
            cells[last] = (cells[last][0] + character, cells[last][1])
    return marks


def _stretches(places: list[int], cells: list[Cell], *, erases: bool) -> Iterator[tuple[int, int]]:
    """The positions in stretches, separated by gaps that are longer than a cursor move or look different."""
    start = end = places[0]
    for place in places[1:]:
        if place - end > 1 and not _belong_together(cells, end, place, erases=erases):
            yield start, end + 1
            start = place
        end = place
    yield start, end + 1


def _belong_together(cells: list[Cell], end: int, place: int, *, erases: bool) -> bool:
    """Whether the gap between two positions is sent with them: it is blank, or skipping it is not shorter."""
    first, between = cells[end], cells[end + 1 : place]
    if (
        erases
        and first[0] == " "
        and not shows_without_ink(first[1])
        and all(cell is first or cell == first for cell in between)
    ):
        return True
    looks = (first[1], cells[place][1])
    return len(between) <= LEAP and all(
        look in looks or (character == " " and look[2] == first[1][2]) for character, look in between
    )


def _pieces(update: ChopsUpdate | LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The row, column and text of each piece of a painting."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield y, x, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, piece) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if piece is None or x > last or end <= first:
                continue
            whole = last > x >= first and end <= last
            yield y, x, piece if whole else piece.crop(0, min(end, last) - x)
