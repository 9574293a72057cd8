"""The register of customers' systems. Clause: D5, D6, G4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import SYSTEM, SignIn, System, SystemChanged
from helpdesk.repository.base import Repository
from helpdesk.repository.guarded import insist
from helpdesk.repository.remote_tables import SystemRow
from helpdesk.repository.tables import CustomerRow

_NAMES = {"jump": "jump_seq", "service": "service_seq"}
_OF = select(SystemRow.__table__).order_by(func.lower(SystemRow.name), SystemRow.seq)


class Systems(Repository):
    """A customer's systems; reading and writing asks the guard. Clause: D5, D6, G4, P2."""

    def of(self, customer_id: str) -> tuple[System, ...]:
        """A customer's systems by name, on record. Errors: `FileNotOpen`; `Refused` if D5 or D6 is masked."""
        opened = insist(self.work, customer_id, SYSTEM.categories(), Action.VIEW)
        self.work.audit.record(
            AuditEvent.FILE_READ,
            subject=customer_id,
            purposes=opened.purposes,
            shown=list(SYSTEM.categories()),
            register=SYSTEM.name,
        )
        return self.unguarded(customer_id)

    def unguarded(self, customer_id: str) -> tuple[System, ...]:
        """The same for a job that has asked the guard itself, and records what it does."""
        rows = self.connection.execute(_OF.where(SystemRow.customer_seq == self.seq_of(customer_id)))
        return tuple(map(_system, rows))

    def add(self, customer_id: str, values: Mapping[str, Any]) -> System:
        """Add a system with values by field name, already parsed. Errors: `Refused`, `FileNotOpen`."""
        self.insist_on_change(customer_id)
        row = {"customer_seq": self.seq_of(customer_id), "version": 1, **_columns(values)}
        seq = self.connection.execute(insert(SystemRow).returning(SystemRow.seq), row).scalar_one()
        self._changed(customer_id, seq, "added")
        return self.one(customer_id, seq)

    def change(self, customer_id: str, system: int, version: int, values: Mapping[str, Any]) -> System:
        """Save values over the version that was seen.

        Errors: `Refused`, `FileNotOpen`, `NotFound`, `SystemChanged`.
        """
        self.insist_on_change(customer_id)
        there = self.one(customer_id, system)
        done = self.connection.execute(
            update(SystemRow)
            .where(SystemRow.seq == system, SystemRow.version == version)
            .values(**_columns(values), version=version + 1)
        )
        if not done.rowcount:
            raise SystemChanged(there)
        self._changed(customer_id, system, "changed")
        return self.one(customer_id, system)

    def remove(self, customer_id: str, system: int) -> None:
        """Remove a system; its sessions stay. Errors: `Refused`, `FileNotOpen`, `NotFound`."""
        self.insist_on_change(customer_id)
        self.one(customer_id, system)
        self.connection.execute(delete(SystemRow).where(SystemRow.seq == system))
        self._changed(customer_id, system, "removed")

    def hosts(self) -> tuple[tuple[str, str, int], ...]:
        """Every host as (customer id, host, port), for a job that shows none of them."""
        rows = self.connection.execute(
            select(CustomerRow.id, SystemRow.host, SystemRow.port)
            .join(CustomerRow, CustomerRow.seq == SystemRow.customer_seq)
            .distinct()
        )
        return tuple((row.id, row.host, row.port) for row in rows)

    def insist_on_change(self, customer_id: str) -> None:
        """Refuse unless this technician may change a customer's systems. Errors: `Refused`, `FileNotOpen`."""
        self.work.require("change", customer_id)
        insist(self.work, customer_id, SYSTEM.categories(), Action.CHANGE)

    def one(self, customer_id: str, system: int) -> System:
        """One system of a customer, for a job that has asked the guard. Errors: `NotFound`."""
        found = self.connection.execute(
            _OF.where(SystemRow.seq == system, SystemRow.customer_seq == self.seq_of(customer_id))
        ).first()
        if found is None:
            raise NotFound(msg("This system no longer exists."))
        return _system(found)

    def _changed(self, customer_id: str, system: int, change: str) -> None:
        self.work.audit.record(AuditEvent.SYSTEM_CHANGED, subject=customer_id, system=system, change=change)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(name, name): value for name, value in values.items()}


def _system(row: Row[*tuple[Any, ...]]) -> System:
    return System(
        row.seq,
        row.name,
        row.host,
        row.port,
        row.user,
        SignIn(row.sign_in),
        row.secret_at,
        row.jump_seq,
        row.service_seq,
        row.version,
    )
