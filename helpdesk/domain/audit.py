"""The audit's vocabulary and its chain: each record carries the hash of the one before.

A record holds references and field names, never a name, an address or a value, so the chain can outlive an erasure.
Clause: P1, P2, B1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass

GENESIS = "0" * 64
"""The hash before the first record."""

AUDIT_PAGE = 200
"""Records that are read at a time."""


class AuditEvent(StrEnum):
    """What can be recorded, as `subject:action`."""

    STORE_CREATED = "store:created"
    KEY_REWRAPPED = "store:key-rewrapped"
    TECHNICIAN_ADDED = "technician:added"
    TECHNICIAN_CHANGED = "technician:changed"
    CONSOLE_LOCKED = "console:locked"
    CONSOLE_UNLOCKED = "console:unlocked"
    UNLOCK_FAILED = "console:unlock-failed"
    CUSTOMERS_SEARCHED = "customers:searched"
    FILE_OPENED = "file:opened"
    FILE_READ = "file:read"
    PURPOSE_ADDED = "file:purpose-added"
    FILE_CLOSED = "file:closed"
    HISTORY_READ = "history:read"
    CUSTOMER_CREATED = "customer:created"
    CUSTOMER_CHANGED = "customer:changed"
    CUSTOMER_REMOVED = "customer:removed"
    SERVICE_CHANGED = "service:changed"
    INVOICE_NOTED = "invoice:noted"
    INVOICE_PAID = "invoice:paid"
    INVOICE_REOPENED = "invoice:reopened"
    INVOICE_CORRECTED = "invoice:corrected"
    INVOICE_WITHDRAWN = "invoice:withdrawn"
    UNPAID_CHANGED = "unpaid:changed"
    CONSENT_RECORDED = "consent:recorded"
    CONSENTS_REMOVED = "consents:removed"
    RESTRICTION_CHANGED = "restriction:changed"
    CUSTOMERS_IMPORTED = "customers:imported"
    SYSTEM_CHANGED = "system:changed"
    HOST_KEY_TRUSTED = "host-key:trusted"
    HOST_KEY_REPLACED = "host-key:replaced"
    HOST_KEY_FORGOTTEN = "host-key:forgotten"
    HOST_KEYS_IMPORTED = "host-keys:imported"
    SESSION_BEGAN = "session:began"
    SESSION_ENDED = "session:ended"
    SESSIONS_READ = "sessions:read"
    SESSIONS_EXPORTED = "sessions:exported"
    SESSIONS_REMOVED = "sessions:removed"
    RECORDING_READ = "recording:read"
    RECORDING_EXPORTED = "recording:exported"
    RECORDING_REMOVED = "recording:removed"
    TICKETS_SEARCHED = "tickets:searched"
    TICKET_CREATED = "ticket:created"
    TICKET_READ = "ticket:read"
    TICKET_CHANGED = "ticket:changed"
    TICKET_MERGED = "ticket:merged"
    TICKET_REMOVED = "ticket:removed"
    MESSAGE_ADDED = "message:added"
    MESSAGE_MOVED = "message:moved"
    MESSAGE_DELIVERED = "message:delivered"
    ATTACHMENT_READ = "attachment:read"
    MESSAGE_SCANNED = "message:scanned"
    ATTACHMENT_FINDINGS_DISMISSED = "attachment-findings:dismissed"
    SENDER_REGISTERED = "sender:registered"
    FINDINGS_DISMISSED = "findings:dismissed"
    UNSOLICITED_NOTED = "unsolicited:noted"
    UNSOLICITED_DECIDED = "unsolicited:decided"
    UNSOLICITED_ANSWERED = "unsolicited:answered"
    UNSOLICITED_GONE = "unsolicited:gone"
    UNSOLICITED_CLOSED = "unsolicited:closed"
    UNSOLICITED_WITHDRAWN = "unsolicited:withdrawn"
    UNSOLICITED_EXPORTED = "unsolicited:exported"
    UNSOLICITED_FORGOTTEN = "unsolicited:forgotten"
    LETTER_WRITTEN = "letter:written"
    LETTER_SENT = "letter:sent"
    LETTER_DELIVERED = "letter:delivered"
    LETTERS_REMOVED = "letters:removed"
    COMPLAINT_REGISTERED = "complaint:registered"
    COMPLAINT_READ = "complaint:read"
    COMPLAINT_CHANGED = "complaint:changed"
    REQUEST_REGISTERED = "request:registered"
    REQUEST_READ = "request:read"
    REQUEST_CHANGED = "request:changed"
    IDENTITY_CONFIRMED = "identity:confirmed"
    IDENTITY_FAILED = "identity:failed"
    RIGHT_CARRIED_OUT = "right:carried-out"
    CUSTOMER_ERASED = "customer:erased"
    ERASURE_GONE = "erasure:gone"
    CASES_REMOVED = "cases:removed"
    DISCLOSURE_RECORDED = "disclosure:recorded"
    DISCLOSURE_APPROVED = "disclosure:approved"
    DISCLOSURE_WITHDRAWN = "disclosure:withdrawn"
    DISCLOSURES_READ = "disclosures:read"
    BREACH_NOTED = "breach:noted"
    BREACH_CHANGED = "breach:changed"
    BREACH_DECIDED = "breach:decided"
    BREACH_REPORTED = "breach:reported"
    MEASURE_CHECKED = "measure:checked"
    REFUSED = "action:refused"
    AUDIT_READ = "audit:read"
    AUDIT_REMOVED = "audit:removed"


MEASURE = "measure:"
"""The prefix of the subject of a record about a measure; its id in the policy follows."""

LOOKS = frozenset({
    AuditEvent.FILE_OPENED, AuditEvent.FILE_READ, AuditEvent.PURPOSE_ADDED, AuditEvent.FILE_CLOSED,
    AuditEvent.HISTORY_READ, AuditEvent.SESSIONS_READ, AuditEvent.RECORDING_READ, AuditEvent.TICKET_READ,
    AuditEvent.ATTACHMENT_READ, AuditEvent.COMPLAINT_READ, AuditEvent.REQUEST_READ, AuditEvent.DISCLOSURES_READ,
    AuditEvent.REFUSED, AuditEvent.AUDIT_READ,
})  # fmt: skip
"""What is recorded about a customer even though nothing about them changed."""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One record. `detail` holds references and counts only.

    `subject` is a customer's random id, `measure:` and an id for the review of a measure, or `None`.
    """

    seq: int
    at: datetime
    technician: str
    role: str
    event: str
    subject: str | None
    purposes: tuple[str, ...]
    detail: Mapping[str, object]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which records are asked for; `None`, `""` or `()` leaves a part open.

    `customer` is what the list shows of one: a number, a reference or its beginning, or the id of a measure. `events`
    are kinds of records, of which any will do, and `kind` the words by which they were asked for. `since` and `until`
    are aware, `until` not included.
    """

    customer: str = ""
    events: tuple[AuditEvent, ...] = ()
    kind: str = ""
    technician: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_refusals(self) -> bool:
        """Whether only what was refused is asked for."""
        return self.events == (AuditEvent.REFUSED,)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """A record's number and hash. Print those of the newest and keep them elsewhere, and a rewritten chain shows."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


