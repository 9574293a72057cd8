"""The tables of tickets. What people wrote is correspondence, which may contain anything. Clause: G3, D9.

A ticket belongs to a customer, or to nobody while its sender is unknown; messages, attachments and findings belong to
their ticket and are removed with it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, false

from helpdesk.repository.mapping import Index, Mapped, mapped_column
from helpdesk.repository.tables import (
    CORRESPONDENCE,
    PROOF,
    REFERENCE,
    SEQUENCE,
    STAFF,
    TECHNICAL,
    Table,
    hangs_on,
    seq,
    where,
)


class TicketRow(Table):
    """A matter. `merged_seq` is the ticket that this one was merged into. Clause: G3."""

    __tablename__ = "tickets"
    # Lists are newest first and page by the last row shown, so every index ends with `changed, seq`.
    __table_args__ = (
        Index("ix_tickets_state", "state", "changed", "seq"),
        Index("ix_tickets_owner", "owner_seq", "changed", "seq", **where("done is null")),
        Index("ix_tickets_changed", "changed", "seq"),
        Index("ix_tickets_due", "target", "seq", **where("done is null")),
        Index("ix_tickets_unowned", "changed", "seq", **where("done is null and owner_seq is null")),
        Index("ix_tickets_customer", "customer_seq", "changed", "seq"),
        Index("ix_tickets_done", "done", **where("done is not null")),
        # Read from end to end instead of the table, to find a name inside.
        Index("ix_tickets_sender", "sender", **where("sender <> ''")),
        Index("ix_tickets_subject", "subject"),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int | None] = hangs_on("customers", optional=True, index=False)
    number: Mapped[str] = mapped_column(unique=True, info=REFERENCE)
    version: Mapped[int] = mapped_column(default=1, info=TECHNICAL)
    channel: Mapped[str] = mapped_column(info=TECHNICAL)
    subject: Mapped[str] = mapped_column(info=CORRESPONDENCE)
    sender: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    state: Mapped[str] = mapped_column(info=TECHNICAL)
    priority: Mapped[str] = mapped_column(info=TECHNICAL)
    owner_seq: Mapped[int | None] = mapped_column(SEQUENCE, ForeignKey("technicians.seq"), info=REFERENCE)
    opened: Mapped[datetime] = mapped_column(info=TECHNICAL)
    changed: Mapped[datetime] = mapped_column(info=TECHNICAL)
    target: Mapped[datetime] = mapped_column(info=TECHNICAL)
    done: Mapped[datetime | None] = mapped_column(info=TECHNICAL)
    merged_seq: Mapped[int | None] = hangs_on("tickets", goes_too=False)


class TicketMessageRow(Table):
    """One message of a ticket. `fingerprint` identifies the same message when it comes in again. Clause: G3, D9, R7."""

    __tablename__ = "ticket_messages"
    __table_args__ = (
        Index("ix_ticket_messages_ticket", "ticket_seq", "at", "seq"),
        Index("ix_ticket_messages_whose", "seq", "ticket_seq"),
        Index("ix_ticket_messages_sender", "sender", "ticket_seq", **where("sender <> ''")),
        Index("ix_ticket_messages_fingerprint", "fingerprint", **where("fingerprint <> ''")),
        Index("ix_ticket_messages_message_id", "message_id", **where("message_id <> ''")),
        Index("ix_ticket_messages_unscanned", "seq", **where("scanned is null")),
        Index("ix_ticket_messages_undelivered", "seq", **where("delivery in ('waiting', 'failed')")),
    )
    seq: Mapped[int] = seq()
    ticket_seq: Mapped[int] = hangs_on("tickets", index=False)
    direction: Mapped[str] = mapped_column(info=TECHNICAL)
    channel: Mapped[str] = mapped_column(info=TECHNICAL)
    at: Mapped[datetime] = mapped_column(info=TECHNICAL)
    author: Mapped[str] = mapped_column(default="", info=STAFF)
    sender: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    recipients: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    subject: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    text: Mapped[str] = mapped_column(info=CORRESPONDENCE)
    message_id: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    fingerprint: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    is_registered: Mapped[bool] = mapped_column(default=False, info=TECHNICAL)
    delivery: Mapped[str] = mapped_column(default="none", info=TECHNICAL)
    delivery_detail: Mapped[str] = mapped_column(default="", info=TECHNICAL)
    scanned: Mapped[datetime | None] = mapped_column(info=TECHNICAL)
    removed: Mapped[datetime | None] = mapped_column(info=TECHNICAL)
    faults: Mapped[str] = mapped_column(default="", server_default="", info=TECHNICAL)


class AttachmentRow(Table):
    """A file that came with a message. When its content is removed, its row stays to say so. Clause: D9."""

    __tablename__ = "attachments"
    seq: Mapped[int] = seq()
    message_seq: Mapped[int] = hangs_on("ticket_messages")
    name: Mapped[str] = mapped_column(info=CORRESPONDENCE)
    media_type: Mapped[str] = mapped_column(info=TECHNICAL)
    size: Mapped[int] = mapped_column(info=TECHNICAL)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, nullable=True, info=CORRESPONDENCE)
    removed: Mapped[datetime | None] = mapped_column(info=TECHNICAL)
    kind: Mapped[str] = mapped_column(default="", info=TECHNICAL)


class FindingRow(Table):
    """A spotted passage of a message's text or subject: its kind and place, never its value. Clause: D9, B6."""

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_open", "message_seq", **where("dismissed is null")),)
    seq: Mapped[int] = seq()
    message_seq: Mapped[int] = hangs_on("ticket_messages")
    kind: Mapped[str] = mapped_column(info=TECHNICAL)
    start: Mapped[int] = mapped_column(info=TECHNICAL)
    end: Mapped[int] = mapped_column(info=TECHNICAL)
    certainty: Mapped[int] = mapped_column(info=TECHNICAL)
    dismissed: Mapped[datetime | None] = mapped_column(info=TECHNICAL)
    dismissed_by: Mapped[str] = mapped_column(default="", info=STAFF)
    in_subject: Mapped[bool] = mapped_column(default=False, server_default=false(), info=TECHNICAL)


