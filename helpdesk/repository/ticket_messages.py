"""The messages of tickets and their files; callers have asked the guard for the ticket. Clause: G3, D9, R7."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, insert, literal_column, or_, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import NotFound
from helpdesk.domain.incoming import IncomingFile
from helpdesk.domain.kinds import Certainty, Kind
from helpdesk.domain.mail import Undelivered
from helpdesk.domain.messages import msg, unpacked
from helpdesk.domain.removing import Passage
from helpdesk.domain.ticket_values import file_name, gone_identity, line, sender_key
from helpdesk.domain.tickets import Attachment, Delivery, Direction, Spotted, Ticket, TicketMessage
from helpdesk.repository import message_search
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.tables import CustomerRow, EmailRow, PhoneRow, TechnicianRow
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    AttachmentRow,
    FindingRow,
    TicketMessageRow,
    TicketRow,
)

_M = TicketMessageRow
_ROWS = select(_M.__table__, TechnicianRow.name.label("author_name")).outerjoin(
    TechnicianRow, (TechnicianRow.login == _M.author) & (_M.author != "")
)
_OF_TICKET = _ROWS.where(_M.ticket_seq == bindparam("ticket")).order_by(_M.at, _M.seq)
_SAME_ID = _ROWS.where(_M.message_id.in_((bindparam("value"), bindparam("gone"))), _M.message_id != "").limit(
    1
)
_SAME_CONTENT = _ROWS.where(_M.fingerprint == bindparam("value"), _M.fingerprint != "").limit(1)
_ONE = _ROWS.where(_M.seq == bindparam("message"))
_ADD = insert(_M).returning(_M.seq)
_REFS = select(*REF_COLUMNS).order_by(CustomerRow.seq).limit(2)
_OF_EMAIL = _REFS.where(
    CustomerRow.seq.in_(
        select(EmailRow.customer_seq).where(EmailRow.key == bindparam("key"), EmailRow.registered)
    )
)
_OF_PHONE = _REFS.where(
    CustomerRow.seq.in_(
        select(PhoneRow.customer_seq).where(PhoneRow.value == bindparam("key"), PhoneRow.registered)
    )
)
# Spelled out: only this tells SQLite that the index over these few will do.
_NOT_GONE_OUT = and_(
    _M.delivery.in_([literal_column(f"'{one}'") for one in (Delivery.WAITING, Delivery.FAILED)]),
    _M.removed.is_(None),
)
_SETTLED = and_(_M.delivery == Delivery.FAILED, ~_M.delivery_detail.startswith(Undelivered.ON_ITS_WAY))
_LATER = _M.__table__.alias("later")
_TOLD_SINCE = exists().where(
    _LATER.c.ticket_seq == _M.ticket_seq,
    _LATER.c.seq > _M.seq,
    _LATER.c.direction == Direction.OUT,
    _LATER.c.delivery.not_in((Delivery.WAITING, Delivery.FAILED)),
)
_FILES = [column for column in AttachmentRow.__table__.c if column.name != "content"]


class TicketMessages(Repository):
    """What was written in tickets, with files and findings. Clause: G3, D9, R7."""

    def of(self, ticket: int) -> tuple[TicketMessage, ...]:
        """A ticket's messages in reading order, with their findings and attachments."""
        return self._read(self.connection.execute(_OF_TICKET, {"ticket": ticket}).all())

    def one(self, message: int) -> TicketMessage:
        """One message. Errors: `NotFound`."""
        rows = self.connection.execute(_ONE, {"message": message}).all()
        if not rows:
            raise NotFound(msg("This message is not in the store, or no longer."))
        return self._read(rows)[0]

    def seqs_of(self, ticket: int) -> tuple[int, ...]:
        """The ids of a ticket's messages."""
        return tuple(self.connection.execute(select(_M.seq).where(_M.ticket_seq == ticket)).scalars())

    def seqs_of_customer(self, customer: int) -> tuple[int, ...]:
        """The ids of all messages in a customer's tickets, by the customer's sequence number."""
        theirs = select(TicketRow.seq).where(TicketRow.customer_seq == customer)
        return tuple(self.connection.execute(select(_M.seq).where(_M.ticket_seq.in_(theirs))).scalars())

    def add(
        self, ticket: Ticket, values: Mapping[str, Any], files: Iterable[IncomingFile] = ()
    ) -> TicketMessage:
        """Add a message with values by column name, its attachments and its search document, on record."""
        seq = self.keep(ticket, values, files)
        self.index([seq])
        return self.one(seq)

    def keep(self, ticket: Ticket, values: Mapping[str, Any], files: Iterable[IncomingFile] = ()) -> int:
        """`add` without the search document, for callers that add many and call `index` at the end; returns the id."""
        row = {"ticket_seq": ticket.id, **values}
        seq: int = self.connection.execute(_ADD, row).scalar_one()
        kept = [{"message_seq": seq, **_file_columns(file)} for file in files]
        for each in kept:
            self.connection.execute(insert(AttachmentRow), each)
        self.work.audit.record(
            AuditEvent.MESSAGE_ADDED,
            subject=ticket.customer.id if ticket.customer else None,
            ticket=ticket.number,
            message=seq,
            direction=str(values["direction"]),
            attachments=len(kept),
        )
        return seq

    def index(self, messages: Iterable[int]) -> None:
        """Make messages findable."""
        message_search.index(self.connection, messages)

    def same(self, message_id: str, fingerprint: str) -> TicketMessage | None:
        """The earlier message with this Message-ID or, without one, with this content."""
        if message_id:
            asked = {"value": message_id, "gone": gone_identity(message_id)}
            rows = self.connection.execute(_SAME_ID, asked).all()
        else:
            rows = self.connection.execute(_SAME_CONTENT, {"value": fingerprint}).all() if fingerprint else []
        return self._read(rows)[0] if rows else None

    def ticket_of(self, message_ids: Sequence[str]) -> str:
        """The number of the ticket that has a message with one of these Message-IDs, `""` if none does."""
        if not message_ids:
            return ""
        ids = [line(each) for each in message_ids]
        ids += [gone_identity(each) for each in ids if each.startswith("<")]
        number = select(TicketRow.number).join(_M, _M.ticket_seq == TicketRow.seq)
        found = self.connection.execute(number.where(_M.message_id.in_(ids)).limit(1)).scalars().first()
        return found or ""

    def in_subjects(self, tickets: Collection[int]) -> Iterator[tuple[int, str, Passage]]:
        """Findings that were not dismissed in the subjects of tickets' messages: ticket, subject, finding.

        For callers that show no more of a subject than a list does. Clause: D9, B6.
        """
        if not tickets:
            return
        question = (
            select(_M.ticket_seq, _M.subject, FindingRow.__table__)
            .join(FindingRow, FindingRow.message_seq == _M.seq)
            .where(_M.ticket_seq.in_(tickets), FindingRow.in_subject, FindingRow.dismissed.is_(None))
        )
        for row in self.connection.execute(question):
            yield row.ticket_seq, row.subject, Passage(row.start, row.end, row.kind, in_subject=True)

    def call_typed(self, ticket: int, before: str, subject: str) -> bool:
        """Rename messages that were typed here with one subject; whether there are any.

        They must be searched again, and findings in the old subject are gone. A message with a passage in the queue of
        unsolicited data stays as it is. Clause: D9, B6.
        """
        typed = (
            _M.subject == before,
            _M.message_id == "",
            _M.fingerprint == "",
            _M.direction != Direction.OUT,
        )
        there = self.connection.execute(select(_M.seq).where(_M.ticket_seq == ticket, *typed)).scalars().all()
        seqs = [
            seq
            for seq in there
            if not any(one.in_subject for item in self.work.unsolicited.about(seq) for one in item.passages)
        ]
        self.connection.execute(update(_M).where(_M.seq.in_(seqs)).values(subject=subject, scanned=None))
        self.connection.execute(
            delete(FindingRow).where(FindingRow.message_seq.in_(seqs), FindingRow.in_subject)
        )
        self.index(seqs)
        return bool(seqs)

    def move(self, messages: Iterable[int], to: int) -> None:
        """Move messages to another ticket; they stay the same messages."""
        self.connection.execute(update(_M).where(_M.seq.in_(tuple(messages))).values(ticket_seq=to))

    def recognise(self, ticket: Ticket) -> None:
        """Check again which senders are registered contact points of the customer. Clause: R7."""
        incoming = select(_M.seq, _M.sender).where(_M.ticket_seq == ticket.id, _M.direction == Direction.IN)
        for row in self.connection.execute(incoming).all():
            known = ticket.customer is not None and self.is_registered(ticket.customer.id, row.sender)
            self.connection.execute(update(_M).where(_M.seq == row.seq).values(is_registered=known))

    def deliver(self, message: int, delivery: Delivery, detail: str = "") -> TicketMessage:
        """Store what became of an outgoing message. Errors: `NotFound`."""
        self.connection.execute(
            update(_M)
            .where(_M.seq == message, _M.direction == Direction.OUT)
            .values(delivery=delivery, delivery_detail=detail)
        )
        return self.one(message)

    def undelivered(self, limit: int) -> tuple[TicketMessage, ...]:
        """Outgoing messages that wait to be sent, oldest first."""
        question = _ROWS.where(_NOT_GONE_OUT, _M.delivery == Delivery.WAITING).order_by(_M.seq)
        return self._read(self.connection.execute(question.limit(limit)).all())

    def not_gone_out(self, before: datetime, limit: int) -> tuple[TicketMessage, ...]:
        """Outgoing messages that did not go out, with nothing sent after them, oldest first. Clause: G3.

        `before`: one that is waiting or being sent counts if it was written before then.
        """
        question = _ROWS.where(_NOT_GONE_OUT, or_(_SETTLED, _M.at <= before), ~_TOLD_SINCE).order_by(_M.seq)
        return self._read(self.connection.execute(question.limit(limit)).all())

    def claim(self, message: int, message_id: str, detail: str) -> None:
        """Mark an outgoing message as being sent, with its Message-ID."""
        values = {"delivery": Delivery.FAILED, "delivery_detail": detail, "message_id": message_id}
        self.connection.execute(update(_M).where(_M.seq == message).values(**values))

    def attachment(self, attachment: int) -> tuple[Attachment, int]:
        """An attachment without its content, and the id of its message. Errors: `NotFound`."""
        row = self.connection.execute(select(*_FILES).where(AttachmentRow.seq == attachment)).first()
        if row is None:
            raise NotFound(msg("This attachment is not in the store, or no longer."))
        return _attachment(row), row.message_seq

    def content(self, attachment: int) -> bytes:
        """The content of an attachment. Errors: `NotFound`, also if it was removed."""
        content = self.connection.execute(
            select(AttachmentRow.content).where(AttachmentRow.seq == attachment)
        ).scalar_one_or_none()
        if content is None:
            raise NotFound(msg("This attachment was removed."))
        return content

    def whose(self, sender: str) -> tuple[CustomerRef, ...]:
        """The customers of whom a sender is a registered contact point; two at most. Clause: R7."""
        key = sender_key(sender, self.work.policy.company.region)
        rows = self.connection.execute(_OF_EMAIL if "@" in key else _OF_PHONE, {"key": key})
        return tuple(map(ref_of, rows))

    def is_registered(self, customer_id: str, sender: str) -> bool:
        """Whether a sender is a registered contact point of a customer. Clause: R7."""
        key, seq = sender_key(sender, self.work.policy.company.region), self.seq_of(customer_id)
        if "@" in key:
            point = select(EmailRow.seq).where(EmailRow.customer_seq == seq, EmailRow.key == key)
            point = point.where(EmailRow.registered)
        else:
            point = select(PhoneRow.seq).where(PhoneRow.customer_seq == seq, PhoneRow.value == key)
            point = point.where(PhoneRow.registered)
        return self.connection.execute(point.limit(1)).first() is not None

    def registered(self, customer_id: str) -> tuple[str, ...]:
        """A customer's registered contact points, for a job that has asked the guard. Clause: R7."""
        seq = self.seq_of(customer_id)
        return tuple(
            value
            for point in (EmailRow, PhoneRow)
            for value in self.connection.execute(
                select(point.value).where(point.customer_seq == seq, point.registered).order_by(point.seq)
            ).scalars()
        )

    def _read(self, rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[TicketMessage, ...]:
        rows = tuple(rows)
        if not rows:
            return ()
        seqs = [row.seq for row in rows]
        findings: dict[int, list[Spotted]] = {}
        spotted = select(FindingRow.__table__).where(FindingRow.message_seq.in_(seqs))
        for row in self.connection.execute(spotted.order_by(FindingRow.start, FindingRow.seq)):
            findings.setdefault(row.message_seq, []).append(_spotted(row))
        in_files = self._in_files(seqs)
        files: dict[int, list[Attachment]] = {}
        came = select(*_FILES).where(AttachmentRow.message_seq.in_(seqs)).order_by(AttachmentRow.seq)
        for row in self.connection.execute(came):
            file = replace(_attachment(row), findings=tuple(in_files.get(row.seq, ())))
            files.setdefault(row.message_seq, []).append(file)
        marked = self.work.whereabouts.marked(seqs)
        return tuple(
            _message(
                row, tuple(findings.get(row.seq, ())), tuple(files.get(row.seq, ())), marked.get(row.seq, ())
            )
            for row in rows
        )

    def _in_files(self, messages: Sequence[int]) -> dict[int, list[Spotted]]:
        """What was spotted in attachments, by attachment; nothing for removed ones."""
        row = AttachmentFindingRow
        spotted = (
            select(row.__table__)
            .join(AttachmentRow, AttachmentRow.seq == row.attachment_seq)
            .where(AttachmentRow.message_seq.in_(messages), AttachmentRow.removed.is_(None))
        )
        found: dict[int, list[Spotted]] = {}
        for one in self.connection.execute(spotted.order_by(row.start, row.seq)):
            found.setdefault(one.attachment_seq, []).append(_spotted(one))
        return found


def _spotted(row: Row[*tuple[Any, ...]]) -> Spotted:
    certainty = Certainty(row.certainty)
    in_subject = getattr(row, "in_subject", False)  # a file has none
    return Spotted(
        row.seq, Kind(row.kind), row.start, row.end, certainty, row.dismissed is not None, in_subject
    )


def _file_columns(file: IncomingFile) -> dict[str, Any]:
    return {
        "name": file_name(file.name),
        "media_type": line(file.media_type, 120),
        "size": len(file.content),
        "content": file.content,
    }


def _attachment(row: Row[*tuple[Any, ...]]) -> Attachment:
    return Attachment(row.seq, row.name, row.media_type, row.size, row.removed, row.kind)


def _message(
    row: Row[*tuple[Any, ...]],
    findings: tuple[Spotted, ...],
    files: tuple[Attachment, ...],
    marked: tuple[Passage, ...],
) -> TicketMessage:
    at: datetime = row.at
    return TicketMessage(
        row.seq, row.ticket_seq, Direction(row.direction), row.channel, at, row.author, row.author_name or "",
        row.sender, row.recipients, row.subject, row.text, row.message_id, row.is_registered,
        Delivery(row.delivery), row.delivery_detail, row.scanned is not None, row.removed, findings, files,
        marked, unpacked(row.faults),
    )  # fmt: skip
