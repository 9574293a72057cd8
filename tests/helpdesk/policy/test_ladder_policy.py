"""The policy's part on unpaid invoices. Clause: A1; GDPR art. 22(3)."""

from __future__ import annotations

from support.policy_faults import SAMPLE, unnamed

from helpdesk.domain.ladder_steps import StepKind
from helpdesk.policy.loader import parse


def test_the_sample_reminds_before_each_step_that_a_person_decides_a1() -> None:
    """Clause: A1. Reminders, then blocked services, then the agency, at last the end."""
    steps = list(parse(SAMPLE).ladder.steps.values())
    assert [one.kind for one in steps if one.kind.is_decided] == [
        StepKind.BLOCK,
        StepKind.COLLECTION,
        StepKind.TERMINATION,
    ]
    assert all(one.view is not None for one in steps if one.kind.is_decided)


def test_a_policy_without_a_ladder_still_holds_and_nothing_follows() -> None:
    """Clause: A1."""
    before, _, rest = SAMPLE.partition("[ladder]\n")
    assert not parse(before + rest[rest.index("[working_days]") :]).ladder.steps


WRONG = (
    ('purposes = ["G7"]', 'purposes = ["G3"]', "ladder.purposes", "None of these needs D7."),
    (
        '[ladder.steps.reminder-3]\nkind = "reminder"\nafter = "42 days"\n',
        "",
        "ladder.steps.collection.kind",
        "Put a reminder before this step",
    ),
    ('after = "21 days"', 'after = "7 days"', "ladder.steps.reminder-2.after", "not later than the step"),
    ('after = "35 days"\nview = "7 days"', 'after = "35 days"', "ladder.steps.block.view", "missing"),
    (
        'after = "21 days"',
        'after = "21 days"\nview = "7 days"',
        "ladder.steps.reminder-2.view",
        "Only a step",
    ),
    (
        'after = "63 days"\nview = "14 days"',
        'after = "63 days"\nview = "13 days"',
        "ladder.steps.collection.view",
        "gives 14 days",
    ),
    ('after = "7 days"', 'after = "7 hours"', "ladder.steps.reminder-1.after", "in days or longer"),
    ('kind = "collection"', 'kind = "court"', "ladder.steps.collection.kind", "not known"),
    ('kind = "termination"', 'kind = "block"', "ladder.steps.termination.kind", "there twice"),
    ('view = "7 days"', 'view = "7 hours"', "ladder.steps.block.view", "in days or longer"),
    ("[ladder.steps.block]", "[ladder.steps.Block]", "ladder.steps.Block", "can't be a name"),
)
"""What stands in the sample, what stands there instead, the key path of that fault, and some of its words."""


def test_every_fault_of_it_is_named_by_its_key_and_line() -> None:
    assert unnamed(WRONG, behind="[ladder]\n") == []
    nobody = ("ladder.steps.collection.kind", "no recipient with the clause A1")
    assert unnamed([('clause = "A1"', 'clause = "T1"', *nobody)]) == []
