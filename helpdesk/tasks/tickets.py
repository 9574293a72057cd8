"""Tickets: finding and opening them, writing in them, and what becomes of them. Clause: G3, D9, P2, R5, B6.

A customer's ticket is read and written while this technician's file of that customer is open for a purpose of the
policy's `[tickets]`; an unknown sender's ticket needs the job `tickets` alone. A new message is kept whatever holds:
that is storage. `helpdesk.tasks.senders` says whose a message is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from helpdesk.domain import contact
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.calendar import add
from helpdesk.domain.contact import BadValue
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.register import Keeping
from helpdesk.domain.secrets import Spotted, removed, spot
from helpdesk.domain.technician import Technician
from helpdesk.domain.ticket_values import LONGEST_SUBJECT, after_incoming, body, fingerprint, line
from helpdesk.domain.tickets import (
    MAIL,
    Attachment,
    Delivery,
    Direction,
    Incoming,
    NewTicket,
    Priority,
    Received,
    Ticket,
    TicketFilter,
    TicketLink,
    TicketMessage,
    TicketState,
    TicketView,
)
from helpdesk.policy.guard import decide_for
from helpdesk.policy.model import Job

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a text of ours: the message that was kept, or the secrets that stand in it and keep it waiting."""

    message: TicketMessage | None = None
    secrets: tuple[Spotted, ...] = ()


def list_tickets(work: UnitOfWork, wanted: TicketFilter, after: Ticket | None = None) -> tuple[Ticket, ...]:
    """The tickets that a filter asks for, at most `TICKET_PAGE`, `after` the last one shown.

    A subject is shown whole where the sender is unknown or this technician has the customer's file open for tickets;
    else as `helpdesk.domain.ticket_values.envelope` has it, and not at all under a restriction. It only reads.
    Errors: `Refused` without the job `tickets`. Clause: P2, D9, R5.
    """
    return work.tickets.listed(wanted, after)


def find(work: UnitOfWork, text: str, limit: int = 50) -> tuple[Ticket, ...]:
    """Tickets of which a message holds every word of a text, or with that number, newest first, at most `limit`.

    It only reads, so that it can be asked as somebody types; call `record_find` once a visit. Subjects as in
    `list_tickets`. Errors: `Refused` without the job `tickets`.
    """
    return work.tickets.find(text, limit)


def record_find(work: UnitOfWork, results: int) -> None:
    """Put on record that somebody searched tickets, once a visit: how many results, never the text."""
    work.audit.record(AuditEvent.TICKETS_SEARCHED, results=results)


def by_number(work: UnitOfWork, number: str) -> Ticket:
    """The ticket with a number such as `T1042`, its subject as in a list. Errors: `Refused`, `NotFound`."""
    return work.tickets.by_number(number)


def open_ticket(work: UnitOfWork, ticket: int) -> TicketView:
    """Read a ticket, on record.

    Errors: `Refused` without the job, or under a restriction (R5) or an objection (R6); `FileNotOpen` while the
    customer's file is not open for tickets; `NotFound`. Clause: P2, G3.
    """
    found = work.tickets.insist(ticket, Action.VIEW)
    view = _view(work, found)
    work.audit.record(
        AuditEvent.TICKET_READ,
        subject=_subject(found),
        purposes=_purposes(work, found),
        ticket=found.number,
        messages=len(view.messages),
    )
    return view


def create(work: UnitOfWork, new: NewTicket) -> Ticket:
    """Make a ticket of what was typed or pasted, whole. For a customer, whose file is open for tickets.

    What a customer said is kept under a restriction too, for that is storage.
    Errors: `Invalid` with every fault at once, `Refused`, `FileNotOpen`, `NotFound`.
    """
    work.require(Job.TICKETS)
    subject = _checked(work, new)
    if new.customer:
        _insist_on_new(work, new)
    now = work.clock()
    values = _new_ticket(work, new.channel, subject, new.sender, new.priority)
    ticket = work.tickets.add(new.customer or None, new.owner, values)
    said = new.direction is Direction.IN
    known = (
        said and bool(new.customer and new.sender) and work.messages.is_registered(new.customer, new.sender)
    )
    message = _message(new.direction, new.channel, now, subject, new.text)
    message |= {"sender": line(new.sender) if said else "", "is_registered": known}
    message["author"] = "" if said else work.technician.login
    work.messages.add(ticket, message, new.files)
    return ticket


