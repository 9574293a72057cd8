"""Tickets: finding and opening them; re-exports writing in them and changing them. Clause: G3, D9, P2, R5, B6.

A customer's ticket can be read and written while this technician has the customer's file open for a purpose of the
policy's `[tickets]`; an unknown sender's ticket needs only the job `tickets`. A new message is always stored.
`helpdesk.tasks.senders` says whose a message is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Action
from helpdesk.domain.findings import Findings
from helpdesk.domain.tickets import Attachment, Ticket, TicketFilter, TicketLink, TicketView
from helpdesk.tasks.ticket_changes import (
    assign,
    link,
    merge,
    move_message,
    set_customer,
    set_priority,
    set_state,
    set_subject,
    set_target,
    take,
    unlink,
)
from helpdesk.tasks.ticket_view import subject_of, view
from helpdesk.tasks.ticket_writing import Written, create, mail_address, module_text, note, receive, reply

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


__all__ = [
    "Written", "assign", "by_number", "create", "find", "link", "linked_from", "list_tickets",
    "mail_address", "merge", "module_text", "move_message", "note", "open_ticket", "prepare_find", "read_attachment",
    "receive", "record_find", "reply", "seen", "set_customer", "set_priority", "set_state", "set_subject",
    "set_target", "take", "tidy_find", "unlink",
]  # fmt: skip


def list_tickets(work: UnitOfWork, wanted: TicketFilter, after: Ticket | None = None) -> tuple[Ticket, ...]:
    """The tickets that match a filter, at most `TICKET_PAGE`, `after` the last one shown.

    A subject is shown in full if the sender is unknown or this technician has the customer's file open for tickets;
    otherwise as `helpdesk.domain.ticket_values.envelope` shortens it, and not at all under a restriction. It only
    reads. Errors: `Refused` without the job `tickets`. Clause: P2, D9, R5.
    """
    return work.tickets.listed(wanted, after)


def find(work: UnitOfWork, text: str, limit: int = 50) -> Findings[Ticket]:
    """Tickets with a message that contains every word of a text, or with that number, newest first, at most `limit`.

    It only reads, so it can be called while somebody types; call `record_find` once per visit. Subjects as in
    `list_tickets`. Errors: `Refused` without the job `tickets`.
    """
    return work.ticket_search.find(text, limit)


def prepare_find(work: UnitOfWork) -> None:
    """Get the search ready while somebody begins to type."""
    work.ticket_search.prepare()


def tidy_find(work: UnitOfWork) -> bool:
    """Do some of the work that keeps the search fast when much comes in; says whether there is more.

    Call it when nobody is waiting: writers wait for it, a few hundredths of a second.
    """
    return work.ticket_search.tidy()


def record_find(work: UnitOfWork, results: int) -> None:
    """Record that somebody searched tickets, once per visit: how many results, never the text."""
    work.audit.record(AuditEvent.TICKETS_SEARCHED, results=results)


def seen(work: UnitOfWork, ticket: int) -> Ticket:
    """A ticket that is shown already, as it is now; nothing that was written is read, so nothing is recorded.

    Errors: those of `open_ticket`: on any of them, the caller must hide what it shows. Clause: P2, R5.
    """
    return work.tickets.insist(ticket, Action.VIEW)


def by_number(work: UnitOfWork, number: str) -> Ticket:
    """The ticket with a number such as `T1042`, its subject as in a list. Errors: `Refused`, `NotFound`."""
    return work.tickets.by_number(number)


def open_ticket(work: UnitOfWork, ticket: int) -> TicketView:
    """Read a ticket, on record.

    Errors: `Refused` without the job, or under a restriction (R5) or an objection (R6); `FileNotOpen` while the
    customer's file is not open for tickets; `NotFound`. Clause: P2, G3.
    """
    found = work.tickets.insist(ticket, Action.VIEW)
    opened = view(work, found)
    work.audit.record(
        AuditEvent.TICKET_READ,
        subject=subject_of(found),
        purposes=_purposes(work, found),
        ticket=found.number,
        messages=len(opened.messages),
    )
    return opened


def read_attachment(work: UnitOfWork, attachment: int) -> tuple[Attachment, bytes]:
    """An attachment and its content, on record.

    Errors: as `open_ticket`; `NotFound` also if it was removed. Clause: P2, D9.
    """
    there, message = work.messages.attachment(attachment)
    ticket = work.tickets.insist(work.messages.one(message).ticket, Action.VIEW)
    content = work.messages.content(attachment)
    work.audit.record(
        AuditEvent.ATTACHMENT_READ, subject=subject_of(ticket), ticket=ticket.number, attachment=attachment
    )
    return there, content


def linked_from(work: UnitOfWork, kind: TicketLink, other: int) -> tuple[Ticket, ...]:
    """The tickets linked to a session, a complaint or a request. Errors: `Refused` without the job."""
    return work.tickets.linked_from(kind, other)


def _purposes(work: UnitOfWork, ticket: Ticket) -> tuple[str, ...]:
    return work.open_files.current(ticket.customer.id).purposes if ticket.customer else ()
