"""What holds of the guard whatever the customer's standing. Clause: P2, B1, G9, R5, R6."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from support.stores import sample

from helpdesk.domain.consent import ALLOWING, ConsentEvent, ConsentEventKind, fold
from helpdesk.domain.decision import Action
from helpdesk.domain.register import Keeping
from helpdesk.domain.standing import Objection, Restriction, Standing
from helpdesk.i18n import reader
from helpdesk.policy.guard import decide, decide_for, may, may_use

POLICY = sample()
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CONSENT_PURPOSES = [purpose.id for purpose in POLICY.consent_purposes()]
OPEN_ACTIONS = [action for action in Action if action not in (Action.STORE, Action.LEGAL_CLAIM)]

moments = st.integers(-40, 40).map(lambda days: NOW + timedelta(days=days))
roles = st.sampled_from([*POLICY.roles, "boss"])
purposes = st.sampled_from([*POLICY.purposes, "G0"])
categories = st.sampled_from([*POLICY.categories, "D0"])
actions = st.sampled_from(list(Action))

consent_events = st.builds(
    ConsentEvent,
    id=st.just("1"),
    customer_id=st.just("c1"),
    purpose=st.sampled_from(CONSENT_PURPOSES),
    kind=st.sampled_from(ConsentEventKind),
    at=moments,
    how=st.just("email"),
    recorded_by=st.just("t1"),
    evidence=st.just("mail"),
    text_version=st.just("2026-1"),
    text_language=st.just("nl"),
    valid_until=st.none() | moments,
)
restrictions = st.builds(
    Restriction,
    since=moments,
    ground=st.just("accuracy"),
    reference=st.just("R-1"),
    until=st.none() | moments,
)
objections = st.builds(
    Objection,
    since=moments,
    purposes=st.frozensets(st.sampled_from(list(POLICY.purposes)), max_size=3),
    decided=st.none() | moments,
    upheld=st.booleans(),
)
standings = st.builds(
    Standing,
    consents=st.lists(consent_events, max_size=6).map(lambda events: fold(events, NOW)),
    restriction=st.none() | restrictions,
    objections=st.lists(objections, max_size=2).map(tuple),
    contract_ended=st.none() | st.integers(-40, 40).map(lambda days: date(2026, 6, 1) + timedelta(days=days)),
)


@given(standings, roles, purposes, categories, st.sampled_from(OPEN_ACTIONS))
def test_nothing_outside_the_policy_is_ever_allowed(
    standing: Standing, role: str, purpose: str, category: str, action: Action
) -> None:
    """Clause: P2, B1, D9."""
    decision = decide(POLICY, standing, role, purpose, category, action, NOW)
    if decision:
        assert category in POLICY.purposes[purpose].categories
        assert purpose in POLICY.roles[role].purposes
        assert decision.basis in POLICY.bases
        assert decision.basis != "none"


@given(standings, roles, purposes, categories, actions)
def test_a_restriction_beats_everything_but_storage_and_claims(
    standing: Standing, role: str, purpose: str, category: str, action: Action
) -> None:
    """Clause: R5."""
    decision = decide(POLICY, standing, role, purpose, category, action, NOW)
    if decision and standing.restricted(NOW):
        claims = action is Action.LEGAL_CLAIM and may(POLICY, role, "legal-claim").allowed
        assert action is Action.STORE or claims


@given(
    standings, st.lists(consent_events, max_size=6), st.sampled_from(CONSENT_PURPOSES), categories, moments
)
def test_only_a_consent_that_stands_ever_allows_its_purpose(
    standing: Standing, events: list[ConsentEvent], purpose: str, category: str, moment: datetime
) -> None:
    """Clause: G9. Whatever happened before: after a withdrawal, a refusal or an expiry nothing is allowed."""
    standing = Standing(
        fold(events, moment), standing.restriction, standing.objections, standing.contract_ended
    )
    decision = decide(POLICY, standing, "owner", purpose, category, Action.VIEW, moment)
    if decision:
        past = [
            event
            for event in sorted(events, key=lambda event: event.at)
            if event.purpose == purpose
            and event.at <= moment
            and event.kind is not ConsentEventKind.REQUESTED
        ]
        assert past[-1].kind in ALLOWING
        assert past[-1].valid_until is None or moment < past[-1].valid_until


@given(standings, roles, st.lists(purposes, max_size=3), purposes, categories, actions)
def test_adding_a_purpose_never_takes_away_what_was_allowed(
    standing: Standing, role: str, opened: list[str], added: str, category: str, action: Action
) -> None:
    """Clause: P2."""
    if decide_for(POLICY, standing, role, opened, category, action, NOW):
        assert decide_for(POLICY, standing, role, [*opened, added], category, action, NOW)
        assert decide_for(POLICY, standing, role, [added, *opened], category, action, NOW)


@given(standings, roles, st.lists(purposes, max_size=3), categories, actions)
def test_a_needed_purpose_really_would_allow(
    standing: Standing, role: str, opened: list[str], category: str, action: Action
) -> None:
    """Clause: P2."""
    decision = decide_for(POLICY, standing, role, opened, category, action, NOW)
    assert not (decision.allowed and decision.needs)
    for purpose in decision.needs:
        assert may_use(POLICY, role, purpose) or action in (Action.STORE, Action.LEGAL_CLAIM)
        assert decide_for(POLICY, standing, role, [*opened, purpose], category, action, NOW)


@given(standings, roles, purposes, categories)
def test_an_objection_that_holds_stops_legitimate_interest(
    standing: Standing, role: str, purpose: str, category: str
) -> None:
    """Clause: R6."""
    decision = decide(POLICY, standing, role, purpose, category, Action.VIEW, NOW)
    if decision and decision.basis == "legitimate-interest":
        assert standing.objected(purpose, NOW) is None


@given(standings, roles, purposes, categories, actions)
def test_every_decision_explains_itself(
    standing: Standing, role: str, purpose: str, category: str, action: Action
) -> None:
    """Every answer names a clause of the statement and gives a reason without a field left open."""
    decision = decide(POLICY, standing, role, purpose, category, action, NOW)
    assert decision.clause in POLICY.clauses
    for message in filter(None, (decision.reason, decision.remedy)):
        for language in ("nl", "en"):
            told = reader(language).tell(message)
            assert told
            assert "{" not in told


@given(standings, st.sampled_from(list(POLICY.roles)), st.sampled_from(list(POLICY.purposes)))
def test_whoever_may_read_a_ticket_may_write_in_it(standing: Standing, role: str, purpose: str) -> None:
    """Clause: G3. So the page of a ticket, which is open only while it may be read, needs no reason why not."""
    read, changed, written = (
        decide(POLICY, standing, role, purpose, Keeping.CORRESPONDENCE, action, NOW)
        for action in (Action.VIEW, Action.CHANGE, Action.CONTACT)
    )
    assert read == changed == written