def receive(
    work: UnitOfWork, incoming: Incoming, *, customer: str | None = None, ticket: int | None = None
) -> Received:
    """Keep a message that came in: in a ticket, or in a new one of a customer or of an unknown sender.

    The same message a second time changes nothing. A ticket that waited or was done is open again, with a new target.
    One that was merged hands it on. It reads nothing out, so it needs no open file. Whether a message may join a
    ticket is for `helpdesk.tasks.senders.belongs` to say, and whose it is for a technician.
    Errors: `Refused` without the job `tickets`, `NotFound`, `Invalid` for a channel that the policy does not know.
    Clause: G3, D9.
    """
    work.require(Job.TICKETS)
    if incoming.channel not in work.policy.channels:
        raise Invalid((Fault("channel", _choose(work.policy.channels)),))
    content = fingerprint(incoming, work.policy.company.region)
    message_id = line(incoming.message_id)
    before = work.messages.same(message_id, content)
    if before is not None:
        return Received(work.tickets.one(before.ticket), before.id, is_new=False)
    subject = line(incoming.subject)
    if ticket is not None:
        known = _reopened(work, work.tickets.one(work.tickets.at_last(ticket)))
    else:
        values = _new_ticket(work, incoming.channel, subject, incoming.sender, Priority.NORMAL)
        known = work.tickets.add(customer, "", values)
    registered = known.customer is not None and work.messages.is_registered(
        known.customer.id, incoming.sender
    )
    message = _message(Direction.IN, incoming.channel, incoming.at, subject, incoming.text)
    message |= {"sender": line(incoming.sender), "recipients": line(incoming.recipients, 2_000)}
    message |= {"message_id": message_id, "fingerprint": content, "is_registered": registered}
    kept = work.messages.add(known, message, incoming.files)
    return Received(work.tickets.one(known.id), kept.id)


def reply(
    work: UnitOfWork,
    ticket: int,
    text: str,
    *,
    recipients: str = "",
    subject: str = "",
    channel: str = "",
    then: TicketState | None = None,
    keep_secrets: bool | None = None,
) -> Written:
    """Keep an answer to the customer; one by mail waits to be handed on. `then` is the state that it leaves behind.

    Without `recipients`, `subject` or `channel` it goes to whoever wrote last, the way they did. A new ticket is open
    from now on. Secrets: as `note`. Errors: `Invalid` for no text, no recipient of a mail, or an unknown channel;
    `Refused`, `FileNotOpen`, `NotFound`. Clause: G3, B6, R5.
    """
    found = work.tickets.insist(ticket, Action.CONTACT)
    channel, recipients = _addressed(work, found, channel, recipients)
    text, secrets = _without_secrets(_text(text), keep_secrets)
    if secrets:
        return Written(secrets=secrets)
    values = _message(Direction.OUT, channel, work.clock(), line(subject) or f"Re: {found.subject}", text)
    values |= {"author": work.technician.login, "recipients": line(recipients, 2_000)}
    values["delivery"] = Delivery.WAITING if channel == MAIL else Delivery.NONE
    values["scanned"] = work.clock()
    message = work.messages.add(found, values)
    state = then or (TicketState.OPEN if found.state is TicketState.NEW else found.state)
    _to_state(work, found, None, state, "reply")
    return Written(message)


def note(work: UnitOfWork, ticket: int, text: str, *, keep_secrets: bool | None = None) -> Written:
    """Keep a note among ourselves.

    While there are secrets in it that nobody decided on, nothing is kept and they are named: `keep_secrets=False` keeps
    `[removed: password]` in their place, `True` says that they are none.
    Errors: `Invalid` for no text, `Refused`, `FileNotOpen`, `NotFound`. Clause: B6.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    text, secrets = _without_secrets(_text(text), keep_secrets)
    if secrets:
        return Written(secrets=secrets)
    values = _message(Direction.NOTE, found.channel, work.clock(), "", text)
    message = work.messages.add(found, values | {"author": work.technician.login})
    work.tickets.change(ticket, None, "note")
    return Written(message)


def take(work: UnitOfWork, ticket: int, version: int) -> Ticket:
    """Make a ticket one's own. Errors: as `set_state`."""
    return assign(work, ticket, version, work.technician.login)


