"""Other people's data in what a customer said is masked in the copies they get. Clause: R1; GDPR art. 15(4).

Messages are searched when they come in, and what a person has dismissed since stays readable. What nobody has searched
is searched when it is told: the words of a complaint or request, a message that is still waiting, and what came in
under a restriction, which may only be stored until that ends.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from helpdesk.domain.access import OF_OTHERS, Found, others_in, without, without_others
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.register import Keeping
from helpdesk.domain.spotting import Context, spot
from helpdesk.domain.spotting.file_names import OF_A_PERSON, in_name, person_in_name
from helpdesk.domain.tickets import Direction
from helpdesk.policy.spotting import context

if TYPE_CHECKING:
    from helpdesk.domain.tickets import Attachment, Spotted, TicketMessage
    from helpdesk.policy.model import Policy
    from helpdesk.repository.unit_of_work import UnitOfWork

Texts = Mapping[int, Mapping[str, str]]
"""Texts that replace stored ones, by the number of a row and the name of a column."""

Say = Callable[[Message], str]

_NAME = msg("name")

_SEARCHED = ("tickets", "ticket_messages", "attachments")
"""Tables whose texts are searched on their own."""

_QUOTED = {"unpaid_events": frozenset({"note"})}
"""Columns with a category of the statement that quote the customer, or our words about it."""

_OURS = ("letters",)
"""Texts that we wrote ourselves, with the customer's address and ours."""

_OF_THEM = ("person", "contact", "agent", "old", "new")
"""Columns with a name or contact address of the customer, or of whoever asks for them."""


@dataclass(frozen=True, slots=True)
class Others:
    """How other people are told apart from whoever is asking, and in which words they are masked.

    `known_by` are the keys that identify whoever is asking, `called` is their name. `is_own` recognises an address or
    number of theirs that was not known when the text was searched. `say` puts a message in the reader's language.
    """

    policy: Policy
    say: Say
    known_by: Container[str]
    called: str = ""
    is_own: Callable[[str], bool] = lambda _: False

    def words(self, text: str) -> str:
        """A text that nobody searched: what one of us called a ticket, or the words of a complaint."""
        return without_others(text, spot(text, self._against()), self.say)

    def message(self, one: TicketMessage) -> Mapping[str, str]:
        """The subject and text of a message, and who else it went to; the customer has what went to them."""
        found: dict[str, list[Found]] = {}
        for name, text in (("text", one.text), ("subject", one.subject)):
            if one.scanned or one.direction is Direction.OUT:
                found[name] = list(self._found(one, in_subject=name == "subject"))
            else:
                found[name] = list(spot(text, self._against()))
        known = {**others_in(one.text, found["text"]), **others_in(one.subject, found["subject"])}
        return {
            "text": without_others(one.text, found["text"], self.say, known=known),
            "subject": without_others(one.subject, found["subject"], self.say, known=known),
            "recipients": self._recipients(one),
        }

    def file_name(self, file: Attachment) -> str:
        """The name of a file: as a text, and as the document of a person. What was dismissed in it is readable."""
        seen_to = {one.kind for one in file.findings if one.dismissed and one.end == 0}
        found = (one for one in in_name(file.name, self._against()) if one.kind not in seen_to)
        sorts = {
            kind: words
            for kind, words in self.policy.spotting.file_names.items()
            if kind in OF_A_PERSON and kind not in seen_to
        }
        persons = person_in_name(file.name, sorts, self.called)
        passages = (
            *((one.start, one.end, one.kind.says) for one in found if one.kind in OF_OTHERS),
            *((start, end, _NAME) for start, end in persons),
        )
        return without(file.name, passages, self.say)

    def _recipients(self, one: TicketMessage) -> str:
        found = spot(one.recipients, self._against())
        written = ((each, one.recipients[each.start : each.end]) for each in found)
        sender = one.sender.casefold()
        others = (each for each, text in written if text.casefold() not in sender and not self.is_own(text))
        return without_others(one.recipients, others, self.say)

    def _against(self) -> Context:
        return context(self.policy, self.known_by)

    def _found(self, one: TicketMessage, *, in_subject: bool) -> Iterator[Spotted]:
        """The findings in the text or subject of a message, except what belongs to whoever is asking."""
        text = one.subject if in_subject else one.text
        for each in one.findings:
            if each.in_subject == in_subject and not self.is_own(text[each.start : each.end]):
                yield each


def in_messages(work: UnitOfWork, seqs: Iterable[int], others: Others) -> Mapping[str, Texts]:
    """The texts of somebody's messages, of their tickets and files, by table. `seqs` are those messages."""
    messages: dict[int, Mapping[str, str]] = {}
    files: dict[int, Mapping[str, str]] = {}
    subjects: dict[int, dict[str, str]] = {}
    for one in map(work.messages.one, seqs):
        messages[one.id] = masked = others.message(one)
        files |= {file.id: {"name": others.file_name(file)} for file in one.attachments}
        subjects.setdefault(one.ticket, {})[one.subject] = masked["subject"]
    tickets: dict[int, Mapping[str, str]] = {}
    for ticket, known in subjects.items():
        called = work.tickets.one(ticket).subject
        tickets[ticket] = {"subject": known[called] if called in known else others.words(called)}
    return {"ticket_messages": messages, "tickets": tickets, "attachments": files}


def columns_to_mask(table: Any) -> frozenset[str]:
    """The columns of a table with words that nobody has searched."""
    if table.name in (*_SEARCHED, *_OURS):
        return frozenset()
    said = (one.name for one in table.columns if one.info["category"] == Keeping.CORRESPONDENCE)
    return frozenset(said).difference(_OF_THEM) | _QUOTED.get(table.name, frozenset())
