"""Recordings as they are stored, each event in a part of its own."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from helpdesk.domain.remote import RecordingPart
from helpdesk.remote.recorder import END

STARTED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class Clock:
    """Time that passes on command."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def record(
    events: Iterable[tuple[float, bytes | tuple[int, int]]], columns: int = 80, rows: int = 24
) -> list[RecordingPart]:
    """A complete recording of a session: output, or a terminal size, at given seconds."""
    header = {
        "version": 2,
        "width": columns,
        "height": rows,
        "timestamp": int(STARTED.timestamp()),
        "env": {},
    }
    parts, at = [_part(1, 0.0, header)], 0.0
    for at, what in events:
        kind, text = ("r", f"{what[0]}x{what[1]}") if isinstance(what, tuple) else ("o", what.decode())
        parts.append(_part(len(parts) + 1, at, [at, kind, text]))
    return [*parts, _part(len(parts) + 1, at, [at, "m", END])]


def _part(number: int, at: float, line: Any) -> RecordingPart:
    return RecordingPart(number, at, at, 1, zlib.compress(json.dumps(line).encode() + b"\n"))
