"""What the values of a customer's file are called, in the reader's language."""

from __future__ import annotations

from typing import TypeGuard

from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerKind, CustomerRef
from helpdesk.domain.display import dotted, visible
from helpdesk.domain.field_words import LANGUAGE_NAMES
from helpdesk.i18n import _, language, tell
from helpdesk.policy.model import Policy


def known_as(ref: CustomerRef | None, nobody: str) -> str:
    """A customer by number, names and city, or that there is none."""
    if ref is None:
        return nobody
    return visible(dotted(ref.number, ref.name, ref.company, ref.city))


def is_there(ref: CustomerRef | None) -> TypeGuard[CustomerRef]:
    """Whether there is a customer; of one who was erased and of whom the law holds something no number is left."""
    return ref is not None and not ref.is_erased


def say_ref(ref: CustomerRef | None) -> str:
    """Whose it is, with number and company; or that the customer is gone."""
    if not is_there(ref):
        return _("a customer who has been removed")
    return visible(dotted(ref.number, ref.name, ref.company))


def say_category(policy: Policy, category: str) -> str:
    """A category with its name, or what else a kind of record is kept for."""
    known = policy.categories.get(category)
    return f"{category} {known.name.say(language())}" if known else _("proof that the law was kept")


def say_kind(kind: str) -> str:
    """The kind of customer."""
    return tell(CustomerKind(kind).words if kind in set(CustomerKind) else CustomerKind.PERSON.words)


def say_language(code: str) -> str:
    """A language; one without a name here stays its code."""
    return tell(LANGUAGE_NAMES[code]) if code in LANGUAGE_NAMES else visible(code)


def say_letter_language(code: str) -> str:
    """That what one writes goes out in a letter in another language than one's own."""
    return _("The letter is in {language}: write this in it too.").format(language=say_language(code))


def say_channel(policy: Policy, channel: str) -> str:
    """A way to reach each other, as the policy calls it."""
    known = policy.channels.get(channel)
    return known.say(language()) if known else visible(channel)


def channel_names(policy: Policy) -> dict[str, str]:
    """What each way to reach each other is called, to choose from."""
    return {channel: say_channel(policy, channel) for channel in policy.channels}


def say_consent(kind: ConsentEventKind) -> str:
    """What happened to a consent."""
    return tell(kind.words)