def assign(work: UnitOfWork, ticket: int, version: int, login: str) -> Ticket:
    """Give a ticket to a technician, or with `""` to nobody. Errors: as `set_state`."""
    work.tickets.insist(ticket, Action.CHANGE)
    return work.tickets.change(ticket, version, "owner", owner=login)


def set_state(work: UnitOfWork, ticket: int, version: int, state: TicketState) -> Ticket:
    """Let a ticket go to one of `TicketView.next`, over the version that was seen.

    Errors: `Invalid` for a state that it can't go to from where it is, `TicketChanged`, `Refused`, `FileNotOpen`,
    `NotFound`.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    if found.version == version and state not in found.state.next:
        raise _impossible(found, state)
    return _to_state(work, found, version, state, "state")


def set_priority(work: UnitOfWork, ticket: int, version: int, priority: Priority) -> Ticket:
    """Set how much haste a ticket has, and its target by the policy's period from when it came in.

    Errors: as `set_state`.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    target = _target(work, priority, found.opened)
    return work.tickets.change(ticket, version, "priority", priority=priority, target=target)


def set_target(work: UnitOfWork, ticket: int, version: int, target: datetime) -> Ticket:
    """Set when a ticket is to be dealt with by (aware). Errors: as `set_state`."""
    work.tickets.insist(ticket, Action.CHANGE)
    return work.tickets.change(ticket, version, "target", target=target)


def link(work: UnitOfWork, ticket: int, kind: TicketLink, other: int) -> TicketView:
    """Link a ticket to another ticket, a session, a complaint or a rights request, by its id; a second time is none.

    Errors: `Invalid` for itself, `Refused`, `FileNotOpen`, `NotFound` where there is no such ticket or session.
    """
    work.tickets.insist(ticket, Action.CHANGE)
    if kind is TicketLink.TICKET:
        if other == ticket:
            raise Invalid((Fault("other", msg("A ticket can't be linked to itself.")),))
        work.tickets.one(other)
    elif kind is TicketLink.SESSION:
        work.sessions.one(other)
    work.tickets.link(ticket, kind, other)
    return _view(work, work.tickets.change(ticket, None, f"linked:{kind}"))


def unlink(work: UnitOfWork, ticket: int, link_id: int) -> TicketView:
    """Take a link of a ticket away. Errors: `Refused`, `FileNotOpen`, `NotFound`."""
    work.tickets.insist(ticket, Action.CHANGE)
    for one in work.tickets.links(ticket):
        if one.id == link_id:
            work.tickets.unlink(link_id)
            return _view(work, work.tickets.change(ticket, None, f"unlinked:{one.kind}"))
    return _view(work, work.tickets.one(ticket))


