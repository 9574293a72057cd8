"""Telling the collection agency what changed about an invoice it has. Clause: A1, P4; GDPR art. 5(1)(d), 19.

What it must still be told follows from what happened (`Where.tell`); Today asks for it. The letter is a disclosure of
its own. The agency counts as told once somebody says that the letter went out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.documents import case_facts
from helpdesk.documents.letter_words import SOMEBODY
from helpdesk.domain.customer import Invoice, Owed
from helpdesk.domain.decision import Action
from helpdesk.domain.disclosures import Disclosure, NewDisclosure
from helpdesk.domain.display import dotted
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.ladder import Where
from helpdesk.domain.ladder_steps import CLAUSE, PAYMENT, Mark
from helpdesk.domain.letters import Addressee, KeptLetter, LetterKind
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Job
from helpdesk.tasks import disclosures, letters, unpaid
from helpdesk.tasks.unpaid import UnpaidView

if TYPE_CHECKING:
    from helpdesk.documents.letter import Facts
    from helpdesk.repository.unit_of_work import UnitOfWork

_NAMES = ("D1", "D2")
"""The categories that name somebody."""


def begin(work: UnitOfWork, invoice: int) -> tuple[Owed, Where]:
    """Refuse, before anything is asked, what `tell` would refuse. Errors: as `tell`."""
    owed = work.unpaid.locked(invoice)
    work.require(Job.DISCLOSE, owed.customer.id)
    unpaid.insist_open(work, owed, Action.CHANGE)
    stands = work.policy.stands(owed.invoice, work.policy.today(work.clock()))
    if not stands.tell:
        raise Invalid((Fault("", msg("The collection agency knows everything about this invoice.")),))
    if is_written(owed.invoice, stands):
        raise Invalid((Fault("", msg("The letter to the collection agency is written: send it.")),))
    return owed, stands


def tell(work: UnitOfWork, invoice: int, how: str) -> UnpaidView:
    """Write the letter that says what changed, as a disclosure through a channel. Needs the job `disclose`.

    Errors: `Invalid` if there is nothing to tell; `Refused`, `FileNotOpen`; those of `disclosures.record`.
    """
    owed, stands = begin(work, invoice)
    agency, customer = unpaid.collector(work), owed.customer
    shared = _handed_over(work, owed)
    names = tuple(one for one in _NAMES if one in agency.categories)
    gets = tuple(one for one in (*names, PAYMENT) if one in agency.categories)
    ground = agency.why.say(work.policy.language)
    disclosures.record(work, NewDisclosure(customer.id, agency.id, gets, ground, owed.invoice.number, how))
    about = SOMEBODY.say(work.policy.language).format(number=shared.number)
    if names:
        about = dotted(customer.name, customer.company, shared.number)
    facts = case_facts.agency(work.policy, owed.invoice, stands, shared, about, _right(work, owed))
    kept = _written(work, owed, facts)
    work.unpaid.add(owed, Mark.TOLD, stands.tell, letter=kept.letter.number)
    return unpaid.view(work, invoice)


def is_written(invoice: Invoice, stands: Where) -> bool:
    """Whether the letter about the latest change is written."""
    return any(one.what is Mark.TOLD and one.step == stands.tell for one in invoice.events)


def _written(work: UnitOfWork, owed: Owed, facts: Facts) -> KeptLetter:
    to, language = Addressee("", unpaid.collector(work).name.say(work.policy.language)), work.policy.language
    return letters.write(work, owed.customer.id, LetterKind.AGENCY, facts, to=to, language=language)


def _handed_over(work: UnitOfWork, owed: Owed) -> Disclosure:
    """The disclosure by which the agency got the invoice."""
    given = [
        one
        for one in work.disclosures.gone_to(owed.customer.id)
        if one.clause == CLAUSE and one.reference == owed.invoice.number
    ]
    if not given:
        raise Invalid((Fault("", msg("No disclosure of this invoice is on record.")),))
    return given[0]


def _right(work: UnitOfWork, owed: Owed) -> Invoice | None:
    """What applies now instead of an invoice that was noted wrongly, if it is the same customer's."""
    now = owed
    while now.invoice.instead:
        try:
            now = work.unpaid.one(now.invoice.instead)
        except NotFound:  # it was another customer's, who has been removed
            return None
    holds = now.invoice.withdrawn is None and now.customer.id == owed.customer.id
    return now.invoice if holds else None
