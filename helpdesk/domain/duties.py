"""What there is to do, as Today shows it."""

from __future__ import annotations

from datetime import datetime

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.messages import Message
from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `due` is `None` if only its age counts; `leads_to` names what Enter opens.

    `leads_to` is `customer`, `import`, `draft`, `session`, `ticket`, `tickets`, `unsolicited`, `complaint`, `request`,
    `disclosure`, `breach`, `invoice`, `measures` or `retention`. `key` is what that needs (the id of an import,
    session, ticket, item, case, invoice or measure, a form, which tickets). `part` tells apart duties of one
    case that have the same words; `person` is the name of somebody without a file.
    """

    due: datetime | None
    what: Message
    leads_to: str
    customer: CustomerRef | None = None
    key: str = ""
    part: str = ""
    person: str = ""

    @property
    def known_by(self) -> tuple[str, ...]:
        """What identifies it when the duties are read again, whatever happened to its days and counts."""
        subject = self.customer.id if self.customer is not None else ""
        return self.leads_to, self.key, subject, self.what.id, self.part
