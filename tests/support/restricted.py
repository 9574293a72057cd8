"""A customer with records of every kind, whose data may only be stored since a moment ago. Clause: R5."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert
from support.remote import add_system, begun
from support.rights import anna_in
from support.tickets import add_attachment, add_message, add_ticket, spotted

from helpdesk.domain.complaints import Complaint, NewComplaint
from helpdesk.domain.customer import CustomerFile, CustomerRef
from helpdesk.domain.disclosures import Disclosure, NewDisclosure
from helpdesk.domain.errors import Refused
from helpdesk.domain.remote import Ended, Session, System
from helpdesk.domain.tickets import Ticket
from helpdesk.domain.unsolicited import Item
from helpdesk.repository.ticket_tables import AttachmentFindingRow
from helpdesk.tasks import (
    complaint_letters,
    complaints,
    disclosures,
    sessions,
    unsolicited,
)

PURPOSES = ("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8")


@dataclass(frozen=True)
class Restricted:
    """What can be asked for about a customer, by id or as it was seen before."""

    anna: CustomerRef
    file: CustomerFile
    ticket: Ticket
    other_ticket: Ticket
    message: int
    attachment: int
    findings: tuple[int, ...]
    suspected: int
    item: Item
    message_item: Item
    stays: int
    complaint: Complaint
    letter: int
    system: System
    session: Session
    service: int
    invoice: int
    disclosure: str
    waiting: Disclosure


def outcome(workplace: Any, job: Callable[[Any, Restricted], object], one: Restricted, role: str) -> str:
    """What became of a job: the clause that refused it, or what else happened."""
    try:
        with workplace.as_(role) as work:
            job(work, one)
    except Refused as refused:
        return refused.decision.clause
    except Exception as other:
        return f"{type(other).__name__}: {other}"
    return "done"


def restricted(workplace: Any) -> Restricted:
    """Everything about a customer, and then the restriction."""
    made = with_everything(workplace)
    with workplace.as_("owner") as work:
        work.standings.restrict(made.anna.id, "juistheid betwist")
    return made


def with_everything(workplace: Any) -> Restricted:
    """Everything about a customer, with her file open for all purposes."""
    anna = anna_in(workplace)
    with workplace.as_() as work:
        system = add_system(work, anna)
        session = sessions.end(work, begun(work, anna, system, "198.51.100.7").id, Ended.NORMALLY)
        work.open_files.open(anna.id, PURPOSES)
        first, second = (add_ticket(work, number, customer=anna.id) for number in ("T1042", "T1043"))
        message = add_message(work, first, "Mijn bsn is 999912343.")
        attachment = add_attachment(work, message, "paspoort.pdf", b"%PDF")
        findings = spotted(work, message)
        item = unsolicited.note_attachment(work, attachment)
        whole = add_message(work, first, "Zie de bijlage.")
        stays = add_attachment(work, whole, "offerte.pdf", b"%PDF")
        message_item = unsolicited.note_message(work, whole)
        suspected = _suspected(work, attachment)
        new = NewComplaint("email", work.clock(), "delay", "Te laat.", customer=anna.id)
        made = complaints.register(work, new)
        complaint_letters.acknowledge(work, made.id, made.version)
        complaint = work.complaints.one(made.id)
        (letter,) = complaint_letters.of_complaint(work, complaint)
        service = work.services.add(anna.id, "mail", "anna", date(2026, 1, 1))
        file = work.customers.file(anna.id)
        (invoice,) = work.services.invoices(work.customers.seq_of(anna.id))
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, PURPOSES)
        gone = NewDisclosure(anna.id, "registry", ("D1",), "domein", "a.example", "letter")
        disclosure = disclosures.record(work, gone).number
        order = NewDisclosure(
            anna.id, "authorities", ("D1",), "vordering", "PL-1", "letter", "126nd Sv", "meldkamer"
        )
        waiting = disclosures.record(work, order)
    with workplace.as_() as work:
        return Restricted(
            anna, file, work.tickets.one(first), work.tickets.one(second), message, attachment,
            findings, suspected, item, message_item, stays, complaint, letter.id, system, session, service,
            invoice.id, disclosure, waiting,
        )  # fmt: skip


def _suspected(work: Any, attachment: int) -> int:
    """A finding in an attachment, as a search stores it."""
    row = {"attachment_seq": attachment, "kind": "bsn", "start": 0, "end": 0, "certainty": 1}
    question = insert(AttachmentFindingRow).returning(AttachmentFindingRow.seq)
    found: int = work.connection.execute(question, row).scalar_one()
    return found
