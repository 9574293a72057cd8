"""Disclosures: what of a customer went to whom, on what ground, and who approved it. Clause: P4, T1, T2, R1."""

from __future__ import annotations

from datetime import datetime

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.records import dataclass

ORDER = "T1"
"""The clause of recipients to whom data goes only by an order of the law."""

REGISTRY = "T2"
"""The clause of recipients to whom data goes because the customer ordered a domain name or certificate."""


@dataclass(frozen=True, slots=True)
class NewDisclosure:
    """What is typed for a disclosure. `customer` is an id; `recipient`, `categories` and `how` are ids of the policy.

    `ground` says in words why, `reference` is theirs. An order of the law (`T1`) needs `article`, the article that the
    order rests on, and `called_back`: whom we called back, on a number that we looked up ourselves, to see that the
    order is real.
    """

    customer: str
    recipient: str
    categories: tuple[str, ...]
    ground: str
    reference: str
    how: str
    article: str = ""
    called_back: str = ""


CUSTOMER, OURSELVES = "customer", "ourselves"
"""Whom an export can be for, beside the number of a disclosure."""

REGISTRATION = "registration"
"""How data went to a registry: with what was registered there."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure. `number` is how people speak of it (`V2026-0001`); `recipient_name` is as the policy had it then.

    `customer` is `None` once they are gone. `by` and `approved_by` are logins, `by_name` and `approved_name` the names
    of those people, or their logins where nobody has them any more. `approved` is since when the data may go, `None`
    while a second person has yet to approve it. Clause: T1, T2.
    """

    id: int
    number: str
    customer: CustomerRef | None
    subject: str
    recipient: str
    recipient_name: str
    clause: str
    categories: tuple[str, ...]
    ground: str
    reference: str
    how: str
    article: str
    called_back: str
    at: datetime
    by: str
    approved: datetime | None = None
    approved_by: str = ""
    by_name: str = ""
    approved_name: str = ""

    @property
    def may_go(self) -> bool:
        """Whether the data may leave."""
        return self.approved is not None
