"""The screen of a recorded session: what a terminal would show after some output. Loads pyte.

pyte is a faithful but small emulator. What it lacks is added here: the other screen of full-screen programs, repeated
characters, scrolling. What it does not know is removed before it sees it, and nothing that a hostile program may have
written breaks it or makes it grow.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

import pyte
from pyte import modes
from pyte.charsets import LAT1_MAP
from pyte.graphics import FG_AIXTERM, FG_ANSI
from pyte.screens import Char, Margins, StaticDefaultDict
from wcwidth import wcwidth

from helpdesk.domain.display import MOST_MARKS
from helpdesk.domain.records import dataclass
from helpdesk.remote.escape_rules import ALTERNATE, UNFINISHED
from helpdesk.remote.replay_sequences import TOKEN, obey

WIDEST, HIGHEST = 500, 200
"""The largest terminal that is replayed at its own size."""

_LONGEST_REST = 2_048
_ONLY_SCROLLS = re.compile(r"(?:[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]++|\x1b\[[0-9;:]*+m)*+")
_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
_COLOUR_NAMES = {*FG_ANSI.values(), *FG_AIXTERM.values()}
_HEXADECIMAL = re.compile("[0-9a-f]{6}")
_STATE = (
    "columns", "lines", "mode", "margins", "charset", "g0_charset", "g1_charset", "tabstops", "cursor",
    "savepoints", "saved_columns", "_rest", "_drawn",
)  # fmt: skip

_Buffer = dict[int, "StaticDefaultDict[int, Char]"]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of a row that look the same.

    A colour is `default`, a name (`red`, `brightred`, `brown` for dark yellow) or six hexadecimal digits.
    """

    text: str
    fg: str
    bg: str
    bold: bool
    italics: bool
    underscore: bool
    strikethrough: bool
    reverse: bool


