"""Sends the terminal what it does not show already, and nothing else: over a slow line every byte is waited for.

Textual paints whole widgets, and the whole screen where its layout moves, several times while a screen opens. Here
each painting is laid beside what stands on the terminal, cell by cell, and only the stretches that differ go out, with
a colour named where it changes and not with every word. Clause: none; it is for those at the end of a slow line.
"""

from __future__ import annotations

import curses
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import RenderableType
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

Look = tuple[str, str, str]
"""How a character looks, as codes of the terminal: what else than colours (bold, …), its colour, and what is behind."""

Cell = tuple[str, Look]
"""A character, `""` beside one that takes two cells, and its look."""

PLAIN: Look = ("", "", "")

OFF = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29",
    "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
"""What ends a look other than a colour."""

SEEN = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
"""Looks that are seen where nothing is written: lines, blinking, and colours that changed places."""

NEAR = 6
"""Cells that are sent again rather than leapt over: a leap costs more."""

ERASED, ERASED_BETWEEN = 5, 10
"""Blanks from which on it is shorter to erase them: at the end of a stretch, and where one has to leap over them."""

UNKNOWN: Cell = ("\0", PLAIN)


class Sent(CompositorUpdate):
    """A painting of which it is known what has to be sent for it."""

    def __init__(self, data: str) -> None:
        self.data = data

    def render_segments(self, console: Any) -> str:
        """That."""
        return self.data


class RepaintingApp(App[None]):
    """An app that knows what its terminal shows."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown(erases=_can_erase())

    def forget_terminal(self) -> None:
        """The terminal was somebody else's, or may be: the next painting is sent whole."""
        self._shown.forget()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send what a painting changes, and where it changes nothing, nothing."""
        if isinstance(renderable, (ChopsUpdate, LayoutUpdate)) and self._can_paint:
            data = self._shown.paint(renderable, self.size, self.console)
            cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
            nothing = not data and cursor == self._previous_cursor_position
            renderable = None if nothing else cast("RenderableType", Sent(data))
        super()._display(screen, renderable)

    @property
    def _can_paint(self) -> bool:
        """Whether a painting goes to a terminal now, and is not left out."""
        return (
            self._running
            and not self._closed
            and not self._batch_count
            and not self.is_headless
            and not self.is_inline
            and self._driver is not None
        )


class Shown:
    """What stands on the terminal, as far as it is known."""

    def __init__(self, *, erases: bool = False) -> None:
        """Know nothing yet; `erases` says that the terminal erases cells in the colour that is behind them."""
        self._erases = erases
        self._size = Size(0, 0)
        self._rows: dict[int, list[Cell]] = {}
        self._looks: dict[Style | None, tuple[Look, Look]] = {}
        self._known: dict[Look, Look] = {PLAIN: PLAIN}

    def forget(self) -> None:
        """Somebody else wrote on the terminal: all of it is painted anew."""
        self._rows.clear()

    def paint(self, update: ChopsUpdate | LayoutUpdate, size: Size, console: Any) -> str:
        """What has to be sent so that a painting stands there, on a terminal of a size; `""` for nothing."""
        if size != self._size:
            self._size = size
            self.forget()
        out: list[str] = []
        now: Look | None = None
        at: tuple[int, int] | None = None
        for y, x, strip in _pieces(update):
            cells = list(self._cells(strip, console))
            if len(cells) != strip.cell_length:  # a character of which not even we agree on the width
                self._rows.pop(y, None)
                out.append(f"\x1b[0m\x1b[{y + 1};{x + 1}H{strip.render(console)}")
                now = at = None
                continue
            for start, end in self._changed(y, x, cells):
                out.append(_leap(at, y, x + start))
                now, left = self._send(cells[start:end], now, out)
                at = _behind(cells[start : end - left], y, x + end - left, size)
        return "".join((*out, "\x1b[0m")) if out else ""

    def _send(self, cells: list[Cell], now: Look | None, out: list[str]) -> tuple[Look | None, int]:
        """Put out a stretch of cells; gives the look at its end, and before how many cells the cursor is left."""
        place = 0
        while place < len(cells):
            character, look = cells[place]
            if look is not now:
                then = _without_ink(now, look) if now and character == " " else look
                out.append(_turn(now, then) if then != now else "")
                now = then
            blanks = self._blanks(cells, place)
            if not blanks:
                out.append(character)
                place += 1
                continue
            out.append(f"\x1b[{blanks}X")
            place += blanks
            if place == len(cells):
                return now, blanks
            out.append(f"\x1b[{blanks}C")
        return now, 0

    def _blanks(self, cells: list[Cell], place: int) -> int:
        """How many blanks begin at a place, where they are erased with fewer bytes than it takes to write them."""
        blank = cells[place]
        if not self._erases or blank[0] != " " or _shows_without_ink(blank[1]):
            return 0
        end = next((at for at in range(place, len(cells)) if cells[at] != blank), len(cells))
        return end - place if end - place > (ERASED if end == len(cells) else ERASED_BETWEEN) else 0

    def _changed(self, y: int, x: int, cells: list[Cell]) -> Iterable[tuple[int, int]]:
        """The stretches of a piece that differ from what stands there; the piece stands there from now on."""
        row = self._rows.setdefault(y, [])
        if len(row) < x + len(cells):
            row.extend([UNKNOWN] * (x + len(cells) - len(row)))
        before = row[x : x + len(cells)]
        if before == cells:
            return ()
        row[x : x + len(cells)] = cells
        # Of characters that are not one cell wide terminals think differently: there the whole piece is sent.
        if any(len(one[0]) != 1 for one in cells) or any(len(one[0]) != 1 for one in before):
            return ((0, len(cells)),)
        return _stretches([place for place, one in enumerate(cells) if one != before[place]])

    def _cells(self, strip: Strip, console: Any) -> Iterator[Cell]:
        for text, style, control in strip:
            if control:
                continue
            look, blank = self._look(style, console)
            if text.isascii():
                for character in text:
                    yield character, blank if character == " " else look
            else:
                for cell in _wide(text, look):
                    yield (" ", blank) if cell[0] == " " else cell

    def _look(self, style: Style | None, console: Any) -> tuple[Look, Look]:
        """The codes of a style, and those of it that a space shows; the same look is the same object."""
        if style not in self._looks:
            look = PLAIN
            if style is not None:
                colours = console._color_system or ColorSystem.TRUECOLOR
                front = ";".join(style.color.downgrade(colours).get_ansi_codes()) if style.color else ""
                back = (
                    ";".join(style.bgcolor.downgrade(colours).get_ansi_codes(False)) if style.bgcolor else ""
                )
                whole = Strip.render_ansi(style, colours)
                look = (whole.removesuffix(back).rstrip(";").removesuffix(front).rstrip(";"), front, back)
            blank = look if _shows_without_ink(look) else ("", "", look[2])
            self._looks[style] = (
                self._known.setdefault(look, look),
                self._known.setdefault(blank, blank),
            )
        return self._looks[style]


def _can_erase() -> bool:
    """Whether the terminal says that it erases cells, and in the colour that is behind them."""
    try:
        with Path(os.devnull).open("wb") as nowhere:
            curses.setupterm(fd=nowhere.fileno())
        return curses.tigetflag("bce") > 0 and curses.tigetstr("ech") == b"\x1b[%p1%dX"
    except curses.error:  # a terminal that nobody described here
        return False


def _leap(at: tuple[int, int] | None, y: int, x: int) -> str:
    """What moves the terminal's cursor to a row and a column, from where it is known to be."""
    if at is not None and at[0] == y and at[1] < x:
        return f"\x1b[{x - at[1]}C"
    return f"\x1b[{y + 1};{x + 1}H"


