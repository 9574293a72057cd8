"""Remote support: asking the guard, the ledger of the use of customers' IP addresses, and recordings.

The row of a session is written before the first byte goes out. `propose` → `begin` (or `refuse`) → `reached` for every
hop → `alive` every few seconds → `end` → `note`. Clause: D6, G4, G6, B4, B6, R1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpdesk.domain import contact
from helpdesk.domain.addresses import is_address
from helpdesk.domain.customer import CustomerRef, KnownAddress, OpenFile
from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.errors import Fault, FileNotOpen, Invalid, NotFound, Refused
from helpdesk.domain.messages import Message, choose, msg, packed
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import (
    SSH,
    Ended,
    Recording,
    Request,
    Session,
    System,
)
from helpdesk.domain.secrets import Spotted, removed, spot
from helpdesk.domain.system_values import MOST_JUMPS
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.guard import decide, decide_for, restricted
from helpdesk.policy.model import Job, Text, Way
from helpdesk.remote.asking import Reached, Route
from helpdesk.tasks.ledger import (
    export,
    export_to,
    ledger,
    of_customer,
    record_ledger,
    session,
    technicians,
)
from helpdesk.tasks.recordings import drop_recording, export_recording, insist_seen, keep_part, parts

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


__all__ = [
    "OWN_WAY", "Proposal", "alive", "begin", "close_left_open", "drop_recording", "end", "export",
    "export_recording", "export_to", "follow_up_done", "insist_seen", "is_new_address", "keep_part", "ledger", "note",
    "of_customer", "parts", "propose", "reached", "record_ledger", "refuse", "route", "running", "session",
    "technicians",
]  # fmt: skip

IP_ADDRESS = "D6"
"""The category that remote support uses."""

TESTED = msg("The connection was tested.")
"""The note of a session that only tested the connection, so that nobody has to write one."""

LONGEST_NOTE = 2_000

OWN_WAY = Way(SSH, Text({"en": "SSH"}), address=True)
"""The console's own way in."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the dialog is filled with before a session; the guard has said yes.

    `chosen` is the system that was pointed at. `purposes` are those of the open file that allow it, and `reason` their
    names. `ways` begin with SSH. `new_addresses` are the ids of systems whose host is an address where this customer
    was never reached before (G6); for a DNS name this is only known once it is reached.
    """

    customer: CustomerRef
    systems: tuple[System, ...]
    chosen: System | None
    purposes: tuple[str, ...]
    reason: Text
    ways: tuple[Way, ...]
    agreements: Mapping[str, Text]
    recording: Recording
    known_addresses: tuple[KnownAddress, ...]
    new_addresses: frozenset[int]


def propose(work: UnitOfWork, customer_id: str, system_id: int | None = None) -> Proposal:
    """Ask the guard, and gather what a session needs. Errors: `FileNotOpen`, `Refused`, `NotFound`."""
    opened = work.open_files.current(customer_id)
    purposes = _allowed_for(work, opened)
    there = work.systems.of(customer_id)
    remote = work.policy.remote
    return Proposal(
        customer=opened.customer,
        systems=there,
        chosen=None if system_id is None else work.systems.one(customer_id, system_id),
        purposes=purposes,
        reason=work.policy.named(purposes),
        ways=(OWN_WAY, *remote.ways.values()),
        agreements=remote.agreements,
        recording=remote.recording,
        known_addresses=work.sessions.known_addresses(customer_id),
        new_addresses=frozenset(
            system.id
            for system in there
            if is_address(system.host) and work.sessions.is_new_address(customer_id, system.host)
        ),
    )


def begin(work: UnitOfWork, request: Request) -> Session:
    """Ask the guard again and write the row; only then may anything be sent. A way other than SSH starts its clock.

    If it names a ticket of this customer, the two are linked.

    Unless the policy says `ask`, the policy decides whether it is recorded; the row's `recorded` says what applies.
    Errors: `Invalid` with every fault at once, `FileNotOpen`, `Refused` (then call `refuse`).
    """
    opened = work.open_files.current(request.customer)
    purposes = _allowed_for(work, opened)
    values = _checked(work, request)
    recorded = work.policy.remote.recording is Recording.ALWAYS or (
        work.policy.remote.recording is Recording.ASK and request.record
    )
    session = work.sessions.begin(
        request.customer,
        {
            **values,
            "purposes": ",".join(purposes),
            "recorded": work.clock() if recorded and request.way == SSH else None,
        },
    )
    if session.ticket:
        _link(work, session)
    return session


def _link(work: UnitOfWork, session: Session) -> None:
    """Link a session to the ticket that it names, if that is this customer's and may be changed now. Clause: G3."""
    with suppress(NotFound, Refused, FileNotOpen):
        ticket = work.tickets.by_number(session.ticket)
        if ticket.customer is not None and ticket.customer.id == session.customer.id:
            work.tickets.insist(ticket.id, Action.CHANGE)
            work.ticket_links.add(ticket.id, TicketLink.SESSION, session.id)
            work.tickets.change(ticket.id, None, f"linked:{TicketLink.SESSION}")


