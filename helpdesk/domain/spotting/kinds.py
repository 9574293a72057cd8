"""What can be spotted in a text, how sure that is, and what is known already and therefore no finding."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import blake2b
from secrets import token_bytes
from types import MappingProxyType

from helpdesk.domain.kinds import SECRETS as SECRETS
from helpdesk.domain.kinds import SPECIAL as SPECIAL
from helpdesk.domain.kinds import Kind as Kind
from helpdesk.domain.messages import Message, msg


class Certainty(IntEnum):
    """How sure it is that a passage is what it seems; higher is surer."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3

    @property
    def says(self) -> Message:
        """The certainty in a word."""
        return _CERTAINTIES[self]


_CERTAINTIES: Mapping[Certainty, Message] = {
    Certainty.POSSIBLE: msg("possible"),
    Certainty.LIKELY: msg("likely"),
    Certainty.CERTAIN: msg("certain"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage (`text[start:end]`) that is personal data or a secret. It never holds the passage itself.

    Clause: D9, B6.
    """

    kind: Kind
    start: int
    end: int
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Context:
    """Against which background a text is read.

    `own` is what the customer is known by and `company` what the company is: e-mail keys (`contact.email_key`;
    `@domain` stands for all addresses there), telephone numbers in E.164, IBANs, IP addresses in their shortest
    form, and addresses as `address_key` makes them. None of those is a finding. `region` is the country (ISO 3166)
    of telephone numbers without one. `words` are the policy's words for each of `SPECIAL`, written as the module
    `words` says; of the kinds that are `off` nothing is said.
    """

    own: Container[str] = frozenset()
    company: Container[str] = frozenset()
    region: str = "NL"
    words: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    off: frozenset[Kind] = frozenset()

    def knows(self, key: str) -> bool:
        """Whether something is the customer's or the company's own."""
        return key in self.own or key in self.company


class Sealed:
    """Keys that can be compared with and not read: a set of their digests, under a salt that nobody is told.

    So what a customer is known by can be handed to who reads their message, without handing out the data. Clause: P2.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._salt = token_bytes(16)
        self._digests = frozenset(map(self._digest, keys))

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._digest(key) in self._digests

    def _digest(self, key: str) -> bytes:
        return blake2b(key.encode("utf-8", "replace"), key=self._salt, digest_size=16).digest()


def address_key(postcode: str, house_number: str) -> str:
    """What two spellings of one address have in common: `1276XA 43a`.

    Clause: D1.
    """
    number = "".join(character for character in house_number.lower() if character.isalnum())
    return f"{''.join(postcode.split()).upper()} {number}"
