"""What a technician points at in a ticket: a message, and in it a finding, an attachment or a passage. Clause: D9."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.domain.tickets import Attachment, Spotted, Ticket, TicketMessage


@dataclass(frozen=True, slots=True)
class Selection:
    """At most one of `finding`, `attachment` and `passage` (`message.text[start:end]`) says which part is meant.

    None of them: the whole message.
    """

    ticket: Ticket
    message: TicketMessage
    finding: Spotted | None = None
    attachment: Attachment | None = None
    passage: tuple[int, int] | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """Where the part stands in the text of the message, if it is a part of that."""
        return (self.finding.start, self.finding.end) if self.finding is not None else self.passage
