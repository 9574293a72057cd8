"""Days and moments as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})", re.ASCII)
_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)", re.ASCII)


def parse_day(text: str) -> date | None:
    """A day as people type it (`4-5-2026`) or programs write it (`2026-05-04`); `None` for anything else."""
    text = text.strip()
    if found := _DAY.fullmatch(text):
        text = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def write_day(day: date) -> str:
    """The day as people type it."""
    return f"{day.day}-{day.month}-{day.year}"


def parse_moment(text: str, zone: str) -> datetime | None:
    """A moment as people type it (`4-5-2026 9:30`) in a time zone; a day alone means its start.

    An hour that comes twice, when summer time ends, means the first; one that is skipped means the one after it.
    `None` for anything else, and for years that nobody means.
    """
    text = text.strip()
    day, _blank, clock = (text, "", "0:00") if parse_day(text) else text.replace("T", " ").rpartition(" ")
    parsed, found = parse_day(day), _CLOCK.fullmatch(clock)
    if parsed is None or found is None or not 1900 <= parsed.year < 2200:
        return None
    return datetime.combine(parsed, time(int(found["hour"]), int(found["minute"])), ZoneInfo(zone))


def write_moment(moment: datetime, zone: str) -> str:
    """The moment as people type it."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{write_day(there)} {there:%H:%M}"


def whole_days(first: date | None, last: date | None, zone: str) -> tuple[datetime | None, datetime | None]:
    """The moments at which the first of some days begins and the last is over; `None` where that leaves it open."""
    there = ZoneInfo(zone)
    since = datetime.combine(first, time(), there) if first and first > date.min else None
    until = datetime.combine(last + timedelta(days=1), time(), there) if last and last < date.max else None
    return since, until
