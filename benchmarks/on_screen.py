"""What a terminal sees: first paint, Today, keys, idleness, memory."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.pty_rig import Program
from benchmarks.table import Figure, percentile, ratio

RUNS = 5
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("Ready")
Minimal().run()
"""


def figures(home: Path, idle_seconds: float) -> Iterator[Figure]:
    """The figures on a store in `home`, which must be there."""
    console = [sys.executable, "-m", "helpdesk", "--home", str(home)]
    floor = statistics.median(_painted([sys.executable, "-c", MINIMAL], "Ready") for _ in range(RUNS))
    paint = statistics.median(_painted(console, "Today") for _ in range(RUNS))
    filled = statistics.median(_filled(console) for _ in range(RUNS))
    yield _figure("start to first paint", paint, floor, "<= 1.25 x a minimal Textual app")
    yield _figure("start to Today filled", filled, floor, "<= 2.5 x the same")
    with Program(console, {"LANG": "C.UTF-8", "HELPDESK_LANG": "en"}) as program:
        program.wait_for(FILLED)
        program.quiet(0.3)
        yield from _find(program)
        yield from _idle(program, idle_seconds)
        memory = program.peak_memory()
    yield Figure("memory after the above", f"{memory:.0f} MiB", "", "", "<= 90 MiB")


FILLED = "Nothing waits for you today"


def _painted(argv: list[str], marker: str) -> float:
    """Milliseconds from the start to the first time that the marker and all with it is on the terminal."""
    with Program(argv, {"LANG": "C.UTF-8", "HELPDESK_LANG": "en"}) as program:
        return (program.wait_for(marker) - program.started) * 1000


def _filled(argv: list[str]) -> float:
    return _painted(argv, FILLED)


def _find(program: Program) -> Iterator[Figure]:
    program.press(b"/")
    times = []
    for text in ("jansen", "kerkstr", "de vries", "hilversum"):
        for letter in text:
            times.append(program.press(letter.encode())[0])
        program.press(b"\x15")
    p95 = percentile(times, 0.95)
    yield Figure("keystroke to results on screen", f"p95 {p95:.0f} ms", "", "", "p95 <= 80 ms")
    for letter in b"de":
        program.press(bytes([letter]))
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


def _figure(what: str, ours: float, floor: float, aim: str) -> Figure:
    return Figure(what, f"{ours:.0f} ms", f"{floor:.0f} ms", ratio(ours, floor), aim)
