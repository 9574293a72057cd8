"""What people call the columns of the registers, and the coded values in them. Clause: R1; GDPR art. 12(1).

The access report tells a customer in plain words what is held; a program's key says nothing to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from helpdesk.domain import complaints, remote, requests, tickets, unsolicited
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerKind
from helpdesk.domain.ladder_steps import MARKS, Mark, StepKind
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.messages import Message, msg

LABELS: Mapping[str, Message] = {
    "acknowledge_by": msg("Receipt confirmed by"),
    "acknowledged": msg("Receipt confirmed on"),
    "agent": msg("Asks on your behalf"),
    "agreed": msg("You agreed by"),
    "algorithm": msg("Kind of key"),
    "alive": msg("Last seen active"),
    "answer": msg("Answer"),
    "answer_by": msg("Answered by"),
    "answered": msg("Answered on"),
    "approved": msg("Approved on"),
    "article": msg("Article of law"),
    "asked": msg("Identity asked on"),
    "asked_host": msg("Address asked for"),
    "at": msg("Moment"),
    "attempts": msg("Times tried by mail"),
    "authority": msg("Authorised by"),
    "blocked": msg("Blocked on"),
    "called_back": msg("Called back"),
    "categories": msg("Categories of data"),
    "category": msg("Category of data"),
    "cause": msg("What it is about"),
    "cents": msg("Amount"),
    "channel": msg("Came in by"),
    "clause": msg("Clause of our privacy statement"),
    "closed": msg("Closed on"),
    "confirmed": msg("Identity confirmed on"),
    "contact": msg("How you can be reached"),
    "content": msg("Content"),
    "decided": msg("Decided on"),
    "delivery": msg("Delivery by mail"),
    "delivery_detail": msg("Details of the delivery"),
    "detail": msg("Details"),
    "due": msg("To be done by"),
    "ended": msg("Ended on"),
    "evidence": msg("Evidence"),
    "exit_status": msg("Exit code"),
    "expires": msg("Ends automatically on"),
    "extended": msg("Extended on"),
    "extent": msg("How much"),
    "field": msg("Which field"),
    "fingerprint": msg("Fingerprint"),
    "first": msg("From second"),
    "follow_up": msg("To be followed up"),
    "follow_up_due": msg("To be followed up by"),
    "gone": msg("Removed on"),
    "ground": msg("Ground"),
    "host": msg("Address of the system"),
    "how": msg("How"),
    "issued": msg("Issued on"),
    "jump_seq": msg("By way of system"),
    "key": msg("Key"),
    "kind": msg("Kind"),
    "kinds": msg("Kinds of data"),
    "label": msg("Label"),
    "last": msg("To second"),
    "lesson": msg("What we learned"),
    "lines": msg("Lines"),
    "measure": msg("Measure taken"),
    "message_id": msg("Mark of the e-mail"),
    "name": msg("Name"),
    "new": msg("New value"),
    "new_address": msg("From a new address"),
    "next_try": msg("Next try on"),
    "note": msg("Note"),
    "noticed": msg("Noticed on"),
    "number": msg("Number"),
    "old": msg("Old value"),
    "opened": msg("Opened on"),
    "outcome": msg("Outcome"),
    "paid": msg("Paid on"),
    "passages": msg("Where in the text"),
    "peer": msg("IP address"),
    "peer_is_true": msg("IP address seen by ourselves"),
    "person": msg("Person"),
    "place": msg("Place"),
    "port": msg("Port"),
    "product": msg("Service"),
    "promise": msg("How far it has got"),
    "proof": msg("Mark of the proof"),
    "purpose": msg("Purpose"),
    "purposes": msg("Purposes"),
    "reason": msg("Reason"),
    "received": msg("Received on"),
    "recipient": msg("Kind of recipient"),
    "recipient_name": msg("Recipient"),
    "recipients": msg("Sent to"),
    "recorded": msg("Recorded from"),
    "reference": msg("Reference"),
    "registered": msg("Registered as your contact point"),
    "result": msg("Result"),
    "right": msg("Right asked for"),
    "secret_at": msg("Where its password is kept"),
    "sender": msg("From"),
    "sent": msg("Went out on"),
    "service_seq": msg("Belongs to service"),
    "sign_in": msg("Way of signing in"),
    "since": msg("Since"),
    "started": msg("Started on"),
    "state": msg("State"),
    "subject": msg("Subject"),
    "system": msg("System"),
    "text": msg("Text"),
    "text_language": msg("Language of the text"),
    "text_version": msg("Version of the text"),
    "through": msg("By way of"),
    "ticket": msg("Ticket"),
    "until": msg("Until"),
    "user": msg("User name"),
    "valid_until": msg("Valid until"),
    "value": msg("Value"),
    "way": msg("Way"),
    "what": msg("What was done"),
    "whose": msg("Whose data"),
    "why": msg("Why"),
    "wish": msg("What you want"),
    "withdrawn": msg("Noted in error; found on"),
    "withdrawn_why": msg("Why it was withdrawn"),
    "words": msg("In your words"),
}
"""What people call a column; one without a label goes by its name, and fails a test."""

_OF_TABLES: Mapping[str, Message] = {
    "ticket_messages.channel": msg("Channel"),
    "complaints.acknowledge_by": msg("Receipt to be confirmed by"),
    "complaints.answer_by": msg("To be answered by"),
    "consent_events.at": msg("On"),
    "disclosures.at": msg("On"),
    "disclosures.withdrawn": msg("Withdrawn on"),
    "breach_customers.at": msg("Found out on"),
    "invoices.due": msg("To be paid by"),
    "letters.at": msg("Written on"),
    "letters.how": msg("Went out by"),
    "sessions.follow_up": msg("What was done, or is left to do"),
    "sessions.how": msg("How it ended"),
    "ticket_messages.at": msg("On"),
    "letters.recipient": msg("E-mail address"),
    "restrictions.decided": msg("Decided on"),
    "unpaid_events.at": msg("On"),
    "unpaid_events.kind": msg("Step"),
    "unpaid_events.note": msg("What you said, or our reason"),
    "unpaid_events.until": msg("Stopped until"),
    "unpaid_events.what": msg("What happened"),
}
"""Names of columns in one register, where they differ from other registers."""

LANGUAGE_NAMES: Mapping[str, Message] = {
    "nl": msg("Dutch"),
    "en": msg("English"),
    "de": msg("German"),
    "fr": msg("French"),
}
"""The languages with a name here, by ISO 639 code."""


_RESTRICTIONS: Mapping[str, Message] = {
    "restriction": msg("restriction of processing"),
    "objection": msg("objection"),
}


_WHOSE: Mapping[unsolicited.Whose, Message] = {
    unsolicited.Whose.CUSTOMER: msg("your own"),
    unsolicited.Whose.OTHERS: msg("somebody else's"),
    unsolicited.Whose.UNKNOWN: msg("not known"),
}
"""Whose data was sent along, in words for the person the report is about."""


def _language(code: str) -> Message:
    return LANGUAGE_NAMES.get(code) or msg("{code}", code=code)


_CODED: Mapping[str, Callable[[str], Message]] = {
    "customers.kind": lambda value: CustomerKind(value).words,
    "customers.language": _language,
    "consent_events.kind": lambda value: ConsentEventKind(value).words,
    "consent_events.text_language": _language,
    "letters.kind": lambda value: LetterKind(value).words,
    "restrictions.kind": lambda value: _RESTRICTIONS[value],
    "sessions.how": lambda value: remote.Ended(value).words,
    "systems.sign_in": lambda value: remote.SignIn(value).words,
    "tickets.state": lambda value: tickets.TicketState(value).words,
    "complaints.state": lambda value: complaints.ComplaintState(value).words,
    "complaints.outcome": lambda value: complaints.Outcome(value).words,
    "rights_requests.state": lambda value: requests.RequestState(value).words,
    "rights_requests.way": lambda value: requests.IdentityWay(value).words,
    "request_rights.result": lambda value: requests.Result(value).words,
    "unpaid_events.kind": lambda value: StepKind(value).words if value else msg("{value}", value="–"),
    "unpaid_events.what": lambda value: MARKS[Mark(value)],
    "unsolicited.extent": lambda value: unsolicited.Extent(value).words,
    "unsolicited.outcome": lambda value: unsolicited.Outcome(value).words,
    "unsolicited.whose": lambda value: _WHOSE[unsolicited.Whose(value)],
    "unsolicited.promise": lambda value: unsolicited.Promise(value).words,
    "unsolicited_places.answer": lambda value: unsolicited.Answer(value).words,
}


def label(column: str, table: str = "") -> Message:
    """What people call a column of a register."""
    return (
        _OF_TABLES.get(f"{table}.{column}")
        or LABELS.get(column)
        or msg("{name}", name=column.replace("_", " "))
    )


def said(table: str, column: str, value: object) -> object:
    """A value in words if its column holds coded values; any other unchanged."""
    words = _CODED.get(f"{table}.{column}")
    if words is None or not isinstance(value, str) or not value:
        return value
    try:
        return words(value)
    except (ValueError, KeyError):  # a value from an older program
        return value
