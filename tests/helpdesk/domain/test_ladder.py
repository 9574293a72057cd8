"""The ladder of an unpaid invoice: where it stands, why, what comes next and when. Clause: A1; GDPR art. 22(3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.calendar import Period
from helpdesk.domain.deadlines import WorkingDays
from helpdesk.domain.ladder import NOTHING_COMES, RULE, State, Where, received_on, where
from helpdesk.domain.ladder_steps import Event, Mark, Step, StepKind
from helpdesk.domain.ladder_words import briefly, in_full

WORKING = WorkingDays()
DUE = date(2026, 6, 10)
LADDER = (
    Step("first", StepKind.REMINDER, Period(days=7)),
    Step("second", StepKind.REMINDER, Period(days=21)),
    Step("block", StepKind.BLOCK, Period(days=35), Period(days=7)),
    Step("third", StepKind.REMINDER, Period(days=42)),
    Step("collection", StepKind.COLLECTION, Period(days=63), Period(days=14)),
)
KINDS = {one.id: one.kind for one in LADDER}


def on(day: date, what: Mark, step: str, **more: object) -> Event:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Event(1, what, step, KINDS[step], at, day, **more)  # type: ignore[arg-type]


def reminded(step: str, day: date, *, went: date | None = None) -> Event:
    return on(day, Mark.REMINDED, step, letter="L2026-0001", went_out=went or day)


def stands(today: date, *events: Event, paid: date | None = None, ladder: tuple[Step, ...] = LADDER) -> Where:
    return where(ladder, DUE, paid, events, today, WORKING)


FIRST = reminded("first", date(2026, 6, 17))
SECOND = reminded("second", date(2026, 7, 1))
HEARD = on(date(2026, 7, 3), Mark.HEARD, "block", by_name="Noor", note="Kan in juli niet betalen.")
BLOCKED = on(date(2026, 7, 16), Mark.DECIDED, "block", by_name="Noor", services=(3, 4))


@pytest.mark.parametrize(
    ("today", "events", "state", "day", "said"),
    [
        (date(2026, 6, 1), (), State.WAITS, date(2026, 6, 17), "open, due 2026-06-10"),
        (date(2026, 6, 10), (), State.WAITS, date(2026, 6, 17), "open, due 2026-06-10"),
        (date(2026, 6, 11), (), State.WAITS, date(2026, 6, 17), "overdue since 2026-06-10"),
        (date(2026, 6, 17), (), State.GOES, date(2026, 6, 17), "a reminder goes out now"),
        (date(2026, 6, 20), (FIRST,), State.WAITS, date(2026, 7, 1), "reminded 2026-06-17"),
        # Sent on Wednesday 1 July and received on Friday: their week is over on the 10th, and the step not due yet.
        (date(2026, 7, 2), (FIRST, SECOND), State.ASKED, date(2026, 7, 15), "view asked until 2026-07-14"),
        (date(2026, 7, 15), (FIRST, SECOND), State.DECIDE, date(2026, 7, 15), "to decide: block?"),
        (date(2026, 7, 4), (FIRST, SECOND, HEARD), State.WAITS, date(2026, 7, 15), "reminded 2026-07-01"),
        (date(2026, 7, 15), (FIRST, SECOND, HEARD), State.DECIDE, date(2026, 7, 15), "to decide: block?"),
        (date(2026, 7, 17), (FIRST, SECOND, BLOCKED), State.WAITS, date(2026, 7, 23), "blocked 2026-07-16"),
    ],
)
def test_an_invoice_goes_up_the_ladder_step_by_step_a1(
    today: date, events: tuple[Event, ...], state: State, day: date, said: str
) -> None:
    """Clause: A1. What comes next, and when, is known at every moment."""
    found = stands(today, *events)
    assert (found.state, found.on, str(briefly(found))) == (state, day, said)


def test_who_is_late_to_send_the_first_reminder_does_not_send_all_at_once() -> None:
    """An invoice of last year that was noted today: each step keeps the distance of the ladder to the one before."""
    today = date(2027, 3, 1)
    assert stands(today).state is State.GOES
    found = stands(today, reminded("first", today))
    assert (found.state, found.on) == (State.WAITS, today + timedelta(days=14))


@pytest.mark.parametrize(
    ("sent", "received"),
    [(3, 5), (4, 6), (5, 9), (6, 10), (7, 10)],
    ids=["Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
)
def test_a_letter_is_received_on_the_second_day_that_post_comes(sent: int, received: int) -> None:
    """Clause: A1; Civil Code art. 6:96(6). None comes on a Sunday or a Monday."""
    assert received_on(date(2026, 6, sent), WORKING) == date(2026, 6, received)


def test_a_customer_who_got_the_letter_late_has_as_long_to_answer() -> None:
    """Clause: A1; GDPR art. 22(3). The time counts from when it is received; on holidays and Mondays nothing is."""
    late = reminded("third", date(2026, 12, 24))  # then come Christmas twice, a Sunday and a Monday
    assert received_on(date(2026, 12, 24), WORKING) == date(2026, 12, 30)
    found = stands(date(2026, 12, 28), FIRST, SECOND, BLOCKED, late)
    assert found.on == date(2027, 1, 14)
    assert stands(date(2027, 1, 14), FIRST, SECOND, BLOCKED, late).state is State.DECIDE


def test_the_time_to_answer_is_waited_for_where_the_ladder_itself_leaves_less() -> None:
    """Clause: A1; GDPR art. 22(3). Sent on Wednesday 17 June, received on Friday: their week is over on the 26th."""
    steep = (LADDER[0], replace(LADDER[2], after=Period(days=10)))
    heard = on(date(2026, 6, 18), Mark.HEARD, "block")
    assert stands(date(2026, 6, 26), FIRST, ladder=steep).state is State.ASKED
    assert stands(date(2026, 6, 27), FIRST, ladder=steep).state is State.DECIDE
    found = [stands(date(2026, 6, day), FIRST, heard, ladder=steep) for day in (19, 20)]
    assert [(one.state, one.on) for one in found] == [
        (State.WAITS, date(2026, 6, 20)),
        (State.DECIDE, date(2026, 6, 20)),
    ]


def test_who_was_heard_on_one_decision_is_asked_again_before_the_next() -> None:
    """Clause: A1; GDPR art. 22(3)."""
    third = reminded("third", date(2026, 7, 23))
    found = stands(date(2026, 8, 1), FIRST, SECOND, HEARD, BLOCKED, third)
    assert (found.state, found.heard, found.on) == (State.ASKED, False, date(2026, 8, 13))


def test_nothing_is_decided_before_the_customer_was_asked_or_heard() -> None:
    """Clause: A1; GDPR art. 22(3). A letter that did not go out asks nobody; by telephone they can be heard."""
    stuck = on(date(2026, 7, 1), Mark.REMINDED, "second", letter="L2026-0002")
    assert stands(date(2027, 1, 1), FIRST, stuck).state is State.UNASKED
    assert stands(date(2026, 8, 1), FIRST, stuck, HEARD).state is State.DECIDE


def test_a_stopped_invoice_waits_until_its_day_and_a_later_word_counts() -> None:
    """Clause: A1. Somebody may stop it, with a reason, and let it go on sooner."""
    stop = on(
        date(2026, 7, 2), Mark.STOPPED, "block", by_name="Noor", note="regeling", until=date(2026, 9, 1)
    )
    assert stands(date(2026, 8, 31), FIRST, SECOND, stop).state is State.STOPPED
    assert stands(date(2026, 9, 1), FIRST, SECOND, stop).state is State.DECIDE
    sooner = on(date(2026, 7, 20), Mark.STOPPED, "block", by_name="Noor", until=date(2026, 7, 20))
    assert stands(date(2026, 7, 20), FIRST, SECOND, stop, sooner).state is State.DECIDE


def test_payment_ends_it_and_what_was_blocked_for_it_may_be_freed() -> None:
    """Clause: A1. Freeing is offered, and goes by itself no more than blocking did."""
    paid = stands(date(2026, 7, 20), FIRST, SECOND, BLOCKED, paid=date(2026, 7, 19))
    assert (paid.state, paid.next, paid.blocked, paid.may_free) == (State.PAID, None, (3, 4), True)
    freed = on(date(2026, 7, 20), Mark.FREED, "block", services=(3, 4))
    now = stands(date(2026, 7, 20), FIRST, SECOND, BLOCKED, freed, paid=date(2026, 7, 19))
    assert (now.blocked, now.may_free) == ((), False)
    assert (paid.overdue, paid.by_itself) == (False, False)
    assert not stands(date(2026, 7, 18), FIRST, SECOND, BLOCKED).may_free, "it is still owed"


def test_what_was_noted_in_error_is_owed_no_more_and_nothing_follows() -> None:
    """Clause: A1."""
    today = date(2026, 7, 20)
    found = where(LADDER, DUE, None, (FIRST,), today, WORKING, withdrawn=date(2026, 7, 1))
    assert (found.state, found.overdue, found.next, found.look) == (State.WITHDRAWN, False, None, None)


def test_a_corrected_invoice_counts_from_its_new_day_and_from_none_before_it_was_due() -> None:
    """Clause: A1. A correction of something else moves no day."""
    later = on(date(2026, 6, 12), Mark.CORRECTED, "first", until=date(2026, 7, 1))
    sooner = replace(later, until=date(2026, 6, 1))
    other = replace(later, until=None)
    days = [
        stands(date(2026, 6, 15), *events).on for events in ((later,), (sooner,), (other,), (later, sooner))
    ]
    assert days == [date(2026, 7, 8), date(2026, 6, 17), date(2026, 6, 17), date(2026, 7, 8)]


def test_it_is_looked_at_again_when_there_may_be_something_to_do() -> None:
    """Clause: A1."""
    handed = on(date(2026, 9, 1), Mark.DECIDED, "collection")
    today, paid = date(2026, 9, 5), date(2026, 9, 4)
    assert (stands(today).look, stands(today).by_itself) == (date(2026, 6, 17), True)
    over = stands(today, handed)
    assert (over.state, over.look, over.by_itself) == (State.OVER, NOTHING_COMES, False)
    told = stands(today, handed, paid=paid)
    assert (told.tell, told.look) == ("paid", DUE), "the agency has to hear of it"
    freed = stands(today, FIRST, BLOCKED, paid=paid)
    assert (freed.tell, freed.look) == ("", DUE), "services are still blocked"
    assert stands(today, FIRST, paid=paid).look is None


HANDED = on(date(2026, 9, 1), Mark.DECIDED, "collection")
STOPPED = replace(on(date(2026, 9, 2), Mark.STOPPED, "collection", until=date(2026, 10, 1)), id=7)
WRONG = replace(on(date(2026, 9, 3), Mark.CORRECTED, "collection"), id=9)
TOLD = replace(on(date(2026, 9, 4), Mark.TOLD, "collection", went_out=date(2026, 9, 4)), step="7")


@pytest.mark.parametrize(
    ("events", "paid", "withdrawn", "tell"),
    [
        ((HANDED,), False, False, ""),
        ((HANDED, HEARD), False, False, ""),
        ((STOPPED, HANDED), False, False, ""),
        ((BLOCKED, STOPPED), False, False, ""),
        ((HANDED, STOPPED), False, False, "7"),
        ((HANDED, STOPPED, replace(TOLD, went_out=None)), False, False, "7"),
        ((HANDED, STOPPED, replace(TOLD, step="8")), False, False, "7"),
        ((HANDED, STOPPED, TOLD), False, False, ""),
        ((HANDED, STOPPED, HANDED), False, False, ""),
        ((HANDED, STOPPED, TOLD), True, False, "paid"),
        ((HANDED, replace(TOLD, step="paid")), True, False, ""),
        ((BLOCKED,), True, False, ""),
        ((HANDED, WRONG), False, True, "9"),
        ((HANDED,), False, True, "withdrawn"),
        ((WRONG, HANDED), False, True, "withdrawn"),
        ((WRONG,), False, True, ""),
    ],
)
def test_the_agency_hears_what_it_does_not_know_yet_of_what_it_has(
    events: tuple[Event, ...], paid: bool, withdrawn: bool, tell: str
) -> None:
    """Clause: A1. Of what happened since it has the invoice, and only once the letter went out it knows."""
    day = date(2026, 9, 5)
    found = where(
        LADDER, DUE, day if paid else None, events, day, WORKING, withdrawn=day if withdrawn else None
    )
    assert found.tell == tell


def test_what_ended_is_blocked_no_more() -> None:
    """Clause: A1."""
    ended = replace(BLOCKED, kind=StepKind.TERMINATION, services=(3, 5))
    assert stands(date(2026, 9, 5), BLOCKED, ended).blocked == (4,)


def test_it_is_said_to_be_credited_if_that_settled_it() -> None:
    """Clause: A1, D7."""
    day = date(2026, 7, 1)
    part = replace(on(day, Mark.PAID_PART, "first"), amount=Decimal(10))
    credit = replace(on(day, Mark.CREDITED, "first"), amount=Decimal(40))

    def credited(*events: Event, is_written_off: bool = True) -> bool:
        return where(LADDER, DUE, day, events, day, WORKING, is_written_off=is_written_off).credited

    orders = ((part, credit), (credit, part), (credit, HEARD), ())
    assert [credited(*events) for events in orders] == [True, False, True, False]
    assert not credited(part, credit, is_written_off=False), "the rest of it was paid"


def test_where_it_stands_is_said_in_full_with_who_and_why() -> None:
    """Clause: A1. Why, what comes next, and when."""
    assert [str(one) for one in in_full(stands(date(2026, 7, 17), FIRST, SECOND, BLOCKED))] == [
        "It was due by 2026-06-10, and was not paid.",
        "Noor decided on 2026-07-16: blocking the services.",
        "A reminder goes out automatically on 2026-07-23.",
    ]


def test_without_a_ladder_nothing_follows() -> None:
    found = where((), DUE, None, (), date(2027, 1, 1), WORKING)
    assert (found.state, found.next, str(briefly(found))) == (
        State.NO_LADDER,
        None,
        "overdue since 2026-06-10",
    )


RENAMED = tuple(replace(one, id=f"new-{one.id}") for one in LADDER)
TURNED = (replace(LADDER[1], after=LADDER[0].after), replace(LADDER[0], after=LADDER[1].after), *LADDER[2:])
FEWER = LADDER[1:]


@pytest.mark.parametrize("ladder", [RENAMED, TURNED, FEWER], ids=["renamed", "turned", "fewer"])
def test_a_ladder_that_was_written_anew_reminds_nobody_a_second_time(ladder: tuple[Step, ...]) -> None:
    """Clause: A1. What was taken counts by its rank where its name is gone."""
    late = date(2027, 1, 1)
    found = stands(late, replace(FIRST, asks=""), replace(SECOND, asks="block"), ladder=ladder)
    assert (found.state, found.next and found.next.kind) == (State.DECIDE, StepKind.BLOCK)
    assert stands(late, FIRST, SECOND, BLOCKED, ladder=ladder).next == ladder[-2]
    assert stands(late, FIRST, ladder=ladder).next != ladder[0]


def test_a_step_of_a_kind_that_the_ladder_no_longer_has_takes_nobody_further() -> None:
    """Clause: A1."""
    found = stands(date(2026, 9, 5), FIRST, HANDED, ladder=LADDER[:2])
    assert found.next == LADDER[1]


def test_a_letter_that_did_not_ask_for_a_view_is_no_hearing_whatever_stands_after_it_now() -> None:
    """Clause: A1; GDPR art. 22(3). The first reminder asked nothing; now a decision follows on it."""
    shorter = (LADDER[0], LADDER[2])
    told = replace(FIRST, asks="")
    found = stands(date(2027, 1, 1), told, ladder=shorter)
    assert (found.state, found.on) == (State.UNASKED, None)
    assert stands(date(2027, 1, 1), told, HEARD, ladder=shorter).state is State.DECIDE


def test_handing_over_warns_until_a_letter_gave_fourteen_days_that_are_over() -> None:
    """Dutch Civil Code art. 6:96(6). Heard by telephone alone, a consumer was not told what it may cost."""
    heard = on(date(2026, 7, 24), Mark.HEARD, "collection")
    stuck = on(date(2026, 7, 23), Mark.REMINDED, "third", letter="L3", asks="collection")
    told = reminded("third", date(2026, 7, 23))
    for third, warns in ((stuck, True), (told, False)):
        found = stands(date(2026, 9, 1), FIRST, SECOND, BLOCKED, third, heard)
        assert (found.state, found.lacks_notice) == (State.DECIDE, warns)
    assert stands(date(2026, 8, 8), FIRST, SECOND, BLOCKED, told, heard).lacks_notice, "received on the 25th"
    assert not stands(date(2026, 8, 9), FIRST, SECOND, BLOCKED, told, heard).lacks_notice
    assert not stands(date(2026, 7, 2), FIRST, SECOND).lacks_notice, "it does not come next"


# --- what holds whatever happens


actions = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["look", "hear", "stop", "stuck", "decide"])), max_size=25
)


def _lived(actions: list[tuple[int, str]]) -> tuple[list[Event], list[tuple[date, Where]]]:
    """Days go by; what goes by itself goes, and a person does what they may."""
    events: list[Event] = []
    seen: list[tuple[date, Where]] = []
    day, sends = DUE, True
    for days, action in actions:
        day += timedelta(days=days)
        found = stands(day, *events)
        seen.append((day, found))
        sends = action != "stuck"
        if found.state is State.GOES and found.next is not None:
            events.append(on(day, Mark.REMINDED, found.next.id, letter="L", went_out=day if sends else None))
        elif found.next is not None and action == "hear":
            events.append(on(day, Mark.HEARD, found.next.id))
        elif found.next is not None and action == "stop":
            events.append(on(day, Mark.STOPPED, found.next.id, until=day + timedelta(days=30)))
        elif found.state is State.DECIDE and found.next is not None and action == "decide":
            events.append(on(day, Mark.DECIDED, found.next.id))
    return events, seen


@given(actions)
def test_whatever_happens_no_reminder_goes_twice_and_nothing_is_decided_by_itself(
    actions: list[tuple[int, str]],
) -> None:
    """Clause: A1; GDPR art. 22. Steps are taken once, in their order, and never sooner than the ladder says."""
    events, seen = _lived(actions)
    order = [one.id for one in LADDER]
    taken = [one for one in events if one.what in (Mark.REMINDED, Mark.DECIDED)]
    assert [one.step for one in taken] == order[: len(taken)]
    for one, other in pairwise(taken):
        apart = LADDER[order.index(other.step)].after.days - LADDER[order.index(one.step)].after.days
        assert (other.day - one.day).days >= apart or one.went_out is None
    for day, found in seen:
        assert not found.by_itself or (found.next is not None and found.next.kind is StepKind.REMINDER)
        assert found.state is not State.GOES or found.by_itself
        assert found.state is not State.STOPPED or (
            found.stopped and found.stopped.until and day < found.stopped.until
        )


@given(actions, st.integers(0, 400))
def test_who_waits_goes_on_and_never_back(actions: list[tuple[int, str]], days: int) -> None:
    """What may be done on a day may be done on every later one, as long as nothing else happens."""
    events, seen = _lived(actions)
    if not seen:
        return
    day = seen[-1][0]
    now, later = stands(day, *events), stands(day + timedelta(days=days), *events)
    assert now.next == later.next
    assert now.on == later.on
    if now.state in (State.GOES, State.DECIDE):
        assert later.state is now.state
    assert stands(day, *events, paid=day).state is State.PAID


@given(actions, st.sampled_from([LADDER, RENAMED, TURNED, FEWER]), st.integers(0, 400))
def test_the_day_on_which_it_is_looked_at_again_misses_nothing(
    actions: list[tuple[int, str]], ladder: tuple[Step, ...], days: int
) -> None:
    """Clause: A1. It is the same whenever it is asked, and before it there is nothing to do."""
    events, seen = _lived(actions)
    day = seen[-1][0] if seen else DUE
    later = stands(day + timedelta(days=days), *events, ladder=ladder)
    look = stands(day, *events, ladder=ladder).look
    assert look is not None
    if later.state in (State.GOES, State.DECIDE, State.UNASKED):
        assert look <= day + timedelta(days=days)


COUNTED = {2: "8071a2e2133a3c10"}
"""By each version of the rule, the days that it counts, in short."""


def test_a_rule_that_counts_other_days_says_so_and_stores_count_anew() -> None:
    """Clause: A1. Stores keep the days: after an upgrade they know by `RULE` that theirs are an older program's.

    Where this fails the rule counts other days than it did: raise `RULE`, and write down what is said here.
    """
    whatever = product(("look", "hear", "stop", "stuck", "decide"), repeat=3)
    lives = [_lived(list(zip((15, 21, 160), actions, strict=True)))[0] for actions in whatever]
    days = [
        stands(DUE, *events, ladder=ladder).look
        for ladder, events in product((LADDER, RENAMED, FEWER), lives)
    ]
    assert {RULE: sha256(repr(days).encode()).hexdigest()[:16]} == COUNTED
