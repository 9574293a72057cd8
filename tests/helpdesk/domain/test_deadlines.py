"""Deadlines: the vectors of the law, and what holds for every day. Clause: R1–R7, C1."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.calendar import Period, add, local_date
from helpdesk.domain.deadlines import (
    Deadline,
    WorkingDays,
    is_known_country,
    months_after,
    period_after,
    working_days_after,
)
from helpdesk.domain.messages import Message
from helpdesk.domain.requests import Pause, clock, clock_of_extended
from helpdesk.i18n import reader

NL = WorkingDays("NL", ("public", "optional"))
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def said(deadline: Deadline) -> str:
    return " ".join(map(str, deadline.rules))


@pytest.mark.parametrize(
    ("received", "due", "because"),
    [
        ("2026-01-31", "2026-03-02", "2026-02-28 is a Saturday"),
        ("2026-03-27", "2026-04-28", "2026-04-27 is a public holiday: King's Day"),
        ("2026-11-25", "2026-12-28", "2026-12-25 is a public holiday: Christmas Day"),
        ("2028-01-31", "2028-02-29", "That month has no day 31"),
        ("2024-02-29", "2024-04-02", "2024-03-29 is a public holiday: Good Friday"),
        ("2026-05-04", "2026-06-04", "1 month after receipt on 2026-05-04"),
        ("2026-12-01", "2027-01-04", "2027-01-01 is a public holiday: New Year's Day"),
        ("2026-04-05", "2026-05-06", "2026-05-05 is a public holiday: Liberation Day"),
    ],
)
def test_a_request_is_answered_within_a_month_that_ends_on_a_working_day(
    received: str, due: str, because: str
) -> None:
    """The vectors of the law, and months of every length. Clause: R1, R2, R3, R4, R5, R6."""
    deadline = months_after(date.fromisoformat(received), 1, NL)
    assert deadline.day == date.fromisoformat(due)
    assert because in said(deadline)


def test_every_day_that_was_skipped_is_explained() -> None:
    rules = said(months_after(date(2026, 11, 25), 1, NL))
    for reason in ("Christmas Day", "Second Day of Christmas", "2026-12-27 is a Sunday"):
        assert reason in rules
    assert rules.endswith("So it ends on the next working day: 2026-12-28.")


@pytest.mark.parametrize(
    ("deadline", "rules"),
    [
        (months_after(date(2026, 5, 4), 1, NL), ["1 month after receipt on 2026-05-04: 2026-06-04."]),
        (months_after(date(2026, 3, 16), 2, NL), ["2 months after receipt on 2026-03-16: 2026-05-16.",
            "2026-05-16 is a Saturday.", "2026-05-17 is a Sunday.",
            "So it ends on the next working day: 2026-05-18."]),
        (months_after(date(2026, 1, 31), 1, NL, paused=1), [
            "1 month after receipt on 2026-01-31: 2026-02-28.",
            "That month has no day 31, so its last day counts.",
            "The clock was paused for 1 day: 2026-03-01.",
            "2026-03-01 is a Sunday.",
            "So it ends on the next working day: 2026-03-02."]),
        (period_after(date(2026, 4, 7), Period(weeks=4), NL), [
            "4 weeks after 2026-04-07, as we promise: 2026-05-05.",
            "2026-05-05 is a public holiday: Liberation Day.",
            "So it ends on the next working day: 2026-05-06."]),
        (working_days_after(date(2026, 5, 1), 3, NL), [
            "3 working days after 2026-05-01, as we promise: 2026-05-07.",
            "2026-05-05 does not count: Liberation Day."]),
        (working_days_after(date(2026, 5, 1), 1, WorkingDays("ZZ")), [
            "1 working day after 2026-05-01, as we promise: 2026-05-04.",
            "The public holidays of 2026 in ZZ are not known; only weekends were skipped."]),
    ],
)  # fmt: skip
def test_each_rule_that_made_the_day_is_told_in_order_and_no_other(
    deadline: Deadline, rules: list[str]
) -> None:
    """Clause: C1, R1–R7. Whoever disputes a day can count it after us."""
    assert list(map(str, deadline.rules)) == rules


def test_the_day_itself_is_in_time_and_the_next_is_late() -> None:
    """Clause: R1–R7."""
    deadline = months_after(date(2026, 5, 4), 1, NL)
    assert [deadline.is_late(deadline.day + timedelta(days=n)) for n in (-1, 0, 1)] == [False, False, True]


def test_a_day_off_leads_to_the_first_working_day_behind_it() -> None:
    days = [date(2026, 4, 30) + timedelta(days=n) for n in range(8)]
    shown = [period_after(day - timedelta(weeks=1), Period(weeks=1), NL).day.day for day in days]
    assert shown == [30, 1, 4, 4, 4, 6, 6, 7]


def test_holidays_are_known_from_the_first_year_of_the_library_to_its_last() -> None:
    known = holidays.country_holidays("NL")
    assert NL.knows(date(known.start_year, 1, 1)) and NL.knows(date(known.end_year, 12, 31))
    assert not NL.knows(date(known.start_year - 1, 12, 31)) and not NL.knows(date(known.end_year + 1, 1, 1))


def test_a_country_is_known_where_its_holidays_are() -> None:
    assert is_known_country("NL") and not is_known_country("ZZ")


def test_it_can_take_two_further_months() -> None:
    """Counted from receipt: the last day of April, not two months after 2 March."""
    assert months_after(date(2026, 1, 31), 3, NL).day == date(2026, 4, 30)


@given(DAYS, st.integers(1, 3), st.integers(0, 400))
def test_a_deadline_is_a_working_day_and_never_before_the_plain_end(
    received: date, months: int, paused: int
) -> None:
    deadline = months_after(received, months, NL, paused=paused)
    plain = add(Period(months=months), received) + timedelta(days=paused)
    assert NL.is_working(deadline.day)
    assert plain <= deadline.day <= plain + timedelta(days=6)
    assert all(not NL.is_working(plain + timedelta(days=n)) for n in range((deadline.day - plain).days))


@given(DAYS, st.integers(0, 60))
def test_who_asks_later_is_never_due_earlier(received: date, later: int) -> None:
    second = received + timedelta(days=later)
    assert months_after(received, 1, NL).day <= months_after(second, 1, NL).day


@given(DAYS, st.integers(1, 20))
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    """Clause: C1."""
    end = working_days_after(start, count, NL).day
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(NL.is_working, between)) == count
    assert NL.is_working(end)


@pytest.mark.parametrize(
    ("received", "acknowledged"),
    [("2026-05-04", "2026-05-07"), ("2026-04-03", "2026-04-08"), ("2026-05-08", "2026-05-12")],
)
def test_a_complaint_is_acknowledged_within_two_working_days_and_answered_in_four_weeks(
    received: str, acknowledged: str
) -> None:
    """Liberation Day, Easter and a weekend do not count. Clause: C1."""
    start = date.fromisoformat(received)
    assert working_days_after(start, 2, NL).day == date.fromisoformat(acknowledged)
    four_weeks = period_after(start, Period(weeks=4), NL)
    assert four_weeks.day == start + timedelta(weeks=4) and NL.is_working(four_weeks.day)
    assert "as we promise" in str(four_weeks.rules[0])


def test_late_in_the_evening_is_the_next_day_here() -> None:
    """Received at 23:30 UTC on the 30th is received on the 31st in Amsterdam."""
    received = local_date(datetime(2026, 1, 30, 23, 30, tzinfo=UTC), "Europe/Amsterdam")
    assert months_after(received, 1, NL).day == date(2026, 3, 2)


@pytest.mark.parametrize("working", [WorkingDays("ZZ"), WorkingDays("NL", ("no-such-kind",))])
def test_a_country_that_nobody_knows_skips_weekends_only_and_says_so(working: WorkingDays) -> None:
    deadline = months_after(date(2026, 11, 25), 1, working)
    assert deadline.day == date(2026, 12, 25)
    assert "The public holidays of 2026" in said(deadline)


def test_a_year_that_nobody_knows_skips_weekends_only_and_says_so() -> None:
    deadline = months_after(date(2150, 3, 27), 1, NL)
    assert deadline.day.weekday() < 5
    assert "only weekends were skipped" in said(deadline)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-03-01", "1 day left"),
        ("2026-02-20", "10 days left"),
        ("2026-03-02", "today"),
        ("2026-03-04", "2 days late"),
    ],
)
def test_it_says_in_words_how_many_days_are_left(today: str, words: str) -> None:
    assert str(months_after(date(2026, 1, 31), 1, NL).left(date.fromisoformat(today))) == words


def test_both_clocks_are_there_while_identity_is_outstanding() -> None:
    """Clause: R7."""
    received, today = date(2026, 5, 4), date(2026, 5, 20)
    clocks = clock(received, (Pause(date(2026, 5, 6)),), NL, today, is_extended=False)
    assert (clocks.unpaused.day, clocks.due.day) == (date(2026, 6, 4), date(2026, 6, 18))
    assert (clocks.paused_since, clocks.paused_days) == (date(2026, 5, 6), 14)
    assert "The clock was paused for 14 days" in said(clocks.due)
    later = clock(
        received, (Pause(date(2026, 5, 6), date(2026, 5, 20)),), NL, date(2026, 9, 1), is_extended=True
    )
    assert (later.due.day, later.paused_since) == (date(2026, 8, 18), None)
    assert later.first_month.day == date(2026, 6, 18)


@given(DAYS, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=3))
def test_a_pause_never_brings_a_deadline_nearer(received: date, spans: list[tuple[int, int]]) -> None:
    pauses = tuple(Pause(received + timedelta(days=a), received + timedelta(days=a + b)) for a, b in spans)
    clocks = clock(received, pauses, NL, received + timedelta(days=90), is_extended=False)
    assert clocks.unpaused.day <= clocks.due.day


def test_all_that_a_deadline_says_is_a_message() -> None:
    assert all(isinstance(rule, Message) for rule in months_after(date(2026, 11, 25), 1, NL).rules)


def test_a_holiday_is_named_in_the_readers_language() -> None:
    """Clause: R1–R6."""
    deadline = months_after(date(2026, 3, 27), 1, NL)
    assert "27-4-2026 is een feestdag: Koningsdag" in " ".join(map(reader("nl").tell, deadline.rules))
    assert "King's Day" in " ".join(map(reader("en").tell, deadline.rules))


def test_a_holiday_without_a_name_in_a_language_is_named_in_english() -> None:
    holiday = WorkingDays("DE").holiday(date(2026, 10, 3))
    assert holiday is not None
    assert holiday.say("nl") == "German Unity Day"


@pytest.mark.parametrize(
    ("today", "told", "due", "lapsed"),
    [
        (date(2026, 3, 2), None, date(2026, 4, 30), False),
        (date(2026, 3, 3), None, date(2026, 3, 2), True),
        (date(2026, 4, 1), date(2026, 3, 2), date(2026, 4, 30), False),
        (date(2026, 4, 1), date(2026, 3, 3), date(2026, 3, 2), True),
    ],
)
def test_an_extension_counts_only_when_its_letter_went_out_in_the_first_month(
    today: date, told: date | None, due: date, lapsed: bool
) -> None:
    """Received on 31 January 2026, so that the first month ends on Monday 2 March. GDPR art. 12(3). Clause: R1."""
    clocks = clock_of_extended(date(2026, 1, 31), (), NL, today, told)
    assert (clocks.due.day, clocks.has_lapsed, clocks.is_extended) == (due, lapsed, not lapsed)
    assert clocks.is_told is (told is not None)


def test_who_asks_for_identity_after_the_first_month_brings_no_lapsed_extension_back() -> None:
    """GDPR art. 12(3). Told on 5 March, when the first month was over on the 2nd; asked who asks on the 6th."""
    pause = (Pause(date(2026, 3, 6), date(2026, 3, 16)),)
    clocks = clock_of_extended(date(2026, 1, 31), pause, NL, date(2026, 3, 20), date(2026, 3, 5))
    assert (clocks.has_lapsed, clocks.first_month.day) == (True, date(2026, 3, 2))


PAUSES = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 40)), max_size=3)


def one_after_another(received: date, spans: list[tuple[int, int]]) -> tuple[Pause, ...]:
    """Pauses as they come: none begins before the one before it ended."""
    made: list[Pause] = []
    begins = received
    for gap, length in spans:
        begins += timedelta(days=gap)
        made.append(Pause(begins, begins + timedelta(days=length)))
        begins += timedelta(days=length)
    return tuple(made)


@given(DAYS, PAUSES, st.integers(0, 150) | st.none(), st.integers(0, 400))
def test_an_extension_with_pauses_counts_from_receipt_and_only_if_told_in_the_first_month(
    received: date, spans: list[tuple[int, int]], told: int | None, since: int
) -> None:
    """GDPR art. 12(3), (6). It is never due before one month nor after three, but for what stood still and days off."""
    today = received + timedelta(days=since)
    pauses = tuple(one for one in one_after_another(received, spans) if one.since <= today)
    told_on = received + timedelta(days=told) if told is not None and told <= since else None
    clocks = clock_of_extended(received, pauses, NL, today, told_on)
    months = 1 if clocks.has_lapsed else 3
    plain = months_after(received, months, NL, paused=clocks.paused_days)
    assert clocks.due.day == plain.day and NL.holiday(plain.day) is None and plain.day.weekday() < 5
    assert clocks.has_lapsed == ((told_on or today) > clocks.first_month.day)
    assert months_after(received, 1, NL).day <= clocks.first_month.day <= clocks.due.day


@given(DAYS, PAUSES, st.integers(0, 150), st.integers(0, 200), st.integers(0, 60))
def test_what_has_lapsed_stays_so(
    received: date, spans: list[tuple[int, int]], told: int, since: int, later: int
) -> None:
    """GDPR art. 12(3). Whatever stands still after it, and however many days pass."""
    today, told_on = received + timedelta(days=max(since, told)), received + timedelta(days=told)
    then = today + timedelta(days=later)
    known = one_after_another(received, spans)
    before = tuple(one for one in known if one.since <= today)
    after = tuple(one for one in known if one.since <= then)
    if clock_of_extended(received, before, NL, today, told_on).has_lapsed:
        assert clock_of_extended(received, after, NL, then, told_on).has_lapsed
