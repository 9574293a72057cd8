"""What a slow line must carry: the bytes of each opening screen, and of each cursor move in its lists."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyte

from benchmarks.pty_rig import Program
from benchmarks.table import Figure

HELPDESK = str(Path(sys.executable).with_name("helpdesk"))
SIZES = ((80, 24), (140, 40), (200, 50))
KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "tab": "\t", "enter": "\r", "esc": "\x1b", "^p": "\x10", "f1": "\x1bOP",
    "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f7": "\x1b[18~", "f9": "\x1b[20~",
    "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip


class Place(NamedTuple):
    """A place to look at, and the keys that lead there: from Today, or from the place before it."""

    name: str
    keys: str
    on: bool = False


WALK = (
    Place("Today", ""), Place("audit", "a"), Place("measures", "m"), Place("open cases", "y"),
    Place("statement", "f3"), Place("found", "f4 v a n"), Place("disclosures", "f11"), Place("tickets", "f9"),
    Place("IP use", "f5"), Place("week", "y", on=True), Place("complaints", "f12 3"), Place("year", "y", on=True),
    Place("requests", "f10 4"), Place("request", "enter", on=True), Place("unsolicited data", "f7 2"),
    Place("item", "enter", on=True), Place("commands", "^p", on=True), Place("help", "esc f1", on=True),
    Place("customer", "f4 1 0 0 0 6 down enter a enter"), Place("consents", "2", on=True),
    Place("services", "3", on=True), Place("invoices", "tab", on=True), Place("systems", "4", on=True),
    Place("IP use of a customer", "5", on=True), Place("history", "6", on=True),
    Place("tickets of a customer", "7", on=True), Place("ticket", "enter", on=True),
)  # fmt: skip
"""Everything with a list, and whatever else opens, in the sample company."""

TEXTS = frozenset({"help", "ticket"})
"""Places where moving the cursor shows another text, which is as long as it is."""

FOLLOWED = frozenset({"statement"})
"""Places where a text follows once the cursor rests, and none while it goes by."""

TO_TODAY = ("esc", "esc", "f2")
MOST = 30
"""Moves in each direction: no list needs more to show what they cost."""

LOOKED_AT = 30
"""How many cells of a row must be in the same place; a move that scrolls the list does not count."""

OPENS, MOVES, GOES_BY = 0.8, 0.2, 0.1
"""Seconds of silence after which a screen is open, a cursor move is over, and a move of a cursor going by is over."""


@dataclass
class Sent:
    """Bytes that were sent for a place: as it opened, and for each cursor move in its list."""

    place: str
    opening: int
    moves: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    """Of each move with the text that followed it."""


class Marked(NamedTuple):
    """A row under a cursor: its line, the column after the mark, and its text."""

    line: int
    column: int
    text: str

    def stands_in(self, lines: Sequence[str]) -> bool:
        """Whether the row shows the same, with or without the mark."""
        return lines[self.line][self.column :].startswith(self.text)


class Line:
    """A console at the other end of a line, and what its terminal shows."""

    def __init__(self, program: Program, size: tuple[int, int]) -> None:
        self._program, self._read = program, 0
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)

    def press(self, key: str, pause: float) -> int:
        """Press a key; returns how many bytes it caused."""
        sent = self._program.press(KEYS.get(key, key).encode(), pause)[1]
        self._stream.feed(bytes(self._program.output[self._read :]))
        self._read = len(self._program.output)
        return sent

    def moves(self, key: str, pause: float = MOVES) -> Iterator[int]:
        """The bytes of each move, until the cursor stops."""
        for _ in range(MOST):
            marked, lines = self._marked(), self._screen.display
            if not (sent := self.press(key, pause)):
                return
            now = self._marked()
            stays = all(one.stands_in(self._screen.display) for one in marked)
            if now != marked and stays and all(one.stands_in(lines) for one in now):
                yield sent

    def _marked(self) -> list[Marked]:
        found = ((y, row, row.find("› ") + 2) for y, row in enumerate(self._screen.display) if "› " in row)
        return [Marked(y, x, row[x : x + LOOKED_AT]) for y, row, x in found]


def figures(folder: Path) -> Iterator[Figure]:
    """The figures for the sample company in Dutch, which is longer; its store is made in `folder`."""
    env = {"LANG": "C.UTF-8", "HELPDESK_LANG": "nl", "HELPDESK_HOME": str(folder / "sample")}
    shutil.rmtree(env["HELPDESK_HOME"], ignore_errors=True)
    command = [HELPDESK, "demo", "--no-console", "--home", env["HELPDESK_HOME"]]
    subprocess.run(command, env={**os.environ, **env}, check=True, stdout=subprocess.DEVNULL)
    found = {size: list(walk(env, size)) for size in SIZES}
    listed = [one for some in found.values() for one in some if one.place not in TEXTS]
    moves = [move for one in listed for move in one.moves]
    yield Figure(
        "a cursor moves, in each list",
        f"at most {max(moves)} bytes, {statistics.mean(moves):.0f} on average",
        "", "", "<= 700 bytes at most",
    )  # fmt: skip
    texts = [text for one in listed for text in one.texts]
    yield Figure(
        "a cursor rests in the statement, and the text follows",
        f"at most {max(texts)} bytes, {statistics.mean(texts):.0f} on average",
        "", "", "<= 700 bytes on average",
    )  # fmt: skip
    opened = (
        f"{max(one.opening for one in some) / 1000:.1f} kB at {size[0]}×{size[1]}"
        for size, some in found.items()
    )
    yield Figure("a screen opens, each of them", f"at most {', '.join(opened)}", "", "", "<= 30 kB")


def walk(env: dict[str, str], size: tuple[int, int]) -> Iterator[Sent]:
    """What is sent at each place, for a terminal size."""
    with Program([HELPDESK], env, size) as program:
        program.quiet(5 * OPENS)
        line = Line(program, size)
        started = len(program.output)
        for place in WALK:
            for key in () if place.on else TO_TODAY:
                line.press(key, OPENS)
            opened = [line.press(key, OPENS) for key in place.keys.split()]
            sent = Sent(place.name, opened[-1] if opened else started)
            if place.name in FOLLOWED:
                sent.texts = [*line.moves("down", OPENS), *line.moves("up", OPENS)]
            pause = GOES_BY if place.name in FOLLOWED else MOVES
            sent.moves = [*line.moves("down", pause), *line.moves("up", pause)]
            yield sent
