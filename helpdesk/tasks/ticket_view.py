"""An opened ticket as it is handed out. Clause: G3, P2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.tickets import Ticket, TicketView

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
        merged_into=work.tickets.one(into).number if into is not None else "",
    )


def subject_of(ticket: Ticket) -> str | None:
    """The customer's random id, to be recorded."""
    return ticket.customer.id if ticket.customer else None
