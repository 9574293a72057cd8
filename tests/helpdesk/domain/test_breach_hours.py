"""The hours to tell the authority of a data breach are elapsed time, whatever the clock on the wall does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.days import parse_moment, write_moment
from helpdesk.domain.deadlines import HOURS, hours_after, time_left

AMSTERDAM = "Europe/Amsterdam"
THERE = ZoneInfo(AMSTERDAM)
MOMENTS = st.integers(946_684_800, 3_786_912_000).map(lambda one: datetime.fromtimestamp(one, THERE))


def at(text: str) -> datetime:
    """A moment in the company's time zone."""
    return datetime.fromisoformat(text).replace(tzinfo=THERE)


@pytest.mark.parametrize(
    ("aware", "by"),
    [
        ("2026-05-04 09:30", "2026-05-07 09:30"),
        ("2026-05-04 23:59", "2026-05-07 23:59"),  # a night is no pause
        ("2026-05-07 17:00", "2026-05-10 17:00"),  # Thursday to Sunday
        ("2026-12-24 18:00", "2026-12-27 18:00"),  # all of Christmas
        ("2026-03-27 12:00", "2026-03-30 13:00"),  # the clock goes forward: Sunday has 23 hours
        ("2026-10-23 12:00", "2026-10-26 11:00"),  # and back: Sunday has 25
        ("2026-10-25 02:30", "2026-10-28 01:30"),  # the first of two half past twos
        ("2028-02-28 10:00", "2028-03-02 10:00"),
    ],
)
def test_72_hours_count_nights_weekends_holidays_and_both_changes_of_the_clock(aware: str, by: str) -> None:
    """GDPR art. 33(1)."""
    assert hours_after(at(aware)).astimezone(THERE).isoformat(" ", "minutes")[:16] == by


@given(MOMENTS, st.integers(1, HOURS))
def test_no_more_and_no_less_time_passes_than_the_hours(aware: datetime, hours: int) -> None:
    passed = hours_after(aware, hours).timestamp() - aware.timestamp()
    assert passed == hours * 3600


@given(MOMENTS, st.integers(-400 * 60, 400 * 60))
def test_what_is_left_is_never_more_than_there_is(by: datetime, minutes: int) -> None:
    """Rounded down, so that nobody counts on an hour that is not there."""
    now = by.astimezone(UTC) - timedelta(minutes=minutes)
    said = time_left(by, now.astimezone(THERE))
    assert ("left" in said.id) is (minutes >= 0)
    if minutes >= 60:
        assert said.count == minutes // 60


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (72 * 60, "72 hours left"),
        (72 * 60 - 1, "71 hours left"),
        (60, "1 hour left"),
        (59, "59 minutes left"),
        (1, "1 minute left"),
        (0, "0 minutes left"),
        (-1, "less than an hour late"),
        (-60, "1 hour late"),
        (-72 * 60, "72 hours late"),
        (-72 * 60 - 1, "3 days late"),
        (-400 * 60, "16 days late"),
    ],
)
def test_the_time_that_is_left_is_said_in_hours_and_then_in_minutes(minutes: int, says: str) -> None:
    by = at("2026-05-07 09:30")
    assert str(time_left(by, by - timedelta(minutes=minutes))) == says


def test_the_hour_that_the_clock_repeats_counts_twice() -> None:
    """Two moments of one zone are subtracted by their clocks, unless they are told apart."""
    first, second = at("2026-10-25 02:30"), at("2026-10-25 02:30").replace(fold=1)
    assert str(time_left(second, first)) == "1 hour left"


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("4-5-2026 9:30", "2026-05-04T07:30+00:00"),
        (" 2026-05-04 09.30 ", "2026-05-04T07:30+00:00"),
        ("2026-05-04T23:59", "2026-05-04T21:59+00:00"),
        ("4 5 2026 0:00", "2026-05-03T22:00+00:00"),
        ("4-5-2026", "2026-05-03T22:00+00:00"),
        ("25-10-2026 2:30", "2026-10-25T00:30+00:00"),
        ("29-3-2026 2:30", "2026-03-29T01:30+00:00"),
    ],
)
def test_a_moment_is_read_as_people_type_it(text: str, means: str) -> None:
    moment = parse_moment(text, AMSTERDAM)
    assert moment is not None
    assert moment.astimezone(UTC).isoformat(timespec="minutes") == means


@pytest.mark.parametrize(
    "text",
    ["", "9:30", "gisteren", "31-2-2026 9:30", "4-5-2026 24:00", "4-5-2026 9:60", "4-5-2026 9", "1-1-0001 0:00",
     "4-5-9999 9:30", "4-5-2026 9:30 uur", "٤-٥-٢٠٢٦"],
)  # fmt: skip
def test_anything_else_is_no_moment(text: str) -> None:
    assert parse_moment(text, AMSTERDAM) is None


@given(MOMENTS.map(lambda one: one.replace(second=0, microsecond=0)))
def test_what_is_written_can_be_typed(moment: datetime) -> None:
    """The second of two equal hours is read as the first: then the hours end sooner, not later."""
    read = parse_moment(write_moment(moment, AMSTERDAM), AMSTERDAM)
    assert read is not None
    later = moment.timestamp() - read.timestamp()
    assert later in (0, 3600)
