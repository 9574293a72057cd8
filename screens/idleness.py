"""How long nobody has touched the console. Clause: B2."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpdesk.domain.calendar import Period

LOOK_AGAIN = 30.0
"""The clock is read again after this many seconds at the latest, so that a computer wakes up locked."""


def since_boot() -> float:
    """Seconds that also count while the computer sleeps, if the system has such a clock."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Idleness:
    """Seconds since the last touch, compared with a limit (`None`: never over)."""

    def __init__(self, limit: float | None, clock: Callable[[], float] = since_boot) -> None:
        self.limit = limit
        self._clock = clock
        self._touched = clock()

    def touch(self) -> None:
        """Somebody is here."""
        self._touched = self._clock()

    def left(self) -> float | None:
        """Seconds until the limit, zero or less when it is over; `None` without a limit."""
        return None if self.limit is None else self._touched + self.limit - self._clock()

    def over(self) -> bool:
        """Whether nobody touched the console for as long as the limit."""
        left = self.left()
        return left is not None and left <= 0

    def look_again(self) -> float | None:
        """Seconds after which to check again; `None` without a limit."""
        left = self.left()
        return None if left is None else min(max(left, 0.05), LOOK_AGAIN)


def in_seconds(period: Period) -> float:
    """A period of the policy in seconds; a month counts 30 days here."""
    days = period.years * 365 + period.months * 30 + period.weeks * 7 + period.days
    return timedelta(days=days, hours=period.hours, minutes=period.minutes).total_seconds()
