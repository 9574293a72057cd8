"""What is held, in words for the customer: each code by its name, amounts as money, and nobody of us by name.

Who of us did what is not told. Recipients are told (GDPR art. 15(1)(c)), but the people of a controller who act on its
instructions are none; their names are data of others, which a copy may not give away (art. 15(4), recital 63), unless
somebody can't do without them to use their rights: CJEU 22 June 2023, C-579/21 (Pankki S). A letter keeps the name
that it was signed with, for the customer has it. Clause: R1; GDPR art. 12(1), 15.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from helpdesk.domain.contact import show_phone
from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.disclosures import REGISTRATION
from helpdesk.domain.field_words import said
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
"""Columns that hold several ids, with a comma between."""

_REACHED = frozenset({"sender", "recipients", "recipient", "contact"})
"""Columns that say how somebody was reached."""

_STEPS: Mapping[str, Callable[[str], Message]] = {
    "complaint_steps": complaint_step,
    "request_steps": request_step,
}


def value_of(policy: Policy, table: str, column: str, row: Mapping[str, Any]) -> object:
    """What is told of one column of a row; of a file or recording how large it is."""
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
    """A telephone number by which somebody was reached, as people write it; `None` for anything else."""
    if column not in _REACHED or not isinstance(value, str) or not value[1:].isdecimal() or value[0] != "+":
        return None
    return show_phone(value)


def named(policy: Policy, column: str, value: str) -> object:
    """What a column's id is called by the policy or the law; the id itself where nobody knows it any more."""
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
    """A recipient by the name in the reader's language, unless the policy calls them something else since."""
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
        case "ground":  # of what a registration gave: the service, by its name in the company's language
            kinds = policy.service_kinds.values()
            return next((one for one in kinds if one.say(policy.language) == value), None)
    return None


def _step(table: str, column: str, row: Mapping[str, Any]) -> object:
    """What was done; where its note is a login, it was one of us."""
    if column == "what":
        return _STEPS[table](row["what"])
    return ONE_OF_US if row["what"] in (ASSIGNED, ABOUT) else row["note"]


def _evidence(value: str, way: str | None) -> object:
    """By what it was known who asked: the ticket of the message, the kind of address of the code, or two of us."""
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
    from helpdesk.repository.letters import unpacked

    return letter_text(unpacked(content)).rstrip()
