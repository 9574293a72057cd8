"""What can be spotted in a text, how sure that is, and what is known already and therefore no finding."""

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
