"""Periods, financial years, and the first day on which data may be removed. Clause: P3."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from helpdesk.domain.records import dataclass

_Day = TypeVar("_Day", date, datetime)

_UNITS = ("years", "months", "weeks", "days", "hours", "minutes")
_PART = re.compile(r"([0-9]{1,4}) (year|month|week|day|hour|minute)s?")
_WHOLE = re.compile(rf"{_PART.pattern}(?: {_PART.pattern})*")
_DAYS_IN = {"years": 366, "months": 31, "weeks": 7, "days": 1, "hours": 1 / 24, "minutes": 1 / 1440}
_LONGEST = 100 * 366

_WORDS = {
    "en": {unit: (unit[:-1], unit) for unit in _UNITS},
    "nl": {
        "years": ("jaar", "jaar"),
        "months": ("maand", "maanden"),
        "weeks": ("week", "weken"),
        "days": ("dag", "dagen"),
        "hours": ("uur", "uur"),
        "minutes": ("minuut", "minuten"),
    },
}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as people agree on it: two years, not a number of days."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """A period written as `2 years`, `15 minutes` or `1 year 6 months`.

        Raises `ValueError` for anything else, for an empty text and for more than a hundred years.
        """
        found = _PART.findall(text) if _WHOLE.fullmatch(text) else []
        parts = {f"{unit}s": int(amount) for amount, unit in found}
        if len(parts) < max(len(found), 1):
            raise ValueError(f"not a period: {text!r}")
        period = cls(**parts)
        if not 0 < period.about <= _LONGEST:
            raise ValueError(f"a period is more than nothing and at most 100 years: {text!r}")
        return period

    @property
    def back(self) -> Self:
        """The same length backwards. Months differ in length, so adding both may not give the same day."""
        parts = (self.years, self.months, self.weeks, self.days, self.hours, self.minutes)
        return type(self)(*(-part for part in parts))

    @property
    def about(self) -> float:
        """Its approximate length in days, to tell which of two is longer."""
        return float(sum(getattr(self, unit) * days for unit, days in _DAYS_IN.items()))

    @property
    def by_the_clock(self) -> bool:
        """Whether it counts hours or minutes, and so can't be added to a date."""
        return bool(self.hours or self.minutes)

    def say(self, language: str) -> str:
        """The period in words: `1 year 6 months`, `1 jaar 6 maanden`; in English if the language is unknown."""
        words = _WORDS.get(language, _WORDS["en"])
        parts = ((getattr(self, unit), words[unit]) for unit in _UNITS)
        return " ".join(f"{amount} {forms[amount != 1]}" for amount, forms in parts if amount)

    def __str__(self) -> str:
        return self.say("en")


class RetentionStart(StrEnum):
    """The event from which a retention period counts."""

    CONTRACT_ENDED = "contract-ended"
    SESSION_ENDED = "session-ended"
    FINANCIAL_YEAR_ENDED = "financial-year-ended"
    VISITED = "visited"
    NOTICED = "noticed"
    CLOSED = "closed"
    RECORDED = "recorded"


class RetentionRule(Protocol):
    """From which event data is kept, and for how long; the policy's retention rules are of this shape."""

    @property
    def starts(self) -> RetentionStart:
        """The event that starts the period."""

    @property
    def period(self) -> Period:
        """How long the data is kept, in days or longer units."""


def add(period: Period, start: _Day) -> _Day:
    """`start` plus a period, both dates or both aware moments.

    A period in months ends on the same day of the later month, or on that month's last day if it has no such day.
    Hours and minutes are elapsed time, even across the end of summer time.

    Raises `TypeError` when hours or minutes are added to a date.
    """
    from dateutil.relativedelta import relativedelta

    later = start + relativedelta(
        years=period.years, months=period.months, weeks=period.weeks, days=period.days
    )
    if not period.by_the_clock:
        return later
    if not isinstance(later, datetime):
        raise TypeError("hours and minutes can't be added to a date")
    clock = timedelta(hours=period.hours, minutes=period.minutes)
    return (later.astimezone(UTC) + clock).astimezone(later.tzinfo)


def whole_months(first: date, last: date) -> int:
    """How many months have passed from one day to a later one."""
    from dateutil.relativedelta import relativedelta

    passed = relativedelta(last, first)
    return passed.years * 12 + passed.months


def end_of_financial_year(day: date, last_month: int = 12) -> date:
    """The last day of the financial year that contains `day`; financial years end with month `last_month`."""
    year = day.year + (day.month > last_month)
    return date(year + last_month // 12, last_month % 12 + 1, 1) - timedelta(days=1)


def local_date(moment: datetime, zone: str) -> date:
    """The day on which an aware moment falls in a time zone such as `Europe/Amsterdam`.

    Raises `ValueError` for a moment without a time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(_zone(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """The last moment of a day in a time zone, in UTC; if the zone skipped that day, of the day before."""
    day = min(day, date.max - timedelta(days=1))
    return (datetime.combine(day + timedelta(days=1), time(), _zone(zone)) - timedelta(seconds=1)).astimezone(
        UTC
    )


def retention_end(rule: RetentionRule, start: date, last_month: int = 12) -> date:
    """The first day on which data may be removed: the day after the last day of its period.

    `start` is the day of the event; if the period counts from the end of the financial year (which ends with month
    `last_month`), it is the invoice's own date. An invoice of 2026-05-10 kept for 7 years may be removed from
    2034-01-01. Clause: P3.
    """
    if rule.starts is RetentionStart.FINANCIAL_YEAR_ENDED:
        return add(rule.period, end_of_financial_year(start, last_month) + timedelta(days=1))
    return add(rule.period, start) + timedelta(days=1)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
