"""Disclosures: which data of a customer went to whom, why, and who approved it. Clause: P4, T1, T2, R1."""

from __future__ import annotations

from datetime import datetime

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.records import dataclass

ORDER = "T1"
"""The clause for recipients who get data only by a legal order."""

REGISTRY = "T2"
"""The clause for recipients who get data because the customer ordered a domain name or certificate."""


@dataclass(frozen=True, slots=True)
class NewDisclosure:
    """A new disclosure as typed. `customer` is an id; `recipient`, `categories` and `how` are ids of the policy.

    `ground` says why, in words; `reference` is the recipient's. A legal order (`T1`) needs `article`, the article it
    is based on, and `called_back`: whom we called back, on a number that we looked up ourselves, to check that the
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
"""Whom an export can be for, apart from the number of a disclosure."""

REGISTRATION = "registration"
"""How data reached a registry: as part of the registration."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure. `number` is what people call it (`V2026-0001`); `recipient_name` is its name then.

    `customer` is `None` once they have been removed. `by` and `approved_by` are logins, `by_name` and `approved_name`
    the names of those people, or the logins if nobody has them any more. `approved` is when the data was cleared to
    go, `None` while a second person has yet to approve it. One that waited may be `withdrawn` instead, which names who
    did so in the same way, and why. Clause: T1, T2.
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
    withdrawn: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_name: str = ""
    withdrawn_why: str = ""

    @property
    def may_go(self) -> bool:
        """Whether the data may leave."""
        return self.approved is not None

    @property
    def is_lapsed(self) -> bool:
        """Whether the customer was removed before a second person approved it, so that nothing went or will."""
        return not self.may_go and self.withdrawn is None and self.customer is None

    @property
    def waits(self) -> bool:
        """Whether a second person may still approve it."""
        return not self.may_go and self.withdrawn is None and not self.is_lapsed
