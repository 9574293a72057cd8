"""Asking the guard for some categories of a customer whose file is open. Clause: P2, B1, R5."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from helpdesk.domain.customer import OpenFile
from helpdesk.domain.decision import Action
from helpdesk.policy.guard import decide_for

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def insist(work: UnitOfWork, customer_id: str, categories: Iterable[str], action: Action) -> OpenFile:
    """This technician's open file, if it allows an action for all of the categories.

    Errors: `FileNotOpen`, `Refused` with the first decision that says no.
    """
    opened = work.open_files.current(customer_id)
    standing = work.standings.of(customer_id)
    for category in categories:
        decision = decide_for(
            work.policy, standing, work.technician.role, opened.purposes, category, action, work.clock()
        )
        work.insist(decision, customer_id, category)
    return opened
