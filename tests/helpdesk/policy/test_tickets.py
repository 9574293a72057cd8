"""The policy's part on tickets, and the guard's answer on what people wrote. Clause: G3, P2, B1, R5, R6."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from support.policy_faults import unnamed
from support.standings import ORDINARY
from support.stores import sample

from helpdesk.domain.calendar import Period
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.priority import Priority
from helpdesk.domain.register import Keeping
from helpdesk.domain.standing import Objection, Restriction, Standing
from helpdesk.policy.guard import decide, decide_for
from helpdesk.policy.loader import DEFAULT, parse
from helpdesk.policy.model import Policy, Tickets
from helpdesk.policy.tickets import PLACEHOLDERS, filled

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = sample()
SOURCE = DEFAULT.read_text("utf-8")
RESTRICTED = Standing(restriction=Restriction(NOW - DAY, "accuracy", "R-1"))
ENDED = Standing(contract_ended=date(2026, 5, 1))
OBJECTED = Standing(contract_ended=date(2026, 5, 1), objections=(Objection(NOW - DAY),))
WITHOUT = replace(POLICY, tickets=Tickets())


def ask(purpose: str, standing: Standing, role: str, action: Action, policy: Policy) -> Decision:
    return decide(policy, standing, role, purpose, Keeping.CORRESPONDENCE, action, NOW)


@pytest.mark.parametrize(
    ("policy", "role", "purpose", "standing", "action", "clause"),
    [
        (POLICY, "technician", "G3", ORDINARY, Action.VIEW, ""),
        (POLICY, "technician", "G5", ORDINARY, Action.CONTACT, ""),
        (POLICY, "privacy-officer", "G3", ORDINARY, Action.CHANGE, ""),
        (POLICY, "technician", "G7", ORDINARY, Action.VIEW, "P2"),
        (POLICY, "read-only", "G3", ORDINARY, Action.VIEW, "B1"),
        (POLICY, "privacy-officer", "G4", ORDINARY, Action.VIEW, "B1"),
        (POLICY, "owner", "G3", RESTRICTED, Action.VIEW, "R5"),
        (POLICY, "owner", "G3", RESTRICTED, Action.CONTACT, "R5"),
        (POLICY, "owner", "G3", RESTRICTED, Action.STORE, ""),
        (POLICY, "owner", "G3", ENDED, Action.VIEW, ""),
        (POLICY, "owner", "G4", ENDED, Action.VIEW, "G4"),
        (POLICY, "owner", "G3", OBJECTED, Action.CONTACT, "R6"),
        (WITHOUT, "owner", "G3", ORDINARY, Action.VIEW, "P2"),
    ],
)
def test_the_guard_of_what_people_wrote(
    policy: Policy, role: str, purpose: str, standing: Standing, action: Action, clause: str
) -> None:
    """Clause: G3, P2, B1, R5, R6: allowed where no clause stands."""
    decision = ask(purpose, standing, role, action, policy)
    assert decision.allowed is (not clause), str(decision.reason)
    assert not clause or decision.clause == clause


def test_a_refusal_names_the_purposes_that_would_do_p2() -> None:
    """Clause: P2."""
    decision = decide_for(POLICY, ORDINARY, "technician", ("G7",), Keeping.CORRESPONDENCE, Action.VIEW, NOW)
    assert decision.needs == ("G1", "G3", "G4", "G5")


def test_the_sample_says_what_tickets_are_for() -> None:
    """Clause: G3, P3."""
    assert POLICY.tickets.purposes == ("G1", "G3", "G4", "G5")
    assert POLICY.tickets.priorities[Priority.URGENT] == Period(hours=4)
    assert POLICY.tickets.waiting == Period(weeks=2)
    assert POLICY.retention["tickets"].period == Period(years=2)
    assert {"form", "facebook"} <= set(POLICY.channels)
    for module in POLICY.text_modules:
        for language in POLICY.company.languages:
            text = filled(module.text, language, "Anna", "T1001", "Kim")
            assert "T1001" in text and "Kim" in text and "{" not in text
            assert module.title.say(language)


def test_a_policy_without_tickets_lets_nobody_read_a_customers() -> None:
    """Clause: P2: an older policy loads as it is."""
    silent = parse(
        re.sub(r"(?ms)^\[tickets.*?(?=^\[\[text_modules)|^\[retention\.tickets\].*?(?=^\[)", "", SOURCE)
    )
    assert silent.tickets == Tickets()
    assert "tickets" not in silent.retention
    assert not ask("G3", ORDINARY, "owner", Action.VIEW, silent).allowed


WRONG = (
    ('purposes = ["G1", "G3", "G4", "G5"]', 'purposes = ["G33"]', "tickets.purposes[0]", "G33"),
    ('urgent = "4 hours"', 'asap = "4 hours"', "tickets.priorities.asap", "no such key"),
    ('urgent = "4 hours"', 'urgent = "soon"', "tickets.priorities.urgent", "is not a period"),
    ('waiting = "2 weeks"', 'waiting = "ever"', "tickets.waiting", "is not a period"),
    ("[retention.tickets] ", "[retention.cases2]", "retention.tickets", "missing"),
    ('id = "solved"', 'id = "removed"', "text_modules[3].id", "twice"),
    ('id = "solved"', 'id = "So solved"', "text_modules[3].id", "lower-case letters"),
    ("Het probleem van {ticket}", "Het probleem van {iban}", "text_modules[3].text.nl", "iban"),
    ("Het probleem van {ticket}", "Het probleem van {", "text_modules[3].text.nl", "brace"),
    ("Het probleem van {ticket}", "Het probleem van {0}", "text_modules[3].text.nl", "not known"),
    ("Het probleem van {ticket}", "Het probleem van {ticket.x}", "text_modules[3].text.nl", "not known"),
    (
        "Het probleem van {ticket}",
        "Het probleem van {ticket:{x}}",
        "text_modules[3].text.nl",
        "not known",
    ),
    ("Het probleem van {ticket}", "Het probleem van {ticket!s}", "text_modules[3].text.nl", "not known"),
)
"""What stands in the sample, what stands there instead, the key path of that fault, and some of its words."""


def test_a_fault_is_named_by_its_place() -> None:
    assert unnamed(WRONG) == []


def test_nothing_else_can_be_filled_in() -> None:
    assert PLACEHOLDERS == ("customer", "ticket", "technician")
