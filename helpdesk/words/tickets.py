"""What a ticket's messages say of themselves, in the reader's language. Clause: D9, G3."""

from __future__ import annotations

from helpdesk.domain.display import visible
from helpdesk.domain.tickets import TicketMessage
from helpdesk.i18n import _, tell


def say_faults(message: TicketMessage) -> str:
    """What was wrong with a mail, so that nobody takes what stands there for all of it; `""` for nothing."""
    said = visible(" ".join(map(tell, message.faults)))
    return _("Something is wrong with this mail: {faults}").format(faults=said) if said else ""
