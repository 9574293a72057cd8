"""Pictures of the work: how long cases have been open, and a week of remote support. Clause: C1, D6, G3, D9."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from helpdesk.domain.pictures import Cases, OpenCases, Use, WeekPicture

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

WEEK = timedelta(days=7)


def open_cases(work: UnitOfWork) -> tuple[OpenCases, ...]:
    """How long cases have been open, for each register that this technician may see."""
    now, today = work.clock(), work.today

    def is_late(due: datetime | date | None) -> bool:
        return due is not None and (due < now if isinstance(due, datetime) else due < today)

    return tuple(
        OpenCases.of(
            cases,
            ((work.policy.today(came), is_late(due)) for came, due in work.pictures.open_cases(cases)),
            today,
        )
        for cases in Cases
        if work.may(cases)
    )


def week(work: UnitOfWork, of: date) -> WeekPicture:
    """Remote support in the week that contains a day, by the company's calendar.

    A session counts on the day it began. Errors: `Refused` without the job `ledger`. Clause: D6, R1.
    """
    zone = ZoneInfo(work.policy.company.time_zone)
    monday = of - timedelta(days=of.weekday())
    since, until = (datetime.combine(day, time(), zone) for day in (monday, monday + WEEK))
    days = [Use()] * WEEK.days
    technicians: dict[str, Use] = {}
    for started, who, lasted, got_through in work.pictures.sessions(since, until):
        place = (work.policy.today(started) - monday).days
        days[place] = _and(days[place], lasted, got_through)
        technicians[who] = _and(technicians.get(who, Use()), lasted, got_through)
    busiest = sorted(technicians.items(), key=lambda one: (-one[1].sessions, one[0]))
    return WeekPicture(monday, tuple(days), dict(busiest))


def _and(use: Use, lasted: timedelta, got_through: bool) -> Use:
    if not got_through:
        return Use(use.sessions, use.lasted, use.failed + 1)
    return Use(use.sessions + 1, use.lasted + lasted, use.failed)
