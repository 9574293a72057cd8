"""The tickets that a complaint is linked to. Clause: C1, G3, P2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.complaints import ComplaintView
from helpdesk.domain.decision import Action
from helpdesk.domain.tickets import TicketLink
from helpdesk.tasks import complaints, tickets

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def link_ticket(work: UnitOfWork, complaint_id: int, ticket_id: int) -> ComplaintView:
    """Link a ticket to a complaint, once. Errors: those of `complaints.view` and of `tickets.link`."""
    work.complaints.insist(complaint_id, Action.CHANGE)
    tickets.link(work, ticket_id, TicketLink.COMPLAINT, complaint_id)
    return complaints.view(work, complaint_id)


def unlink_ticket(work: UnitOfWork, complaint_id: int, number: str) -> ComplaintView:
    """Remove the link with a ticket, by its number. Errors: those of `complaints.view` and of `tickets.unlink`."""
    work.complaints.insist(complaint_id, Action.CHANGE)
    ticket = work.tickets.by_number(number)
    for one in work.ticket_links.of(ticket.id):
        if one.kind is TicketLink.COMPLAINT and one.other == complaint_id:
            tickets.unlink(work, ticket.id, one.id)
    return complaints.view(work, complaint_id)
