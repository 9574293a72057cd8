"""Wording that complaints and rights requests share."""

from __future__ import annotations

from helpdesk.domain.complaints import Complaint
from helpdesk.domain.display import visible
from helpdesk.domain.letters import KeptLetter
from helpdesk.domain.mail import reason
from helpdesk.domain.requests import Request
from helpdesk.domain.tickets import MAIL, Delivery
from helpdesk.i18n import _, show_moment, tell
from helpdesk.policy.model import Policy
from screens.customer_words import say_channel


def say_sent(policy: Policy, kept: KeptLetter) -> str:
    """Whether a letter went out, when and how."""
    if kept.sent is None:
        return tell(Delivery.FAILED.words) if kept.delivery is Delivery.FAILED else _("not sent yet")
    said = (
        _("handed to the mail program {day}")
        if kept.delivery is Delivery.HANDED_ON and kept.how == MAIL
        else _("went out {day} by {channel}")
    )
    return said.format(day=show_moment(kept.sent), channel=say_channel(policy, kept.how))


def say_state(policy: Policy, kept: KeptLetter) -> str:
    """The same with its address, and why a mail did not go, or not to everybody."""
    said = say_sent(policy, kept)
    if kept.recipient and kept.delivery is not Delivery.NONE:
        said = f"{said} · {visible(kept.recipient)}"
    why = reason(kept.delivery_detail)
    return f"{said}\n{tell(why)}" if why is not None else said


def say_handler(case: Complaint | Request) -> str:
    """Who handles it, by name."""
    return visible(case.handler_name or case.handler) if case.handler else _("nobody")
