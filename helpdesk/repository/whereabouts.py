"""Where unsolicited data is in tickets: findings by kind and place, messages and attachments. Clause: D9."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select, update

from helpdesk.domain.errors import NotFound
from helpdesk.domain.kinds import SECRETS
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.removing import Passage, unpacked
from helpdesk.domain.unsolicited import OTHER, Outcome, Part
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import CustomerRow
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    AttachmentRow,
    FindingRow,
    TicketMessageRow,
    TicketRow,
    UnsolicitedRow,
)

_IN = (
    select(TicketMessageRow.seq, TicketMessageRow.channel, TicketRow.number, CustomerRow.id)
    .join(TicketRow, TicketRow.seq == TicketMessageRow.ticket_seq)
    .outerjoin(CustomerRow, CustomerRow.seq == TicketRow.customer_seq)
    .where(TicketMessageRow.removed.is_(None))
)

_MARKED = select(UnsolicitedRow.message_seq, UnsolicitedRow.passages).where(
    UnsolicitedRow.message_seq.in_(bindparam("messages", expanding=True)),
    UnsolicitedRow.passages != "",
    UnsolicitedRow.closed.is_(None),
    or_(UnsolicitedRow.outcome.is_(None), UnsolicitedRow.outcome == Outcome.IMPOSSIBLE),
)


@dataclass(frozen=True, slots=True)
class FoundIn:
    """Where something is: a message, its channel, its ticket's number, and the customer's id if there is one."""

    message: int
    channel: str
    ticket: str
    customer: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the message that it is in."""

    id: int
    message: int
    kind: str
    start: int
    end: int
    in_subject: bool


class Whereabouts(Repository):
    """The caller has asked for the job. Clause: D9, B6."""

    def marked(self, messages: Collection[int]) -> dict[int, tuple[Passage, ...]]:
        """The passages of messages that are in the queue and undecided, by message."""
        found: dict[int, tuple[Passage, ...]] = {}
        for row in self.connection.execute(_MARKED, {"messages": list(messages)}):
            found[row.message_seq] = (*found.get(row.message_seq, ()), *unpacked(row.passages))
        return found

    def some(self, findings: Collection[int]) -> tuple[Found, ...]:
        """Findings in reading order. Errors: `NotFound` if one of them no longer exists."""
        row = FindingRow
        rows = self.connection.execute(
            select(row.seq, row.message_seq, row.kind, row.start, row.end, row.in_subject)
            .where(row.seq.in_(tuple(findings)))
            .order_by(row.in_subject.desc(), row.start, row.seq)
        ).all()
        if len(rows) < len(set(findings)) or not rows:
            raise NotFound(msg("What was found there is gone. Look at the message again."))
        return tuple(Found(*row) for row in rows)

    def length(self, message: int, *, in_subject: bool = False) -> int:
        """The number of characters in a message's text, or its subject. Errors: `NotFound`."""
        column = TicketMessageRow.subject if in_subject else TicketMessageRow.text
        text = self.connection.execute(
            select(column).where(TicketMessageRow.seq == message, TicketMessageRow.removed.is_(None))
        ).scalar_one_or_none()
        if text is None:
            raise _gone()
        return len(text)

    def message(self, message: int) -> FoundIn:
        """Where a message is. Errors: `NotFound`, also if it was removed."""
        return self._in(_IN.where(TicketMessageRow.seq == message))

    def attachment(self, attachment: int) -> FoundIn:
        """Where an attachment is. Errors: `NotFound`, also if it was removed."""
        return self._in(
            _IN.join(AttachmentRow, AttachmentRow.message_seq == TicketMessageRow.seq).where(
                AttachmentRow.seq == attachment, AttachmentRow.removed.is_(None)
            )
        )

    def kinds_in(self, message: int, passages: Collection[Passage] | None = None) -> frozenset[str]:
        """The kinds of findings, not dismissed, in a message, or in passages of it."""
        row = FindingRow
        there = self.connection.execute(
            select(row.kind, row.start, row.end, row.in_subject).where(
                row.message_seq == message, row.dismissed.is_(None)
            )
        ).all()
        return frozenset(
            found.kind
            for found in there
            if passages is None
            or any(
                one.in_subject == found.in_subject and one.start < found.end and found.start < one.end
                for one in passages
            )
        )

    def kinds_in_files(self, attachments: Collection[int]) -> frozenset[str]:
        """The kinds of findings, not dismissed, in attachments."""
        row = AttachmentFindingRow
        there = select(row.kind).where(row.attachment_seq.in_(tuple(attachments)), row.dismissed.is_(None))
        return frozenset(self.connection.execute(there).scalars())

    def attachments(self, message: int | None) -> tuple[Part, ...]:
        """The existing attachments of a message, without their names, and which secret is in each."""
        rows = self.connection.execute(
            select(AttachmentRow.seq, AttachmentRow.media_type, AttachmentRow.size)
            .where(AttachmentRow.message_seq == message, AttachmentRow.removed.is_(None))
            .order_by(AttachmentRow.seq)
        )
        return tuple(
            Part(
                row.seq,
                next(iter(SECRETS & self.kinds_in_files([row.seq])), OTHER),
                media_type=row.media_type,
                size=row.size,
            )
            for row in rows.all()
        )

    def dismiss(self, findings: Collection[int], *, back: bool = False) -> int:
        """Mark findings as dealt with, now and by this technician, or undo that. How many changed."""
        now, who = (None, "") if back else (self.work.clock(), self.work.technician.login)
        dismissed = FindingRow.dismissed
        return self.connection.execute(
            update(FindingRow)
            .where(
                FindingRow.seq.in_(tuple(findings)), dismissed.is_not(None) if back else dismissed.is_(None)
            )
            .values(dismissed=now, dismissed_by=who)
        ).rowcount

    def settle(self, message: int, passages: Collection[Passage]) -> None:
        """Mark the findings in these passages as dealt with: somebody decided that they stay."""
        columns = (FindingRow.seq, FindingRow.start, FindingRow.end, FindingRow.in_subject)
        there = self.connection.execute(select(*columns).where(FindingRow.message_seq == message)).all()
        self.dismiss(
            [
                row.seq
                for row in there
                if any(
                    one.in_subject == row.in_subject and one.start <= row.start and row.end <= one.end
                    for one in passages
                )
            ]
        )

    def _in(self, query: Select[*tuple[Any, ...]]) -> FoundIn:
        row: Row[*tuple[Any, ...]] | None = self.connection.execute(query).first()
        if row is None:
            raise _gone()
        return FoundIn(*row)


def _gone() -> NotFound:
    return NotFound(msg("This is gone. Look at the ticket again."))