def refuse(work: UnitOfWork, request: Request, decision: Decision) -> Session:
    """Write the row of an attempt that was refused, in a unit of its own. It has no address."""
    try:
        purposes = work.open_files.current(request.customer).purposes
    except FileNotOpen:
        purposes = ()
    asked = [one for one in work.systems.unguarded(request.customer) if one.id == request.system]
    session = work.sessions.begin(
        request.customer,
        {
            "way": request.way if request.way in (SSH, *work.policy.remote.ways) else SSH,
            "system": asked[0].name if asked else "",
            "system_seq": asked[0].id if asked else None,
            "asked_host": "",
            "purposes": ",".join(purposes),
            "reason": contact.clean(request.reason)[: contact.LONGEST_TEXT],
            "agreed": request.agreed if request.agreed in work.policy.remote.agreements else "",
        },
    )
    return work.sessions.ended(session, Ended.REFUSED, work.clock(), detail=decision.clause)


def route(work: UnitOfWork, session_id: int) -> Route:
    """The way to the system of one's own running session: jump hosts first. Errors: `NotFound`."""
    session = work.sessions.own_running(session_id)
    there = {system.id: system for system in work.systems.unguarded(session.customer.id)}
    hops: list[System] = []
    following = work.sessions.system_of(session_id)
    while following is not None and len(hops) <= MOST_JUMPS:
        hops.insert(0, work.systems.one(session.customer.id, following))
        following = there[following].jump
    if not hops:
        raise NotFound(msg("This system no longer exists."))
    return Route(tuple(hops))


def reached(work: UnitOfWork, session_id: int, where: Reached) -> Session:
    """A hop was reached: called for each in order. Sets `peer`, `through` and `new_address`. Clause: D6, G6."""
    session = work.sessions.own_running(session_id)
    peer = contact.parse_ip(where.peer) if is_address(where.peer) else contact.clean(where.peer)
    new = is_address(peer) and work.sessions.is_new_address(session.customer.id, peer)
    work.sessions.find_by(session, peer)
    return work.sessions.set(
        session_id,
        peer=peer,
        peer_is_true=where.true,
        through=", ".join(part for part in (session.through, session.peer) if part),
        new_address=session.new_address or new,
        alive=work.clock(),
    )


def alive(work: UnitOfWork, session_ids: Iterable[int]) -> None:
    """A sign of life of one's own running sessions.

    Errors: `Refused`, on record, under a restriction: then the session must end. Clause: R5, G4.
    """
    running = tuple(session_ids)
    for customer_id in {work.sessions.one(one).customer.id for one in running}:
        decision = restricted(work.standings.of(customer_id), work.clock())
        if decision is not None:
            work.insist(decision, customer_id, Job.REMOTE)
    work.sessions.alive(running)


def end(
    work: UnitOfWork, session_id: int, how: Ended, exit_status: int | None = None, detail: Message | str = ""
) -> Session:
    """Close the row of one's own session, whatever happened. A second time changes nothing.

    `detail` says what went wrong; a message is stored as one, for readers of any language.
    """
    session = work.sessions.own(session_id)
    if session.ended is not None and session.how is not Ended.CONSOLE_ENDED:
        return session
    now = work.clock()
    kept = packed([_cleaned(detail)]) if isinstance(detail, Message) else _short(detail)
    done = work.sessions.ended(session, how, now, alive=now, exit_status=exit_status, detail=kept)
    return work.sessions.set(session_id, follow_up_due=None) if detail == TESTED else done


def _cleaned(detail: Message) -> Message:
    """What the other side said in it may be anything."""
    given = {name: _short(one) if isinstance(one, str) else one for name, one in detail.params.items()}
    return replace(detail, params=given)


def _short(said: str) -> str:
    return contact.clean(said)[: contact.LONGEST_TEXT]


def own(work: UnitOfWork, session_id: int) -> Session:
    """A session of this technician, to continue its note. Errors: `NotFound`, also for somebody else's."""
    return work.sessions.own(session_id)


