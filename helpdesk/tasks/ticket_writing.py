"""Writing in tickets: incoming messages, replies, and notes. Clause: G3, D9, R5, B6.

`helpdesk.tasks.tickets` re-exports these jobs, so that everything about tickets is in one place.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from helpdesk.domain import contact
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.incoming import Incoming, NewTicket, Received
from helpdesk.domain.messages import choose, msg, packed
from helpdesk.domain.records import dataclass
from helpdesk.domain.secrets import Spotted, removed, spot
from helpdesk.domain.ticket_values import body, fingerprint, line
from helpdesk.domain.tickets import MAIL, Delivery, Direction, Priority, Ticket, TicketMessage, TicketState
from helpdesk.policy.links import foreign_link_note
from helpdesk.policy.model import Job
from helpdesk.policy.tickets import filled
from helpdesk.tasks.ticket_changes import parsed_subject, reopened, target_of, to_state

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a text of ours: the stored message, or the secrets in it that keep it waiting."""

    message: TicketMessage | None = None
    secrets: tuple[Spotted, ...] = ()


def create(work: UnitOfWork, new: NewTicket) -> Ticket:
    """Create a ticket from what was typed or pasted. For a customer, whose file is open for tickets.

    What a customer said is stored even under a restriction, because that is storage. Errors: `Invalid` with every
    fault at once, `Refused`, `FileNotOpen`, `NotFound`.
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
    work: UnitOfWork,
    incoming: Incoming,
    *,
    customer: str | None = None,
    ticket: int | None = None,
    index: bool = True,
) -> Received:
    """Store an incoming message: in a ticket, or in a new one of a customer or an unknown sender.

    The same message a second time changes nothing. A ticket that was waiting or done is reopened, with a new target. A
    merged ticket passes it on. Nothing is read out, so it needs no open file. Whether a message may join a ticket is
    up to `helpdesk.tasks.senders.belongs`, and whose it is up to a technician. Without `index` it can't be found until
    the caller has called `work.messages.index`, which is cheaper for many at once. Errors: `Refused` without the job
    `tickets`, `NotFound`, `Invalid` for a channel that is not in the policy. Clause: G3, D9.
    """
    work.require(Job.TICKETS)
    if incoming.channel not in work.policy.channels:
        raise Invalid((Fault("channel", choose(work.policy.channels)),))
    message = _received(work, incoming)
    before = work.messages.same(message["message_id"], message["fingerprint"])
    if before is not None:
        return Received(work.tickets.one(before.ticket), before.id, is_new=False)
    if ticket is not None:
        known = reopened(work, work.tickets.one(work.tickets.at_last(ticket)), "message-in")
    else:
        values = _new_ticket(work, incoming.channel, message["subject"], incoming.sender, Priority.NORMAL)
        known = work.tickets.add(customer, "", values)
    owner = known.customer
    message["is_registered"] = owner is not None and work.messages.is_registered(owner.id, incoming.sender)
    kept = work.messages.keep(known, message, incoming.files)
    if index:
        work.messages.index([kept])
    return Received(known, kept)


def _received(work: UnitOfWork, incoming: Incoming) -> dict[str, Any]:
    """What came in, as it is stored; whether its sender is registered hangs on whose ticket it comes into."""
    message = _message(Direction.IN, incoming.channel, incoming.at, line(incoming.subject), incoming.text)
    return message | {
        "sender": line(incoming.sender),
        "recipients": line(incoming.recipients, 2_000),
        "message_id": line(incoming.message_id),
        "fingerprint": fingerprint(incoming, work.policy.company.region),
        "faults": packed(incoming.faults),
    }


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
    """Store an answer to the customer; one by mail waits to be sent. `then` is the ticket's next state.

    Without `recipients`, `subject` or `channel` it goes to whoever wrote last, in the same way. A new ticket is open
    from now on. A mail that links to a site of neither us nor the customer gets the policy's note about that (W1).
    Secrets: as in `note`. Errors: `Invalid` without a text, without a recipient of a mail, or for an unknown channel;
    `Refused`, `FileNotOpen`, `NotFound`. Clause: G3, B6, R5, W1.
    """
    found = work.tickets.insist(ticket, Action.CONTACT)
    channel, recipients = _addressed(work, found, channel, recipients)
    text, secrets = _without_secrets(_text(text), keep_secrets)
    if secrets:
        return Written(secrets=secrets)
    if channel == MAIL:
        text = _with_note(work, found, text)
    values = _message(Direction.OUT, channel, work.clock(), line(subject) or f"Re: {found.subject}", text)
    values |= {"author": work.technician.login, "recipients": line(recipients, 2_000)}
    values["delivery"] = Delivery.WAITING if channel == MAIL else Delivery.NONE
    values["scanned"] = work.clock()
    message = work.messages.add(found, values)
    state = then or (TicketState.OPEN if found.state is TicketState.NEW else found.state)
    to_state(work, found, None, state, "reply")
    return Written(message)


def note(work: UnitOfWork, ticket: int, text: str, *, keep_secrets: bool | None = None) -> Written:
    """Store a note among ourselves.

    While it contains undecided secrets, nothing is stored and they are named: `keep_secrets=False` stores `[removed:
    password]` in their place, `True` says that they are not secrets. Errors: `Invalid` without a text, `Refused`,
    `FileNotOpen`, `NotFound`. Clause: B6.
    """
    found = work.tickets.insist(ticket, Action.CHANGE)
    text, secrets = _without_secrets(_text(text), keep_secrets)
    if secrets:
        return Written(secrets=secrets)
    values = _message(Direction.NOTE, found.channel, work.clock(), "", text)
    message = work.messages.add(found, values | {"author": work.technician.login})
    work.tickets.change(ticket, None, "note")
    return Written(message)


def module_text(work: UnitOfWork, ticket: int, module: str, language: str = "") -> str:
    """A text module of the policy by its id, filled in for a reply; without `language` in the policy's own.

    Errors: `NotFound` also for an unknown module, `Refused`, `FileNotOpen`.
    """
    found = work.tickets.insist(ticket, Action.CONTACT)
    chosen = next((one for one in work.policy.text_modules if one.id == module), None)
    if chosen is None:
        raise NotFound(msg("That text no longer exists."))
    ref = found.customer
    called = (ref.name or ref.company) if ref else parseaddr(found.sender)[0]
    return filled(chosen.text, language or work.policy.language, called, found.number, work.technician.name)


def mail_address(work: UnitOfWork, ticket: int) -> str:
    """The mail address for the customer of a ticket: preferably a registered one, `""` if there is none.

    Also `""` if the purposes of the open file show no addresses. Errors: `Refused`, `FileNotOpen`, `NotFound`. Clause:
    D3, G3, P2.
    """
    ref = work.tickets.insist(ticket, Action.CONTACT).customer
    points = work.customers.file(ref.id).several("emails") if ref is not None else ()
    return next((one.value for one in sorted(points, key=lambda one: not one.registered)), "")


def _insist_on_new(work: UnitOfWork, new: NewTicket) -> None:
    """What a customer said may always be stored; everything else asks the guard. Clause: R5; GDPR art. 18(2)."""
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
    return values | {"target": target_of(work, priority)}


def _message(direction: Direction, channel: str, at: datetime, subject: str, text: str) -> dict[str, Any]:
    return {"direction": direction, "channel": channel, "at": at, "subject": subject, "text": body(text)}


def _addressed(work: UnitOfWork, ticket: Ticket, channel: str, recipients: str) -> tuple[str, str]:
    """The channel and recipients of a reply: those given, else those of whoever wrote last."""
    last = next((one for one in reversed(work.messages.of(ticket.id)) if one.direction is Direction.IN), None)
    channel = channel or (last.channel if last else ticket.channel)
    if channel not in work.policy.channels:
        raise Invalid((Fault("channel", choose(work.policy.channels)),))
    recipients = recipients.strip() or (last.sender if last else ticket.sender)
    if channel == MAIL and "@" not in recipients:
        raise Invalid((Fault("recipients", msg("Whom is it for? Give an e-mail address.")),))
    return channel, recipients


def _with_note(work: UnitOfWork, ticket: Ticket, text: str) -> str:
    """A mail with the note on other companies' sites below it, in the customer's language. Clause: W1."""
    ref, policy = ticket.customer, work.policy
    theirs = [one.detail for one in work.services.of(work.customers.seq_of(ref.id))] if ref else []
    note = foreign_link_note(policy, text, [one.lower() for one in theirs if "." in one])
    if note is None:
        return text
    said = note.say((work.customers.language(ref.id) if ref else None) or policy.language)
    return text if said in text else f"{text}\n\n{said}"


def _text(text: str) -> str:
    text = body(text).strip()
    if not text:
        raise Invalid((Fault("text", msg("There is no text yet.")),))
    return text


def _without_secrets(text: str, keep: bool | None) -> tuple[str, tuple[Spotted, ...]]:
    """The text to store, and the undecided secrets in it. Clause: B6."""
    found = () if keep else spot(text)
    return (text, found) if keep is None else (removed(text, found), ())


def _checked(work: UnitOfWork, new: NewTicket) -> str:
    """The subject of a new ticket. Errors: `Invalid`, with every fault at once."""
    faults: list[Fault] = []
    subject = ""
    try:
        subject = parsed_subject(new.subject)
    except Invalid as bad:
        faults += bad.faults
    if new.channel not in work.policy.channels:
        faults.append(Fault("channel", choose(work.policy.channels)))
    if not new.customer and not contact.clean(new.sender):
        faults.append(Fault("sender", msg("Who is it from? Choose a customer, or name the sender.")))
    if new.direction is Direction.OUT:
        faults.append(Fault("direction", msg("Create the ticket with a note first, then reply.")))
    if faults:
        raise Invalid(tuple(faults))
    return subject