class AttachmentFindingRow(Table):
    """What was spotted in an attachment, by kind and place in its text. Clause: D9, B6.

    A place from 0 to 0 means the whole of an unreadable file, treated as if it had such data. Apart from `FindingRow`,
    whose places move along with the text of a message.
    """

    __tablename__ = "attachment_findings"
    seq: Mapped[int] = seq()
    attachment_seq: Mapped[int] = hangs_on("attachments")
    kind: Mapped[str] = mapped_column(info=TECHNICAL)
    start: Mapped[int] = mapped_column(info=TECHNICAL)
    end: Mapped[int] = mapped_column(info=TECHNICAL)
    certainty: Mapped[int] = mapped_column(info=TECHNICAL)
    dismissed: Mapped[datetime | None] = mapped_column(info=TECHNICAL)
    dismissed_by: Mapped[str] = mapped_column(default="", info=STAFF)


class TicketLinkRow(Table):
    """What a ticket is linked to: another ticket, a session, a complaint, a rights request."""

    __tablename__ = "ticket_links"
    __table_args__ = (Index("ix_ticket_links_other", "kind", "other"),)
    seq: Mapped[int] = seq()
    ticket_seq: Mapped[int] = hangs_on("tickets")
    kind: Mapped[str] = mapped_column(info=TECHNICAL)
    other: Mapped[int] = mapped_column(SEQUENCE, info=REFERENCE)


class UnsolicitedRow(Table):
    """Something nobody asked for, and what became of it; never the data itself. It outlives the customer.

    Clause: D9, P3.
    """

    __tablename__ = "unsolicited"
    __table_args__ = (
        Index("ix_unsolicited_due", "due", "seq", **where("closed is null")),
        Index("ix_unsolicited_subject", "subject", "noticed"),
        Index("ix_unsolicited_pending", "seq", **where("pending")),
    )
    seq: Mapped[int] = seq()
    version: Mapped[int] = mapped_column(default=1, info=TECHNICAL)
    customer_seq: Mapped[int | None] = hangs_on("customers", goes_too=False)
    subject: Mapped[str] = mapped_column(default="", info=REFERENCE)
    channel: Mapped[str] = mapped_column(info=PROOF)
    extent: Mapped[str] = mapped_column(info=PROOF)
    place: Mapped[str] = mapped_column(default="", info=PROOF)
    ticket: Mapped[str] = mapped_column(default="", info=REFERENCE)
    message_seq: Mapped[int | None] = hangs_on("ticket_messages", goes_too=False)
    attachment_seq: Mapped[int | None] = hangs_on("attachments", goes_too=False)
    kinds: Mapped[str] = mapped_column(info=PROOF)
    passages: Mapped[str] = mapped_column(default="", info=PROOF)
    whose: Mapped[str] = mapped_column(info=PROOF)
    noticed: Mapped[datetime] = mapped_column(info=PROOF)
    noticed_by: Mapped[str] = mapped_column(info=STAFF)
    due: Mapped[datetime] = mapped_column(info=PROOF)
    outcome: Mapped[str | None] = mapped_column(info=PROOF)
    why: Mapped[str] = mapped_column(default="", info=PROOF)
    purpose: Mapped[str] = mapped_column(default="", info=PROOF)
    category: Mapped[str] = mapped_column(default="", info=PROOF)
    decided: Mapped[datetime | None] = mapped_column(info=PROOF)
    decided_by: Mapped[str] = mapped_column(default="", info=STAFF)
    next_try: Mapped[datetime | None] = mapped_column(info=PROOF)
    closed: Mapped[datetime | None] = mapped_column(info=PROOF)
    pending: Mapped[bool] = mapped_column(default=False, info=TECHNICAL)
    gone: Mapped[datetime | None] = mapped_column(info=PROOF)
    promise: Mapped[str | None] = mapped_column(info=PROOF)
    proof: Mapped[str] = mapped_column(default="", info=PROOF)
    record: Mapped[int] = mapped_column(SEQUENCE, default=0, info=REFERENCE)


class UnsolicitedPlaceRow(Table):
    """One place where there may be copies, and what was found there. Clause: D9."""

    __tablename__ = "unsolicited_places"
    __table_args__ = (Index("ix_unsolicited_places_item", "item_seq", "place", unique=True),)
    seq: Mapped[int] = seq()
    item_seq: Mapped[int] = hangs_on("unsolicited", index=False)
    place: Mapped[str] = mapped_column(info=PROOF)
    answer: Mapped[str] = mapped_column(info=PROOF)
    why: Mapped[str] = mapped_column(default="", info=PROOF)
    by: Mapped[str] = mapped_column(default="", info=STAFF)
    at: Mapped[datetime | None] = mapped_column(info=PROOF)
