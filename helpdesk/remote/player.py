"""Playing a recording: what was shown at any moment, at any speed, and where a word appeared.

Clause: P3, R1 (while it is kept, what was done on a system can be looked up).
"""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from time import monotonic
from typing import Any, BinaryIO

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import RecordingPart
from helpdesk.remote.escape_rules import UNFINISHED
from helpdesk.remote.recorder import END, MARKER, OUTPUT, RESIZED

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""How many seconds of a recording are played per second."""

MOST_FOUND = 1_000
"""How many moments a search returns at most."""

LONGEST_SEARCHED = 200
"""How long a search text may be."""

_SEQUENCE = re.compile(
    r"\x1b(?:\[[<=>?]?[0-9;:]*[ -/]*[@-~]|[\]PX^_k][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])|[\x00-\x08\x0b-\x1f\x7f]"
)
_STRETCH = 262_144  # characters that are shown in one go
_BETWEEN_STILLS = 1_048_576  # characters shown between two moments that can be returned to at once
_MOST_STILLS = 32


class RecordingDamaged(HelpdeskError):
    """A recording can't be read."""

    def __init__(self) -> None:
        super().__init__(
            msg("This recording can't be read: a part of it is missing or damaged."),
            todo=msg("A backup of the store may still have it."),
        )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened `at` seconds after the start: `text` was shown, or the size became `80x24`."""

    at: float
    kind: str
    text: str


class Cast:
    """A recording: its parts, unpacked as they are needed.

    `columns` and `rows` are the terminal's size at the start, `started` the moment (aware), `seconds` its length, and
    `whole` whether it was recorded to its end.
    """

    def __init__(self, parts: Iterable[RecordingPart]) -> None:
        """Read the header and the end.

        Raises:
            RecordingDamaged: there is no first part, one is missing, or it can't be unpacked.
        """
        self._parts = tuple(sorted(parts, key=lambda part: part.number))
        if not self._parts or [part.number for part in self._parts] != list(range(1, len(self._parts) + 1)):
            raise RecordingDamaged
        try:
            header = json.loads(_lines(self._parts[0])[0])
            self.columns, self.rows = int(header["width"]), int(header["height"])
            self.started = datetime.fromtimestamp(header["timestamp"], UTC)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise RecordingDamaged from error
        self.seconds = max(part.last for part in self._parts)
        last = _event(_lines(self._parts[-1])[-1]) if len(self._parts) > 1 else None
        self.whole = last is not None and (last.kind, last.text) == (MARKER, END)

    def events(self, since: float = -1.0) -> Iterator[Event]:
        """Everything that happened after `since`, in order.

        Raises:
            RecordingDamaged: a part can't be read.
        """
        first = bisect_right([part.last for part in self._parts], since)
        for part in self._parts[first:]:
            for line in _lines(part)[1 if part.number == 1 else 0 :]:
                event = _event(line)
                if event.at > since:
                    yield event

    def find(self, text: str) -> tuple[float, ...]:
        """The moments at which a text appeared, in any case; at most `MOST_FOUND`.

        Text that a program writes in pieces is found in the order of writing, not as it finally appears.
        """
        wanted = text.casefold()[:LONGEST_SEARCHED]
        moments: dict[float, None] = {}
        before, rest = "", ""
        for event in self.events() if wanted else ():
            if event.kind != OUTPUT:
                continue
            shown = rest + event.text
            unfinished = UNFINISHED.search(shown)
            rest = unfinished[0] if unfinished else ""
            seen = before + _SEQUENCE.sub("", shown.removesuffix(rest)).casefold()
            if wanted in seen:
                moments[event.at] = None
                if len(moments) == MOST_FOUND:
                    break
            before = seen[len(seen) - len(wanted) + 1 :] if len(wanted) > 1 else ""
        return tuple(moments)


class Player:
    """Plays a recording: `screen` is what is visible at `at` seconds.

    Jumping far into a busy recording takes some seconds at first: do it in a thread, one at a time.

    Args:
        cast: what is played; it starts paused at the beginning.
        clock: seconds, from any origin.
    """

    def __init__(self, cast: Cast, clock: Callable[[], float] = monotonic) -> None:
        from helpdesk.remote.replay_screen import ReplayScreen

        self._cast, self._clock = cast, clock
        self.screen = ReplayScreen(cast.columns, cast.rows)
        self.at = 0.0
        self._speed = 1.0
        self._since: float | None = None  # by the clock, while playing
        self._coming: Iterator[Event] = iter(())
        self._next: Event | None = None
        self._stills: list[tuple[float, dict[str, Any]]] = [(-1.0, self.screen.keep())]
        self._fed = 0
        self._between = _BETWEEN_STILLS
        self._go_back(*self._stills[0])

    @property
    def playing(self) -> bool:
        """Whether it is playing."""
        return self._since is not None

    @property
    def speed(self) -> float:
        """Seconds of the recording per second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        if self._since is not None:
            self._since = self._clock() - (self.at / speed)
        self._speed = speed

    def play(self) -> None:
        """Play from here, or from the beginning if it is at its end."""
        if self.at >= self._cast.seconds:
            self.seek(0.0)
        self._since = self._clock() - self.at / self._speed

    def pause(self) -> None:
        """Pause here."""
        self._since = None

    def seek(self, seconds: float) -> None:
        """Jump to a moment; before the beginning is the beginning, after the end is the end."""
        seconds = min(max(seconds, 0.0), self._cast.seconds)
        if seconds < self.at:
            place = bisect_right([at for at, _still in self._stills], seconds) - 1
            self._go_back(*self._stills[place])
        self._show_until(seconds)
        if self._since is not None:
            self._since = self._clock() - seconds / self._speed

    def tick(self) -> bool:
        """Show what is due by now; says whether the screen changed. At the end it stops."""
        if self._since is None:
            return False
        due = min((self._clock() - self._since) * self._speed, self._cast.seconds)
        changed = self._show_until(due)
        if due >= self._cast.seconds:
            self.pause()
        return changed

    def due_in(self) -> float | None:
        """Seconds by the clock until something changes; `None` when nothing will."""
        if self._since is None:
            return None
        at = self._next.at if self._next else self._cast.seconds
        return max(at / self._speed - (self._clock() - self._since), 0.0)

    def _go_back(self, at: float, still: dict[str, Any]) -> None:
        """Return to a saved moment."""
        self.screen.put_back(still)
        self.at = max(at, 0.0)
        self._fed = 0
        self._coming = self._cast.events(at)
        self._next = next(self._coming, None)

    def _show_until(self, seconds: float) -> bool:
        """Show everything up to and including a moment; says whether there was anything."""
        changed = False
        texts: list[str] = []
        length = 0
        while self._next is not None and self._next.at <= seconds:
            event, changed = self._next, True
            if event.kind == OUTPUT:
                texts.append(event.text)
                length += len(event.text)
            if event.kind == RESIZED or length >= _STRETCH:
                self._feed(texts)
                length = 0
            if event.kind == RESIZED:
                self.screen.resize_to(*_size(event.text))
            self._next = next(self._coming, None)
            if self._fed + length >= self._between and (self._next is None or self._next.at > event.at):
                self._feed(texts)
                length = 0
                self._keep(event.at)
        self._feed(texts)
        self.at = seconds
        return changed

    def _feed(self, texts: list[str]) -> None:
        text = "".join(texts)
        texts.clear()
        self._fed += len(text)
        self.screen.feed(text)

    def _keep(self, at: float) -> None:
        """Save the current state, to return to; if there are too many, drop every other one and save half as often."""
        self._fed = 0
        if at <= self._stills[-1][0]:
            return
        self._stills.append((at, self.screen.keep()))
        if len(self._stills) > _MOST_STILLS:
            del self._stills[1::2]
            self._between *= 2


def export(parts: Iterable[RecordingPart], file: BinaryIO) -> None:
    """Write a recording as one asciicast (version 2), for asciinema and whatever else reads it.

    Raises:
        RecordingDamaged: a part can't be unpacked.
    """
    file.writelines(_unpacked(part) for part in parts)


def _unpacked(part: RecordingPart) -> bytes:
    try:
        return zlib.decompress(part.content)
    except zlib.error as error:
        raise RecordingDamaged from error


def _lines(part: RecordingPart) -> list[bytes]:
    return _unpacked(part).splitlines()


def _event(line: bytes) -> Event:
    try:
        at, kind, text = json.loads(line)
        return Event(float(at), str(kind), str(text))
    except (ValueError, TypeError) as error:
        raise RecordingDamaged from error


def _size(text: str) -> tuple[int, int]:
    columns, _, rows = text.partition("x")
    return int(columns), int(rows)
