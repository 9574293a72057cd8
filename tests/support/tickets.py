"""Tickets in the store, with unsolicited data in them. Nobody in them exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from helpdesk.domain.spotting import Context, spot
from helpdesk.repository import message_search
from helpdesk.repository.ticket_tables import AttachmentRow, FindingRow, TicketMessageRow, TicketRow
from helpdesk.repository.unit_of_work import UnitOfWork

BSN = "999912343"
IBAN = "NL91ABNA0417164300"
TEXT = (
    "Dag, mijn mail doet het niet.\n"
    f"Mijn bsn is {BSN} en mijn iban is {IBAN}.\n"
    f"Nogmaals, burgerservicenummer {BSN}. Groet, Xanthippe"
)


@dataclass(frozen=True)
class Lying:
    """Where a test put its data."""

    ticket: int
    number: str
    message: int
    reply: int
    attachment: int


def add_ticket(
    work: UnitOfWork,
    number: str = "T1042",
    subject: str = "Mail",
    customer: str | None = None,
    sender: str = "xanthippe@example.org",
) -> int:
    """A ticket of a customer, or of nobody known."""
    row = {
        "customer_seq": work.customers.seq_of(customer) if customer else None,
        "number": number,
        "channel": "email",
        "subject": subject,
        "sender": "" if customer else sender,
        "state": "new",
        "priority": "normal",
        "opened": work.clock(),
        "target": work.clock(),
        "changed": work.clock(),
    }
    return work.connection.execute(insert(TicketRow).returning(TicketRow.seq), row).scalar_one()


def add_message(work: UnitOfWork, ticket: int, text: str, **over: Any) -> int:
    """A searchable message of a ticket."""
    row = {
        "ticket_seq": ticket,
        "direction": "in",
        "channel": "email",
        "at": work.clock(),
        "sender": "xanthippe@example.org",
        "recipients": "help@example.nl",
        "subject": "Mail",
        "text": text,
        **over,
    }
    seq: int = work.connection.execute(
        insert(TicketMessageRow).returning(TicketMessageRow.seq), row
    ).scalar_one()
    message_search.index(work.connection, [seq])
    return seq


def add_attachment(work: UnitOfWork, message: int, name: str, content: bytes) -> int:
    """A file that came with a message."""
    row = {
        "message_seq": message,
        "name": name,
        "media_type": "application/pdf",
        "size": len(content),
        "content": content,
        "kind": "",
    }
    return work.connection.execute(insert(AttachmentRow).returning(AttachmentRow.seq), row).scalar_one()


def spotted(work: UnitOfWork, message: int, *, subject: bool = False) -> tuple[int, ...]:
    """Scan a message, optionally with its subject, and store the findings as a scan would; returns the ids."""
    row = text_of(work, message)
    rows = [
        {
            "message_seq": message,
            "kind": one.kind.value,
            "start": one.start,
            "end": one.end,
            "certainty": int(one.certainty),
            "in_subject": in_subject,
        }
        for text, in_subject in ((row.subject if subject else "", True), (row.text, False))
        for one in spot(text, Context())
    ]
    return tuple(
        work.connection.execute(insert(FindingRow).returning(FindingRow.seq), one).scalar_one()
        for one in rows
    )


def lay(work: UnitOfWork, customer: str | None = None, text: str = TEXT) -> Lying:
    """A ticket with a message full of unsolicited data, a reply that quotes it, and a passport."""
    ticket = add_ticket(work, subject=f"Mail van {BSN}", customer=customer)
    message = add_message(work, ticket, text, subject=f"Mail van {BSN}")
    quoted = "".join(f"> {line}\n" for line in text.splitlines())
    reply = add_message(work, ticket, f"We kijken ernaar.\n\n{quoted}", direction="out", sender="")
    attachment = add_attachment(work, message, f"paspoort-{BSN}.pdf", b"%PDF Xanthippe Quastenberg")
    return Lying(ticket, "T1042", message, reply, attachment)


def text_of(work: UnitOfWork, message: int) -> Any:
    """A message as it is in the store."""
    return work.connection.execute(
        select(TicketMessageRow.__table__).where(TicketMessageRow.seq == message)
    ).one()


def findings_of(work: UnitOfWork, message: int) -> list[tuple[str, str]]:
    """The kind and the passage of every finding in a message."""
    text = text_of(work, message).text
    rows = work.connection.execute(
        select(FindingRow.kind, FindingRow.start, FindingRow.end)
        .where(FindingRow.message_seq == message)
        .order_by(FindingRow.start)
    )
    return [(row.kind, text[row.start : row.end]) for row in rows]
