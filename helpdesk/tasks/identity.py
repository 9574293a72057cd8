"""Who is asking: the gate before anything of a rights request is carried out. Clause: R7; GDPR art. 12(6).

The least intrusive way is a message from a contact point that was registered before. A copy of an identity card is
never asked for or kept; one that was sent is unsolicited data.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.requests import CodeSent, IdentityWay, Request, RequestState
from helpdesk.domain.tickets import Direction, TicketLink

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

TRIES = 5
"""How many wrong codes are allowed before the code is void."""

VALID = timedelta(minutes=10)
"""How long a code is valid."""

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a code that was read back. `tries` are left; without any, a new code must be sent."""

    is_right: bool
    tries: int
    request: Request


def ask(work: UnitOfWork, request_id: int, version: int) -> Request:
    """Ask who is asking: the clock is paused until it is confirmed. Errors: `Invalid`, `CaseChanged`, `Refused`."""
    found = waiting(work, request_id)
    work.request_clocks.pause(found.id)
    state = RequestState.IDENTITY_ASKED
    return work.requests.change(found, version, state, state=state, asked=found.asked or work.clock())


def by_message(work: UnitOfWork, request_id: int, version: int, message_id: int) -> Request:
    """Confirm by a message in a ticket of the customer, from a contact point that was registered then.

    Somebody without a file has none registered: they answer from their address, after they were asked. Errors:
    `Invalid` for a message that proves nothing: from elsewhere, another customer's, our own, or older than the
    request; `NotFound`; `CaseChanged`; `Refused`.
    """
    found = waiting(work, request_id)
    message = work.messages.one(message_id)
    ticket = work.tickets.one(message.ticket)
    if found.is_without_file:
        if message.id not in answers(work, found):
            raise _proves_nothing(
                msg(
                    "This message is not an answer from the address they gave, written since we asked who is asking."
                )
            )
        if ticket.id not in work.ticket_links.to(TicketLink.REQUEST, found.id):
            work.ticket_links.add(ticket.id, TicketLink.REQUEST, found.id)
        return _confirm(work, found, version, IdentityWay.ANSWER, f"{ticket.number}:{message.id}")
    today = work.policy.today
    if message.direction is not Direction.IN or not message.is_registered:
        raise _proves_nothing(msg("This message did not come from a registered contact point."))
    if ticket.customer is None or ticket.customer.id != found.subject:
        raise _proves_nothing(msg("This message is not in a ticket of this customer."))
    if today(message.at) < today(found.received):
        raise _proves_nothing(msg("This message is older than the request."))
    return _confirm(work, found, version, IdentityWay.MESSAGE, f"{ticket.number}:{message.id}")


def answers(work: UnitOfWork, found: Request) -> tuple[int, ...]:
    """The messages in which somebody without a file answered from their address, since they were asked.

    What they wrote before proves less: anybody can fake a sender, but then gets no answer. Clause: R7.
    """
    asked = found.asked
    if asked is None:
        return ()
    seqs = work.strangers.messages(work.requests.said(found.id).contact)
    return tuple(one.id for one in map(work.messages.one, seqs) if one.at > asked)


def points(work: UnitOfWork, request_id: int) -> tuple[str, ...]:
    """The registered contact points that a code can be sent to, e-mail addresses first. On record.

    For somebody without a file, the address they gave.
    """
    found = waiting(work, request_id)
    work.requests.record_read(found)
    return _points(work, found)


def _points(work: UnitOfWork, found: Request) -> tuple[str, ...]:
    if not found.is_without_file:
        return work.customers.registered_points(found.subject)
    point = work.strangers.point(work.requests.said(found.id).contact)
    return (point,) if point else ()


