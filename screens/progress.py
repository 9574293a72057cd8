"""The progress of a long job: reported by the job's thread, polled by the screen that waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

from screens.console_screen import ConsoleScreen

LOOK_AGAIN = 0.25
"""Seconds between polls."""

Progress = TypeVar("Progress")


@contextmanager
def watched(
    screen: ConsoleScreen[Any], say: Callable[[Progress, float], None]
) -> Iterator[Callable[[Progress], None]]:
    """While this lasts, report a job's progress: its latest value, and the seconds it has taken.

    Yields the function by which the job reports, from any thread.
    """
    told: list[Progress] = []
    began = monotonic()

    def look() -> None:
        if told:
            say(told[-1], monotonic() - began)

    def tell(progress: Progress) -> None:
        told[:] = [progress]

    timer = screen.set_interval(LOOK_AGAIN, look) if screen.is_here else None
    try:
        yield tell
    finally:
        if timer is not None:
            timer.stop()
