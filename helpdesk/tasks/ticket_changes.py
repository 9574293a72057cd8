"""What becomes of a ticket: its owner, state, priority, target, links, customer and messages. Clause: G3, P2.

`helpdesk.tasks.tickets` re-exports these jobs, so that everything about tickets is in one place.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from helpdesk.domain import contact
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.calendar import add
from helpdesk.domain.contact import BadValue
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import msg
from helpdesk.domain.ticket_values import LONGEST_SUBJECT, after_incoming, body
from helpdesk.domain.tickets import (
    Direction,
    Priority,
    Ticket,
    TicketChanged,
    TicketLink,
    TicketState,
    TicketView,
)
from helpdesk.tasks.ticket_view import subject_of, view

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def take(work: UnitOfWork, ticket: int, version: int) -> Ticket:
    """Make a ticket one's own. Errors: as `set_state`."""
    return assign(work, ticket, version, work.technician.login)


def assign(work: UnitOfWork, ticket: int, version: int, login: str) -> Ticket:
    """Give a ticket to a technician, or with `""` to nobody. Errors: as `set_state`."""
    work.tickets.insist(ticket, Action.CHANGE)
    return work.tickets.change(ticket, version, "owner", owner=login)


def set_state(work: UnitOfWork, ticket: int, version: int, state: TicketState) -> Ticket:
    """Move a ticket to one of `TicketView.next`, over the version that was seen.

    Errors: `Invalid` for a state that can't follow, `TicketChanged`, `Refused`, `FileNotOpen`, `NotFound`.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    if found.version != version:
        raise TicketChanged(found)
    if state not in found.state.next:
        raise _impossible(found, state)
    return to_state(work, found, version, state, "state")


def set_priority(work: UnitOfWork, ticket: int, version: int, priority: Priority) -> Ticket:
    """Set how urgent a ticket is, and its target by the policy's period from when it came in.

    Errors: as `set_state`.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    target = target_of(work, priority, found.opened)
    return work.tickets.change(ticket, version, "priority", priority=priority, target=target)


def set_target(work: UnitOfWork, ticket: int, version: int, target: datetime) -> Ticket:
    """Set when a ticket must be dealt with (aware). Errors: `Invalid` for a day that is over; as `set_state`."""
    work.tickets.insist(ticket, Action.CHANGE)
    if work.policy.today(target) < work.policy.today(work.clock()):
        raise Invalid((Fault("day", msg("That day is over.")),))
    return work.tickets.change(ticket, version, "target", target=target)


def set_subject(work: UnitOfWork, ticket: int, version: int, subject: str) -> Ticket:
    """Rename a ticket. The new subject waits to be searched, as a text does.

    What a customer wrote stays in their message as it is, and a note says what the ticket is called now; a subject
    that one of us typed is replaced, and its findings are removed. Errors: `Invalid` for an empty or too long one; as
    `set_state`. Clause: G3, D9, B6.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    subject = parsed_subject(subject)
    if subject == found.subject:
        return found
    now = work.tickets.change(ticket, version, "subject", subject=subject)
    if not work.messages.call_typed(ticket, found.subject, subject):
        note = {"direction": Direction.NOTE, "channel": now.channel, "at": work.clock(), "subject": subject}
        work.messages.add(now, note | {"text": "", "author": work.technician.login})
    return now


def parsed_subject(text: str) -> str:
    """A typed subject, as stored. Errors: `Invalid`."""
    try:
        subject = contact.parse_text(body(text), LONGEST_SUBJECT)
    except BadValue as bad:
        raise Invalid((Fault("subject", bad.message),)) from None
    if not subject:
        raise Invalid((Fault("subject", msg("What is it about?")),))
    return subject


def link(work: UnitOfWork, ticket: int, kind: TicketLink, other: int) -> TicketView:
    """Link a ticket to another ticket, a session, a complaint or a rights request, by id; once is enough.

    Errors: `Invalid` for itself, `Refused`, `FileNotOpen`, `NotFound` if there is no such ticket or session.
    """
    work.tickets.insist(ticket, Action.CHANGE)
    if kind is TicketLink.TICKET:
        if other == ticket:
            raise Invalid((Fault("", msg("A ticket can't be linked to itself.")),))
        work.tickets.one(other)
    elif kind is TicketLink.SESSION:
        work.sessions.one(other)
    work.ticket_links.add(ticket, kind, other)
    return view(work, work.tickets.change(ticket, None, f"linked:{kind}"))


def unlink(work: UnitOfWork, ticket: int, link_id: int) -> TicketView:
    """Remove a link of a ticket. Errors: `Refused`, `FileNotOpen`, `NotFound`."""
    work.tickets.insist(ticket, Action.CHANGE)
    for one in work.ticket_links.of(ticket):
        if one.id == link_id:
            work.ticket_links.remove(link_id)
            return view(work, work.tickets.change(ticket, None, f"unlinked:{one.kind}"))
    return view(work, work.tickets.one(ticket))


def set_customer(work: UnitOfWork, ticket: int, version: int, customer: str) -> Ticket:
    """Say which customer a ticket of an unknown sender belongs to; their file is open for tickets.

    Whether its messages came from a registered contact point (R7) is checked again. Errors: `Invalid` for a ticket
    that already belongs to a customer: its messages can be moved; also as `set_state`.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    if found.customer is not None:
        problem = msg("This ticket belongs to a customer already. Move its messages instead.")
        raise Invalid((Fault("", problem),))
    work.tickets.insist_on_customer(customer, Action.CHANGE)
    now = work.tickets.change(ticket, version, "customer", customer=customer)
    work.messages.recognise(now)
    return now


