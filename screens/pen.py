"""Writes cells to a terminal in few bytes, depending on its cursor and current colours.

Blanks are erased before the text among them is written, if skipping them is shorter than writing them. Only codes that
every common terminal knows are used: xterm and its relatives, tmux, screen, PuTTY, Windows Terminal, Linux.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Look = tuple[str, str, str]
"""How a character looks, as terminal codes: attributes (bold, …), foreground and background."""

Cell = tuple[str, Look]
"""A character, `""` for the second half of a wide one, and its look."""

PLAIN: Look = ("", "", "")

OFF = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29",
    "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
"""The codes that end an attribute."""

SEEN = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
"""Attributes that are visible on blanks: lines, blinking, and reversed colours."""

LEAP = 4
"""The bytes of a cursor move within a row: that many cells can just as well be written."""

ERASE, ERASE_ALL = 5, 3
"""The bytes of erasing cells, and of erasing to the end of a row."""


class Pen:
    """The output for one painting."""

    def __init__(self, width: int, *, erases: bool = False) -> None:
        """Start anywhere, in any colours; `erases`: cells are erased in the background colour."""
        self._width = width
        self._erases = erases
        self._out: list[str] = []
        self._look: Look | None = None
        self._at: tuple[int, int] | None = None
        self._unsure = 0

    @property
    def sent(self) -> str:
        """All of it; leaves the terminal with its own colours."""
        return "".join((*self._out, "\x1b[0m")) if self._out else ""

    def put(self, y: int, x: int, text: str) -> None:
        """Output a text with codes of its own, whose width is unknown."""
        self._out.append(f"\x1b[0m\x1b[{y + 1};{x + 1}H{text}")
        self._look = self._at = None

    def write(self, y: int, x: int, cells: Sequence[Cell], *, last: bool = False) -> None:
        """Output cells of a row; after the `last` the row only repeats what the last of them is."""
        self._go(y, x)
        for start, end in _backgrounds(cells):
            self._part(y, x + start, cells[start:end], last=last and end == len(cells))

    def _part(self, y: int, x: int, cells: Sequence[Cell], *, last: bool) -> None:
        """Output cells of one background, starting at the cursor unless blanks were skipped before them."""
        if self._at != (y, x):
            self._go(y, x)
        blanks = self._gaps(cells, ERASE_ALL if last else ERASE)
        if not blanks:
            self._put(cells)
            return
        if self._unsure:
            self._go(y, x)
        self._turn([_blank(cells), *cells])
        self._out.append("\x1b[K" if last else f"\x1b[{len(cells)}X")
        place = 0
        for first, beyond in (*blanks, (len(cells), len(cells))):
            if place < first:
                self._go(y, x + place)
                self._put(cells[place:first])
            place = beyond

    def _gaps(self, cells: Sequence[Cell], cost: int) -> list[tuple[int, int]]:
        """Where nothing is written if all cells are erased first, at a cost; empty if that is not shorter."""
        blank = _blank(cells)
        if not self._erases or blank not in cells:
            return []
        gaps = [gap for gap in _runs(cells, blank) if gap[1] - gap[0] > LEAP or gap[1] == len(cells)]
        saved = sum(end - start - (LEAP if end < len(cells) else 0) for start, end in gaps)
        return gaps if saved > cost else []

    def _put(self, cells: Sequence[Cell]) -> None:
        """Output cells at the cursor."""
        now, put = self._look, self._out.append
        for place, (character, look) in enumerate(cells):
            if look is not now:
                self._turn(cells, place)
                now = self._look
            put(character)
        if self._at is None:
            return
        y, x = self._at[0], self._at[1] + len(cells)
        self._unsure += sum(not character.isascii() for character, _look in cells)
        self._at = (y, x) if x + self._unsure < self._width else None

    def _turn(self, cells: Sequence[Cell], place: int = 0) -> None:
        """Switch to the look of a cell; a space takes the surrounding foreground, as far as that is invisible."""
        character, look = cells[place]
        now = self._look
        if character == " " and not shows_without_ink(look):
            if now is not None and now[2] == look[2] and not shows_without_ink(now):
                return
            ink = next((one for one in cells[place:] if one[0] != " "), cells[place])[1]
            if ink[2] == look[2] and not shows_without_ink(ink):
                look = ink
        if look != now:
            self._out.append(_turn(now, look))
        self._look = look

    def _go(self, y: int, x: int) -> None:
        """Move the terminal's cursor in the shortest reliable way."""
        ways = [f"\x1b[{y + 1};{x + 1}H"]
        if self._at is not None:
            row, column = self._at
            down = f"\x1b[{y - row}B" if y - row > 1 else "\x1b[B" if y > row else ""
            if y >= row:
                ways += (down + along for along in _along(None if self._unsure else column, x))
            if y == row + 1 and not x:
                ways.append("\r\n")
        self._out.append(min(ways, key=len))
        self._at, self._unsure = (y, x), 0


def _along(column: int | None, x: int) -> Iterator[str]:
    """Move the cursor in its row, from a column that may be uncertain: some terminals draw dots two cells wide."""
    yield "\r" if not x else f"\x1b[{x + 1}G"
    if column is not None:
        yield f"\x1b[{abs(x - column)}{'C' if x > column else 'D'}" if x != column else ""


def _backgrounds(cells: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """Stretches with the same background."""
    start, look = 0, cells[0][1]
    for place, (_character, other) in enumerate(cells):
        if other is not look:
            if other[2] != look[2]:
                yield start, place
                start = place
            look = other
    yield start, len(cells)


def _blank(cells: Sequence[Cell]) -> Cell:
    """What is left where cells of one background are erased."""
    return (" ", ("", "", cells[0][1][2]))


def _runs(cells: Sequence[Cell], blank: Cell) -> Iterator[tuple[int, int]]:
    """Stretches of blanks."""
    start = None
    for place, cell in enumerate(cells):
        if cell != blank:
            if start is not None:
                yield start, place
            start = None
        elif start is None:
            start = place
    if start is not None:
        yield start, len(cells)


def _turn(now: Look | None, then: Look) -> str:
    """Turns one look into another; from an unknown one, all of it."""
    if now is None:
        return f"\x1b[{';'.join(part for part in ('0', *then) if part)}m"
    had, wanted = now[0].split(";"), then[0].split(";")
    ended = {OFF[one] for one in had if one and one not in wanted}
    codes = [*sorted(ended), *(one for one in wanted if one and (one not in had or OFF[one] in ended))]
    if now[1] != then[1]:
        codes.append(then[1] or "39")
    if now[2] != then[2]:
        codes.append(then[2] or "49")
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def shows_without_ink(look: Look) -> bool:
    """Whether a space shows more of a look than its background."""
    return not SEEN.isdisjoint(look[0].split(";"))
