"""What becomes of unsolicited data: needed, deleted, partly deleted, or technically impossible. Clause: D9, P3, B6.

After a deletion the caller has the desk finish it (`Desk.traces`), so that not a byte of it stays in the store's
files; until then the item is pending.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from helpdesk.domain.contact import clean
from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.errors import Fault, Invalid, Refused
from helpdesk.domain.kinds import SECRETS
from helpdesk.domain.messages import msg
from helpdesk.domain.removing import packed
from helpdesk.domain.unsolicited import Answer, Extent, Item, Outcome, Part, Place, Preview
from helpdesk.policy.guard import decide, restricted
from helpdesk.policy.model import Job
from helpdesk.tasks.noting import seen, unfit

if TYPE_CHECKING:
    from helpdesk.repository.removal import Plan
    from helpdesk.repository.unit_of_work import UnitOfWork


def preview(work: UnitOfWork, item: int, stays: Collection[int] = ()) -> Preview:
    """What is removed when an item is deleted, except what stays. Changes nothing.

    Errors: `Refused` (also while the customer's data is restricted, because then nothing may be removed), `NotFound`.
    """
    found = work.unsolicited.one(item)
    _insist_on_no_restriction(work, found)
    plan = _plan(work, found, stays)
    return Preview(found.id, found.version, plan.spots, plan.senders, plan.files)


def parts(work: UnitOfWork, item: int) -> tuple[Part, ...]:
    """What may stay when the rest is removed, in reading order; empty if it can't be divided.

    Errors: `Refused`, `NotFound`.
    """
    found = work.unsolicited.one(item)
    there = _parts(work, found)
    return there if found.extent is Extent.MESSAGE or len(there) > 1 else ()


def delete(work: UnitOfWork, item: int, version: int, *, also_elsewhere: bool = False) -> Item:
    """Delete all of it; with `also_elsewhere`, also the same value in other messages of the ticket.

    For data outside the console, this records that somebody deleted it there. It can't be undone. Errors: `Refused`
    (also while the customer's data is restricted), `NotFound`, `Invalid`, `ItemChanged`.
    """
    found = _to_decide(work, item, version)
    return _delete(work, found, Outcome.DELETED, _plan(work, found, ()), also_elsewhere)


def delete_partly(
    work: UnitOfWork,
    item: int,
    version: int,
    stays: Collection[int],
    why: str,
    *,
    also_elsewhere: bool = False,
) -> Item:
    """Delete everything except what stays, and say what that is and why.

    `stays` are places in the item's `passages`, or ids of attachments of a whole message; empty for data outside the
    console. An attachment is removed whole or not at all. Errors: those of `delete`.
    """
    found = check_partly(work, item, version, stays, why)
    plan = _plan(work, found, stays)
    return _delete(work, found, Outcome.PARTLY, plan, also_elsewhere, why=clean(why))


def check_partly(work: UnitOfWork, item: int, version: int, stays: Collection[int], why: str) -> Item:
    """The item, if everything but what stays may be deleted. A secret never stays. Errors: those of `delete_partly`."""
    found = _to_decide(work, item, version)
    _insist_on_no_restriction(work, found)
    faults = []
    if fault := unfit(why, found.customer, needed=True):
        faults.append(Fault("why", fault))
    if part := _wrong_part(work, found, stays):
        faults.append(part)
    if faults:
        raise Invalid(tuple(faults))
    _insist_on_no_secret(found, _kinds_that_stay(work, found, stays))
    return found


def keep(work: UnitOfWork, item: int, version: int, purpose: str, category: str, why: str = "") -> Item:
    """Keep it as needed: a purpose of the policy covers it, and from now on it is ordinary data of a category.

    It stays where it is, and is removed with the ticket, or earlier when the category's own period is over: then its
    passage is replaced, by the same run that empties the customer's fields of that category. A secret is never needed.
    Errors: `Refused` with the guard's own reason, `NotFound`, `Invalid`, `ItemChanged`.
    """
    found = _to_decide(work, item, version)
    faults = []
    if purpose not in work.policy.purposes:
        faults.append(Fault("purpose", msg("Name the purpose that needs it.")))
    if category not in CUSTOMER.categories():  # only categories in a customer's file have a running period
        faults.append(Fault("category", msg("Name the category of customer data it belongs to.")))
    if fault := unfit(why, found.customer):
        faults.append(Fault("why", fault))
    customer = found.customer
    if customer is None:
        problem = msg(
            "It must belong to a customer, or its period can't begin. Link the ticket to one first."
        )
        faults.append(Fault("customer", problem))
    if faults or customer is None:
        raise Invalid(tuple(faults))
    _insist_on_no_secret(found, {*found.kinds, *_kinds_in(work, found)})
    standing, role = work.standings.of(customer.id), work.technician.role
    decision = decide(work.policy, standing, role, purpose, category, Action.VIEW, work.clock())
    work.insist(decision, customer.id, category)
    if found.message is not None:
        work.whereabouts.settle(found.message, found.passages)
    return work.unsolicited.decide(found, Outcome.NEEDED, purpose=purpose, category=category, why=clean(why))


def impossible(
    work: UnitOfWork, item: int, version: int, why: str, where: str = "", next_try: datetime | None = None
) -> Item:
    """Record that it can't be deleted, technically: why, where it is, and when to try again.

    Without a next try it is never tried again, and the item closes once every place is answered. With one it stays in
    the queue, and Today shows it at that moment. Errors: `Refused`, `NotFound`, `Invalid`, `ItemChanged`.
    """
    found = _to_decide(work, item, version)
    faults = []
    if fault := unfit(why, found.customer, needed=True):
        faults.append(Fault("why", fault))
    if fault := unfit(where, found.customer, needed=not (found.where or found.message)):
        faults.append(Fault("where", fault))
    if next_try is not None and next_try <= work.clock():
        faults.append(Fault("next_try", msg("The next try must be in the future.")))
    if faults:
        raise Invalid(tuple(faults))
    return work.unsolicited.decide(
        found,
        Outcome.IMPOSSIBLE,
        why=clean(why),
        place=clean(where) or found.where,
        next_try=next_try,
    )


def answer(work: UnitOfWork, item: int, place: str, found: Answer, why: str = "") -> Item:
    """Answer for one place where there may be copies; `why` says why they can't be removed.

    An answer may be changed as long as the item is open. Errors: `Refused`, `NotFound`, `Invalid`.
    """
    one = work.unsolicited.one(item)
    faults = []
    if one.closed is not None:
        faults.append(Fault("", msg("This item is closed.")))
    if place not in {each.id for each in one.places}:
        faults.append(Fault("place", msg("There is no such place on the list.")))
    if fault := unfit(why, one.customer, needed=found is Answer.IMPOSSIBLE):
        faults.append(Fault("why", fault))
    if faults:
        raise Invalid(tuple(faults))
    now = work.clock()
    return work.unsolicited.answer(one, Place(place, found, clean(why), work.technician.login, now))


def forget_kept(work: UnitOfWork, customer_id: str, categories: Collection[str]) -> int:
    """Remove needed data of categories whose period is over; returns how many. Clause: P3."""
    work.require(Job.RETENTION, customer_id)
    items = work.unsolicited.kept(customer_id, categories)
    for item in items:
        plan = _plan(work, item, ())
        work.removals.carry_out(plan, elsewhere=False)
        work.unsolicited.let_go(item)
    return len(items)


def _plan(work: UnitOfWork, item: Item, stays: Collection[int]) -> Plan:
    from helpdesk.documents.marks import mark_in

    return work.removals.plan(item, mark_in(work.policy.language), stays)


def _delete(
    work: UnitOfWork, item: Item, outcome: Outcome, plan: Plan, also_elsewhere: bool, why: str = ""
) -> Item:
    _insist_on_no_restriction(work, item)
    stays = work.removals.carry_out(plan, elsewhere=also_elsewhere)
    if item.message is not None:
        work.whereabouts.settle(item.message, stays)
    gone = sum(one.count for one in plan.spots if one.asked_for or also_elsewhere)
    in_store = item.extent is not Extent.ELSEWHERE
    return work.unsolicited.decide(
        item,
        outcome,
        removed=gone,
        why=why,
        passages=packed(stays),
        pending=in_store,
        promise=work.removals.promise if in_store else None,
    )


def _to_decide(work: UnitOfWork, item: int, version: int) -> Item:
    """An item that can be decided, with the customer that its ticket was linked to meanwhile."""
    found = seen(work, item, version)
    if not found.is_open_to_decision:
        raise Invalid((Fault("", msg("This was decided already.")),))
    return work.unsolicited.follow_ticket(found)


def _parts(work: UnitOfWork, item: Item) -> tuple[Part, ...]:
    match item.extent:
        case Extent.PASSAGES:
            return tuple(
                Part(key, one.kind, one.start, one.end, in_subject=one.in_subject)
                for key, one in enumerate(item.passages)
            )
        case Extent.MESSAGE:
            return work.whereabouts.attachments(item.message)
    return ()


def _wrong_part(work: UnitOfWork, item: Item, stays: Collection[int]) -> Fault | None:
    if item.extent is Extent.ELSEWHERE:
        return None
    if item.extent is Extent.ATTACHMENT:
        return Fault(
            "stays", msg("An attachment is deleted whole or stays. If a purpose needs it, say which.")
        )
    there = {one.key for one in _parts(work, item)}
    if not set(stays) <= there or not stays or (item.extent is Extent.PASSAGES and set(stays) == there):
        return Fault("stays", msg("Choose what stays: something, but not everything."))
    return None


def _insist_on_no_restriction(work: UnitOfWork, item: Item) -> None:
    """Errors: `Refused` if the customer's data may only be stored, this included. Clause: R5; GDPR art. 18(2)."""
    if item.customer is not None:
        refusal = restricted(work.standings.of(item.customer.id), work.clock())
        if refusal is not None:
            raise Refused(refusal, subject=item.customer.id, doing=Job.UNSOLICITED)


def _kinds_that_stay(work: UnitOfWork, item: Item, stays: Collection[int]) -> Collection[str]:
    """The kinds that may be in what stays of an item; for data elsewhere any of its own, because nobody says which."""
    match item.extent:
        case Extent.PASSAGES if item.message is not None:
            kept = [item.passages[one] for one in stays]
            return {*(one.kind for one in kept), *work.whereabouts.kinds_in(item.message, kept)}
        case Extent.MESSAGE:
            return work.whereabouts.kinds_in_files(stays)
    return item.kinds


def _kinds_in(work: UnitOfWork, item: Item) -> Collection[str]:
    """The kinds of the findings in an item, whatever it was called when it entered the queue."""
    if item.message is None:
        return ()
    match item.extent:
        case Extent.ATTACHMENT:
            return work.whereabouts.kinds_in_files([item.attachment] if item.attachment else [])
        case Extent.MESSAGE:
            files = [one.key for one in _parts(work, item)]
            return work.whereabouts.kinds_in(item.message) | work.whereabouts.kinds_in_files(files)
    return work.whereabouts.kinds_in(item.message, item.passages)


def _insist_on_no_secret(item: Item, kinds: Collection[str]) -> None:
    """Errors: `Refused` if one of the kinds gives access to something. Clause: B6."""
    if secret := next((kind for kind in kinds if kind in SECRETS), None):
        reason = msg("Data that gives access to something is never kept here.")
        remedy = msg("Delete it. If a password is needed at all, keep it in the vault.")
        raise Refused(
            Decision(False, "B6", reason, remedy=remedy), subject=item.subject or None, doing=secret
        )
