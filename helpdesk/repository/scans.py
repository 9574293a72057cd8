"""Messages as they are searched for unsolicited data, and what was found in them. Clause: D9, B6, P2, R5.

The customer's own data is no finding, so a message is compared with what identifies the customer. No technician reads
that data, so no open file and no purpose is needed: it serves to tell what nobody needs from what somebody does, as
the law requires (GDPR art. 5(1)(c)). It stays here: callers get keys that can be compared with but not read
(`Sealed`), and only kinds and places are stored. The audit records the message, the number of findings, and the
categories that were compared; never a value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update

from helpdesk.domain.attachments import is_text, text_of
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.errors import NotFound
from helpdesk.domain.kinds import Finding, Kind
from helpdesk.domain.known import Sealed, address_key
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.tickets import Direction, Ticket
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import AddressRow, CustomerRow, EmailRow, PhoneRow
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    AttachmentRow,
    FindingRow,
    TicketMessageRow,
    TicketRow,
)

COMPARED = ("D1", "D3", "D4", "D6", "D7")
"""The categories that identify a customer."""

_M = TicketMessageRow
_Findings = type[FindingRow] | type[AttachmentFindingRow]


@dataclass(frozen=True, slots=True)
class FileToScan:
    """An attachment; `text` is `None` if it is unreadable or too long."""

    id: int
    name: str = field(repr=False)
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class MessageToScan:
    """A message with its attachments, and its customer's keys to compare it with."""

    id: int
    subject: str = field(repr=False)
    text: str = field(repr=False)
    files: tuple[FileToScan, ...] = field(repr=False)
    own: Sealed = field(repr=False)
    state: str
    """A digest of everything that was read, to tell whether it has changed since. It is not stored."""


@dataclass(frozen=True, slots=True)
class MessageScanned:
    """What was found in a message's text and subject and, by id, in its attachments."""

    message: MessageToScan
    findings: tuple[Finding, ...] = ()
    in_subject: tuple[Finding, ...] = ()
    in_files: tuple[tuple[int, tuple[Finding, ...]], ...] = ()

    @property
    def count(self) -> int:
        """How many findings there are."""
        in_files = sum(len(findings) for _, findings in self.in_files)
        return len(self.findings) + len(self.in_subject) + in_files


