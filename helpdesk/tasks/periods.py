"""Before which moment something must have ended for its period to be over today. Clause: P3."""

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
    """Anything that ended before this moment, the start of a company day, is past a rule's period today."""
    today, zone = work.policy.today(work.clock()), work.policy.company.time_zone
    return _first_that_stays(_Rule(rule.starts, rule.period), today, zone)


@dataclass(frozen=True, slots=True)
class _Rule:
    """The parts of a rule that the days depend on."""

    starts: RetentionStart
    period: Period


@lru_cache(128)
def _first_that_stays(rule: _Rule, today: date, zone: str) -> datetime:
    """The start of the first day on which anything that ended must still stay; the answer is the same all day."""
    day = timedelta(days=1)
    last = add(rule.period.back, today)  # months differ in length, so this may be a few days off
    while retention_end(rule, last) > today:
        last -= day
    while retention_end(rule, last + day) <= today:
        last += day
    return datetime.combine(last + day, time(), ZoneInfo(zone))
