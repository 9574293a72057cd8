"""Whose is a message? Proposed by registered contact points, and never taken for granted. Clause: R7, G6.

A ticket number in a subject proves nothing: whoever has once seen one can quote it. So a reply joins a ticket only if
it comes from an address that its messages may come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain import contact
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.contact import BadValue
from helpdesk.domain.customer import ContactPoint, CustomerFile, CustomerRef
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.incoming import Belonging
from helpdesk.domain.messages import msg
from helpdesk.domain.ticket_values import sender_key
from helpdesk.domain.tickets import Ticket
from helpdesk.policy.model import Job

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def whose(work: UnitOfWork, sender: str) -> CustomerRef | None:
    """The customer to propose for a sender: the only one with it as a registered e-mail address or telephone number.

    `None` if it is nobody's, or several people's. Errors: `Refused` without the job `tickets`. Clause: R7.
    """
    work.require(Job.TICKETS)
    found = work.messages.whose(sender)
    return found[0] if len(found) == 1 else None


def belongs(work: UnitOfWork, sender: str, quoted_number: str = "") -> Belonging:
    """Where a message belongs, with or without a quoted ticket number.

    It joins that ticket only if its sender is a registered contact point of the ticket's customer or, if that is
    unknown, the same sender as the ticket's. Otherwise it gets a ticket of its own. A merged ticket stands for the one
    it was merged into. Errors: `Refused` without the job `tickets`. Clause: R7, G6.
    """
    customer = whose(work, sender)
    quoted = _quoted(work, quoted_number)
    if quoted is not None and _is_party(work, quoted, sender):
        return Belonging(joins=quoted, customer=quoted.customer or customer)
    return Belonging(customer=customer)


def register_sender(work: UnitOfWork, ticket: int, sender: str = "") -> CustomerFile:
    """Make the sender of a ticket, or `sender`, a registered contact point of its customer: only on request.

    Errors: `Invalid` for a ticket without a customer, or a sender that is neither an e-mail address nor a telephone
    number; `Refused` if the file is not open for a purpose that shows them; `FileNotOpen`, `NotFound`. Clause: R7, D3,
    D4.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    if found.customer is None:
        raise Invalid((Fault("customer", msg("Say first whose ticket this is.")),))
    field, value = _contact_point(work, sender or found.sender)
    file = work.customers.file(found.customer.id)
    if not file.seen(field):
        work.insist(file.decisions["D3" if field == "emails" else "D4"], found.customer.id, field)
    there = file.several(field)
    points = _registered(there, value)
    if points != there:
        work.customers.change(file.ref.id, file.version, {field: points})
        work.audit.record(AuditEvent.SENDER_REGISTERED, subject=file.ref.id, ticket=found.number, field=field)
        work.messages.recognise(found)
    return work.customers.file(found.customer.id)


def _quoted(work: UnitOfWork, number: str) -> Ticket | None:
    if not number:
        return None
    try:
        quoted = work.tickets.by_number(number)
    except NotFound:
        return None
    return work.tickets.shown(work.tickets.at_last(quoted.id))


def _is_party(work: UnitOfWork, ticket: Ticket, sender: str) -> bool:
    if ticket.customer is not None:
        return work.messages.is_registered(ticket.customer.id, sender)
    region = work.policy.company.region
    key = sender_key(sender, region)
    return bool(key) and key == sender_key(ticket.sender, region)


def _contact_point(work: UnitOfWork, sender: str) -> tuple[str, str]:
    key = sender_key(sender, work.policy.company.region)
    try:
        if "@" in key:
            return "emails", contact.parse_email(key)
        return "phones", contact.parse_phone(key, work.policy.company.region)
    except BadValue as bad:
        raise Invalid((Fault("sender", bad.message),)) from bad


def _registered(points: tuple[ContactPoint, ...], value: str) -> tuple[ContactPoint, ...]:
    """The contact points with one more registered, whether known already or new."""

    def same(point: ContactPoint) -> bool:
        return contact.email_key(point.value) == contact.email_key(value)

    if any(map(same, points)):
        return tuple(ContactPoint(one.value, one.label, one.registered or same(one)) for one in points)
    return (*points, ContactPoint(value, registered=True))
