"""What is stored about a customer, for duties of the law; their file need not be open. Clause: R1, R4, P3.

Callers have the job for it. Except for the report to the customer, they learn only which kinds there are, and since
when.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, func, or_, select

from helpdesk.domain.customer import CUSTOMER
from helpdesk.repository import hanging
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import WAITS, ComplaintRow, DisclosureRow, RequestRow
from helpdesk.repository.customers import COLUMNS, SEVERAL, addresses, points
from helpdesk.repository.tables import CustomerRow, EmailRow, PhoneRow, ServiceRow
from helpdesk.repository.ticket_tables import TicketMessageRow, TicketRow


class Holdings(Repository):
    """What there is about a customer, and since when."""

    def fields(self, customer_id: str) -> dict[str, object]:
        """The fields of a customer by name, apart from their registers, for the report to the customer. Clause: R1."""
        seq = self.seq_of(customer_id)
        row = self.connection.execute(select(*COLUMNS.values()).where(CustomerRow.seq == seq)).one()
        several = {
            "emails": points(self.connection, EmailRow, seq),
            "phones": points(self.connection, PhoneRow, seq),
        }
        return {**row._mapping, **several, "ip_addresses": addresses(self.connection, seq)}

    def filled(self, customer_id: str) -> set[str]:
        """The single-valued fields of a customer that are not empty; hands out no value."""
        seq = self.seq_of(customer_id)
        row = self.connection.execute(select(*COLUMNS.values()).where(CustomerRow.seq == seq)).one()
        names = {name for name, value in row._mapping.items() if value is not None}
        if row.number == customer_id:  # what `forget` puts in the place of a number
            names -= {"number", "kind"}
        return names

    def categories(self, customer_id: str) -> frozenset[str]:
        """The categories of which anything is stored about a customer; hands out no value."""
        seq = self.seq_of(customer_id)
        names = self.filled(customer_id)
        for name, table in SEVERAL.items():
            some = select(table.seq).where(table.customer_seq == seq).limit(1)
            if name == "services":
                some = some.where(ServiceRow.product != "")
            if self.connection.execute(some).first():
                names.add(name)
        kept = self.work.unsolicited.kept_categories(customer_id)
        return hanging.stored(self.connection, seq) | kept | {CUSTOMER[name].category for name in names}

    def created(self, customer_id: str) -> datetime:
        """When a customer was added to the store."""
        question = select(CustomerRow.created).where(CustomerRow.id == customer_id)
        return self.connection.execute(question).scalar_one()

    def is_needed_still(self, customer_id: str) -> bool:
        """Whether a customer is owed an answer to a rights request or complaint, or a legal order about them waits.

        Clause: T1; GDPR art. 12(3), 17(3)(b).
        """
        seq = self.seq_of(customer_id)
        needed = or_(
            exists().where(RequestRow.customer_seq == seq, RequestRow.closed.is_(None)),
            exists().where(ComplaintRow.customer_seq == seq, ComplaintRow.nearest.is_not(None)),
            exists().where(DisclosureRow.customer_seq == seq, *WAITS),
        )
        return self.connection.execute(select(needed)).scalar_one()

    def since(self, customer_id: str) -> date:
        """The first day a customer is known: added here, started a service, or first wrote."""
        seq = self.seq_of(customer_id)
        created = self.created(customer_id)
        first: date | None = self.connection.execute(
            select(func.min(ServiceRow.started)).where(ServiceRow.customer_seq == seq)
        ).scalar_one()
        wrote = self.connection.execute(
            select(func.min(TicketMessageRow.at))
            .join(TicketRow, TicketRow.seq == TicketMessageRow.ticket_seq)
            .where(TicketRow.customer_seq == seq)
        ).scalar_one()
        moments: list[datetime | None] = [created, wrote]
        days = [self.work.policy.today(moment) for moment in moments if moment is not None]
        return min(days if first is None else [*days, first])
