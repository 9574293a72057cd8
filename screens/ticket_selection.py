"""What the cursor points at in a ticket: a message, and in it a finding, attachment or passage. Clause: D9."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.domain.tickets import Attachment, Spotted, Ticket, TicketMessage


@dataclass(frozen=True, slots=True)
class Selection:
    """At most one of `finding`, `attachment` and `passage` (`message.text[start:end]`) says which part is meant.

    None of them: the whole message. `in_subject`: the passage is in the subject.
    """

    ticket: Ticket
    message: TicketMessage
    finding: Spotted | None = None
    attachment: Attachment | None = None
    passage: tuple[int, int] | None = None
    in_subject: bool = False

    @property
    def is_in_queue(self) -> bool:
        """Whether the finding is in the queue of unsolicited data, and undecided."""
        found = self.finding
        return found is not None and any(
            (one.start, one.end, one.in_subject) == (found.start, found.end, found.in_subject)
            for one in self.message.marked
        )
