"""A session as an asciicast (version 2): what was shown and when, never what was typed. Clause: B6, P3.

The recorder works in its own thread, so that neither compression nor the store slows down typing.
"""

from __future__ import annotations

import codecs
import json
import threading
import zlib
from collections import deque
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import Self

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import RecordingPart

LARGEST_PART = 262_144
"""Bytes of text in a part, before compression."""

LONGEST_WAIT = 2.0
"""Seconds after which output is passed on; this much is lost when the console is killed."""

MOST_WAITING = 33_554_432
"""Bytes of output that may wait to be recorded; beyond that, the session waits too."""

END = "end of session"
"""The marker at the end. A recording without it was cut off."""

OUTPUT, RESIZED, MARKER = "o", "r", "m"
"""The kinds of asciicast events that are written."""

_LONGEST_TEXT = 8_192  # in characters; at six bytes each at worst, an event still fits in a part


class RecordingFailed(HelpdeskError):
    """A session can't be recorded, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            msg("The session can't be recorded."),
            safe=msg("What was recorded before is kept."),
            todo=msg("Check whether the disk is full, and whether the store can be written."),
        )


class Recorder:
    """Sees the output of one session (a `Witness` of the pump) and passes the recording on in parts.

    Use it with `with`: entering passes on the first part, with the header, and leaving the last one. Only the first
    part is passed on from the session's own thread.

    Args:
        sink: stores a part; called from one thread at a time, in order.
        columns: the terminal's width when the session begins.
        rows: its height.
        term: the kind of terminal; nothing else of the environment is kept, nor who, where or what.
        started: when the session began, aware.
        required: whether the session must be recorded. If not, it continues on failure, and `failed` says why.
        clock: seconds, from any origin.

    Raises:
        RecordingFailed: on entering, if the first part can't be stored.
    """

    def __init__(
        self,
        sink: Callable[[RecordingPart], None],
        *,
        columns: int,
        rows: int,
        term: str,
        started: datetime,
        required: bool,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._sink = sink
        self._header = {
            "version": 2,
            "width": columns,
            "height": rows,
            "timestamp": int(started.timestamp()),
            "env": {"TERM": term},
        }
        self._required = required
        self._clock = clock
        self._began = 0.0
        self._last = 0.0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._number = 0
        self._lines: list[bytes] = []
        self._bytes = 0
        self._first = 0.0  # of the events in `_lines`, as is their last
        self._until = 0.0
        self._waiting: deque[tuple[float, str, bytes]] = deque()
        self._bytes_waiting = 0
        self._changed = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self.failed: RecordingFailed | None = None
        """Why the recording stopped, if it did."""

    def __enter__(self) -> Self:
        self._began = self._clock()
        self._write(json.dumps(self._header).encode() + b"\n", 0.0)
        self._flush()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._add(MARKER, END.encode())
            self._over = True
            self._changed.notify_all()
        self._thread.join()

    def output(self, data: bytes) -> None:
        """Record output.

        Raises:
            RecordingFailed: it is required, and fails.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._bytes_waiting < MOST_WAITING or self.failed)
            if self.failed is None:
                self._add(OUTPUT, data)
            elif self._required:
                raise self.failed

    def resized(self, columns: int, rows: int) -> None:
        """Record a new size of the terminal."""
        with self._changed:
            self._add(RESIZED, b"%dx%d" % (columns, rows))

    def _add(self, kind: str, data: bytes) -> None:
        if self.failed is None:
            self._waiting.append((self._clock() - self._began, kind, data))
            self._bytes_waiting += len(data)
            self._changed.notify_all()

    # What follows runs in the recorder's own thread.

    def _run(self) -> None:
        try:
            while (event := self._next()) is not None:
                at, kind, data = event
                if data:
                    self._record(at, kind, data)
                if self._lines and self._clock() - self._began >= self._until:
                    self._flush()
            self._flush()
        except RecordingFailed as failed:
            with self._changed:
                self.failed = failed
                self._waiting.clear()
                self._changed.notify_all()

    def _next(self) -> tuple[float, str, bytes] | None:
        """The next event, or one without data when it is time to pass something on; `None` at the end."""
        with self._changed:
            left = self._until - (self._clock() - self._began) if self._lines else None
            self._changed.wait_for(lambda: self._waiting or self._over, left)
            if self._waiting:
                event = self._waiting.popleft()
                self._bytes_waiting -= len(event[2])
                self._changed.notify_all()
                return event
            return None if self._over else (0.0, OUTPUT, b"")

    def _record(self, at: float, kind: str, data: bytes) -> None:
        text = self._decoder.decode(data) if kind == OUTPUT else data.decode()
        if kind == MARKER and (cut_off := self._decoder.decode(b"", True)):
            self._event(at, OUTPUT, cut_off)
        for begin in range(0, len(text), _LONGEST_TEXT):
            self._event(at, kind, text[begin : begin + _LONGEST_TEXT])

    def _event(self, at: float, kind: str, text: str) -> None:
        line = json.dumps([round(at, 6), kind, text], ensure_ascii=False).encode() + b"\n"
        if self._bytes + len(line) > LARGEST_PART:
            self._flush()
        self._write(line, at)

    def _write(self, line: bytes, at: float) -> None:
        if not self._lines:
            self._first, self._until = at, at + LONGEST_WAIT
        self._lines.append(line)
        self._bytes += len(line)
        self._last = at

    def _flush(self) -> None:
        """Pass on what there is as a part."""
        if not self._lines:
            return
        self._number += 1
        content = zlib.compress(b"".join(self._lines))
        part = RecordingPart(self._number, self._first, self._last, len(self._lines), content)
        self._lines.clear()
        self._bytes = 0
        try:
            self._sink(part)
        except Exception as error:  # whatever it is: this session is not recorded
            raise RecordingFailed from error