def send_code(work: UnitOfWork, request_id: int, version: int, point: str) -> tuple[CodeSent, Request]:
    """Make a code for one of `points`, to be sent there now; only its salted hash is stored, one at a time.

    Asking pauses the clock. Errors: `Invalid` for a point that is not registered, `CaseChanged`, `Refused`.
    """
    found = waiting(work, request_id)
    if point not in _points(work, found):
        raise Invalid((Fault("point", msg("A code only goes to a contact point that is registered.")),))
    code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_bytes(16)
    expires = work.clock() + VALID
    kind = "email" if "@" in point else "phone"
    work.request_identity.keep_code(
        found.id,
        {"salt": salt, "digest": _digest(code, salt), "expires": expires, "tries": TRIES, "point": kind},
    )
    return CodeSent(code, point, expires), ask(work, request_id, version)


def is_code(told: str) -> bool:
    """Whether what somebody was told could be a code at all: so many digits, however they are parted."""
    digits = "".join(told.split())
    return len(digits) == DIGITS and digits.isdecimal()


def by_code(work: UnitOfWork, request_id: int, version: int, told: str) -> Told:
    """Confirm by the code that was read back. A wrong one uses up a try for good; on record.

    Errors: `Invalid` if there is no valid code: none was sent, its ten minutes are over, or its tries used up;
    `CaseChanged`; `Refused`.
    """
    found = waiting(work, request_id)
    code = work.request_identity.code(found.id)
    if code is None:
        raise Invalid((Fault("", msg("There is no code yet. Send one (i).")),))
    if code.tries < 1:
        raise Invalid((Fault("", msg("The code has no tries left. Send a new one (i).")),))
    if work.clock() >= code.expires:
        raise Invalid(
            (Fault("", msg("The code has expired: it is valid for ten minutes. Send a new one (i).")),)
        )
    typed = "".join(told.split())
    if hmac.compare_digest(_digest(typed, code.salt), code.digest):
        way = IdentityWay.CODE_THERE if found.is_without_file else IdentityWay.CODE
        confirmed = _confirm(work, found, version, way, code.point)
        return Told(True, 0, confirmed)
    work.request_identity.use_try(found.id)
    left = code.tries - 1
    work.audit.record(
        AuditEvent.IDENTITY_FAILED, subject=found.subject or None, request=found.number, tries=left
    )
    return Told(False, left, found)


def in_person(work: UnitOfWork, request_id: int, version: int) -> Request:
    """This technician knows the customer in person; the second one to say so confirms.

    Errors: `Invalid` for somebody who said so already, `CaseChanged`, `Refused`.
    """
    found = waiting(work, request_id)
    if work.technician.login in work.request_identity.known_by(found.id):
        raise Invalid((Fault("", msg("You have said so already. A second technician has to say so too.")),))
    work.request_identity.add_known(found.id)
    known = work.request_identity.known_by(found.id)
    if len(known) < 2:
        return work.requests.change(found, version, "known-in-person")
    return _confirm(work, found, version, IdentityWay.IN_PERSON, ",".join(known))


def waiting(work: UnitOfWork, request_id: int) -> Request:
    """A request whose identity has yet to be confirmed. Errors: `Invalid`, `NotFound`, `Refused`."""
    found = work.requests.one(request_id)
    if found.state not in (RequestState.RECEIVED, RequestState.IDENTITY_ASKED):
        raise Invalid((Fault("", msg("This request is {state}.", state=found.state.words)),))
    return found


def _confirm(work: UnitOfWork, found: Request, version: int, way: IdentityWay, evidence: str) -> Request:
    work.request_clocks.resume(found.id)
    work.request_identity.keep_code(found.id, None)
    changed = work.requests.change(
        found,
        version,
        RequestState.CONFIRMED,
        state=RequestState.CONFIRMED,
        confirmed=work.clock(),
        way=way,
        evidence=evidence,
    )
    work.audit.record(
        AuditEvent.IDENTITY_CONFIRMED, subject=found.subject or None, request=found.number, way=str(way)
    )
    return changed


def _digest(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode("utf-8", "surrogatepass"), salt=salt, n=2**13, r=8, p=1)


def _proves_nothing(why: Message) -> Invalid:
    return Invalid((Fault("message", why),))