def _behind(cells: list[Cell], y: int, x: int, size: Size) -> tuple[int, int] | None:
    """Where the cursor is behind cells; `None` where terminals differ: at the edge, and on what some draw wider."""
    return (y, x) if x < size.width and all(one[0].isascii() for one in cells) else None


def _turn(now: Look | None, then: Look) -> str:
    """What turns one look into another; from one that is not known, all of it."""
    if now is None:
        return f"\x1b[{';'.join(part for part in ('0', *then) if part)}m"
    had, wanted = now[0].split(";"), then[0].split(";")
    codes = []
    if not set(had) <= set(wanted):
        codes += [OFF[one] for one in had if one]
        had = []
    codes += [one for one in wanted if one and one not in had]
    if now[1] != then[1]:
        codes.append(then[1] or "39")
    if now[2] != then[2]:
        codes.append(then[2] or "49")
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _shows_without_ink(look: Look) -> bool:
    """Whether more of a look than what is behind can be seen on a space."""
    return not SEEN.isdisjoint(look[0].split(";"))


def _without_ink(now: Look, blank: Look) -> Look:
    """A look for a space after a character that looks like `now`: of that it keeps what nobody sees on a space."""
    if _shows_without_ink(now) or _shows_without_ink(blank):
        return blank
    return (now[0], now[1], blank[2])


def _wide(text: str, look: Look) -> list[Cell]:
    """The cells of a text with any characters; what takes no cell stands with the character before it."""
    cells: list[Cell] = []
    last = 0
    for character in text:
        width = cell_len(character)
        if width:
            last = len(cells)
            cells += [(character, look), *[("", look)] * (width - 1)]
        elif cells:
            cells[last] = cells[last][0] + character, look
    return cells


def _stretches(places: list[int]) -> Iterator[tuple[int, int]]:
    """The places in stretches, with small gaps between them filled."""
    start = end = places[0]
    for place in places[1:]:
        if place - end > NEAR:
            yield start, end + 1
            start = place
        end = place
    yield start, end + 1


def _pieces(update: ChopsUpdate | LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The row, the column and the text of each piece of a painting."""
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
