"""What a ticket and its messages say, in the reader's language. Clause: G3, D9, R7."""

from __future__ import annotations

import re
from datetime import datetime

from helpdesk.domain.contact import HOME, show_phone
from helpdesk.domain.display import dotted, visible
from helpdesk.domain.mail import Undelivered, cause
from helpdesk.domain.removing import Passage
from helpdesk.domain.spotting import Certainty
from helpdesk.domain.tickets import (
    Attachment,
    Delivery,
    Direction,
    Spotted,
    Ticket,
    TicketMessage,
    TicketState,
    TicketView,
)
from helpdesk.domain.unsolicited import OTHER, kind_words
from helpdesk.i18n import _, ngettext, show_date, show_number, tell
from helpdesk.policy.model import Policy
from helpdesk.words.days import say_days_left
from helpdesk.words.marks import say_marks
from helpdesk.words.tickets import maybe_sent

KILO = 1024

_PHONE = re.compile(r"\+[0-9][0-9 ()-]{6,22}")


def say_state(state: TicketState) -> str:
    """A state, short enough for a column."""
    return {
        TicketState.NEW: _("new"),
        TicketState.OPEN: _("open"),
        TicketState.WAITING: _("waiting"),
        TicketState.SOLVED: _("solved"),
        TicketState.CLOSED: _("closed"),
    }[state]


def say_subject(ticket: Ticket) -> str:
    """Its subject as far as a list shows it, `[password]` in the place of what was found there; or that it has none."""
    return visible(say_marks(ticket.subject_in(tell))) or _("no subject")


def say_title(view: TicketView) -> str:
    """The subject of an opened ticket for a title, which stays in sight. Its messages show the whole."""
    return say_subject(view.titled)


def say_customer(ticket: Ticket) -> str:
    """Whose ticket it is: the customer, or that the sender is unknown and what they go by."""
    ref = ticket.customer
    if ref is None:
        sender = say_sender(ticket.sender)
        return _("unknown sender: {sender}").format(sender=sender) if sender else _("unknown sender")
    return visible(ref.name or ref.company or tell(ref.shown_number))


def say_customer_briefly(ticket: Ticket) -> str:
    """The same in a column: `?` stands for an unknown sender."""
    return say_customer(ticket) if ticket.customer else f"? {say_sender(ticket.sender)}".rstrip()


def say_customer_whole(ticket: Ticket) -> str:
    """The same with the customer's number and company."""
    ref = ticket.customer
    if ref is None:
        return say_customer(ticket)
    return visible(dotted(tell(ref.shown_number), ref.name, ref.company))


def say_owner(ticket: Ticket) -> str:
    """Who deals with it."""
    return visible(ticket.owner_name or ticket.owner) if ticket.owner else _("nobody")


def say_target(policy: Policy, ticket: Ticket, now: datetime) -> str:
    """How long there is to deal with it, in words; nothing once that is done, nor while the customer is waited for."""
    if ticket.target is None or ticket.state.is_done or ticket.state is TicketState.WAITING:
        return ""
    return say_days_left(policy, ticket.target, now)


def say_count(findings: int) -> str:
    """How many findings wait to be looked at, between the marks that they have in a text."""
    return f"⟦{show_number(findings)}⟧" if findings else ""


def say_size(size: int) -> str:
    """How large a file is."""
    if size < KILO:
        return ngettext("{count} byte", "{count} bytes", size).format(count=size)
    if size < KILO * KILO:
        return _("{count} kB").format(count=show_number(-(-size // KILO)))
    return _("{count} MB").format(count=show_number(-(-size // (KILO * KILO))))


def say_found(finding: Spotted) -> str:
    """A finding before the passage: its kind, with a question mark where that is not certain."""
    kind = tell(finding.kind.says)
    return kind if finding.certainty is Certainty.CERTAIN else f"{kind}?"


def say_mark(what: Spotted | Passage) -> str:
    """What stands before a marked passage: the kind of a finding, or that somebody marked it."""
    if isinstance(what, Spotted):
        return say_found(what)
    by_hand = _("marked by hand")
    return by_hand if what.kind == OTHER else f"{tell(kind_words(what.kind))}, {by_hand}"


def say_finding(finding: Spotted) -> str:
    """A finding by itself: its kind, and how sure that is."""
    return f"{tell(finding.kind.says)} ({tell(finding.certainty.says)})"


def say_sender(sender: str, region: str = HOME) -> str:
    """Who something came from, as written; a telephone number as a customer's file shows it to people of `region`."""
    return visible(show_phone(sender, region) if _PHONE.fullmatch(sender) else sender)


def say_author(message: TicketMessage, region: str = HOME) -> str:
    """Who wrote a message: a technician, or the sender."""
    if message.direction is Direction.IN:
        return say_sender(message.sender, region) or _("somebody")
    return visible(message.author_name or message.author)


def say_taken(before: Ticket) -> str:
    """That it is one's own now, and whose it was: a colleague may be at it."""
    if not before.owner:
        return _("{number} is yours.").format(number=before.number)
    return _("{number} is yours; it was {name}'s.").format(number=before.number, name=say_owner(before))


def say_whose_then(ticket: Ticket, other: Ticket) -> tuple[str, ...]:
    """A warning where messages that go from a ticket to another would be somebody else's then. Clause: P2."""
    if ticket.customer is None or (other.customer and other.customer.id == ticket.customer.id):
        return ()
    if other.customer is None:
        said = _("! {number} is from an unknown sender: no file has to be open to read what is in it.")
        return (said.format(number=other.number),)
    said = _(
        "! {number} is another customer's: what is here would become theirs, also in a copy of their data."
    )
    return (said.format(number=other.number),)


def say_registered(ticket: Ticket, message: TicketMessage) -> str:
    """Whether what came in came from a registered contact point of the customer. Clause: R7."""
    if ticket.customer is None or message.direction is not Direction.IN:
        return ""
    if message.is_registered:
        return _("from a registered address or number")
    return _("! not from a registered address or number")


def say_attachment(attachment: Attachment) -> str:
    """An attachment: what was found in it, its name and size; or what it was and since when it is gone."""
    if attachment.removed is not None:
        what = visible(tell(kind_words(attachment.kind)) if attachment.kind else attachment.media_type)
        day = show_date(attachment.removed)
        return _("[removed on {day}: {what}]").format(day=day, what=what)
    found = list(dict.fromkeys(say_found(one) for one in attachment.findings if not one.dismissed))
    name = visible(attachment.name) or _("attachment")
    named = f"{name} ({say_size(attachment.size)})"
    return f"{', '.join(found)}: {named}" if found else named


def say_unsent(message: TicketMessage, *, goes_somewhere: bool, on_its_way: bool) -> str:
    """What can be done about an outgoing message that did not go out, `""` for any other.

    Args:
        message: the message.
        goes_somewhere: whether the settings name a way for mail.
        on_its_way: whether this console is handing it on now.
    """
    if message.delivery not in (Delivery.WAITING, Delivery.FAILED):
        return ""
    if not goes_somewhere:
        return _("Not sent: the settings name neither an outbox nor a mail_server.")
    if on_its_way:
        return _("It is being handed on. The result will appear here.")
    if message.delivery is Delivery.WAITING:
        return _("Not sent yet. Enter hands it on now.")
    if maybe_sent(message):
        return _("Ask whether it arrived before sending it once more with Enter.")
    if cause(message.delivery_detail) is Undelivered.RECIPIENT:
        return _("Not sent, as it says above. r: to another address; Enter: once more.")
    return _("Not sent, as it says above. Enter tries again.")
