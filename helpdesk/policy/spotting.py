"""The policy's part on spotting: words of special categories, kinds that are off, file names."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from helpdesk.domain.contact import BadValue
from helpdesk.domain.kinds import SECRETS, SPECIAL, Kind
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Company, Policy, Spotting
from helpdesk.policy.reading import Table

if TYPE_CHECKING:
    from helpdesk.domain.spotting import Context

MAY_BE_OFF = tuple(kind for kind in Kind if kind not in SECRETS)
"""Kinds that a policy may turn off. What gives access is never kept (B6), so it is always searched for."""

_WORD = re.compile(r"!?(?:\*[^\W_]+|[^\s*!](?:[^*!]*[^\s*!])?\*?)")
_HOUSE_NUMBER = re.compile(r"\d+\W?\w*$")
_SAYS_SOMETHING = re.compile(r"[^\W_]")


def spotting(table: Table) -> Spotting:
    """The part `[spotting]`; anything wrong is noted. Clause: D9, B6."""
    off = table.some_of("off", MAY_BE_OFF) if table.data.get("off") else table.strings("off", required=False)
    read = Spotting(
        words=_words(table, "words", SPECIAL),
        off=frozenset(map(Kind, off)),
        file_names=_words(table, "file_names", tuple(Kind)),
    )
    table.close()
    return read


def context(policy: Policy, own: Container[str] = frozenset()) -> Context:
    """What a customer's message is compared with; `own` are the keys that identify the customer. Clause: D9."""
    from helpdesk.domain.spotting import Context

    rules = policy.spotting
    return Context(own, frozenset(_keys_of(policy.company)), policy.company.region, rules.words, rules.off)


def _keys_of(company: Company) -> Iterator[str]:
    """The keys that identify the company itself. What can't be parsed is left out."""
    from helpdesk.domain import contact
    from helpdesk.domain.spotting import address_key

    with suppress(BadValue):
        email = contact.email_key(contact.parse_email(company.email))
        yield email
        yield email[email.rindex("@") :]
    with suppress(BadValue):
        yield contact.parse_phone(company.phone, company.region)
    number = _HOUSE_NUMBER.search(company.street)
    if number:
        yield address_key(company.postcode, number[0])


def _words(table: Table, key: str, kinds: Collection[Kind]) -> Mapping[Kind, tuple[str, ...]]:
    if key not in table.data:
        return MappingProxyType({})
    lists = table.table(key)
    words: dict[Kind, tuple[str, ...]] = {}
    for kind in kinds:
        if kind in lists.data:
            words[kind] = lists.strings(kind)
            _note_unfit(lists, kind)
    lists.close()
    return MappingProxyType(words)


def _note_unfit(lists: Table, kind: Kind) -> None:
    """Note words that could never be found."""
    written = lists.data[kind]
    for index, word in enumerate(written if isinstance(written, list) else ()):
        if isinstance(word, str) and not (_WORD.fullmatch(word) and _SAYS_SOMETHING.search(word)):
            wanted = msg(
                "a word or words, with ! in front of them, or * at the beginning or the end of a single word"
            )
            problem = msg("“{value}” is not accepted here: {wanted}.", value=word, wanted=wanted)
            lists.faults.add(f"{lists.at(kind)}[{index}]", problem)
