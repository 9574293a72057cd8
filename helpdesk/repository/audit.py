"""The audit: a hash chain that grows in the transaction of what it records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, text, update

from helpdesk.domain.audit import (
    AUDIT_PAGE,
    BEGIN,
    LOOKS,
    AuditEvent,
    AuditFilter,
    AuditRecord,
    ChainFault,
    ChainHead,
    first_fault,
    link,
    packed,
)
from helpdesk.domain.messages import msg
from helpdesk.domain.technician import Technician
from helpdesk.repository import audit_search
from helpdesk.repository.tables import AuditHeadRow, AuditRow

CHAIN_LOCK = 4_711
"""The advisory lock that lets one PostgreSQL transaction at a time add to the chain."""

PAGE = 1_000

_LOCK = text(f"select pg_advisory_xact_lock({CHAIN_LOCK})")
_HEAD = select(AuditHeadRow.seq, AuditHeadRow.hash)
_ADD = insert(AuditRow)
_FIRST_HEAD = insert(AuditHeadRow)
_MOVE_HEAD = update(AuditHeadRow)
_FIRST = select(func.min(AuditRow.seq))
_REMOVAL = (
    select(AuditRow.detail)
    .where(AuditRow.event == str(AuditEvent.AUDIT_REMOVED))
    .order_by(AuditRow.seq.desc())
    .limit(1)
)
_BY_SEQ = select(AuditRow.__table__).where(AuditRow.seq.in_(bindparam("seqs", expanding=True)))
_LAST_CHANGE = (
    select(AuditRow.seq)
    .where(AuditRow.subject == bindparam("customer"), AuditRow.event.not_in(sorted(LOOKS)))
    .order_by(AuditRow.seq.desc())
    .limit(1)
)


class Audit:
    """Reads and extends the chain on one connection. Clause: P1, P2, B1."""

    def __init__(self, connection: Connection, technician: Technician, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._technician = technician
        self._clock = clock
        self._own_head: ChainHead | None = (
            None  # once this transaction has added a record, nobody else can until it ends
        )

    def record(
        self,
        event: AuditEvent,
        *,
        subject: str | None = None,
        purposes: tuple[str, ...] = (),
        **detail: object,
    ) -> None:
        """Add a record. `detail` may have references, counts and field names, never personal data."""
        head = self._own_head or self._locked_head()
        seq, at, packed_detail = head.seq + 1, self._clock(), packed(detail)
        joined = ",".join(purposes)
        who = (self._technician.login, self._technician.role)
        digest = link(head.hash, seq, at, who, event, subject, joined, packed_detail)
        self._connection.execute(
            _ADD,
            {
                "seq": seq,
                "at": at,
                "technician": who[0],
                "role": who[1],
                "event": str(event),
                "subject": subject,
                "purposes": joined,
                "detail": packed_detail,
                "previous": head.hash,
                "hash": digest,
            },
        )
        if head.seq:
            self._connection.execute(_MOVE_HEAD, {"seq": seq, "hash": digest})
        else:
            self._connection.execute(_FIRST_HEAD, {"id": 1, "seq": seq, "hash": digest})
        self._own_head = ChainHead(seq, digest)

    def head(self) -> ChainHead:
        """The newest record's number and hash; number 0 if there are none."""
        row = self._connection.execute(_HEAD).first()
        return ChainHead(row.seq, row.hash) if row else BEGIN

    def anchor(self) -> ChainHead:
        """What the oldest record follows: the last one that went when its period was over, as is on record. P3."""
        detail = self._connection.execute(_REMOVAL).scalar()
        if detail is None:
            return BEGIN
        try:
            gone = json.loads(detail)
            return ChainHead(int(gone["until"]), str(gone["hash"]))
        except (ValueError, KeyError, TypeError):  # it was tampered with: then what went is missed
            return BEGIN

    def oldest(self) -> int:
        """The number of the oldest record that is still here; those before it went when their period was over."""
        return self._connection.execute(_FIRST).scalar() or 1

    def began(self) -> datetime:
        """When the first record was made, and so the store was first used; now if there are none."""
        first = select(AuditRow.at).order_by(AuditRow.seq).limit(1)
        return self._connection.execute(first).scalar() or self._clock()

    def last_change(self, customer_id: str) -> int:
        """The number of the newest record about a change of a customer, not a look at them; 0 if there is none."""
        return self._connection.execute(_LAST_CHANGE, {"customer": customer_id}).scalar() or 0

    def of_kinds(self, subjects: Iterable[str], events: Iterable[AuditEvent]) -> tuple[AuditRecord, ...]:
        """The records of some kinds about some subjects, oldest first."""
        kinds = [str(event) for event in events]
        query = select(AuditRow.__table__).where(
            AuditRow.subject.in_(tuple(subjects)), AuditRow.event.in_(kinds)
        )
        return tuple(map(_record, self._connection.execute(query.order_by(AuditRow.seq))))

    def page(
        self, *, before: int | None = None, subject: str | None = None, limit: int = AUDIT_PAGE
    ) -> tuple[AuditRecord, ...]:
        """Records before a number, newest first; of one customer if `subject` is given."""
        query = select(AuditRow.__table__).order_by(AuditRow.seq.desc()).limit(min(limit, PAGE))
        if before is not None:
            query = query.where(AuditRow.seq < before)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        return tuple(_record(row) for row in self._connection.execute(query))

    def found(
        self, wanted: AuditFilter, last: AuditRecord | None = None, limit: int = AUDIT_PAGE
    ) -> tuple[AuditRecord, ...]:
        """The records that a filter asks for, newest first, from after `last` on: the one that was shown last."""
        about = self.subjects(wanted.customer) if wanted.customer else None
        seqs = audit_search.find(self._connection, wanted, about, last, limit) if about != () else []
        rows = {row.seq: row for row in self._connection.execute(_BY_SEQ, {"seqs": seqs})} if seqs else {}
        return tuple(_record(rows[seq]) for seq in seqs)

    def subjects(self, reference: str) -> tuple[str, ...]:
        """Whom a list shows by a number, a reference or its beginning, or the id of a measure."""
        return audit_search.subjects(self._connection, reference)

    def verify(self, kept: ChainHead | None = None) -> ChainFault | None:
        """Walk the chain and name the first record that was altered, removed or inserted.

        `kept` is a head that was printed earlier and kept elsewhere: it exposes a rewritten chain.
        """
        previous: AuditRecord | ChainHead = self.anchor()
        if kept and kept.seq <= previous.seq and kept != previous:
            gone = msg("Record {seq} is gone: its retention period is over.", seq=kept.seq)
            other = msg("Record {seq} is not the one that was kept.", seq=kept.seq)
            return ChainFault(kept.seq, gone if kept.seq < previous.seq else other)
        for record in self._all():
            if fault := first_fault(previous, record):
                return fault
            if kept and record.seq == kept.seq and record.hash != kept.hash:
                return ChainFault(
                    record.seq, msg("Record {seq} is not the one that was kept.", seq=record.seq)
                )
            previous = record
        last = ChainHead(previous.seq, previous.hash)
        missing = kept.seq if kept and kept.seq > last.seq else None
        if missing is None and last != self.head():
            missing = last.seq + 1
        if missing is not None:
            return ChainFault(last.seq + 1, msg("Records from {seq} on were removed.", seq=last.seq + 1))
        return None

    def count(self) -> int:
        """How many records there are."""
        return self._connection.execute(select(func.count()).select_from(AuditRow)).scalar_one()

    def _locked_head(self) -> ChainHead:
        """The head, which can't change until this transaction adds to it; SQLite has locked the store already."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_LOCK)
        return self.head()

    def _all(self) -> Iterator[AuditRecord]:
        after = 0
        while True:
            rows = self._connection.execute(
                select(AuditRow.__table__).where(AuditRow.seq > after).order_by(AuditRow.seq).limit(PAGE)
            ).all()
            for row in rows:
                yield _record(row)
            if len(rows) < PAGE:
                return
            after = rows[-1].seq


def _record(row: Row[*tuple[Any, ...]]) -> AuditRecord:
    try:
        detail = json.loads(row.detail)
    except ValueError:
        detail = {"unreadable": row.detail}
    return AuditRecord(
        row.seq,
        row.at,
        row.technician,
        row.role,
        row.event,
        row.subject,
        tuple(part for part in row.purposes.split(",") if part),
        detail if isinstance(detail, dict) else {"unreadable": row.detail},
        row.previous,
        row.hash,
    )
