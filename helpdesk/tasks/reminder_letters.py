"""The letter of a reminder, made from its invoice as it is now; nobody signs it. Clause: A1, G7."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from helpdesk.documents.case_facts import reminder
from helpdesk.domain.customer import Owed
from helpdesk.domain.errors import NotFound
from helpdesk.domain.ladder_steps import Step
from helpdesk.domain.letters import KeptLetter, Letter, LetterKind
from helpdesk.domain.messages import msg
from helpdesk.tasks import letters

if TYPE_CHECKING:
    from helpdesk.documents.letter import Facts
    from helpdesk.repository.unit_of_work import UnitOfWork


def write(work: UnitOfWork, owed: Owed, step: Step, *, waits: bool) -> KeptLetter:
    """Write and keep it; `waits`: it waits to be sent automatically. Errors: those of `letters.write`."""
    facts = _facts(work, owed, step)
    return letters.write(work, owed.customer.id, LetterKind.REMINDER, facts, by_itself=True, waits=waits)


def anew(work: UnitOfWork, kept: KeptLetter) -> Letter:
    """The same as it would be written today, under its number: its days count from when it is sent.

    Errors: `NotFound`, also for a step that is no longer in the policy; those of `letters.draft`.
    """
    invoice = work.unpaid.ids((kept.case,)).get(kept.case, 0)
    owed = work.unpaid.one(invoice)
    step = next((one.step for one in owed.invoice.events if one.letter == kept.letter.number), "")
    if step not in work.policy.ladder.steps:
        raise NotFound(msg("The policy no longer has this step of the ladder."))
    facts = _facts(work, owed, work.policy.ladder.steps[step])
    number = kept.letter.number
    return letters.draft(work, owed.customer.id, LetterKind.REMINDER, facts, number=number, by_itself=True)


def asks(work: UnitOfWork, step: Step) -> str:
    """What a reminder asks the customer's view on: the kind of the next step, `""` if nobody decides that."""
    following = _following(work, step)
    return str(following.kind) if following is not None and following.view is not None else ""


def _facts(work: UnitOfWork, owed: Owed, step: Step) -> Facts:
    return reminder(work.policy, owed.invoice, _following(work, step), work.policy.today(work.clock()))


def _following(work: UnitOfWork, step: Step) -> Step | None:
    return dict(pairwise(work.policy.ladder.steps.values())).get(step)
