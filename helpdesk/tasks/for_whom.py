"""Whom an export is for: the customer, ourselves, or somebody else under a disclosure. Clause: P4, T1, T2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.decision import Decision
from helpdesk.domain.disclosures import CUSTOMER, OURSELVES
from helpdesk.domain.messages import msg
from helpdesk.policy.guard import restricted
from helpdesk.policy.model import Job
from helpdesk.tasks.disclosures import insist_may_go

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def insist_may_export(work: UnitOfWork) -> None:
    """Refuse, before anything is asked, if this technician may not export at all. Errors: `Refused`. Clause: P4."""
    work.require(Job.EXPORT)


def insist_for(work: UnitOfWork, whom: str, subject: str | None, category: str) -> str:
    """Whom an export is for, as recorded; an export for somebody else needs its disclosure first.

    `whom` is `CUSTOMER`, `OURSELVES` or the number of a disclosure, `subject` the one customer whose data it is, or
    `None` for data of many. Errors: `Refused`, on record, for data of more than the customer it is for, without a
    disclosure of that customer and category that may go, or under a restriction for anybody but the customer, unless
    it is for a legal claim of ours; `NotFound`. Clause: P4, R1, R5, T1, T2.
    """
    if whom == OURSELVES:
        if subject is not None and not work.may(Job.LEGAL_CLAIM):
            decision = restricted(work.standings.of(subject), work.clock())
            if decision is not None:
                work.insist(decision, subject, "export")
        return whom
    if subject is None:
        reason = msg("Data of more than one customer stays with us. Choose one customer first.")
        work.insist(Decision(False, "P4", reason), None, "export")
    if whom == CUSTOMER:
        return whom
    found = insist_may_go(work, whom)
    covers = found.subject == subject and category in found.categories
    reason = msg("{number} does not cover these data of this customer.", number=found.number)
    work.insist(Decision(covers, found.clause, reason), subject, "disclose")
    return found.number
