"""May a technician sign in to a customer's systems? Clause: G4, D6, P2, B1, R5."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.standings import ORDINARY
from support.stores import sample

from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.standing import Objection, Restriction, Standing
from helpdesk.i18n import reader
from helpdesk.policy.guard import decide, decide_for
from helpdesk.policy.model import Policy, Remote

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = sample()
RESTRICTED = Standing(restriction=Restriction(NOW - DAY, "accuracy", "R-1"))
ENDED = Standing(contract_ended=date(2026, 5, 1))
OBJECTED = Standing(objections=(Objection(NOW - DAY),))
WITH_G6 = replace(POLICY, remote=replace(POLICY.remote, purposes=("G4", "G6")))
WITHOUT = replace(POLICY, remote=Remote())


def ask(
    purpose: str = "G4",
    standing: Standing = ORDINARY,
    role: str = "technician",
    category: str = "D6",
    policy: Policy = POLICY,
) -> Decision:
    return decide(policy, standing, role, purpose, category, Action.REMOTE, NOW)


@pytest.mark.parametrize(
    ("policy", "role", "purpose", "standing", "allowed", "clause"),
    [
        (POLICY, "technician", "G4", ORDINARY, True, "G4"),
        (POLICY, "owner", "G4", ORDINARY, True, "G4"),
        (POLICY, "owner", "G6", ORDINARY, False, "G4"),  # sees D6, but not to sign in
        (POLICY, "owner", "G3", ORDINARY, False, "P2"),
        (POLICY, "privacy-officer", "G4", ORDINARY, False, "B1"),
        (POLICY, "privacy-officer", "G6", ORDINARY, False, "B1"),
        (POLICY, "read-only", "G4", ORDINARY, False, "B1"),
        (POLICY, "boss", "G4", ORDINARY, False, "B1"),
        (POLICY, "owner", "G44", ORDINARY, False, "P2"),
        (POLICY, "owner", "G4", RESTRICTED, False, "R5"),
        (POLICY, "owner", "G4", ENDED, False, "G4"),
        (POLICY, "owner", "G4", OBJECTED, True, "G4"),  # rests on the contract
        (WITH_G6, "owner", "G6", ORDINARY, True, "G6"),
        (WITH_G6, "owner", "G6", ENDED, False, "D6"),  # seen after the contract, but not signed in for
        (WITH_G6, "owner", "G6", RESTRICTED, False, "R5"),
        (WITHOUT, "owner", "G4", ORDINARY, False, "G4"),
    ],
)
def test_the_guard_of_remote_support(
    policy: Policy, role: str, purpose: str, standing: Standing, allowed: bool, clause: str
) -> None:
    """Clause: G4, G6, D6, B1, R5."""
    decision = ask(purpose, standing, role, policy=policy)
    assert (decision.allowed, decision.clause) == (allowed, clause)


def test_a_refusal_says_what_would_lift_it() -> None:
    """Clause: P2, G4."""
    decision = decide_for(POLICY, ORDINARY, "technician", ("G3", "G6"), "D6", Action.REMOTE, NOW)
    assert decision.needs == ("G4",)
    told = reader("en").tell(decision.reason)
    assert told == "security and fighting fraud is no reason to sign in to a customer's systems."
    assert decision.remedy is not None
    assert reader("en").tell(decision.remedy) == "Add a purpose that is: work on your systems."
    assert ask(policy=WITHOUT).remedy is None


standings = st.builds(
    Standing,
    restriction=st.none() | st.just(RESTRICTED.restriction),
    objections=st.just(()) | st.just(OBJECTED.objections),
    contract_ended=st.none() | st.sampled_from((date(2026, 5, 1), date(2026, 7, 1))),
)


@given(
    st.sampled_from((POLICY, WITH_G6, WITHOUT)),
    standings,
    st.sampled_from([*POLICY.roles, "boss"]),
    st.sampled_from([*POLICY.purposes, "G0"]),
)
def test_nobody_signs_in_outside_the_policy(
    policy: Policy, standing: Standing, role: str, purpose: str
) -> None:
    """Only for a purpose that is listed, by a role with the job, within a contract and without a brake.

    Clause: G4, P2, B1, R5.
    """
    if not ask(purpose, standing, role, policy=policy):
        return
    assert purpose in policy.remote.purposes
    assert purpose in policy.roles[role].purposes
    assert "remote" in policy.roles[role].jobs
    assert standing.restricted(NOW) is None
    assert not standing.contract_over(policy.today(NOW))
    assert decide(policy, standing, role, purpose, "D6", Action.VIEW, NOW)