def move_message(work: UnitOfWork, message: int, to: int) -> TicketView:
    """Move a message to another ticket; returns that one. The customers' files of both are open for tickets.

    A subject that came with it goes along: its ticket is then named after the next message in it. A customer's message
    from an unfinished ticket reopens a ticket that waits or is done.

    Errors: `Invalid` for the only message of a ticket (merge it instead) or a merged ticket, `Refused`, `FileNotOpen`,
    `NotFound`.
    """
    moved = work.messages.one(message)
    source, target = (work.tickets.insist(one, Action.CHANGE) for one in (moved.ticket, to))
    if source.id == target.id:
        return view(work, target)
    if work.tickets.merged_into(to) is not None:
        raise Invalid((Fault("", msg("That ticket was merged into another.")),))
    if work.messages.seqs_of(source.id) == (message,):
        raise Invalid((Fault("", msg("It is the only message of its ticket: merge the tickets instead.")),))
    work.messages.move((message,), to)
    work.tickets.change(source.id, None, "message-moved", **_called(work, source))
    now = (
        _joined(work, source, target, "message-moved")
        if moved.direction is Direction.IN
        else work.tickets.change(to, None, "message-moved")
    )
    work.messages.recognise(now)
    work.audit.record(
        AuditEvent.MESSAGE_MOVED,
        subject=subject_of(now),
        message=message,
        ticket=source.number,
        to=now.number,
    )
    return view(work, now)


def merge(work: UnitOfWork, ticket: int, version: int, into: int) -> TicketView:
    """Move all messages and links of a ticket to another, which is returned; the first closes and says where it went.

    An unfinished ticket reopens a ticket that waits or is done. Errors: `Invalid` for itself or a ticket that was
    merged before; also as `set_state`, for either.
    """
    source, target = (work.tickets.insist(one, Action.CHANGE) for one in (ticket, into))
    merged = [one for one in (ticket, into) if work.tickets.merged_into(one) is not None]
    if source.id == target.id or merged:
        problem = msg("That ticket was merged into another.") if merged else msg("This is the same ticket.")
        raise Invalid((Fault("", problem),))
    done = source.done or work.clock()
    work.tickets.change(ticket, version, "merged", merged_seq=into, state=TicketState.CLOSED, done=done)
    work.messages.move(work.messages.seqs_of(ticket), into)
    work.ticket_links.move(ticket, into)
    now = _joined(work, source, target, "merged")
    work.messages.recognise(now)
    work.audit.record(
        AuditEvent.TICKET_MERGED, subject=subject_of(now), ticket=source.number, into=now.number
    )
    return view(work, now)


def _called(work: UnitOfWork, ticket: Ticket) -> dict[str, str]:
    """The new subject of a ticket that a message left, if it no longer belongs to any of its messages."""
    left = [one.subject for one in work.messages.of(ticket.id) if one.direction is not Direction.OUT]
    return {} if ticket.subject in left else {"subject": next(filter(None, left), "")}


def to_state(work: UnitOfWork, found: Ticket, version: int | None, state: TicketState, did: str) -> Ticket:
    """Move a ticket to a state, for a job that has asked the guard. Errors: `Invalid`, `TicketChanged`."""
    if state is not found.state and state not in found.state.next:
        raise _impossible(found, state)
    done = (found.done or work.clock()) if state.is_done else None
    if state is TicketState.CLOSED and found.state is not state:
        done = work.clock()  # its retention counts from closing
    return work.tickets.change(found.id, version, did, state=state, done=done)


def reopened(work: UnitOfWork, ticket: Ticket, did: str) -> Ticket:
    """The ticket after a message was added: with a new target if it was waiting or done."""
    state = after_incoming(ticket.state)
    values: dict[str, Any] = {"state": state}
    if state is not ticket.state:
        values |= {"done": None, "target": target_of(work, ticket.priority)}
    return work.tickets.change(ticket.id, None, did, **values)


def _joined(work: UnitOfWork, source: Ticket, target: Ticket, did: str) -> Ticket:
    """The ticket that received something from another: what waited for us there waits for us here. Clause: G3."""
    waits = source.state in (TicketState.NEW, TicketState.OPEN)
    if waits or (target.state.is_done and not source.state.is_done):
        return reopened(work, target, did)
    return work.tickets.change(target.id, None, did)


def target_of(work: UnitOfWork, priority: Priority, since: datetime | None = None) -> datetime:
    """When a ticket that came in at a moment, or now, must be dealt with."""
    return add(work.policy.tickets.priorities[priority], since or work.clock())


def _impossible(found: Ticket, state: TicketState) -> Invalid:
    problem = msg("A ticket that is {now} can't become {then}.", now=found.state.words, then=state.words)
    return Invalid((Fault("", problem),))
