"""Days as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})", re.ASCII)


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


def whole_days(first: date | None, last: date | None, zone: str) -> tuple[datetime | None, datetime | None]:
    """The moments at which the first of some days begins and the last is over; `None` where that leaves it open."""
    there = ZoneInfo(zone)
    since = datetime.combine(first, time(), there) if first and first > date.min else None
    until = datetime.combine(last + timedelta(days=1), time(), there) if last and last < date.max else None
    return since, until
