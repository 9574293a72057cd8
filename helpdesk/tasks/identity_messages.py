"""Messages that would confirm who is asking: from a registered contact point, since the request. Clause: R7."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from helpdesk.domain.records import dataclass
from helpdesk.domain.requests import Request
from helpdesk.domain.tickets import Direction, TicketLink, TicketMessage
from helpdesk.tasks.identity import answers, waiting

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Proving:
    """A message that confirms who is asking: its id, ticket number and time, but not its text.

    `is_about_it`: it contains the number of the request, or its ticket is linked to the request.
    """

    message: int
    ticket: str
    at: datetime
    is_about_it: bool


def proving(work: UnitOfWork, request_id: int) -> tuple[Proving, ...]:
    """The messages by which `identity.by_message` would confirm a request: those about it first, then the newest.

    On record.

    Errors: `Invalid` for a request that is not waiting for this, `NotFound`, `Refused`.
    """
    found = waiting(work, request_id)
    work.requests.record_read(found)
    fitting = (
        [*map(work.messages.one, answers(work, found))] if found.is_without_file else _registered(work, found)
    )
    numbers = {ticket: work.tickets.one(ticket).number for ticket in {one.ticket for one in fitting}}
    linked = work.ticket_links.to(TicketLink.REQUEST, found.id)
    made = [
        Proving(one.id, numbers[one.ticket], one.at, one.ticket in linked or _names(one, found))
        for one in fitting
    ]
    return tuple(sorted(made, key=lambda one: (one.is_about_it, one.at), reverse=True))


def _names(message: TicketMessage, found: Request) -> bool:
    """Whether a message contains the number of the request, as our letter asks."""
    number = found.number.casefold()
    return any(number in text.casefold() for text in (message.subject, message.text))


def _registered(work: UnitOfWork, found: Request) -> list[TicketMessage]:
    """The messages of a customer from a registered contact point, since the request."""
    received = work.policy.today(found.received)
    messages = map(work.messages.one, work.messages.seqs_of_customer(work.customers.seq_of(found.subject)))
    return [
        one
        for one in messages
        if one.direction is Direction.IN and one.is_registered and work.policy.today(one.at) >= received
    ]
