"""Consent is the fold of its events. Clause: G9; GDPR art. 7."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.consent import (
    ALLOWING,
    ConsentEvent,
    ConsentEventKind,
    ConsentState,
    fold,
    transitions,
)

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
GIVEN, WITHDRAWN, REQUESTED = ConsentEventKind.GIVEN, ConsentEventKind.WITHDRAWN, ConsentEventKind.REQUESTED


def event(
    kind: str, day: float = 0, *, until: float | None = None, purpose: str = "G9-newsletter"
) -> ConsentEvent:
    """An event `day` days after the start; `until` likewise."""
    return ConsentEvent(
        id=f"{kind}-{day}",
        customer_id="c1",
        purpose=purpose,
        kind=ConsentEventKind(kind),
        at=START + day * DAY,
        how="email",
        recorded_by="t1",
        evidence="mail of 1 March",
        text_version="1",
        text_language="nl",
        valid_until=None if until is None else START + until * DAY,
    )


def state_after(*events: ConsentEvent, on: float = 100) -> ConsentState:
    return fold(events, START + on * DAY).get("G9-newsletter", ConsentState("G9-newsletter"))


@pytest.mark.parametrize(
    ("kinds", "allowed"),
    [
        ("requested", False),
        ("given", True),
        ("refused", False),
        ("given renewed", True),
        ("given withdrawn", False),
        ("given revoked", False),
        ("given expired", False),
        ("requested given", True),
        ("requested refused", False),
        ("given withdrawn given", True),
        ("given withdrawn requested", False),
        ("given requested", True),
        ("given requested refused", False),
        ("refused requested given", True),
    ],
)
def test_only_given_and_renewed_consent_allows_g9(kinds: str, allowed: bool) -> None:
    events = [event(kind, day) for day, kind in enumerate(kinds.split())]
    assert state_after(*events).allows(START + 100 * DAY) is allowed


def test_a_withdrawn_consent_refuses_at_once() -> None:
    withdrawn = event("withdrawn", 5)
    assert state_after(event("given"), on=4.99).allows(withdrawn.at - timedelta(microseconds=1))
    state = state_after(event("given"), withdrawn, on=5)
    assert not state.allows(withdrawn.at)
    assert (state.kind, state.since) == (WITHDRAWN, withdrawn.at)


def test_an_end_that_passed_counts_as_expired_without_an_event() -> None:
    state = state_after(event("given", until=10), on=10)
    assert state.kind is ConsentEventKind.EXPIRED
    assert state.since == state.valid_until == START + 10 * DAY
    assert not state.allows(START + 10 * DAY)


def test_a_consent_holds_until_the_very_moment_of_its_end() -> None:
    end = START + 10 * DAY
    state = fold([event("given", until=10)], end - timedelta(microseconds=1))["G9-newsletter"]
    assert state.allows(end - timedelta(microseconds=1))
    assert not state.allows(end)


def test_renewing_moves_the_end() -> None:
    state = state_after(event("given", until=10), event("renewed", 9, until=30), on=20)
    assert state.kind is ConsentEventKind.RENEWED
    assert state.valid_until == START + 30 * DAY


def test_events_count_in_the_order_they_happened_not_in_which_they_were_typed() -> None:
    assert state_after(event("withdrawn", 5), event("given", 1)).kind is WITHDRAWN


def test_events_of_one_moment_count_in_the_order_given() -> None:
    assert state_after(event("given"), event("withdrawn")).kind is WITHDRAWN


def test_what_happens_later_does_not_count_yet() -> None:
    state = state_after(event("given", 5), on=4)
    assert state.kind is None
    assert state.events == ()


def test_each_purpose_stands_alone() -> None:
    states = fold([event("given"), event("withdrawn", 1, purpose="G9-reference")], START + 2 * DAY)
    assert states["G9-newsletter"].allows(START + 2 * DAY)
    assert not states["G9-reference"].allows(START + 2 * DAY)


def test_the_state_keeps_the_whole_history_oldest_first() -> None:
    state = state_after(event("withdrawn", 3), event("given", 2), event("requested", 1))
    assert [one.kind.value for one in state.events] == ["requested", "given", "withdrawn"]


def test_an_event_needs_moments_with_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ConsentEvent("1", "c", "G9", GIVEN, datetime(2026, 1, 1), "email", "t", "", "1", "nl")  # noqa: DTZ001


@pytest.mark.parametrize("kind", [None, *ConsentEventKind])
def test_expired_is_never_recorded_by_hand(kind: ConsentEventKind | None) -> None:
    assert ConsentEventKind.EXPIRED not in transitions(ConsentState("G9", kind))


@pytest.mark.parametrize("kind", [None, *ConsentEventKind])
def test_withdrawing_is_offered_exactly_when_there_is_something_to_withdraw(
    kind: ConsentEventKind | None,
) -> None:
    assert (WITHDRAWN in transitions(ConsentState("G9", kind))) is (kind in ALLOWING)


def test_consent_can_be_given_whenever_there_is_none() -> None:
    assert all(
        GIVEN in transitions(ConsentState("G9", kind)) for kind in {None, *ConsentEventKind} - ALLOWING
    )


@given(
    st.lists(st.tuples(st.sampled_from(ConsentEventKind), st.integers(0, 20), st.integers(1, 20) | st.none()))
)
def test_what_allows_was_always_given_or_renewed_and_not_taken_back(
    history: list[tuple[ConsentEventKind, int, int | None]],
) -> None:
    """Clause: G9."""
    events = [
        event(kind, day, until=None if valid is None or kind not in ALLOWING else day + valid)
        for kind, day, valid in history
    ]
    now = START + 15 * DAY
    state = state_after(*events, on=15)
    if state.allows(now):
        deciding = [one for one in state.events if one.kind is not REQUESTED][-1]
        assert deciding.kind in ALLOWING
        assert deciding.valid_until is None or now < deciding.valid_until
