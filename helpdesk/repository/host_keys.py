"""The keys that identify customers' hosts. Clause: B4."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, insert, or_, select, update

from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import Ended, HostKey, KeyStanding, TrustedKey
from helpdesk.repository.base import Repository
from helpdesk.repository.remote_tables import HostKeyRow, SessionRow, SystemRow
from helpdesk.repository.tables import TechnicianRow

_KEPT = select(
    HostKeyRow.__table__, func.coalesce(TechnicianRow.name, HostKeyRow.trusted_by).label("by")
).outerjoin(TechnicianRow, TechnicianRow.login == HostKeyRow.trusted_by)


class HostKeys(Repository):
    """Stored customer by customer: two of them may both have a 192.168.1.1. The caller has asked the guard.

    Clause: B4.
    """

    def of(self, customer_id: str, host: str, port: int) -> tuple[TrustedKey, ...]:
        """The keys that are trusted for a host, oldest first."""
        return tuple(one for one in self.kept(customer_id, host, port) if one.standing is KeyStanding.TRUSTED)

    def kept(self, customer_id: str, host: str, port: int) -> tuple[TrustedKey, ...]:
        """All stored keys of a host, refused and forgotten ones included, oldest first."""
        return self._where(customer_id, HostKeyRow.host == host, HostKeyRow.port == port)

    def refused(self, customer_id: str) -> tuple[HostKey, ...]:
        """The keys that known hosts of a customer showed instead of their own."""
        kept = self._where(customer_id, HostKeyRow.standing == KeyStanding.REFUSED)
        return tuple(replace(one.key, refused=True) for one in kept)

    def one(self, customer_id: str, key: int) -> TrustedKey:
        """One trusted key of a customer; `NotFound` if there is none, or no longer."""
        row = self.connection.execute(
            _KEPT.where(HostKeyRow.seq == key, HostKeyRow.customer_seq == self.seq_of(customer_id))
        ).first()
        if row is None:
            raise NotFound(msg("This host key no longer exists."))
        return _trusted(row)

    def add(
        self, customer_id: str, key: HostKey, reason: str = "", standing: KeyStanding = KeyStanding.TRUSTED
    ) -> TrustedKey:
        """Trust a key from now on, or record that it was refused."""
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
            "standing": standing,
        }
        seq = self.connection.execute(insert(HostKeyRow).returning(HostKeyRow.seq), row).scalar_one()
        return self.one(customer_id, seq)

    def drop_for(self, customer_id: str, key: HostKey) -> None:
        """Make room for another key of a host: drop those that are trusted or refused there, and its own refusals."""
        at_host = and_(
            HostKeyRow.host == key.host,
            HostKeyRow.port == key.port,
            HostKeyRow.standing != KeyStanding.FORGOTTEN,
        )
        same = and_(HostKeyRow.key == key.key, HostKeyRow.standing == KeyStanding.REFUSED)
        self.connection.execute(
            delete(HostKeyRow).where(HostKeyRow.customer_seq == self.seq_of(customer_id), or_(at_host, same))
        )

    def forget(self, key: TrustedKey, reason: str) -> None:
        """Stop trusting one key, and record who decided that and why."""
        values = {
            "standing": KeyStanding.FORGOTTEN,
            "trusted_by": self.work.technician.login,
            "trusted_at": self.work.clock(),
            "reason": reason,
        }
        self.connection.execute(update(HostKeyRow).where(HostKeyRow.seq == key.id).values(**values))

    def drop_unused(self, customer_id: str) -> None:
        """Drop the keys of hosts that no system of the customer has any more.

        Not while the ledger has a refused host key of this customer: otherwise a system that is removed and added
        again would count as unknown, and any key might be trusted for it. Clause: P3, B4.
        """
        seq = self.seq_of(customer_id)
        refused = exists().where(SessionRow.customer_seq == seq, SessionRow.how == Ended.HOST_KEY_REFUSED)
        if self.connection.execute(select(refused)).scalar_one():
            return
        used = exists().where(
            and_(
                SystemRow.customer_seq == HostKeyRow.customer_seq,
                SystemRow.host == HostKeyRow.host,
                SystemRow.port == HostKeyRow.port,
            )
        )
        self.connection.execute(delete(HostKeyRow).where(HostKeyRow.customer_seq == seq, ~used))

    def _where(self, customer_id: str, *conditions: ColumnElement[bool]) -> tuple[TrustedKey, ...]:
        of_customer = HostKeyRow.customer_seq == self.seq_of(customer_id)
        kept = _KEPT.where(of_customer, *conditions).order_by(HostKeyRow.seq)
        return tuple(map(_trusted, self.connection.execute(kept)))


def _trusted(row: Row[*tuple[Any, ...]]) -> TrustedKey:
    key = HostKey(row.host, row.port, row.algorithm, row.key, row.fingerprint)
    return TrustedKey(row.seq, key, row.by, row.trusted_at, row.reason, KeyStanding(row.standing))
