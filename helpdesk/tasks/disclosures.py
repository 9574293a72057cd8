"""Disclosing a customer's data to somebody else: first recorded, then sent. Clause: P4, T1, T2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.disclosures import ORDER, REGISTRATION, REGISTRY, Disclosure, NewDisclosure
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import choose, msg
from helpdesk.policy.guard import restricted
from helpdesk.policy.model import Job
from helpdesk.repository.guarded import insist
from helpdesk.tasks.typed import typed

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def record(work: UnitOfWork, new: NewDisclosure) -> Disclosure:
    """Record what goes to whom. A legal order (T1) then waits for a second person; everything else may go.

    Needs the job `disclose`, and the customer's file open for purposes that show the categories; a restriction stops
    it. Errors: `Invalid` with every fault at once, `Refused`, `FileNotOpen`, `NotFound`. Clause: P4, T1, R5.
    """
    work.require(Job.DISCLOSE, new.customer)
    if faults := tuple(_faults(work, new)):
        raise Invalid(faults)
    insist(work, new.customer, new.categories, Action.DISCLOSE)
    order = work.policy.recipients[new.recipient].clause == ORDER
    return work.disclosures.add(new, approved=not order)


def approve(work: UnitOfWork, disclosure_id: int) -> Disclosure:
    """Approve a legal order as the second person, who is not the one who recorded it. Needs the job `approve`.

    Errors: `Refused`, on record, without the job, for oneself, under a restriction, once it was withdrawn, or once the
    customer was removed; `NotFound`. Clause: T1, B1, R5.
    """
    found = begin_approval(work, disclosure_id)
    return found if found.may_go else work.disclosures.approve(found)


def begin_approval(work: UnitOfWork, disclosure_id: int) -> Disclosure:
    """What would be approved, for a possible second person. Errors: as `approve`. Clause: T1, B1, R5."""
    work.require(Job.APPROVE)
    found = work.disclosures.locked(disclosure_id)
    _insist_on_no_restriction(work, found)
    _insist_on_alive(work, found)
    if found.by == work.technician.login:
        reason = msg("You recorded this yourself, so somebody else has to approve it.")
        work.insist(Decision(False, "T1", reason), found.subject, "approve:disclosure")
    return found


def withdraw(work: UnitOfWork, disclosure_id: int, reason: str) -> Disclosure:
    """Withdraw a legal order that waits, so that nothing goes: whoever recorded it may, and whoever may approve it.

    A restriction does not stop it: no data is used. Errors: `Invalid` without a reason, and as `begin_withdrawal`.
    Clause: T1, P4, B1.
    """
    found = begin_withdrawal(work, disclosure_id)
    if not reason.strip():
        raise Invalid((Fault("reason", msg("Why is it withdrawn?")),))
    return work.disclosures.withdraw(found, typed(reason.strip()))


def begin_withdrawal(work: UnitOfWork, disclosure_id: int) -> Disclosure:
    """What would be withdrawn, for whoever may.

    Errors: `Refused`, on record, for anybody else, once it was withdrawn, or once the customer was removed; `Invalid`
    once it was approved, because the data may have gone; `NotFound`. Clause: T1, B1.
    """
    found = work.disclosures.locked(disclosure_id)
    is_mine = found.by == work.technician.login
    if not (is_mine and work.may(Job.DISCLOSE)):
        work.require(Job.APPROVE, found.subject)
    if found.may_go:
        problem = msg("{number} is approved: the data may have gone already.", number=found.number)
        raise Invalid((Fault("", problem),))
    _insist_on_alive(work, found)
    return found


def insist_may_go(work: UnitOfWork, number: str) -> Disclosure:
    """The disclosure under which data leaves.

    Errors: `Refused`, on record, before it is approved, once it was withdrawn, and under a later restriction;
    `NotFound`.
    """
    found = work.disclosures.by_number(number)
    _insist_on_no_restriction(work, found)
    _insist_on_alive(work, found)
    if not found.may_go:
        reason = msg("{number} waits for a second person.", number=found.number)
        work.insist(Decision(False, found.clause, reason), found.subject, "disclose")
    return found


def to_registry(work: UnitOfWork, customer_id: str, product: str, detail: str) -> Disclosure | None:
    """Registering a domain name or certificate gives the registry data: record that. Clause: T2.

    `None` for another product, or if the policy has no registry.
    """
    registry = next((one for one in work.policy.recipients.values() if one.clause == REGISTRY), None)
    if registry is None or product not in REGISTERED:
        return None
    kind = work.policy.service_kinds.get(product)
    ground = kind.say(work.policy.language) if kind else product
    new = NewDisclosure(customer_id, registry.id, registry.categories, ground, detail, REGISTRATION)
    return work.disclosures.add(new, approved=True)


def _insist_on_no_restriction(work: UnitOfWork, found: Disclosure) -> None:
    """What was recorded before a restriction does not leave under it. Clause: R5; GDPR art. 18(2)."""
    if found.customer is not None:
        decision = restricted(work.standings.of(found.subject), work.clock())
        if decision is not None:
            work.insist(decision, found.subject, "disclose")


def _insist_on_alive(work: UnitOfWork, found: Disclosure) -> None:
    """Nothing leaves under one that was withdrawn, or of a customer who is gone."""
    if found.withdrawn is not None:
        day = work.policy.today(found.withdrawn)
        reason = msg(
            "{number} was withdrawn on {day}: nothing may leave under it.", number=found.number, day=day
        )
        remedy = msg("Record a new one if it has to go after all.")
        work.insist(Decision(False, found.clause, reason, remedy=remedy), found.subject, "disclose")
    if found.is_lapsed:
        reason = msg("The customer was removed before this was approved: there is nothing left to disclose.")
        work.insist(Decision(False, found.clause, reason), found.subject, "disclose")


REGISTERED = ("domain", "certificate")
"""The kinds of service whose registration gives data to a registry."""


def _faults(work: UnitOfWork, new: NewDisclosure) -> Iterator[Fault]:
    recipient = work.policy.recipients.get(new.recipient)
    if recipient is None:
        yield Fault("recipient", msg("The policy knows no recipient “{id}”.", id=new.recipient))
        return
    for one in new.categories:
        if one not in recipient.categories:
            yield Fault(one, msg("This recipient may not get {categories}.", categories=one))
    if not new.categories:
        yield Fault("categories", msg("What do they get?"))
    if not new.ground.strip():
        yield Fault("ground", msg("On what ground?"))
    if new.how not in work.policy.channels:
        yield Fault("how", choose(work.policy.channels))
    if recipient.clause == ORDER:
        if not new.reference.strip():
            yield Fault("reference", msg("An order has a reference; what is it?"))
        if not new.article.strip():
            yield Fault("article", msg("Which article is the order based on?"))
        if not new.called_back.strip():
            yield Fault(
                "called_back",
                msg("Call them back on a number that you looked up, and say whom you spoke to."),
            )
