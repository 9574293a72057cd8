"""What pictures are drawn from: counts over a register, in which nobody can be recognised. Clause: C1, D6, G3, D9."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass

AGES: tuple[Message, ...] = (
    msg("today"),
    msg("1–2 days"),
    msg("3–6 days"),
    msg("1–2 weeks"),
    msg("2–4 weeks"),
    msg("4+ weeks"),
)
"""Labels for how long something has been open, youngest first."""

_BEGIN = (1, 3, 7, 14, 28)
"""The day on which each of `AGES` but the first begins."""


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """The complaints received in a month. `median_days` as in the picture of a year."""

    received: int
    in_time: int
    late: int
    median_days: float | None

    @property
    def unanswered(self) -> int:
        """How many have no answer: they are waiting for one, or were withdrawn."""
        return self.received - self.in_time - self.late


@dataclass(frozen=True, slots=True)
class Use:
    """A number of sessions, their total length, and the number of attempts that did not become one."""

    sessions: int = 0
    lasted: timedelta = timedelta()
    failed: int = 0


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """Remote support in the week that starts on a Monday, by day, and by technician's name, busiest first."""

    monday: date
    days: tuple[Use, ...]
    technicians: Mapping[str, Use]

    @property
    def whole(self) -> Use:
        """All days together."""
        return Use(
            sum(day.sessions for day in self.days),
            sum((day.lasted for day in self.days), timedelta()),
            sum(day.failed for day in self.days),
        )


class Cases(StrEnum):
    """A register of cases that are open until somebody deals with them; its value is the job needed to see it."""

    TICKETS = "tickets"
    COMPLAINTS = "complaints"
    REQUESTS = "requests"
    UNSOLICITED = "unsolicited"
    BREACHES = "breaches"


@dataclass(frozen=True, slots=True)
class OpenCases:
    """How long the open cases of a register have been open: how many in each of `AGES`.

    `oldest` is in days, `None` if nothing is open; `late` are past the moment or day by which they were due.
    """

    cases: Cases
    ages: tuple[int, ...]
    oldest: int | None
    late: int

    @classmethod
    def of(cls, cases: Cases, days: Iterable[tuple[date, bool]], today: date) -> OpenCases:
        """The picture of cases from the day each came in, and whether it is late."""
        ages = [0] * len(AGES)
        oldest, late = None, 0
        for came, is_late in days:
            age = max((today - came).days, 0)
            ages[bisect_right(_BEGIN, age)] += 1
            oldest = max(age, oldest or 0)
            late += is_late
        return cls(cases, tuple(ages), oldest, late)

    @property
    def count(self) -> int:
        """How many are open."""
        return sum(self.ages)
