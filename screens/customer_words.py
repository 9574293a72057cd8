"""Names of values in a customer's file, in the reader's language."""

from __future__ import annotations

from typing import TypeGuard

from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerKind, CustomerRef
from helpdesk.domain.display import dotted, visible
from helpdesk.domain.field_words import LANGUAGE_NAMES
from helpdesk.i18n import _, language, tell
from helpdesk.policy.model import Policy
from helpdesk.words.customers import numbered_whole


def known_as(ref: CustomerRef | None, nobody: str = "") -> str:
    """A customer by number, names and city, or that there is none."""
    if ref is None:
        return nobody
    return dotted(numbered_whole(ref), visible(ref.city))


def is_there(ref: CustomerRef | None) -> TypeGuard[CustomerRef]:
    """Whether the customer exists; an erased one with held records has no number any more."""
    return ref is not None and not ref.is_erased


def say_ref(ref: CustomerRef | None) -> str:
    """The customer with number and company; or that they were removed."""
    if not is_there(ref):
        return _("a customer who has been removed")
    return numbered_whole(ref)


def say_category(policy: Policy, category: str) -> str:
    """A category with its name, or what else a kind of record is kept for."""
    known = policy.categories.get(category)
    return f"{category} {known.name.say(language())}" if known else _("proof that the law was kept")


def say_kind(kind: str) -> str:
    """The kind of customer."""
    return tell(CustomerKind(kind).words if kind in set(CustomerKind) else CustomerKind.PERSON.words)


def say_language(code: str) -> str:
    """A language; only its code if it has no name here."""
    return tell(LANGUAGE_NAMES[code]) if code in LANGUAGE_NAMES else visible(code)


def say_letter_language(code: str) -> str:
    """Says that the letter will be in another language than the technician's."""
    return _("The letter is in {language}: write this in it too.").format(language=say_language(code))


def say_channel(policy: Policy, channel: str) -> str:
    """A channel, by the policy's name."""
    known = policy.channels.get(channel)
    return known.say(language()) if known else visible(channel)


def channel_names(policy: Policy) -> dict[str, str]:
    """The names of the channels, to choose from."""
    return {channel: say_channel(policy, channel) for channel in policy.channels}


def say_consent(kind: ConsentEventKind) -> str:
    """What happened to a consent."""
    return tell(kind.words)
