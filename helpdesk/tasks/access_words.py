"""What is held, in words for the customer: codes by name, amounts as money, and no names of our people.

Who among us did something is not told. Recipients are named (GDPR art. 15(1)(c)), but people who act on a controller's
instructions are not recipients. Their names are other people's data, which a copy must not reveal (art. 15(4), recital
63) unless somebody needs them to use their rights: CJEU 22 June 2023, C-579/21 (Pankki S). A letter keeps the name
that signed it, because the customer has it already. Clause: R1; GDPR art. 12(1), 15.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from helpdesk.domain.contact import show_phone
from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.disclosures import REGISTRATION
from helpdesk.domain.field_words import said
from helpdesk.domain.letters import unpacked
from helpdesk.domain.messages import Message, kept_words, msg, msgn
from helpdesk.domain.places import show_country
from helpdesk.domain.remote import SSH
from helpdesk.domain.requests import IdentityWay
from helpdesk.domain.rights import Right
from helpdesk.domain.unsolicited import kind_words
from helpdesk.policy.step_words import ABOUT, ASSIGNED, complaint_step, request_step
from helpdesk.policy.words import RIGHTS, words

if TYPE_CHECKING:
    from helpdesk.policy.model import Policy, Text

ONE_OF_US = msg("one of us")

_LISTS = frozenset({"purposes", "categories", "kinds"})
"""Columns with several ids, separated by commas."""

_REACHED = frozenset({"sender", "recipients", "recipient", "contact"})
"""Columns with somebody's contact address."""

_STEPS: Mapping[str, Callable[[str], Message]] = {
    "complaint_steps": complaint_step,
    "request_steps": request_step,
}


def value_of(policy: Policy, table: str, column: str, row: Mapping[str, Any]) -> object:
    """What is told about one column of a row; for a file or recording, its size."""
    value = row[column]
    if isinstance(value, bytes):
        return msgn("{count} byte", "{count} bytes", len(value))
    if column == "cents" and isinstance(value, int):
        return Decimal(value) / 100
    if not isinstance(value, str) or not value:
        return value
    if table in _STEPS and column in ("what", "note"):
        return _step(table, column, row)
    if (table, column) == ("rights_requests", "evidence"):
        return _evidence(value, row["way"])
    if (table, column) == ("unsolicited_places", "place"):
        return policy.unsolicited.places.get(value, value)
    if (table, column) == ("letters", "content"):
        return _letter(value)
    if (table, column) == ("sessions", "detail"):
        return kept_words(value)
    if (table, column) == ("corrections", "field"):
        return CUSTOMER[value].label
    if column in _LISTS:
        return tuple(named(policy, column, one) for one in value.split(","))
    return said(table, column, named(policy, column, value))


def in_national_form(column: str, value: object) -> str | None:
    """A contact telephone number as people write it; `None` for anything else."""
    if column not in _REACHED or not isinstance(value, str) or not value[1:].isdecimal() or value[0] != "+":
        return None
    return show_phone(value)


def named(policy: Policy, column: str, value: str) -> object:
    """The name that the policy or the law gives an id; the id itself if nobody knows it any more."""
    if column == "how" and value == REGISTRATION:
        return msg("when it was registered")
    if column == "way" and value == SSH:
        return "SSH"
    if column == "kinds":
        return kind_words(value)
    if column == "right":
        return RIGHTS[Right(value)] if value in set(Right) else value
    if column == "country":
        return words(show_country(value, "nl"), show_country(value, "en"))
    return _of_policy(policy, column, value) or value


def recipient(policy: Policy, kind: str, name: str) -> Text | str:
    """A recipient's name in the reader's language, unless the policy has renamed them since."""
    known = policy.recipients.get(kind)
    return known.name if known is not None and known.name.say(policy.language) == name else name


def _of_policy(policy: Policy, column: str, value: str) -> Text | None:
    match column:
        case "purpose" | "purposes" if value in policy.purposes:
            return policy.purposes[value].name
        case "category" | "categories" if value in policy.categories:
            return policy.categories[value].name
        case "cause" if value in policy.complaints.causes:
            return policy.complaints.causes[value].name
        case "recipient" if value in policy.recipients:
            return policy.recipients[value].name
        case "way" if value in policy.remote.ways:
            return policy.remote.ways[value].name
        case "product":
            return policy.service_kinds.get(value)
        case "agreed":
            return policy.remote.agreements.get(value)
        case "channel" | "how":
            return policy.channels.get(value)
        case "ground":  # for a registration: the service, by its name in the company's language
            kinds = policy.service_kinds.values()
            return next((one for one in kinds if one.say(policy.language) == value), None)
    return None


def _step(table: str, column: str, row: Mapping[str, Any]) -> object:
    """What was done; if its note is a login, it was one of us."""
    if column == "what":
        return _STEPS[table](row["what"])
    return ONE_OF_US if row["what"] in (ASSIGNED, ABOUT) else row["note"]


def _evidence(value: str, way: str | None) -> object:
    """How it was confirmed who asked: the message's ticket, the code's kind of address, or two of us."""
    match way:
        case IdentityWay.MESSAGE | IdentityWay.ANSWER:
            return value.partition(":")[0]
        case IdentityWay.CODE | IdentityWay.CODE_THERE:
            return msg("telephone") if value == "phone" else msg("e-mail")
        case _:
            return msg("two of us")


def _letter(content: str) -> str:
    """A letter as it was written."""
    from helpdesk.documents.letter import letter_text

    return letter_text(unpacked(content)).rstrip()
