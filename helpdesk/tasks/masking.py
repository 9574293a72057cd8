"""Other people's data in what a customer said is masked in the copies they get. Clause: R1; GDPR art. 15(4).

Messages are searched when they come in, and what a person dismissed since stays readable. What nobody searched is
searched as it is told: the words of a complaint or of a request, a message that still waits for its turn, and what came
in under a restriction, which is only kept until that ends.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from helpdesk.domain.access import without_others
from helpdesk.domain.messages import Message
from helpdesk.domain.register import Keeping
from helpdesk.domain.spotting import spot
from helpdesk.domain.tickets import Direction
from helpdesk.policy.spotting import context

if TYPE_CHECKING:
    from helpdesk.domain.tickets import Spotted, TicketMessage
    from helpdesk.repository.unit_of_work import UnitOfWork

Texts = Mapping[int, Mapping[str, str]]
"""Texts in the place of those that are stored, by the number of a row and the name of a column."""

Say = Callable[[Message], str]

_SEARCHED = ("tickets", "ticket_messages", "attachments")
"""Tables of which the texts are searched by themselves."""

_OURS = ("letters",)
"""What we wrote ourselves, with the customer's address and ours."""

_OF_THEM = ("person", "contact", "agent", "old", "new")
"""Columns that hold what the customer, or who asks for them, is called or reached by, or was."""


def in_messages(
    work: UnitOfWork,
    seqs: Iterable[int],
    say: Say,
    words: Callable[[str], str],
    is_own: Callable[[str], bool] | None = None,
) -> Mapping[str, Texts]:
    """The texts and subjects of somebody's messages and of their tickets, by table. `seqs` are those messages.

    `words` masks what nobody searched, such as what one of us called a ticket; what went to the customer they have.
    `is_own` knows an address or number of who asks where nobody knew, when it was searched, that it is theirs.
    """
    messages: dict[int, Mapping[str, str]] = {}
    subjects: dict[int, dict[str, str]] = {}
    for one in map(work.messages.one, seqs):
        if one.scanned or one.direction is Direction.OUT:
            subject = without_others(one.subject, _of_others(one, is_own, in_subject=True), say)
            text = without_others(one.text, _of_others(one, is_own, in_subject=False), say)
        else:
            subject, text = words(one.subject), words(one.text)
        messages[one.id] = {"text": text, "subject": subject}
        subjects.setdefault(one.ticket, {})[one.subject] = subject
    tickets: dict[int, Mapping[str, str]] = {}
    for ticket, masked in subjects.items():
        called = work.tickets.one(ticket).subject
        tickets[ticket] = {"subject": masked[called] if called in masked else words(called)}
    return {"ticket_messages": messages, "tickets": tickets}


def in_words(work: UnitOfWork, known_by: Container[str], say: Say) -> Callable[[str], str]:
    """What masks a text that nobody searched; what who asks is known by, as keys, is no other's."""
    against = context(work.policy, known_by)
    return lambda text: without_others(text, spot(text, against), say)


def columns_to_mask(table: Any) -> frozenset[str]:
    """The columns of a table that hold words which nobody searched."""
    if table.name in (*_SEARCHED, *_OURS):
        return frozenset()
    said = (one.name for one in table.columns if one.info["category"] == Keeping.CORRESPONDENCE)
    return frozenset(said).difference(_OF_THEM)


def _of_others(
    message: TicketMessage, is_own: Callable[[str], bool] | None, *, in_subject: bool
) -> Iterator[Spotted]:
    """What was found in the text or in the subject of a message, but for what is of who asks."""
    text = message.subject if in_subject else message.text
    for one in message.findings:
        if one.in_subject == in_subject and not (is_own and is_own(text[one.start : one.end])):
            yield one
