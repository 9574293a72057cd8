"""The tables of complaints, rights requests, disclosures and erasures. Clause: C1, R1–R7, P3, P4, T1, T2.

A case outlives its customer until its own period is over, as proof of compliance. It refers to the customer, and its
`subject` is the random id that means nothing once the customer has been removed.
"""

from __future__ import annotations

from datetime import date, datetime

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


class CaseNumberRow(Table):
    """The last number given out in a year for a kind of case, so that no number is used twice."""

    __tablename__ = "case_numbers"
    prefix: Mapped[str] = mapped_column(primary_key=True, info=TECHNICAL)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TECHNICAL)
    last: Mapped[int] = mapped_column(info=TECHNICAL)


class ComplaintRow(Table):
    """A complaint. `nearest` is the day of the next promise, empty once it is answered. Clause: C1, G5."""

    __tablename__ = "complaints"
    __table_args__ = (
        Index("ix_complaints_nearest", "nearest", "seq", **where("nearest is not null")),
        Index("ix_complaints_closed", "closed", **where("closed is not null")),
        Index("ix_complaints_received", "received", "seq"),
        Index("ix_complaints_turned", "turned_into", **where("turned_into <> ''")),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int | None] = hangs_on("customers", goes_too=False)
    subject: Mapped[str] = mapped_column(default="", info=REFERENCE)
    number: Mapped[str] = mapped_column(unique=True, info=REFERENCE)
    version: Mapped[int] = mapped_column(default=1, info=TECHNICAL)
    person: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    contact: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    channel: Mapped[str] = mapped_column(info=TECHNICAL)
    received: Mapped[datetime] = mapped_column(info=PROOF)
    cause: Mapped[str] = mapped_column(info=PROOF)
    words: Mapped[str] = mapped_column(info=CORRESPONDENCE)
    wish: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    answer: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    measure: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    lesson: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    state: Mapped[str] = mapped_column(info=PROOF)
    handler: Mapped[str] = mapped_column(default="", info=STAFF)
    about: Mapped[str] = mapped_column(default="", info=STAFF)
    acknowledge_by: Mapped[date] = mapped_column(info=PROOF)
    answer_by: Mapped[date] = mapped_column(info=PROOF)
    nearest: Mapped[date | None] = mapped_column(info=TECHNICAL)
    acknowledged: Mapped[datetime | None] = mapped_column(info=PROOF)
    answered: Mapped[datetime | None] = mapped_column(info=PROOF)
    closed: Mapped[datetime | None] = mapped_column(info=PROOF)
    outcome: Mapped[str | None] = mapped_column(info=PROOF)
    turned_into: Mapped[str] = mapped_column(default="", info=REFERENCE)


class ComplaintStepRow(Table):
    """A step of a complaint: the state it went to, by whom, with a note. Clause: C1."""

    __tablename__ = "complaint_steps"
    seq: Mapped[int] = seq()
    complaint_seq: Mapped[int] = hangs_on("complaints")
    at: Mapped[datetime] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(info=STAFF)
    what: Mapped[str] = mapped_column(info=PROOF)
    note: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)


class ComplaintSessionRow(Table):
    """A remote session that a complaint is about."""

    __tablename__ = "complaint_sessions"
    seq: Mapped[int] = seq()
    complaint_seq: Mapped[int] = hangs_on("complaints")
    session: Mapped[int] = mapped_column(SEQUENCE, info=REFERENCE)


class RequestRow(Table):
    """A rights request. `due` is the last day to answer, empty while the clock is paused and once it is closed.

    For somebody without a file `subject` is empty; `person` is their name and `contact` how they can be reached.
    Clause: R1–R7.
    """

    __tablename__ = "rights_requests"
    __table_args__ = (
        Index("ix_rights_requests_open", "due", "seq", **where("closed is null")),
        Index("ix_rights_requests_closed", "closed", **where("closed is not null")),
        Index("ix_rights_requests_turned", "turned_into", **where("turned_into <> ''")),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int | None] = hangs_on("customers", goes_too=False)
    subject: Mapped[str] = mapped_column(index=True, info=REFERENCE)
    number: Mapped[str] = mapped_column(unique=True, info=REFERENCE)
    version: Mapped[int] = mapped_column(default=1, info=TECHNICAL)
    person: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    contact: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    channel: Mapped[str] = mapped_column(info=TECHNICAL)
    received: Mapped[datetime] = mapped_column(info=PROOF)
    words: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    agent: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    authority: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    state: Mapped[str] = mapped_column(info=PROOF)
    handler: Mapped[str] = mapped_column(default="", info=STAFF)
    due: Mapped[date | None] = mapped_column(info=TECHNICAL)
    asked: Mapped[datetime | None] = mapped_column(info=PROOF)
    confirmed: Mapped[datetime | None] = mapped_column(info=PROOF)
    way: Mapped[str | None] = mapped_column(info=PROOF)
    evidence: Mapped[str] = mapped_column(default="", info=PROOF)
    extended: Mapped[datetime | None] = mapped_column(info=PROOF)
    closed: Mapped[datetime | None] = mapped_column(info=PROOF)
    duplicate_of: Mapped[str] = mapped_column(default="", info=REFERENCE)
    turned_into: Mapped[str] = mapped_column(default="", info=REFERENCE)


class RequestRightRow(Table):
    """One right of a request, who approved it, and what became of it. Clause: R1–R6."""

    __tablename__ = "request_rights"
    __table_args__ = (Index("ix_request_rights_request", "request_seq", "right", unique=True),)
    seq: Mapped[int] = seq()
    request_seq: Mapped[int] = hangs_on("rights_requests", index=False)
    right: Mapped[str] = mapped_column(info=PROOF)
    result: Mapped[str | None] = mapped_column(info=PROOF)
    at: Mapped[datetime | None] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(default="", info=STAFF)
    reason: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)
    approved_by: Mapped[str] = mapped_column(default="", info=STAFF)


