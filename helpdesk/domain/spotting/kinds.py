"""What can be spotted in a text, how certain it is, and what is known already and therefore no finding."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import field
from types import MappingProxyType

from helpdesk.domain.kinds import SECRETS as SECRETS
from helpdesk.domain.kinds import SPECIAL as SPECIAL
from helpdesk.domain.kinds import Certainty as Certainty
from helpdesk.domain.kinds import Finding as Finding
from helpdesk.domain.kinds import Kind as Kind
from helpdesk.domain.known import Sealed as Sealed
from helpdesk.domain.known import address_key as address_key
from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """What a text is compared with.

    `own` identifies the customer and `company` the company: e-mail keys (`contact.email_key`; `@domain` stands for all
    addresses there), telephone numbers in E.164, IBANs, IP addresses in their shortest form, and addresses in the form
    of `address_key`. None of those is a finding. `region` is the country (ISO 3166) of telephone numbers without one.
    `words` are the policy's words for each of `SPECIAL`, written as the module `words` describes; kinds that are `off`
    are not reported.
    """

    own: Container[str] = frozenset()
    company: Container[str] = frozenset()
    region: str = "NL"
    words: Mapping[Kind, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    off: frozenset[Kind] = frozenset()

    def knows(self, key: str) -> bool:
        """Whether something belongs to the customer or the company."""
        return key in self.own or key in self.company
