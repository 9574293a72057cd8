"""The proof of what became of unsolicited data: checked, printed, and exported. Clause: D9, P3, P4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent, first_fault
from helpdesk.domain.errors import NotFound
from helpdesk.domain.paths import typed_path
from helpdesk.domain.unsolicited import Item, Proof, proof_of
from helpdesk.policy.model import Job
from helpdesk.tasks.for_whom import insist_for
from helpdesk.tasks.periods import ended_before

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

PROOFS = "unsolicited"
"""The retention rule of the policy for closed items."""


def check(work: UnitOfWork, item: int) -> Proof:
    """Whether an item is still what was recorded when it was closed.

    Its own hash says so, and the audit's record of it, which is part of the chain. Errors: `Refused`, `NotFound`.
    """
    return _checked(work, work.unsolicited.one(item))


def print_proof(work: UnitOfWork, item: int, language: str) -> str:
    """The proof as a readable text in a language of the policy, and whether it is intact. Errors: as `check`."""
    from helpdesk.documents.unsolicited import proof_text

    found = work.unsolicited.one(item)
    return proof_text(found, work.policy, language, _checked(work, found))


def history(work: UnitOfWork, customer: str) -> str:
    """The random id under which a customer's items are found, from a customer's number or the id itself.

    The id stays valid after the customer has been removed. Errors: `NotFound`.
    """
    try:
        return work.customers.by_number(customer).id
    except NotFound:
        if not work.unsolicited.page(open_only=False, subject=customer, limit=1):
            raise
        return customer


def export(
    work: UnitOfWork,
    take: Callable[[Item], object],
    *,
    whom: str,
    open_only: bool = False,
    subject: str | None = None,
) -> int:
    """Pass the whole queue, or one customer's history, to `take`, earliest due first; on record. Returns how many.

    In an export of the whole queue, restricted customers are left out for every role. Errors: `Refused` without the
    jobs `unsolicited` and `export`, and as `for_whom.insist_for`. Clause: P4, R5, T1, T2.
    """
    work.require(Job.EXPORT, subject)
    to = insist_for(work, whom, subject, "D9")
    taken, last = 0, None
    while page := work.unsolicited.page(
        open_only=open_only, subject=subject, after=last, to_be_exported=True
    ):
        for one in page:
            take(one)
        taken, last = taken + len(page), page[-1]
    work.audit.record(AuditEvent.UNSOLICITED_EXPORTED, subject=subject, items=taken, to=to)
    return taken


def export_to(
    work: UnitOfWork,
    name: str,
    *,
    whom: str,
    open_only: bool = False,
    subject: str | None = None,
) -> int:
    """`export` to a new file that only its owner can read; returns how many.

    It is CSV without formulas, or with `.json` JSON lines. Errors: `Refused`, `Invalid`, also for a file that exists
    already or can't be written.
    """
    from helpdesk.documents.sheets import new_sheet
    from helpdesk.documents.unsolicited import csv_writer, json_writer

    work.require(Job.UNSOLICITED, subject)
    work.require(Job.EXPORT, subject)
    insist_for(work, whom, subject, "D9")
    writer = json_writer if name.endswith(".json") else csv_writer
    with new_sheet(name) as file:
        work.written.append(typed_path(name))
        return export(work, writer(file), open_only=open_only, subject=subject, whom=whom)


def past(work: UnitOfWork) -> int:
    """How many proofs are past their period; needs no role."""
    return work.unsolicited.past(_over(work))


def forget(work: UnitOfWork) -> int:
    """Remove the proofs that are past their period; how many. Needs the job `retention`. Clause: P3."""
    return work.unsolicited.forget(_over(work))


def _over(work: UnitOfWork) -> datetime:
    return ended_before(work, work.policy.retention_of(PROOFS))


def _checked(work: UnitOfWork, item: Item) -> Proof:
    if item.closed is None:
        return Proof.OPEN
    if proof_of(item) != item.proof:
        return Proof.ALTERED
    records = work.audit.page(before=item.record + 1, limit=2)
    if not records or records[0].seq != item.record:
        return Proof.UNCONFIRMED
    record, previous = records[0], records[1] if len(records) > 1 else work.audit.anchor()
    says = (record.event, record.detail.get("item"), record.detail.get("proof"))
    if first_fault(previous, record) or says != (AuditEvent.UNSOLICITED_CLOSED, item.id, item.proof):
        return Proof.UNCONFIRMED
    return Proof.HOLDS
