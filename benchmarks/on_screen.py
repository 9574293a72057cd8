"""What a terminal sees: first paint, Today, keys, idleness, memory."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.pty_rig import Program
from benchmarks.table import Figure, percentile, ratio

RUNS = 9
"""How many starts are measured, each next to one of the floor's; one more of each comes first and is not counted."""

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("Ready")
Minimal().run()
"""
FILLED = "Nothing waits for you today"
SPOKEN = {"LANG": "C.UTF-8", "HELPDESK_LANG": "en"}

RESULTS = 0.25
"""Seconds of silence after which no more results of a keystroke come; its echo comes earlier."""


def figures(home: Path, idle_seconds: float) -> Iterator[Figure]:
    """The figures for an existing store in `home`."""
    console = Start([str(Path(sys.executable).with_name("helpdesk"))], SPOKEN | {"HELPDESK_HOME": str(home)})
    yield from _starts(console)
    with Program(*console) as program:
        program.wait_for(FILLED)
        program.quiet(0.5)
        yield from _find(program)
        yield from _idle(program, idle_seconds)
        memory = program.peak_memory()
    yield Figure("memory after the above", f"{memory:.0f} MiB", "", "", "<= 90 MiB")


class Start(NamedTuple):
    """How a program is started; the console as every morning: the installed one, by name."""

    argv: list[str]
    env: dict[str, str]


class Reached(NamedTuple):
    """When something appeared on the terminal, and the CPU time it took; both in milliseconds."""

    wall: float
    cpu: float


def _starts(console: Start) -> Iterator[Figure]:
    """The console's start against the floor's, alternating: other work on the machine then slows both."""
    floors, paints, fills = [], [], []
    for _ in range(RUNS + 1):
        floors += _reached(Start([sys.executable, "-c", MINIMAL], SPOKEN), "Ready")
        paint, filled = _reached(console, "Today", FILLED)
        paints.append(paint)
        fills.append(filled)
    for what, ours, aim in (
        ("start to first paint", paints, "<= 1.25 x a minimal Textual app"),
        ("start to Today filled", fills, "<= 2.5 x the same"),
    ):
        yield _against(what, [one.wall for one in ours], [one.wall for one in floors], aim)
        yield _against(f"{what}, CPU", [one.cpu for one in ours], [one.cpu for one in floors], aim)


def _reached(start: Start, *markers: str) -> list[Reached]:
    """When each of the markers, in this order, was first on the terminal together with the earlier ones."""
    with Program(*start) as program:
        return [
            Reached((program.wait_for(marker) - program.started) * 1000, program.cpu()) for marker in markers
        ]


def _against(what: str, ours: list[float], floors: list[float], aim: str) -> Figure:
    """The medians, and the median of the ratios of neighbours; the first of each is only a warm-up."""
    ours, floors = ours[1:], floors[1:]
    times = statistics.median(one / floor for one, floor in zip(ours, floors, strict=True))
    return Figure(
        what,
        f"{statistics.median(ours):.0f} ms",
        f"{statistics.median(floors):.0f} ms",
        ratio(times, 1),
        aim,
    )


def _find(program: Program) -> Iterator[Figure]:
    program.press(b"/", RESULTS)
    times = []
    for text in ("jansen", "kerkstr", "de vries", "hilversum"):
        for letter in text:
            times.append(program.press(letter.encode(), RESULTS)[0])
        program.press(b"\x15", RESULTS)
    p95 = percentile(times, 0.95)
    yield Figure("keystroke to results on screen", f"p95 {p95:.0f} ms", "", "", "p95 <= 80 ms")
    for key in (b"d", b"e"):
        program.press(key, RESULTS)
    program.press(b"\x1b[B")
    moves = [program.press(b"\x1b[B") for _ in range(20)]
    took = statistics.median(milliseconds for milliseconds, _ in moves)
    size = statistics.median(count for _, count in moves)
    yield Figure(
        "cursor down in the list", f"{took:.1f} ms, {size:.0f} bytes", "", "", "<= 6 ms, <= 500 bytes"
    )


def _idle(program: Program, seconds: float) -> Iterator[Figure]:
    program.quiet(0.5)
    before, end = len(program.output), time.perf_counter() + seconds
    while time.perf_counter() < end:
        program.read(0.5)
    sent = len(program.output) - before
    yield Figure(f"sent in {seconds:.0f} idle seconds", f"{sent} bytes", "", "", "0 bytes")
