"""Other people's data in what a customer said is masked in the copies they get. Clause: R1; GDPR art. 15(4).

Messages were searched when they came in, and what a person dismissed since stays readable. The words of a complaint or
of a request nobody searched: they are searched as they are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from helpdesk.domain.access import without_others
from helpdesk.domain.messages import Message
from helpdesk.domain.register import Keeping
from helpdesk.domain.spotting import spot
from helpdesk.policy.spotting import context

if TYPE_CHECKING:
    from helpdesk.domain.tickets import TicketMessage
    from helpdesk.repository.unit_of_work import UnitOfWork

Texts = Mapping[int, Mapping[str, str]]
"""Texts in the place of those that are stored, by the number of a row and the name of a column."""

Say = Callable[[Message], str]

_SEARCHED = ("tickets", "ticket_messages", "attachments")
"""Tables of which the texts were searched when they came in."""

_OURS = ("letters",)
"""What we wrote ourselves, with the customer's address and ours."""

_OF_THEM = ("person", "contact", "agent", "old", "new")
"""Columns that hold what the customer, or who asks for them, is called or reached by, or was."""


def in_messages(work: UnitOfWork, seq: int, say: Say) -> Mapping[str, Texts]:
    """The texts and subjects of a customer's messages and tickets, by table. `seq` is the customer's number."""
    messages: dict[int, Mapping[str, str]] = {}
    subjects: dict[int, dict[str, str]] = {}
    for one in map(work.messages.one, work.messages.seqs_of_customer(seq)):
        subject = _subject(one, say)
        text = without_others(one.text, (each for each in one.findings if not each.in_subject), say)
        messages[one.id] = {"text": text, "subject": subject}
        subjects.setdefault(one.ticket, {})[one.subject] = subject
    tickets = {
        ticket: {"subject": masked[own]}
        for ticket, masked in subjects.items()
        if (own := work.tickets.one(ticket).subject) in masked
    }
    return {"ticket_messages": messages, "tickets": tickets}


def in_words(work: UnitOfWork, seq: int, say: Say) -> Callable[[str], str]:
    """What masks a text that nobody searched; what the customer is known by is no other's. `seq` is their number."""
    against = context(work.policy, work.scans.known_by(seq))
    return lambda text: without_others(text, spot(text, against), say)


def columns_to_mask(table: Any) -> frozenset[str]:
    """The columns of a table that hold words which nobody searched."""
    if table.name in (*_SEARCHED, *_OURS):
        return frozenset()
    said = (one.name for one in table.columns if one.info["category"] == Keeping.CORRESPONDENCE)
    return frozenset(said).difference(_OF_THEM)


def _subject(message: TicketMessage, say: Say) -> str:
    return without_others(message.subject, (one for one in message.findings if one.in_subject), say)