class RequestPauseRow(Table):
    """A pause of the clock: identity was asked for. Clause: R7."""

    __tablename__ = "request_pauses"
    seq: Mapped[int] = seq()
    request_seq: Mapped[int] = hangs_on("rights_requests")
    since: Mapped[date] = mapped_column(info=PROOF)
    until: Mapped[date | None] = mapped_column(info=PROOF)


class RequestStepRow(Table):
    """A step of a request: what was done, by whom, with a note. Clause: R1–R7."""

    __tablename__ = "request_steps"
    seq: Mapped[int] = seq()
    request_seq: Mapped[int] = hangs_on("rights_requests")
    at: Mapped[datetime] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(info=STAFF)
    what: Mapped[str] = mapped_column(info=PROOF)
    note: Mapped[str] = mapped_column(default="", info=CORRESPONDENCE)


class RequestKnownRow(Table):
    """A technician who says that they know the customer in person. Clause: R7."""

    __tablename__ = "request_known"
    __table_args__ = (Index("ix_request_known_request", "request_seq", "by", unique=True),)
    seq: Mapped[int] = seq()
    request_seq: Mapped[int] = hangs_on("rights_requests", index=False)
    by: Mapped[str] = mapped_column(info=STAFF)
    at: Mapped[datetime] = mapped_column(info=PROOF)


class RequestCodeRow(Table):
    """The current code of a request: its salted hash, never the code. Clause: R7."""

    __tablename__ = "request_codes"
    seq: Mapped[int] = seq()
    request_seq: Mapped[int] = hangs_on("rights_requests")
    salt: Mapped[bytes] = mapped_column(info=TECHNICAL)
    digest: Mapped[bytes] = mapped_column(info=TECHNICAL)
    expires: Mapped[datetime] = mapped_column(info=TECHNICAL)
    tries: Mapped[int] = mapped_column(info=TECHNICAL)
    point: Mapped[str] = mapped_column(info=TECHNICAL)


class CorrectionRow(Table):
    """A rectified field with both values, kept with its case and removed with the customer. Clause: R2."""

    __tablename__ = "corrections"
    seq: Mapped[int] = seq()
    request_seq: Mapped[int] = hangs_on("rights_requests")
    customer_seq: Mapped[int] = hangs_on("customers")
    field: Mapped[str] = mapped_column(info=PROOF)
    old: Mapped[str] = mapped_column(info=CORRESPONDENCE)
    new: Mapped[str] = mapped_column(info=CORRESPONDENCE)
    at: Mapped[datetime] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(info=STAFF)


class DisclosureRow(Table):
    """What went to whom, on what ground. Clause: P4, T1, T2."""

    __tablename__ = "disclosures"
    __table_args__ = (
        Index("ix_disclosures_waiting", "seq", **where("approved is null and withdrawn is null")),
        Index("ix_disclosures_subject", "subject", "seq"),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int | None] = hangs_on("customers", goes_too=False)
    subject: Mapped[str] = mapped_column(info=REFERENCE)
    number: Mapped[str] = mapped_column(unique=True, info=REFERENCE)
    recipient: Mapped[str] = mapped_column(info=PROOF)
    recipient_name: Mapped[str] = mapped_column(info=PROOF)
    clause: Mapped[str] = mapped_column(info=PROOF)
    categories: Mapped[str] = mapped_column(info=PROOF)
    ground: Mapped[str] = mapped_column(info=PROOF)
    reference: Mapped[str] = mapped_column(default="", info=PROOF)
    how: Mapped[str] = mapped_column(info=PROOF)
    article: Mapped[str] = mapped_column(default="", info=PROOF)
    called_back: Mapped[str] = mapped_column(default="", info=PROOF)
    at: Mapped[datetime] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(info=STAFF)
    approved: Mapped[datetime | None] = mapped_column(info=PROOF)
    approved_by: Mapped[str] = mapped_column(default="", info=STAFF)
    withdrawn: Mapped[datetime | None] = mapped_column(info=PROOF)
    withdrawn_by: Mapped[str] = mapped_column(default="", info=STAFF)
    withdrawn_why: Mapped[str] = mapped_column(default="", info=PROOF)


WAITS = (DisclosureRow.approved.is_(None), DisclosureRow.withdrawn.is_(None))
"""The conditions on a disclosure that waits for a second person. Clause: T1."""


class ErasureRow(Table):
    """An erasure that was carried out: of which random id, and its proof, without personal data. Clause: R4, P3.

    `gone` is since when no old byte of it is left in the store; empty while another console may still read one.
    """

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_pending", "seq", **where("gone is null")),)
    seq: Mapped[int] = seq()
    subject: Mapped[str] = mapped_column(index=True, info=REFERENCE)
    case: Mapped[str] = mapped_column(info=REFERENCE)
    at: Mapped[datetime] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(info=STAFF)
    content: Mapped[str] = mapped_column(info=PROOF)
    gone: Mapped[datetime | None] = mapped_column(info=PROOF)


class HoldRow(Table):
    """A record that the law requires to be kept after an erasure, and the day it goes. Clause: R4; GDPR art. 17(3)."""

    __tablename__ = "erasure_holds"
    __table_args__ = (Index("ix_erasure_holds_until", "until", "customer_seq"),)
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    register: Mapped[str] = mapped_column(info=TECHNICAL)
    record: Mapped[int] = mapped_column(SEQUENCE, info=REFERENCE)
    category: Mapped[str] = mapped_column(info=TECHNICAL)
    until: Mapped[date] = mapped_column(info=PROOF)