def note(
    work: UnitOfWork, session_id: int, text: str, follow_up: bool, keep_secrets: bool | None = None
) -> tuple[Spotted, ...]:
    """Note how a session went, and whether something is left to do (then Today reminds).

    Returns the secrets that were spotted; while there are any, nothing is saved until somebody decides:
    `keep_secrets=False` saves `[removed: password]` in their place, `True` says that they are not secrets. `()`:
    saved. Errors: `Invalid` for a text that is too long, `NotFound`. Clause: B6.
    """
    session = work.sessions.own(session_id)
    try:
        text = contact.parse_text(text, LONGEST_NOTE)
    except contact.BadValue as bad:
        raise Invalid((Fault("text", bad.message),)) from bad
    spotted = () if keep_secrets else spot(text)
    if spotted and keep_secrets is None:
        return spotted
    due = work.clock() if follow_up else None
    work.sessions.set(session.id, follow_up=removed(text, spotted), follow_up_due=due)
    return ()


def follow_up_done(work: UnitOfWork, session_id: int) -> None:
    """What was left to do is done."""
    work.sessions.set(work.sessions.own(session_id).id, follow_up_due=None)


def running(work: UnitOfWork) -> tuple[Session, ...]:
    """This technician's sessions that have not ended, oldest first."""
    return work.sessions.running()


def close_left_open(work: UnitOfWork) -> int:
    """Close this technician's SSH sessions without a sign of life for a minute, at their last one; returns how many.

    `Desk.open` does it. A second console at work shows signs of life, so its sessions are left alone.
    """
    return work.sessions.close_left_open()


def is_new_address(work: UnitOfWork, customer_id: str, address: str) -> bool:
    """Whether an address is not the customer's and nobody ever signed in there for them. Clause: G6.

    Errors: `Refused`, `FileNotOpen`; `Invalid` if it is not an address.
    """
    _allowed_for(work, work.open_files.current(customer_id))
    try:
        return work.sessions.is_new_address(customer_id, contact.parse_ip(address))
    except contact.BadValue as bad:
        raise Invalid((Fault("address", bad.message),)) from bad


def _allowed_for(work: UnitOfWork, opened: OpenFile) -> tuple[str, ...]:
    """The purposes of an open file that allow signing in to the customer's systems. Clause: G4, R5."""
    standing, role, now = work.standings.of(opened.customer.id), work.technician.role, work.clock()
    asked = (work.policy, standing, role)
    work.insist(
        decide_for(*asked, opened.purposes, IP_ADDRESS, Action.REMOTE, now), opened.customer.id, Job.REMOTE
    )
    return tuple(
        purpose
        for purpose in opened.purposes
        if decide(*asked, purpose, IP_ADDRESS, Action.REMOTE, now).allowed
    )


def _checked(work: UnitOfWork, request: Request) -> dict[str, Any]:
    """A request as columns of the ledger. Errors: `Invalid`, with every fault at once."""
    remote = work.policy.remote
    faults: list[Fault] = []
    way = OWN_WAY if request.way == SSH else remote.ways.get(request.way)
    if way is None:
        faults.append(Fault("way", choose((SSH, *remote.ways))))
    if request.agreed not in remote.agreements:
        faults.append(Fault("agreed", choose(remote.agreements)))
    there = {one.id: one for one in work.systems.unguarded(request.customer)}
    system = there.get(request.system) if request.system is not None else None
    if system is None and (request.system is not None or request.way == SSH):
        faults.append(Fault("system", msg("Which system is it?")))
    texts = _texts(request, way, faults)
    if faults or way is None:
        raise Invalid(tuple(faults))
    host = system.host if system and request.way == SSH else ""
    new = bool(texts["address"]) and work.sessions.is_new_address(request.customer, texts["address"])
    return {
        "way": way.id,
        "agreed": request.agreed,
        "system": system.name if system else "",
        "system_seq": system.id if system else None,
        "asked_host": host,
        "peer": texts["address"],
        "new_address": new,
        "reason": texts["reason"],
        "ticket": texts["ticket"],
        "address": texts["address"] or host,
    }


def _texts(request: Request, way: Way | None, faults: list[Fault]) -> dict[str, str]:
    """What was typed, as stored; anything wrong with it is added to the faults."""
    texts = {}
    for field, text, parse in (
        ("reason", request.reason, contact.parse_text),
        ("ticket", request.ticket, lambda typed: contact.parse_text(typed, 60)),
        ("address", request.address, lambda typed: _address(typed, way)),
    ):
        try:
            texts[field] = parse(text)
        except contact.BadValue as bad:
            faults.append(Fault(field, bad.message))
    if texts.get("reason") == "":
        faults.append(Fault("reason", msg("What is it for?")))
    return texts


def _address(text: str, way: Way | None) -> str:
    """The address that was typed for a way other than the console's own; empty if unknown."""
    if not contact.clean(text):
        return ""
    if way is OWN_WAY or (way is not None and not way.address):
        raise contact.BadValue(msg("This way uses no address, or reads it from the connection itself."))
    return contact.parse_ip(text)