def set_customer(work: UnitOfWork, ticket: int, version: int, customer: str) -> Ticket:
    """Say whose a ticket of an unknown sender is; that customer's file is open for tickets.

    Whether its messages came from a registered contact point (R7) is said anew. Errors: `Invalid` for a ticket that
    is a customer's already: its messages can be moved; as `set_state` besides.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    if found.customer is not None:
        problem = msg("This ticket is a customer's already. Move its messages instead.")
        raise Invalid((Fault("customer", problem),))
    work.tickets.insist_on_customer(customer, Action.CHANGE)
    now = work.tickets.change(ticket, version, "customer", customer=customer)
    work.messages.recognise(now)
    return now


def move_message(work: UnitOfWork, message: int, to: int) -> TicketView:
    """Move a message to another ticket; returns that one. Of both, the customer's file is open for tickets.

    Errors: `Invalid` for the only message of a ticket (merge it instead) or a merged ticket, `Refused`, `FileNotOpen`,
    `NotFound`.
    """
    moved = work.messages.one(message)
    source, target = (work.tickets.insist(one, Action.CHANGE) for one in (moved.ticket, to))
    if source.id == target.id:
        return _view(work, target)
    if work.tickets.merged_into(to) is not None:
        raise Invalid((Fault("to", msg("That ticket was merged into another.")),))
    if work.messages.seqs_of(source.id) == (message,):
        raise Invalid((Fault("to", msg("It is the only message of its ticket: merge the tickets instead.")),))
    work.messages.move((message,), to)
    work.tickets.change(source.id, None, "message-moved")
    now = work.tickets.change(to, None, "message-moved")
    work.messages.recognise(now)
    work.audit.record(
        AuditEvent.MESSAGE_MOVED,
        subject=_subject(now),
        message=message,
        ticket=source.number,
        to=now.number,
    )
    return _view(work, now)


def merge(work: UnitOfWork, ticket: int, version: int, into: int) -> TicketView:
    """Move all messages and links of a ticket to another, which is returned; the first closes and says where it went.

    Errors: `Invalid` for itself or a ticket that was merged before; as `set_state` besides, for either.
    """
    source, target = (work.tickets.insist(one, Action.CHANGE) for one in (ticket, into))
    merged = [one for one in (ticket, into) if work.tickets.merged_into(one) is not None]
    if source.id == target.id or merged:
        problem = msg("That ticket was merged into another.") if merged else msg("This is the same ticket.")
        raise Invalid((Fault("into", problem),))
    done = source.done or work.clock()
    work.tickets.change(ticket, version, "merged", merged_seq=into, state=TicketState.CLOSED, done=done)
    work.messages.move(work.messages.seqs_of(ticket), into)
    work.tickets.move_links(ticket, into)
    now = work.tickets.change(into, None, "merged")
    work.messages.recognise(now)
    work.audit.record(AuditEvent.TICKET_MERGED, subject=_subject(now), ticket=source.number, into=now.number)
    return _view(work, now)


def read_attachment(work: UnitOfWork, attachment: int) -> tuple[Attachment, bytes]:
    """An attachment and what it holds, on record.

    Errors: as `open_ticket`; `NotFound` also for one that was removed. Clause: P2, D9.
    """
    there, message = work.messages.attachment(attachment)
    ticket = work.tickets.insist(work.messages.one(message).ticket, Action.VIEW)
    content = work.messages.content(attachment)
    work.audit.record(
        AuditEvent.ATTACHMENT_READ, subject=_subject(ticket), ticket=ticket.number, attachment=attachment
    )
    return there, content


def linked_from(work: UnitOfWork, kind: TicketLink, other: int) -> tuple[Ticket, ...]:
    """The tickets that are linked to a session, a complaint or a request. Errors: `Refused` without the job."""
    return work.tickets.linked_from(kind, other)


def colleagues(work: UnitOfWork) -> tuple[Technician, ...]:
    """Whom a ticket can be given to, by name: those whose role has the job. Errors: `Refused` without it."""
    work.require(Job.TICKETS)
    roles = work.policy.roles
    return tuple(
        one for one in work.technicians.all() if one.role in roles and Job.TICKETS in roles[one.role].jobs
    )


def _view(work: UnitOfWork, ticket: Ticket) -> TicketView:
    into = work.tickets.merged_into(ticket.id)
    return TicketView(
        ticket=ticket,
        messages=work.messages.of(ticket.id),
        links=work.tickets.links(ticket.id),
        next=() if into is not None else ticket.state.next,
        writing=_writing(work, ticket),
        merged_into=work.tickets.one(into).number if into is not None else "",
    )


def _writing(work: UnitOfWork, ticket: Ticket) -> Decision:
    """Whether the ticket may be replied to, and why not."""
    if ticket.customer is None:
        return Decision(True, "G3", msg("The sender is unknown: no customer's data is used."))
    return decide_for(
        work.policy,
        work.standings.of(ticket.customer.id),
        work.technician.role,
        work.open_files.current(ticket.customer.id).purposes,
        Keeping.CORRESPONDENCE,
        Action.CONTACT,
        work.clock(),
    )


def _insist_on_new(work: UnitOfWork, new: NewTicket) -> None:
    """What a customer said may always be stored; all else asks the guard. Clause: R5; GDPR art. 18(2)."""
    said = new.direction is Direction.IN
    restricted = work.standings.of(new.customer).restricted(work.clock()) is not None
    work.tickets.insist_on_customer(new.customer, Action.STORE if said and restricted else Action.CHANGE)


def _new_ticket(
    work: UnitOfWork, channel: str, subject: str, sender: str, priority: Priority
) -> dict[str, Any]:
    """The columns of a ticket that begins now."""
    now = work.clock()
    values: dict[str, Any] = {"channel": channel, "subject": subject, "sender": line(sender)}
    values |= {"state": TicketState.NEW, "priority": priority, "opened": now, "changed": now}
    return values | {"target": _target(work, priority)}


def _reopened(work: UnitOfWork, ticket: Ticket) -> Ticket:
    """The ticket as a message that came in leaves it."""
    state = after_incoming(ticket.state)
    values: dict[str, Any] = {"state": state}
    if state is not ticket.state:
        values |= {"done": None, "target": _target(work, ticket.priority)}
    return work.tickets.change(ticket.id, None, "message-in", **values)


def _to_state(work: UnitOfWork, found: Ticket, version: int | None, state: TicketState, did: str) -> Ticket:
    if state is not found.state and state not in found.state.next:
        raise _impossible(found, state)
    done = (found.done or work.clock()) if state.is_done else None
    if state is TicketState.CLOSED and found.state is not state:
        done = work.clock()  # its retention counts from closing
    return work.tickets.change(found.id, version, did, state=state, done=done)


def _impossible(found: Ticket, state: TicketState) -> Invalid:
    problem = msg("A ticket that is {now} can't become {then}.", now=found.state.words, then=state.words)
    return Invalid((Fault("state", problem),))


def _target(work: UnitOfWork, priority: Priority, since: datetime | None = None) -> datetime:
    return add(work.policy.tickets.priorities[priority], since or work.clock())


def _message(direction: Direction, channel: str, at: datetime, subject: str, text: str) -> dict[str, Any]:
    return {"direction": direction, "channel": channel, "at": at, "subject": subject, "text": body(text)}


def _addressed(work: UnitOfWork, ticket: Ticket, channel: str, recipients: str) -> tuple[str, str]:
    """The channel and the recipients of a reply: those given, else those of whoever wrote last."""
    last = next((one for one in reversed(work.messages.of(ticket.id)) if one.direction is Direction.IN), None)
    channel = channel or (last.channel if last else ticket.channel)
    if channel not in work.policy.channels:
        raise Invalid((Fault("channel", _choose(work.policy.channels)),))
    recipients = recipients.strip() or (last.sender if last else ticket.sender)
    if channel == MAIL and "@" not in recipients:
        raise Invalid((Fault("recipients", msg("Whom is it for? Give an e-mail address.")),))
    return channel, recipients


def _text(text: str) -> str:
    text = body(text).strip()
    if not text:
        raise Invalid((Fault("text", msg("There is no text yet.")),))
    return text


def _without_secrets(text: str, keep: bool | None) -> tuple[str, tuple[Spotted, ...]]:
    """The text to keep, and the secrets in it that nobody decided on. Clause: B6."""
    found = () if keep else spot(text)
    return (text, found) if keep is None else (removed(text, found), ())


def _checked(work: UnitOfWork, new: NewTicket) -> str:
    """The subject of a new ticket. Errors: `Invalid`, with every fault at once."""
    faults = []
    subject = ""
    try:
        subject = contact.parse_text(body(new.subject), LONGEST_SUBJECT)
        if not subject:
            faults.append(Fault("subject", msg("What is it about?")))
    except BadValue as bad:
        faults.append(Fault("subject", bad.message))
    if new.channel not in work.policy.channels:
        faults.append(Fault("channel", _choose(work.policy.channels)))
    if not new.customer and not contact.clean(new.sender):
        faults.append(
            Fault("sender", msg("Who is it from? Choose a customer, or say what the sender goes by."))
        )
    if new.direction is Direction.OUT:
        faults.append(Fault("direction", msg("Make the ticket with a note first, then reply.")))
    if faults:
        raise Invalid(tuple(faults))
    return subject


def _choose(known: Iterable[str]) -> Message:
    return msg("Choose one of: {choices}.", choices=", ".join(known))


def _subject(ticket: Ticket) -> str | None:
    """The customer's random id, for the record."""
    return ticket.customer.id if ticket.customer else None


def _purposes(work: UnitOfWork, ticket: Ticket) -> tuple[str, ...]:
    return work.open_files.current(ticket.customer.id).purposes if ticket.customer else ()
