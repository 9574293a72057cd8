"""When something must be done, and which rule set that day. Clause: C1, R1–R7; GDPR art. 33(1).

A period in months ends on the same day of the later month, or on that month's last day if it has no such day. If that
is a Saturday, a Sunday or a public holiday, it ends on the next working day (Regulation 1182/71, art. 3). Days are
those of the company's time zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

from helpdesk.domain.calendar import Period, add
from helpdesk.domain.messages import Message, msg, msgn
from helpdesk.domain.records import dataclass

_SATURDAY = 5
_ENGLISH = "en_US"  # the name in the library `holidays`


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday of a country, which has a name in each language."""

    country: str
    kinds: tuple[str, ...]
    day: date

    def say(self, language: str) -> str:
        """Its name in `language`, or in English if it has none in that."""
        wanted = language if language != "en" else _ENGLISH
        return (_holidays(self.country, self.kinds, self.day.year, wanted) or {}).get(self.day, "")

    def __str__(self) -> str:
        """Its name in English, for logs and tests."""
        return self.say(_ENGLISH)


HOURS = 72
"""How long there is to tell the authority of a data breach. GDPR art. 33(1)."""

_HOUR = timedelta(hours=1)
_LONG = timedelta(days=3)
"""What is later than this is counted in days."""

KEPT = 4_096
"""How many computed deadlines are cached: a list asks for the same ones again and again."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are working days: weekdays that are not holidays of a country.

    `country` is an ISO code; `kinds` are kinds of holidays by their names in the library `holidays` (`public`,
    `optional`). A year or country that the library does not know has no holidays here, and a deadline that meets one
    says so.
    """

    country: str = "NL"
    kinds: tuple[str, ...] = ("public",)

    def holiday(self, day: date) -> Holiday | None:
        """The public holiday on a day; `None` if there is none."""
        known = _holidays(self.country, self.kinds, day.year) or {}
        return Holiday(self.country, self.kinds, day) if day in known else None

    def knows(self, day: date) -> bool:
        """Whether the holidays of that year are known."""
        return _holidays(self.country, self.kinds, day.year) is not None

    def is_working(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < _SATURDAY and not self.holiday(day)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something is in time, and the rules behind it, in the order they were applied."""

    day: date
    rules: tuple[Message, ...]

    def left(self, today: date) -> Message:
        """How many days are left after `today`, in words."""
        return left(self.day, today)

    def is_late(self, today: date) -> bool:
        """Whether the day has passed."""
        return today > self.day


def left(day: date, today: date) -> Message:
    """How many days are left until `day`, in words."""
    days = (day - today).days
    if days == 0:
        return msg("today")
    if days > 0:
        return msgn("{count} day left", "{count} days left", days)
    return msgn("{count} day late", "{count} days late", -days)


def hours_after(start: datetime, hours: int = HOURS) -> datetime:
    """A number of hours after a moment (aware), in UTC.

    Hours are elapsed time: nights, weekends and holidays count, and a change of summer time neither adds one nor
    takes one away. GDPR art. 33(1).
    """
    return start.astimezone(UTC) + hours * _HOUR


def time_left(by: datetime, now: datetime) -> Message:
    """How much time is left until a moment, or how late it is, in words: whole hours, rounded down."""
    time = by.astimezone(UTC) - now.astimezone(
        UTC
    )  # two moments of one zone would be subtracted by the clock
    hours = abs(time) // _HOUR
    if time < -_LONG:
        return msgn("{count} day late", "{count} days late", -time // timedelta(days=1))
    if time < timedelta(0):
        late = msgn("{count} hour late", "{count} hours late", hours)
        return late if hours else msg("less than an hour late")
    if hours:
        return msgn("{count} hour left", "{count} hours left", hours)
    return msgn("{count} minute left", "{count} minutes left", time // timedelta(minutes=1))


@lru_cache(KEPT)
def months_after(start: date, months: int, working: WorkingDays, *, paused: int = 0) -> Deadline:
    """A period in months after the day of `start`, plus as many days as the clock was paused.

    One month after receipt on 2026-01-31 is 2026-03-02: 28 February is a Saturday. Regulation 1182/71 art. 3; GDPR
    art. 12(3).
    """
    end = add(Period(months=months), start)
    rule = msgn(
        "{count} month after receipt on {start}: {end}.",
        "{count} months after receipt on {start}: {end}.",
        months,
        start=start,
        end=end,
    )
    rules = [rule]
    if end.day != start.day:
        rules.append(msg("That month has no day {day}, so its last day counts.", day=start.day))
    if paused:
        end += timedelta(days=paused)
        rules.append(
            msgn(
                "The clock was paused for {count} day: {end}.",
                "The clock was paused for {count} days: {end}.",
                paused,
                end=end,
            )
        )
    return _on_a_working_day(Deadline(end, tuple(rules)), working)


@lru_cache(KEPT)
def period_after(start: date, period: Period, working: WorkingDays) -> Deadline:
    """A period of days or longer that the company itself promised, ending on a working day. Clause: C1."""
    end = add(period, start)
    promised = msg("{period} after {start}, as we promise: {end}.", period=period, start=start, end=end)
    return _on_a_working_day(Deadline(end, (promised,)), working)


@lru_cache(KEPT)
def working_days_after(start: date, count: int, working: WorkingDays) -> Deadline:
    """A number of working days after the day of `start`, which does not count itself. Clause: C1."""
    day, left_over, skipped = start, count, []
    while left_over:
        day += timedelta(days=1)
        if working.is_working(day):
            left_over -= 1
        elif name := working.holiday(day):
            skipped.append(msg("{day} does not count: {holiday}.", day=day, holiday=name))
    rule = msgn(
        "{count} working day after {start}, as we promise: {end}.",
        "{count} working days after {start}, as we promise: {end}.",
        count,
        start=start,
        end=day,
    )
    return _with_doubt(Deadline(day, (rule, *skipped)), working)


def _on_a_working_day(plain: Deadline, working: WorkingDays) -> Deadline:
    """The day itself or the next working day, and for each skipped day why it is not one."""
    why, day = [], plain.day
    while not working.is_working(day):
        why.append(_why_none(day, working))
        day += timedelta(days=1)
    if why:
        why.append(msg("So it ends on the next working day: {day}.", day=day))
    return _with_doubt(Deadline(day, (*plain.rules, *why)), working)


def _why_none(day: date, working: WorkingDays) -> Message:
    if name := working.holiday(day):
        return msg("{day} is a public holiday: {holiday}.", day=day, holiday=name)
    weekday = msg("a Saturday") if day.weekday() == _SATURDAY else msg("a Sunday")
    return msg("{day} is {weekday}.", day=day, weekday=weekday)


def _with_doubt(deadline: Deadline, working: WorkingDays) -> Deadline:
    if working.knows(deadline.day):
        return deadline
    doubt = msg(
        "The public holidays of {year} in {country} are not known; only weekends were skipped.",
        year=str(deadline.day.year),
        country=working.country,
    )
    return replace(deadline, rules=(*deadline.rules, doubt))


def is_known_country(country: str) -> bool:
    """Whether the public holidays of a country (an ISO code) are known."""
    import holidays

    return country in holidays.list_supported_countries()


@cache
def _holidays(
    country: str, kinds: tuple[str, ...], year: int, language: str = _ENGLISH
) -> Mapping[date, str] | None:
    """The holidays of a year by day, named in a language or else in English; `None` if they are not known."""
    import holidays

    try:
        known = holidays.country_holidays(country, categories=kinds).supported_languages
        wanted = language if language in known else _ENGLISH
        found = holidays.country_holidays(country, years=year, categories=kinds, language=wanted)
    except (NotImplementedError, ValueError):
        return None
    return dict(found) if found.start_year <= year <= found.end_year else None
