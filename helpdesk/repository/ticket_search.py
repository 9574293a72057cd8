"""Finding tickets by what was written in them. Clause: P2 (finding shows no more than a list), R5."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import bindparam, select, text

from helpdesk.domain.findings import Findings
from helpdesk.domain.tickets import Ticket
from helpdesk.policy.model import Job
from helpdesk.repository import message_search
from helpdesk.repository.base import Repository
from helpdesk.repository.ticket_tables import TicketRow

_MOST_OF_ONE = 5
"""How many messages are examined per ticket shown: the newest messages with a common word are in few tickets."""

_NUMBERED = select(TicketRow.seq).where(TicketRow.number == bindparam("number"))
_WHOSE = "select seq, ticket_seq from ticket_messages {} where seq in :messages"
_TICKETS_OF = {
    dialect: text(_WHOSE.format(by)).bindparams(bindparam("messages", expanding=True))
    for dialect, by in (("sqlite", "indexed by ix_ticket_messages_whose"), ("postgresql", ""))
}
"""A page of the index covers hundreds of messages; by itself SQLite reads the messages, with few on a page."""


class TicketSearch(Repository):
    """Tickets by words and by number; results are shown as in every list. Clause: P2, R5."""

    def find(self, text: str, limit: int) -> Findings[Ticket]:
        """Tickets with messages that contain every word of a text, or with that number, newest message first.

        Tickets of restricted customers are found by number only, unless the role handles legal claims: that says no
        more about them than a list does (R5). No more is searched than is shown, and at most `_MOST_OF_ONE` messages
        for each. Errors: `Refused` without the job `tickets`.
        """
        self.work.require(Job.TICKETS)
        exact = self.connection.execute(_NUMBERED, {"number": text.strip().upper()}).scalars().all()
        shown = self.work.tickets.in_lists(tuple(exact))
        most = limit * _MOST_OF_ONE
        messages = message_search.find(self.connection, text, most + 1)
        of_messages = self._of_messages(islice(messages, most), limit + limit // 4 + 1)
        candidates = (seq for seq in of_messages if seq not in exact)
        hidden = self.work.standings.hidden()
        while len(shown) < limit and (piece := tuple(islice(candidates, limit))):
            shown += self.work.tickets.in_lists(piece, hidden)
        more = len(shown) > limit or any(next(left, None) is not None for left in (candidates, messages))
        return Findings(shown[:limit], more=more)

    def prepare(self) -> None:
        """Make the first search of a process as quick as the others."""
        message_search.prepare(self.connection)

    def tidy(self) -> bool:
        """Do some of the work that keeps the search fast; says whether there is more."""
        return message_search.tidy(self.connection)

    def _of_messages(self, messages: Iterator[int], at_once: int) -> Iterator[int]:
        """The tickets of messages, each once, in the order in which they come."""
        told: set[int] = set()
        question = _TICKETS_OF[self.connection.dialect.name]
        while piece := tuple(islice(messages, at_once)):
            tickets: dict[int, int] = dict(self.connection.execute(question, {"messages": piece}).all())
            for seq in piece:
                if seq in tickets and tickets[seq] not in told:
                    told.add(tickets[seq])
                    yield tickets[seq]
