"""Everything known about a ticket apart from its messages, a line each. Clause: G3, D9."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from helpdesk.domain.display import dotted
from helpdesk.domain.tickets import LinkedTo, Ticket
from helpdesk.i18n import _, show_date, show_moment, show_number, tell
from helpdesk.policy.model import Policy
from screens.customer_words import say_channel
from screens.ticket_words import say_customer, say_owner, say_target
from screens.widgets.prose import Labelled, labelled

LABEL = 14


def facts(policy: Policy, ticket: Ticket, now: datetime, links: tuple[LinkedTo, ...] = ()) -> list[Labelled]:
    """A ticket as a list may show it; its subject is no more than the outside of a letter shows."""
    return labelled(_lines(policy, ticket, now, links), LABEL)


def say_link(link: LinkedTo) -> str:
    """Something a ticket is linked to."""
    return f"{tell(link.kind.words)} {link.number or link.other}"


def _lines(
    policy: Policy, ticket: Ticket, now: datetime, links: tuple[LinkedTo, ...]
) -> Iterator[tuple[str, str]]:
    """One-row facts come first: so each keeps its row from ticket to ticket, and is not sent again."""
    yield _("Number"), ticket.number
    yield _("State"), tell(ticket.state.words)
    yield _("Owner"), say_owner(ticket)
    yield _("Priority"), tell(ticket.priority.words)
    target = say_target(policy, ticket, now)
    yield _("Target"), f"{target} ({show_date(ticket.target)})" if ticket.target and target else ""
    yield _("Came by"), say_channel(policy, ticket.channel)
    yield _("Opened"), show_moment(ticket.opened)
    yield _("Changed"), show_moment(ticket.changed)
    yield (
        _("Findings"),
        _("{count} to look at").format(count=show_number(ticket.findings)) if ticket.findings else "",
    )
    yield from _whose(ticket)
    yield _("Subject"), ticket.subject_in(tell)
    yield _("Done since"), show_moment(ticket.done) if ticket.done else ""
    for place, link in enumerate(links):
        yield "" if place else _("Linked to"), say_link(link)


def _whose(ticket: Ticket) -> Iterator[tuple[str, str]]:
    yield _("Customer"), say_customer(ticket)
    if (ref := ticket.customer) is not None:
        yield "", dotted(tell(ref.shown_number), ref.company if ref.name else "", ref.city)
