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
"""How many messages are looked at for each ticket that is shown: of a common word the newest are of few tickets."""

_NUMBERED = select(TicketRow.seq).where(TicketRow.number == bindparam("number"))
_WHOSE = "select seq, ticket_seq from ticket_messages {} where seq in :messages"
_TICKETS_OF = {
    dialect: text(_WHOSE.format(by)).bindparams(bindparam("messages", expanding=True))
    for dialect, by in (("sqlite", "indexed by ix_ticket_messages_whose"), ("postgresql", ""))
}
"""A page of the index tells it of hundreds of messages; by itself SQLite reads these, of which a page holds few."""


class TicketSearch(Repository):
    """Tickets by words and by number; what is found is shown as in every list. Clause: P2, R5."""

    def find(self, text: str, limit: int) -> Findings[Ticket]:
        """Tickets with messages that hold every word of a text, or with that number, newest message first.

        Those of customers under a restriction are found by number only, for a role that does not handle legal claims:
        that says no more of them than a list does (R5). No more is looked for than is shown, and at most
        `_MOST_OF_ONE` messages for each. Errors: `Refused` without the job `tickets`.
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
        """Let the first search of a process be as quick as the others."""
        message_search.prepare(self.connection)

    def tidy(self) -> bool:
        """Do a little of what keeps the search quick; whether there is more of that to do."""
        return message_search.tidy(self.connection)

    def _of_messages(self, messages: Iterator[int], at_once: int) -> Iterator[int]:
        """The tickets that messages are in, each once, in the order in which they come."""
        told: set[int] = set()
        question = _TICKETS_OF[self.connection.dialect.name]
        while piece := tuple(islice(messages, at_once)):
            tickets: dict[int, int] = dict(self.connection.execute(question, {"messages": piece}).all())
            for seq in piece:
                if seq in tickets and tickets[seq] not in told:
                    told.add(tickets[seq])
                    yield tickets[seq]
