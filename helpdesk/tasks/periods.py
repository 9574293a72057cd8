"""Since when something must have ended for its period to be over today. Clause: P3."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from helpdesk.domain.calendar import Period, RetentionRule, RetentionStart, add, retention_end
from helpdesk.domain.records import dataclass

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def ended_before(work: UnitOfWork, rule: RetentionRule) -> datetime:
    """What ended before this moment is past a rule's period today; the start of a day of the company."""
    today, zone = work.policy.today(work.clock()), work.policy.company.time_zone
    return _first_that_stays(_Rule(rule.starts, rule.period), today, zone)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What of a rule the days depend on."""

    starts: RetentionStart
    period: Period


@lru_cache(128)
def _first_that_stays(rule: _Rule, today: date, zone: str) -> datetime:
    """The start of the first day of which what ended on it may not go yet; it is asked for all day."""
    day = timedelta(days=1)
    last = add(rule.period.back, today)  # months are not of one length, so this may be some days off
    while retention_end(rule, last) > today:
        last -= day
    while retention_end(rule, last + day) <= today:
        last += day
    return datetime.combine(last + day, time(), ZoneInfo(zone))
