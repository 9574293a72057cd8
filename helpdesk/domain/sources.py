"""Where the data comes from, register by register. Clause: R1; GDPR art. 15(1)(g)."""

from __future__ import annotations

from collections.abc import Mapping

from helpdesk.domain.messages import Message, msg

FROM_YOU = msg("from you, and from what we did for you")
"""Where most of the data comes from."""

_MESSAGES = msg("from the messages between you and us")
_SUPPORT = msg("recorded by our console when we signed in to your systems or helped you remotely")
_ASKED = msg("from what you asked or told us, and from what we did about it")
_KEPT = msg("recorded by us, to show that we comply with the law")

SOURCES: Mapping[str, Message] = {
    "services": msg("from the contract with you"),
    "invoices": msg("from our accounting"),
    "unpaid_events": msg(
        "recorded by our console when an invoice was not paid, and from what you said about it"
    ),
    "systems": msg("written down by us when we started to look after your systems"),
    "host_keys": msg("given by your own systems when we signed in"),
    "sessions": _SUPPORT,
    "recording_parts": _SUPPORT,
    "tickets": _MESSAGES,
    "ticket_messages": _MESSAGES,
    "attachments": _MESSAGES,
    "findings": _MESSAGES,
    "attachment_findings": _MESSAGES,
    "unsolicited": msg("noticed by us in what was sent to us"),
    "unsolicited_places": msg("noticed by us in what was sent to us"),
    "letters": msg("written by us"),
    "consent_events": msg("from what you answered when we asked for your consent"),
    "complaints": _ASKED,
    "complaint_steps": _ASKED,
    "rights_requests": _ASKED,
    "request_rights": _ASKED,
    "request_steps": _ASKED,
    "request_pauses": _ASKED,
    "request_known": _ASKED,
    "corrections": _ASKED,
    "restrictions": _ASKED,
    "open_files": _KEPT,
    "disclosures": _KEPT,
    "breach_customers": _KEPT,
}
"""By table; the others come from the customer and from what was done for them."""


def source(table: str) -> Message:
    """Where the rows of a table come from."""
    return SOURCES.get(table, FROM_YOU)


def taken_down(day: object) -> Message:
    """The source of a customer whom a technician added."""
    return msg("written down by one of us on {day}, from what you told us", day=day)


def imported(file: str, day: object) -> Message:
    """The source of a customer who came in with a list."""
    return msg("taken from our earlier customer list (file {file}) on {day}", file=file, day=day)


def changed(first: Message, day: object) -> Message:
    """The source of a category that one of us changed later."""
    return msg("{first}; changed by one of us on {day}", first=first, day=day)
