"""An opened ticket as it is handed out. Clause: G3, P2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.decision import Action, Decision
from helpdesk.domain.messages import msg
from helpdesk.domain.register import Keeping
from helpdesk.domain.tickets import Ticket, TicketView
from helpdesk.policy.guard import decide_for

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def view(work: UnitOfWork, ticket: Ticket) -> TicketView:
    """A ticket as it is handed out, for a job that has asked the guard."""
    into = work.tickets.merged_into(ticket.id)
    return TicketView(
        ticket=ticket,
        titled=work.tickets.titled(ticket),
        messages=work.messages.of(ticket.id),
        links=work.ticket_links.of(ticket.id),
        next=() if into is not None else ticket.state.next,
        writing=writing(work, ticket),
        merged_into=work.tickets.one(into).number if into is not None else "",
    )


def writing(work: UnitOfWork, ticket: Ticket) -> Decision:
    """Whether the ticket may be replied to, and if not why."""
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


def subject_of(ticket: Ticket) -> str | None:
    """The customer's random id, to be recorded."""
    return ticket.customer.id if ticket.customer else None
