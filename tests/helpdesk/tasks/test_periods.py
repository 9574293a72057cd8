"""Since when something must have ended for its period to be over today. Clause: P3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.calendar import Period, RetentionStart, retention_end
from helpdesk.policy.loader import load
from helpdesk.tasks.periods import ended_before

POLICY = load(None)
ZONE = ZoneInfo(POLICY.company.time_zone)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    starts: RetentionStart
    period: Period


def on(day: date) -> Any:
    """What a job knows of a day: the policy, and which day it is."""
    return SimpleNamespace(policy=POLICY, today=day)


@given(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    st.sampled_from(RetentionStart),
    st.sampled_from(["1 day", "2 weeks", "1 month", "6 months", "1 year", "2 years", "7 years"]),
)
def test_what_ended_the_day_before_may_go_and_what_ended_since_may_not(
    today: date, starts: RetentionStart, period: str
) -> None:
    rule = Rule(starts, Period.parse(period))
    moment = ended_before(on(today), rule)
    first = moment.astimezone(ZONE).date()
    assert moment == datetime.combine(first, time(), ZONE), "a day of the company begins"
    assert retention_end(rule, first - A_DAY) <= today < retention_end(rule, first)


@pytest.mark.parametrize(
    ("period", "today", "first"),
    [
        ("1 month", date(2026, 3, 28), date(2026, 2, 28)),
        ("1 month", date(2026, 3, 29), date(2026, 3, 1)),
        ("1 month 1 day", date(2026, 3, 29), date(2026, 2, 28)),
        ("1 month 1 day", date(2026, 3, 30), date(2026, 3, 1)),
    ],
)
def test_months_are_counted_from_the_day_on_which_something_ended(
    period: str, today: date, first: date
) -> None:
    """What ended on 28 February is kept for a month up to and with 28 March, and goes on the 29th."""
    moment = ended_before(on(today), Rule(RetentionStart.CONTRACT_ENDED, Period.parse(period)))
    assert moment.astimezone(ZONE).date() == first
