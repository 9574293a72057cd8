"""What remains of somebody who was erased, and what people call the registers of a store. Clause: R4, P3."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass

Roots = Mapping[str, Collection[int]]
"""The rows, by table, that everything else about somebody without a file belongs to."""

INVOICES = "invoices"
UNPAID = "unpaid_events"
CONSENT_EVENTS = "consent_events"

HELPERS = ("session_addresses", "erasure_holds")
"""Registers that only help to find or keep what another register holds."""

LABELS: Mapping[str, Message] = {
    "customers": msg("Customer"),
    "email_addresses": msg("E-mail addresses"),
    "telephone_numbers": msg("Telephone numbers"),
    "ip_addresses": msg("IP addresses"),
    "services": msg("Services"),
    "invoices": msg("Invoices"),
    "unpaid_events": msg("Reminders and decisions"),
    "consent_events": msg("Consents"),
    "restrictions": msg("Restrictions and objections"),
    "open_files": msg("When the file was opened"),
    "systems": msg("Systems"),
    "host_keys": msg("Keys of systems"),
    "sessions": msg("Remote support"),
    "session_addresses": msg("Addresses of remote support"),
    "recording_parts": msg("Recordings"),
    "tickets": msg("Tickets"),
    "ticket_messages": msg("Messages"),
    "attachments": msg("Attachments"),
    "findings": msg("What was found in messages"),
    "attachment_findings": msg("What was found in attachments"),
    "ticket_links": msg("Links between tickets"),
    "unsolicited": msg("Unsolicited data"),
    "unsolicited_places": msg("Places of unsolicited data"),
    "letters": msg("Letters"),
    "complaints": msg("Complaints"),
    "complaint_steps": msg("Steps of complaints"),
    "complaint_sessions": msg("Sessions complained about"),
    "rights_requests": msg("Rights requests"),
    "request_rights": msg("Rights asked for"),
    "request_pauses": msg("Pauses of requests"),
    "request_steps": msg("Steps of requests"),
    "request_known": msg("Who knows them in person"),
    "request_codes": msg("Codes sent"),
    "corrections": msg("Corrections"),
    "disclosures": msg("Disclosures"),
    "breach_customers": msg("Data breaches that concern them"),
}
"""What people call the rows of a table; one without a label goes by its name."""


_TO_THEMSELVES: Mapping[str, Message] = {
    "customers": msg("What we know you by"),
    "open_files": msg("When we opened your file"),
    "complaints": msg("Your complaints"),
    "complaint_steps": msg("Steps of your complaints"),
    "rights_requests": msg("Your requests about your data"),
    "request_rights": msg("Rights you asked for"),
    "request_pauses": msg("When the period for our answer stood still"),
    "request_steps": msg("Steps of your requests"),
    "request_known": msg("When one of us said that they know you in person"),
    "disclosures": msg("What we gave to others"),
    "breach_customers": msg("Data breaches that concern you"),
    "unsolicited": msg("What was sent to us unasked"),
    "unsolicited_places": msg("Where we looked for copies of that"),
}
"""The same, in words for the person they are about."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A record that is kept until a day: `until` is the first day on which it may be removed."""

    register: str
    record: int
    category: str
    until: date


def told(table: str) -> Message:
    """What the rows of a table are called in words for the person they are about. Clause: R1; GDPR art. 12(1)."""
    return _TO_THEMSELVES.get(table) or label(table)


def label(table: str) -> Message:
    """What people call the rows of a table."""
    return LABELS.get(table) or msg("{table}", table=table)
