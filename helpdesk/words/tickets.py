"""Wording about a ticket's messages, in the reader's language. Clause: D9, G3."""

from __future__ import annotations

from helpdesk.domain.display import visible
from helpdesk.domain.mail import cause, reason
from helpdesk.domain.tickets import Delivery, TicketMessage
from helpdesk.i18n import _, tell


def say_faults(message: TicketMessage) -> str:
    """What was wrong with a mail, so that nobody takes it for complete; `""` if nothing."""
    said = visible(" ".join(map(tell, message.faults)))
    return _("Something is wrong with this mail: {faults}").format(faults=said) if said else ""


def say_delivery(message: TicketMessage) -> str:
    """What became of an outgoing message, and why it was not sent."""
    if message.delivery is Delivery.NONE:
        return ""
    said = say_delivered(message)
    why = reason(message.delivery_detail)
    return f"{said}: {tell(why)}" if why is not None else said


def say_delivered(message: TicketMessage) -> str:
    """What became of an outgoing message, in a word or two."""
    return _("perhaps not sent") if maybe_sent(message) else tell(message.delivery.words)


def maybe_sent(message: TicketMessage) -> bool:
    """Whether the message may have arrived."""
    why = cause(message.delivery_detail)
    return message.delivery is Delivery.FAILED and why is not None and why.maybe_arrived
