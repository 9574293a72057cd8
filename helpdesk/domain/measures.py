"""Measures that protect personal data, and when they were gone over. Clause: B3, B5; GDPR art. 32(1)(d)."""

from __future__ import annotations

from datetime import date, datetime

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """Somebody went over a measure at a moment (aware), and found it in order or not. `by` is a login."""

    at: datetime
    by: str
    by_name: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class MeasureState:
    """Where a measure of the policy stands: its checks, newest first, and the day by which it is gone over again.

    `id` is its place in the policy, `measure` its id there. One that was found wanting is due on the day that this was
    found, until it was found in order.
    """

    id: int
    measure: str
    checks: tuple[Check, ...]
    due: date

    @property
    def last(self) -> Check | None:
        """The newest check; `None` where there was none yet."""
        return self.checks[0] if self.checks else None

    @property
    def is_wanting(self) -> bool:
        """Whether it was found not to be in order, and is to be mended."""
        return self.last is not None and not self.last.is_good