BEGIN = ChainHead(0, GENESIS)
"""What stands before the first record of all."""


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first record that was altered."""

    seq: int
    problem: Message


def packed(detail: Mapping[str, object]) -> str:
    """A detail as the canonical text that is stored and hashed."""
    return json.dumps(detail, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def link(
    previous: str,
    seq: int,
    at: datetime,
    who: tuple[str, str],
    event: str,
    subject: str | None,
    purposes: str,
    detail: str,
) -> str:
    """The hash of a record: SHA-256 over the previous hash and everything the record says.

    `who` is login and role. The parts are packed as JSON, so no two records share one text.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    content = json.dumps([previous, seq, moment, *who, event, subject, purposes, detail], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def first_fault(previous: AuditRecord | ChainHead, record: AuditRecord) -> ChainFault | None:
    """What is wrong with a record, given the one before it or what is left of that; `None` if it is unaltered."""
    seq, digest = previous.seq, previous.hash
    if record.seq != seq + 1:
        return ChainFault(
            seq + 1,
            msg("Record {seq} is missing; the next one there is {next}.", seq=seq + 1, next=record.seq),
        )
    if record.previous != digest:
        return ChainFault(record.seq, msg("Record {seq} does not follow the one before it.", seq=record.seq))
    expected = link(
        record.previous,
        record.seq,
        record.at,
        (record.technician, record.role),
        record.event,
        record.subject,
        ",".join(record.purposes),
        packed(record.detail),
    )
    if expected != record.hash:
        return ChainFault(record.seq, msg("Record {seq} was altered.", seq=record.seq))
    return None
