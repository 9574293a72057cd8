"""What the values of a customer's file are called, in the reader's language."""

from __future__ import annotations

from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerKind
from helpdesk.domain.display import visible
from helpdesk.i18n import _, language
from helpdesk.policy.model import Policy


def say_kind(kind: str) -> str:
    """The kind of customer."""
    return _("company") if kind == CustomerKind.COMPANY else _("private person")


def say_language(code: str) -> str:
    """A language; one without a name here stays its code."""
    return {"nl": _("Dutch"), "en": _("English"), "de": _("German"), "fr": _("French")}.get(
        code, visible(code)
    )


def say_channel(policy: Policy, channel: str) -> str:
    """A way to reach each other, as the policy calls it."""
    known = policy.channels.get(channel)
    return known.say(language()) if known else visible(channel)


def channel_names(policy: Policy) -> dict[str, str]:
    """What each way to reach each other is called, to choose from."""
    return {channel: say_channel(policy, channel) for channel in policy.channels}


def say_consent(kind: ConsentEventKind) -> str:
    """What happened to a consent."""
    return {
        ConsentEventKind.REQUESTED: _("asked"),
        ConsentEventKind.GIVEN: _("given"),
        ConsentEventKind.REFUSED: _("refused"),
        ConsentEventKind.RENEWED: _("renewed"),
        ConsentEventKind.WITHDRAWN: _("withdrawn"),
        ConsentEventKind.REVOKED: _("ended by us"),
        ConsentEventKind.EXPIRED: _("expired"),
    }[kind]
