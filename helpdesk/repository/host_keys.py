"""The keys by which customers' hosts are known. Clause: B4."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, and_, delete, exists, insert, select

from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import HostKey, TrustedKey
from helpdesk.repository.base import Repository
from helpdesk.repository.remote_tables import HostKeyRow, SystemRow


class HostKeys(Repository):
    """Kept customer by customer: two of them may both have a 192.168.1.1. Who asks has asked the guard. Clause: B4."""

    def of(self, customer_id: str, host: str, port: int) -> tuple[TrustedKey, ...]:
        """The keys that are trusted for a host, oldest first."""
        return tuple(map(_trusted, self.connection.execute(self._at(customer_id, host, port))))

    def one(self, customer_id: str, key: int) -> TrustedKey:
        """One trusted key of a customer; `NotFound` where there is none (any more)."""
        row = self.connection.execute(
            select(HostKeyRow.__table__).where(
                HostKeyRow.seq == key, HostKeyRow.customer_seq == self.seq_of(customer_id)
            )
        ).first()
        if row is None:
            raise NotFound(msg("This host key is not there any more."))
        return _trusted(row)

    def add(self, customer_id: str, key: HostKey, reason: str = "") -> TrustedKey:
        """Trust a key from now on."""
        row = {
            "customer_seq": self.seq_of(customer_id),
            "host": key.host,
            "port": key.port,
            "algorithm": key.algorithm,
            "key": key.key,
            "fingerprint": key.fingerprint,
            "trusted_by": self.work.technician.login,
            "trusted_at": self.work.clock(),
            "reason": reason,
        }
        seq = self.connection.execute(insert(HostKeyRow).returning(HostKeyRow.seq), row).scalar_one()
        return self.one(customer_id, seq)

    def forget(self, customer_id: str, host: str, port: int) -> None:
        """Trust no key of a host any longer."""
        self.connection.execute(
            delete(HostKeyRow).where(
                HostKeyRow.customer_seq == self.seq_of(customer_id),
                HostKeyRow.host == host,
                HostKeyRow.port == port,
            )
        )

    def drop(self, key: TrustedKey) -> None:
        """Trust one key no longer."""
        self.connection.execute(delete(HostKeyRow).where(HostKeyRow.seq == key.id))

    def drop_unused(self, customer_id: str) -> None:
        """Drop the keys of hosts that no system of the customer has any more. Clause: P3."""
        used = exists().where(
            and_(
                SystemRow.customer_seq == HostKeyRow.customer_seq,
                SystemRow.host == HostKeyRow.host,
                SystemRow.port == HostKeyRow.port,
            )
        )
        self.connection.execute(
            delete(HostKeyRow).where(HostKeyRow.customer_seq == self.seq_of(customer_id), ~used)
        )

    def _at(self, customer_id: str, host: str, port: int) -> Select[Any]:
        return (
            select(HostKeyRow.__table__)
            .where(
                HostKeyRow.customer_seq == self.seq_of(customer_id),
                HostKeyRow.host == host,
                HostKeyRow.port == port,
            )
            .order_by(HostKeyRow.seq)
        )


def _trusted(row: Row[*tuple[Any, ...]]) -> TrustedKey:
    key = HostKey(row.host, row.port, row.algorithm, row.key, row.fingerprint)
    return TrustedKey(row.seq, key, row.trusted_by, row.trusted_at, row.reason)
