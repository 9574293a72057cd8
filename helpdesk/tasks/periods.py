"""Since when something must have ended for its period to be over today. Clause: P3."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from helpdesk.domain.calendar import RetentionRule, add, retention_end

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def ended_before(work: UnitOfWork, rule: RetentionRule) -> datetime:
    """What ended before this moment is past a rule's period today; the start of a day of the company."""
    today = work.policy.today(work.clock())
    day = timedelta(days=1)
    last = add(rule.period.back, today)  # months are not of one length, so this may be some days off
    while retention_end(rule, last) > today:
        last -= day
    while retention_end(rule, last + day) <= today:
        last += day
    return datetime.combine(last + day, time(), ZoneInfo(work.policy.company.time_zone))
