"""What every repository has: the unit of work it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Self, TypeVar, overload

from sqlalchemy import Connection, bindparam, select

from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.repository.tables import CustomerRow

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


Kind = TypeVar("Kind")

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
        """The sequence number behind a customer's id; `NotFound` where there is none (any more).

        It is looked up once in a unit of work.
        """
        seq = self.work.seqs.get(customer_id)
        if seq is None:
            seq = self.connection.execute(_SEQ_OF, {"customer": customer_id}).scalar_one_or_none()
            if seq is None:
                raise NotFound(msg("This customer is not in the store, or not any more."))
            self.work.seqs[customer_id] = seq
        return seq


class Own(Generic[Kind]):
    """A repository that a unit of work has: made when it is first asked for, and kept as an attribute of that unit.

    Args:
        make: its class.
    """

    def __init__(self, make: Callable[[UnitOfWork], Kind]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, owner: type[UnitOfWork], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, work: None, owner: type[UnitOfWork]) -> Self: ...
    @overload
    def __get__(self, work: UnitOfWork, owner: type[UnitOfWork]) -> Kind: ...
    def __get__(self, work: UnitOfWork | None, owner: type[UnitOfWork]) -> Self | Kind:
        if work is None:
            return self
        made = self._make(work)
        work.__dict__[self._name] = made
        return made
