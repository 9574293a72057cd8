"""Periods and the first day on which data may go. Clause: P3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.calendar import (
    Period,
    RetentionStart,
    add,
    end_of,
    end_of_financial_year,
    local_date,
    retention_end,
    whole_months,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Rule:
    starts: RetentionStart
    period: Period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2 years", Period(years=2)),
        ("1 year", Period(years=1)),
        ("6 months", Period(months=6)),
        ("2 weeks", Period(weeks=2)),
        ("7 days", Period(days=7)),
        ("3 hours", Period(hours=3)),
        ("15 minutes", Period(minutes=15)),
        ("1 year 6 months", Period(years=1, months=6)),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, period: Period) -> None:
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "years",
        "two years",
        "2",
        "2years",
        "-2 years",
        "0 days",
        "2 yearss",
        "2 jaar",
        "1.5 years",
        "1 year 2 years",
        "101 years",
        "9999 years",
        "99999 days",
        "٢ years",
        "2 years\n",
        "2  years",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("longest", "longer"),
    [
        ("100 years", "100 years 1 minute"),
        ("1180 months", "1181 months"),
        ("5228 weeks", "5229 weeks"),
        ("99 years 366 days", "99 years 367 days"),
        ("99 years 365 days 24 hours", "99 years 365 days 25 hours"),
        ("99 years 365 days 1440 minutes", "99 years 365 days 1441 minutes"),
    ],
)
def test_a_period_is_at_most_a_hundred_years_in_whatever_it_is_counted(longest: str, longer: str) -> None:
    assert str(Period.parse(longest)) == longest
    with pytest.raises(ValueError, match="at most 100 years"):
        Period.parse(longer)


@given(st.integers(1, 99), st.sampled_from(["years", "months", "weeks", "days", "hours", "minutes"]))
def test_a_period_reads_back_what_it_says(amount: int, unit: str) -> None:
    period = Period(**{unit: amount})
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    ("period", "nl", "en"),
    [
        (Period(years=2), "2 jaar", "2 years"),
        (Period(days=1), "1 dag", "1 day"),
        (Period(months=6), "6 maanden", "6 months"),
        (Period(years=1, months=1), "1 jaar 1 maand", "1 year 1 month"),
        (Period(weeks=1, days=2), "1 week 2 dagen", "1 week 2 days"),
        (Period(weeks=4), "4 weken", "4 weeks"),
        (Period(hours=3), "3 uur", "3 hours"),
        (Period(minutes=1), "1 minuut", "1 minute"),
        (Period(hours=1, minutes=15), "1 uur 15 minuten", "1 hour 15 minutes"),
    ],
)
def test_a_period_says_itself_in_dutch_and_english(period: Period, nl: str, en: str) -> None:
    assert period.say("nl") == nl
    assert period.say("en") == period.say("xx") == en


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2026, 1, 31), "1 month", date(2026, 2, 28)),
        (date(2028, 2, 29), "1 year", date(2029, 2, 28)),
        (date(2026, 5, 10), "2 weeks", date(2026, 5, 24)),
        (date(2026, 5, 10), "1 year 6 months", date(2027, 11, 10)),
    ],
)
def test_a_period_ends_on_the_same_day_or_the_months_last(start: date, period: str, end: date) -> None:
    assert add(Period.parse(period), start) == end


def test_hours_pass_alike_in_the_night_that_summer_time_ends() -> None:
    evening = datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM)
    later = add(Period(hours=3), evening)
    assert (later.hour, later.minute) == (3, 30)
    assert later.astimezone(UTC) == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)


def test_a_day_keeps_its_time_on_the_clock_when_summer_time_ends() -> None:
    assert add(Period(days=1), datetime(2026, 10, 24, 12, tzinfo=AMSTERDAM)).hour == 12


@pytest.mark.parametrize("period", [Period(hours=1), Period(minutes=1)])
def test_hours_and_minutes_do_not_go_with_dates(period: Period) -> None:
    with pytest.raises(TypeError, match="date"):
        add(period, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("day", "last_month", "end"),
    [
        (date(2026, 5, 10), 12, date(2026, 12, 31)),
        (date(2026, 12, 31), 12, date(2026, 12, 31)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 5, 10), 6, date(2026, 6, 30)),
        (date(2026, 7, 1), 6, date(2027, 6, 30)),
        (date(2027, 3, 1), 2, date(2028, 2, 29)),
    ],
)
def test_a_financial_year_closes_with_its_last_month(day: date, last_month: int, end: date) -> None:
    assert end_of_financial_year(day, last_month) == end


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 5, 4), date(2026, 5, 4), 0),
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2026, 3, 28), 24),
        (date(2024, 2, 29), date(2026, 3, 29), 25),
    ],
)
def test_a_month_has_passed_on_its_day_and_twelve_of_them_are_a_year(
    first: date, last: date, months: int
) -> None:
    assert whole_months(first, last) == months


def test_a_financial_year_is_the_calendars_where_nothing_is_said() -> None:
    assert end_of_financial_year(date(2026, 5, 10)) == date(2026, 12, 31)


def test_a_day_is_that_of_the_companys_zone() -> None:
    assert local_date(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "Europe/Amsterdam") == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 5, 10), datetime(2026, 5, 10, 21, 59, 59, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_the_companys_zone_also_when_summer_time_begins(
    day: date, last: datetime
) -> None:
    assert end_of(day, "Europe/Amsterdam") == last
    assert end_of(day, "Europe/Amsterdam").utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 6, 30), "Europe/Amsterdam")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("starts", "period", "start", "end"),
    [
        ("financial-year-ended", "7 years", date(2026, 5, 10), date(2034, 1, 1)),
        ("financial-year-ended", "7 years", date(2026, 12, 31), date(2034, 1, 1)),
        ("contract-ended", "2 years", date(2026, 5, 10), date(2028, 5, 11)),
        ("session-ended", "1 year", date(2026, 2, 28), date(2027, 3, 1)),
        ("session-ended", "30 days", date(2026, 5, 1), date(2026, 6, 1)),
        ("visited", "6 months", date(2026, 8, 31), date(2027, 3, 1)),
        ("noticed", "7 days", date(2026, 5, 10), date(2026, 5, 18)),
    ],
)
def test_data_may_go_from_the_day_after_its_period_p3(
    starts: str, period: str, start: date, end: date
) -> None:
    """Clause: P3."""
    assert retention_end(Rule(RetentionStart(starts), Period.parse(period)), start) == end


def test_a_broken_financial_year_counts_from_its_own_end() -> None:
    rule = Rule(RetentionStart.FINANCIAL_YEAR_ENDED, Period(years=7))
    assert retention_end(rule, date(2026, 5, 10), last_month=6) == date(2033, 7, 1)
