"""Whether a customer may be sent a reminder of an unpaid invoice automatically. Clause: A1, P2, R5, R6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.customer import Owed
from helpdesk.domain.decision import Action
from helpdesk.domain.ladder_steps import PAYMENT
from helpdesk.policy.guard import decide_for, may
from helpdesk.policy.model import Job

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

_WANTED = (("D1", Action.CONTACT), ("D3", Action.CONTACT), (PAYMENT, Action.VIEW))
"""What a reminder needs: name and address, an e-mail address, and the amount owed."""


def purposes(work: UnitOfWork) -> tuple[str, ...]:
    """The purposes for which a file is opened to send a reminder, as far as this technician's role may use them."""
    role = work.policy.roles.get(work.technician.role)
    if role is None or not may(work.policy, role.id, Job.OPEN):
        return ()
    mine = (one for one in work.policy.ladder.purposes if one in role.purposes)
    return tuple(one for one in mine if PAYMENT in work.policy.purposes[one].categories)


def allows(work: UnitOfWork, owed: Owed, purposes: tuple[str, ...]) -> bool:
    """Whether the guard allows writing to the customer with what a reminder contains. Clause: P2, R5, R6."""
    standing, role, now = work.standings.of(owed.customer.id), work.technician.role, work.clock()
    return all(
        decide_for(work.policy, standing, role, purposes, category, action, now).allowed
        for category, action in _WANTED
    )
