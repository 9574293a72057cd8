"""Tickets: finding and opening them; writing in them and what becomes of them is handed on. Clause: G3, D9, P2, R5, B6.

A customer's ticket is read and written while this technician's file of that customer is open for a purpose of the
policy's `[tickets]`; an unknown sender's ticket needs the job `tickets` alone. A new message is kept whatever holds:
that is storage. `helpdesk.tasks.senders` says whose a message is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Action
from helpdesk.domain.findings import Findings
from helpdesk.domain.technician import Technician
from helpdesk.domain.tickets import Attachment, Ticket, TicketFilter, TicketLink, TicketView
from helpdesk.policy.model import Job
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
    "Written", "assign", "by_number", "colleagues", "create", "find", "link", "linked_from", "list_tickets",
    "mail_address", "merge", "module_text", "move_message", "note", "open_ticket", "prepare_find", "read_attachment",
    "receive", "record_find", "reply", "seen", "set_customer", "set_priority", "set_state", "set_subject",
    "set_target", "take", "tidy_find", "unlink",
]  # fmt: skip


def list_tickets(work: UnitOfWork, wanted: TicketFilter, after: Ticket | None = None) -> tuple[Ticket, ...]:
    """The tickets that a filter asks for, at most `TICKET_PAGE`, `after` the last one shown.

    A subject is shown whole where the sender is unknown or this technician has the customer's file open for tickets;
    else as `helpdesk.domain.ticket_values.envelope` has it, and not at all under a restriction. It only reads.
    Errors: `Refused` without the job `tickets`. Clause: P2, D9, R5.
    """
    return work.tickets.listed(wanted, after)


def find(work: UnitOfWork, text: str, limit: int = 50) -> Findings[Ticket]:
    """Tickets of which a message holds every word of a text, or with that number, newest first, at most `limit`.

    It only reads, so that it can be asked as somebody types; call `record_find` once a visit. Subjects as in
    `list_tickets`. Errors: `Refused` without the job `tickets`.
    """
    return work.ticket_search.find(text, limit)


def prepare_find(work: UnitOfWork) -> None:
    """Make the search ready while somebody begins to type."""
    work.ticket_search.prepare()


def tidy_find(work: UnitOfWork) -> bool:
    """Do a little of what keeps the search quick where much comes in; whether there is more of that to do.

    To be done when nobody waits: who writes meanwhile waits for it, a few hundredths of a second.
    """
    return work.ticket_search.tidy()


def record_find(work: UnitOfWork, results: int) -> None:
    """Put on record that somebody searched tickets, once a visit: how many results, never the text."""
    work.audit.record(AuditEvent.TICKETS_SEARCHED, results=results)


def seen(work: UnitOfWork, ticket: int) -> Ticket:
    """A ticket that is shown already, as it stands now; nothing of what was written is read, so nothing is on record.

    Errors: those of `open_ticket`: whoever has one of them has to hide what is shown. Clause: P2, R5.
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
    """An attachment and what it holds, on record.

    Errors: as `open_ticket`; `NotFound` also for one that was removed. Clause: P2, D9.
    """
    there, message = work.messages.attachment(attachment)
    ticket = work.tickets.insist(work.messages.one(message).ticket, Action.VIEW)
    content = work.messages.content(attachment)
    work.audit.record(
        AuditEvent.ATTACHMENT_READ, subject=subject_of(ticket), ticket=ticket.number, attachment=attachment
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


def _purposes(work: UnitOfWork, ticket: Ticket) -> tuple[str, ...]:
    return work.open_files.current(ticket.customer.id).purposes if ticket.customer else ()
