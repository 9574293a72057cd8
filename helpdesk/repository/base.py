"""What every repository has: its unit of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.repository.tables import CustomerRow

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


_SEQ_OF = select(CustomerRow.seq).where(CustomerRow.id == bindparam("customer"))


class Repository:
    """Access to one register inside one unit of work."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work

    @property
    def connection(self) -> Connection:
        """The unit of work's connection, in its transaction."""
        return self.work.connection

    def seq_of(self, customer_id: str) -> int:
        """The sequence number behind a customer's id; `NotFound` if there is none, or no longer.

        It is looked up once per unit of work.
        """
        seq = self.work.seqs.get(customer_id)
        if seq is None:
            seq = self.connection.execute(_SEQ_OF, {"customer": customer_id}).scalar_one_or_none()
            if seq is None:
                raise NotFound(msg("This customer is not in the store, or no longer."))
            self.work.seqs[customer_id] = seq
        return seq