class Scans(Repository):
    """The caller has asked for the job. Clause: D9, B6, P2, R5."""

    def waiting(self, limit: int, after: int = 0) -> tuple[int, ...]:
        """Messages that nobody has searched yet, oldest first, after the message `after`.

        Messages to a customer are not searched, nor is anything from a restricted customer: that may only be stored
        until the restriction ends. Clause: R5.
        """
        restricted = self.work.standings.in_restriction()
        rows = (
            select(_M.seq)
            .join(TicketRow, TicketRow.seq == _M.ticket_seq)
            .where(_M.scanned.is_(None), _M.seq > after, _M.direction != Direction.OUT)
            .where(or_(TicketRow.customer_seq.is_(None), TicketRow.customer_seq.not_in(restricted)))
        )
        return tuple(self.connection.execute(rows.order_by(_M.seq).limit(limit)).scalars())

    def known_by(self, customer: int) -> Sealed:
        """The sealed keys that identify a customer; `customer` is their sequence number."""
        return Sealed(self._keys(customer))

    def read(self, message: int) -> MessageToScan:
        """A message as it is now, with its attachments and its customer's sealed keys. Errors: `NotFound`."""
        row = self._row(message)
        files = tuple(self._files(message))
        return MessageToScan(
            message,
            row.subject,
            row.text,
            files,
            Sealed(self._keys(row.customer_seq)),
            _state(row, files),
        )

    def keep(self, scanned: MessageScanned) -> bool:
        """Store what was found, on record, if the message has not changed; otherwise return `False` and store nothing.

        Dismissed findings of an earlier search stay dismissed, and repeated ones stay too. Whoever changes the message
        meanwhile waits until this is written.
        """
        found = scanned.message
        try:
            row = self._row(found.id, lock=True)
        except NotFound:
            return False
        if row.removed is not None or _state(row, tuple(self._files(found.id))) != found.state:
            return False
        for findings, in_subject in ((scanned.findings, False), (scanned.in_subject, True)):
            self._write(FindingRow, "message_seq", found.id, findings, in_subject=in_subject)
        for file, findings in scanned.in_files:
            self._write(AttachmentFindingRow, "attachment_seq", file, findings)
        self.connection.execute(update(_M).where(_M.seq == found.id).values(scanned=self.work.clock()))
        ticket = self.work.tickets.one(row.ticket_seq)
        self.work.audit.record(
            AuditEvent.MESSAGE_SCANNED,
            subject=ticket.customer.id if ticket.customer else None,
            ticket=ticket.number,
            message=found.id,
            findings=scanned.count,
            compared=list(COMPARED) if ticket.customer else [],
        )
        return True

    def ticket_of(self, findings: Iterable[int]) -> Ticket:
        """The ticket of findings in attachments. Errors: `NotFound`, also if there are several."""
        row = AttachmentFindingRow
        seqs = tuple(
            self.connection.execute(
                select(_M.ticket_seq)
                .join(AttachmentRow, AttachmentRow.message_seq == _M.seq)
                .join(row, row.attachment_seq == AttachmentRow.seq)
                .where(row.seq.in_(tuple(findings)))
                .distinct()
            ).scalars()
        )
        if len(seqs) != 1:
            raise NotFound(msg("These findings are not in the store, or no longer."))
        return self.work.tickets.one(seqs[0])

    def dismiss(self, findings: Iterable[int], *, back: bool) -> int:
        """Mark findings in attachments as false alarms, or undo that; how many changed."""
        row = AttachmentFindingRow
        moment, by = (None, "") if back else (self.work.clock(), self.work.technician.login)
        done = self.connection.execute(
            update(row)
            .where(row.seq.in_(tuple(findings)))
            .where(row.dismissed.is_not(None) if back else row.dismissed.is_(None))
            .values(dismissed=moment, dismissed_by=by)
        )
        return done.rowcount

    def _row(self, message: int, *, lock: bool = False) -> Row[*tuple[Any, ...]]:
        question = (
            select(_M.subject, _M.text, _M.removed, _M.ticket_seq, TicketRow.customer_seq)
            .join(TicketRow, TicketRow.seq == _M.ticket_seq)
            .where(_M.seq == message)
        )
        if lock:
            question = question.with_for_update(of=_M.__table__)
        row = self.connection.execute(question).first()
        if row is None:
            raise NotFound(msg("This message is not in the store, or no longer."))
        return row

    def _files(self, message: int) -> Iterator[FileToScan]:
        row = AttachmentRow
        there = select(row.seq, row.name, row.media_type, row.size).where(
            row.message_seq == message, row.removed.is_(None)
        )
        for seq, name, media_type, size in self.connection.execute(there.order_by(row.seq)).all():
            content = None
            if is_text(name, media_type, size):
                content = self.connection.execute(select(row.content).where(row.seq == seq)).scalar_one()
            yield FileToScan(seq, name, None if content is None else text_of(content))

    def _keys(self, customer: int | None) -> Iterator[str]:
        """What identifies a customer, in the forms that a text is compared with."""
        if customer is None:
            return
        for column, owner in (
            (EmailRow.key, EmailRow.customer_seq),
            (PhoneRow.value, PhoneRow.customer_seq),
            (AddressRow.value, AddressRow.customer_seq),
        ):
            yield from self.connection.execute(select(column).where(owner == customer)).scalars()
        row = CustomerRow
        one = self.connection.execute(
            select(row.iban, row.postcode, row.house_number).where(row.seq == customer)
        ).one()
        if one.iban:
            yield one.iban
        if one.postcode and one.house_number:
            yield address_key(one.postcode, one.house_number)

    def _write(self, table: _Findings, on: str, seq: int, findings: Sequence[Finding], **part: bool) -> None:
        """Write the findings of the row `on`; `part` names the part of it, by column name."""
        columns = table.__table__.c
        question = select(table.__table__).where(columns[on] == seq)
        there = self.connection.execute(
            question.where(*(columns[name] == value for name, value in part.items()))
        ).all()
        dismissed = [row for row in there if row.dismissed is not None]
        left = {(one.kind, one.start, one.end): one for one in findings if not _covered(one, dismissed)}
        gone = [row.seq for row in there if row.dismissed is None and left.pop(_place(row), None) is None]
        self.connection.execute(delete(table).where(table.seq.in_(gone)))
        for one in left.values():
            values = {"kind": one.kind, "start": one.start, "end": one.end, "certainty": one.certainty}
            self.connection.execute(insert(table), {on: seq, **values, **part})


def _place(row: Row[*tuple[Any, ...]]) -> tuple[Kind, int, int]:
    return Kind(row.kind), row.start, row.end


def _covered(finding: Finding, dismissed: Iterable[Row[*tuple[Any, ...]]]) -> bool:
    """Whether this passage was dismissed before."""
    return any(
        row.kind == finding.kind
        and (
            (row.start, row.end) == (finding.start, finding.end)
            or (row.start < finding.end and finding.start < row.end)
        )
        for row in dismissed
    )


def _state(row: Row[*tuple[Any, ...]], files: Iterable[FileToScan]) -> str:
    digest = hashlib.sha256(repr(row.customer_seq).encode())
    for part in (row.subject, row.text, *(f"{file.id} {file.name} {file.text}" for file in files)):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()