class ReplayScreen(pyte.Screen):
    """A terminal's screen that can be fed text, read, saved and restored."""

    def __init__(self, columns: int, rows: int) -> None:
        self._other: _Buffer | None = None
        self._drawn = " "
        self._rest = ""
        super().__init__(*_fitting(columns, rows))

    def feed(self, text: str) -> None:
        """Show text; an incomplete sequence waits for the next call."""
        text, self._rest = self._rest + text, ""
        if unfinished := UNFINISHED.search(text, max(len(text) - _LONGEST_REST, 0)):
            text, self._rest = text[: unfinished.start()], unfinished[0]
        text = self._shortened(text)
        at = 0
        for token in TOKEN.finditer(text):
            if at < token.start():
                self.draw(text[at : token.start()])
            at = token.end()
            obey(self, token)
        if at < len(text):
            self.draw(text[at:])

    def resize_to(self, columns: int, rows: int) -> None:
        """Change the size; the content stays as far as it fits."""
        columns, rows = _fitting(columns, rows)
        if self._other is not None:
            for row in [row for row in self._other if row >= rows]:
                del self._other[row]
        self.resize(rows, columns)
        self.ensure_hbounds()
        self.ensure_vbounds()

    def rows(self) -> tuple[tuple[Run, ...], ...]:
        """The rows as they are shown now, from the top, each as wide as the screen."""
        return tuple(tuple(self._runs(row)) for row in range(self.lines))

    def place(self) -> tuple[int, int] | None:
        """Column and row of the cursor, from 0; `None` while it is hidden."""
        return None if self.cursor.hidden else (min(self.cursor.x, self.columns - 1), self.cursor.y)

    def keep(self) -> dict[str, Any]:
        """Its complete state, for `put_back`."""
        kept = {name: copy.copy(getattr(self, name)) for name in _STATE}
        return kept | {"buffer": _copied(self.buffer), "other": self._other and _copied(self._other)}

    def put_back(self, kept: dict[str, Any]) -> None:
        """Restore a state saved by `keep`."""
        for name in _STATE:
            setattr(self, name, copy.copy(kept[name]))
        self._fill(kept["buffer"])
        self._other = kept["other"] and _copied(kept["other"])

    # What sequences do

    def draw(self, data: str) -> None:
        """Draw characters. pyte stops at the first combining character without a base; we leave it out."""
        if (
            data.isascii()
            and self.charset == 0
            and modes.IRM not in self.mode
            and self.g0_charset is LAT1_MAP
        ):
            self._draw_simple(data)
        else:
            data = "".join(_drawable(data))
            super().draw(data)
        self._drawn = data[-1:] or self._drawn

    def next_line(self) -> None:
        """Go to the beginning of the next row."""
        self.carriage_return()
        self.index()

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Erase from the cursor (0), up to the cursor (1) or the whole row (2), in the current colours."""
        begin = self.cursor.x if how == 0 else 0
        end = min(self.cursor.x + 1, self.columns) if how == 1 else self.columns
        if how in (0, 1, 2):
            self.buffer[self.cursor.y].update(dict.fromkeys(range(begin, end), self.cursor.attrs))

    def repeat(self, count: int = 1) -> None:
        """Draw the last character again, no more often than it fits."""
        self.draw(self._drawn * min(max(count, 1), self.columns * self.lines))

    def scroll_up(self, count: int = 1, *_more: int) -> None:
        """Move what is between the margins up; the cursor stays."""
        self._scroll(count, (self.margins or Margins(0, self.lines - 1)).bottom, self.index)

    def scroll_down(self, count: int = 1, *_more: int) -> None:
        """Move what is between the margins down; the cursor stays."""
        self._scroll(count, (self.margins or Margins(0, self.lines - 1)).top, self.reverse_index)

    def back_tab(self, count: int = 1) -> None:
        """Go back to an earlier tab stop."""
        stops = [0, *sorted(stop for stop in self.tabstops if stop < self.cursor.x)]
        self.cursor.x = stops[max(len(stops) - max(count, 1), 0)]

    def set_mode(self, *numbers: int, **how: Any) -> None:
        """Switch modes on; one of them shows the other screen, empty."""
        if how.get("private") and set(numbers) & set(ALTERNATE) and self._other is None:
            self.save_cursor()
            self._other = _copied(self.buffer)
            self.buffer.clear()
        super().set_mode(*numbers, **how)

    def reset_mode(self, *numbers: int, **how: Any) -> None:
        """Switch modes off."""
        if how.get("private") and set(numbers) & set(ALTERNATE) and self._other is not None:
            self._fill(self._other)
            self._other = None
            self.restore_cursor()
        super().reset_mode(*numbers, **how)

    def reset(self) -> None:
        """Return to the initial state."""
        self._other, self._drawn = None, " "
        self.savepoints.clear()
        super().reset()

    def save_cursor(self) -> None:
        """Save the cursor's place. A terminal has one such place, pyte an endless stack."""
        self.savepoints.clear()
        super().save_cursor()

    def restore_cursor(self) -> None:
        """Return to the saved place."""
        super().restore_cursor()
        self.cursor = copy.copy(self.cursor)  # or the saved cursor would move along
        if not self.savepoints:
            super().save_cursor()

    def cursor_to_line(self, line: int | None = None) -> None:
        """Go to a row. pyte assumes that there is a margin if rows count from it."""
        self.cursor_position(line, self.cursor.x + 1)

    # How it is done

    def _draw_simple(self, data: str) -> None:
        """Draw single-column characters, a stretch of a row at a time; pyte goes character by character."""
        cells, cursor = _cells(self.cursor.attrs), self.cursor
        at = 0
        while at < len(data):
            if cursor.x >= self.columns:
                if modes.DECAWM in self.mode:
                    self.carriage_return()
                    self.linefeed()
                else:
                    cursor.x, at = self.columns - 1, max(at, len(data) - 1)
            piece = data[at : at + self.columns - cursor.x]
            columns = range(cursor.x, cursor.x + len(piece))
            self.buffer[cursor.y].update(zip(columns, map(cells.__getitem__, piece), strict=True))
            cursor.x += len(piece)
            at += len(piece)

    def _scroll(self, count: int, at: int, move: Any) -> None:
        before, self.cursor.y = self.cursor.y, at
        for _ in range(min(max(count, 1), self.lines)):
            move()
        self.cursor.y = before

    def _shortened(self, text: str) -> str:
        """A flood that only scrolls, cut down to what remains visible: the result is the same."""
        if text.count("\r\n") < 2 * self.lines + 2 or self.margins or not _ONLY_SCROLLS.fullmatch(text):
            return text
        gone, *seen = text.rsplit("\r\n", self.lines + 1)
        return "".join(_COLOUR.findall(gone)) + "\r" + "\n" * self.lines + "\r\n".join(seen)

    def _runs(self, row: int) -> Iterator[Run]:
        line = self.buffer[row]
        cells = (line[column] for column in range(self.columns))
        for look, alike in groupby(cells, _look):
            yield Run("".join(cell.data for cell in alike).replace("\xa0", " "), *look)

    def _fill(self, buffer: _Buffer) -> None:
        self.buffer.clear()
        self.buffer.update(_copied(buffer))


def _fitting(columns: int, rows: int) -> tuple[int, int]:
    return min(max(columns, 2), WIDEST), min(max(rows, 2), HIGHEST)


def _look(cell: Char) -> tuple[str, str, bool, bool, bool, bool, bool]:
    fg, bg = _colour(cell.fg), _colour(cell.bg)
    return fg, bg, cell.bold, cell.italics, cell.underscore, cell.strikethrough, cell.reverse


@lru_cache(maxsize=1_024)
def _colour(colour: str) -> str:
    """A pyte colour, without its typing error and without numbers that are not colours."""
    if colour in _COLOUR_NAMES or _HEXADECIMAL.fullmatch(colour):
        return colour
    return "brightmagenta" if colour == "bfightmagenta" else "default"


def _copied(buffer: _Buffer) -> _Buffer:
    return {row: copy.copy(line) for row, line in buffer.items()}


@lru_cache(maxsize=256)
def _cells(attributes: Char) -> dict[str, Char]:
    """The ASCII characters, each as a cell that looks like that."""
    return {letter: attributes._replace(data=letter) for letter in map(chr, range(0x20, 0x7F))}


def _drawable(data: str) -> Iterator[str]:
    """The characters that have a place or a base character, without endless piles of marks."""
    marks = 0
    for character in data:
        takes = _takes_place(character)
        marks = 0 if takes else marks + 1
        if takes:
            yield character if character.isprintable() else "�"
        elif marks <= MOST_MARKS and unicodedata.combining(character):
            yield character


@lru_cache(maxsize=4_096)
def _takes_place(character: str) -> bool:
    return wcwidth(character) > 0
