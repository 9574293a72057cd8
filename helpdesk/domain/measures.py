"""Measures that protect personal data, and when they were reviewed. Clause: B3, B5; GDPR art. 32(1)(d)."""

from __future__ import annotations

from datetime import date, datetime

from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """A review of a measure at a moment (aware), which found it in order or not. `by` is a login."""

    at: datetime
    by: str
    by_name: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class MeasureState:
    """Where a measure of the policy stands: its reviews, newest first, and the day by which the next one is due.

    `id` is its position in the policy, `measure` its id there. One that was not in order is due from the day of that
    review until a review finds it in order.
    """

    id: int
    measure: str
    checks: tuple[Check, ...]
    due: date

    @property
    def last(self) -> Check | None:
        """The newest review; `None` if there was none yet."""
        return self.checks[0] if self.checks else None

    @property
    def is_wanting(self) -> bool:
        """Whether it was found not to be in order, and needs fixing."""
        return self.last is not None and not self.last.is_good
