"""What is held about somebody without a file, found by their address. Clause: R1, R4, R7; GDPR art. 12, 15, 17.

Nothing of theirs belongs to a customer: what they wrote is in tickets of unknown senders, and they may have complained
or made requests before. An address or number identifies them in any spelling; a name does not, because others share
it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select

from helpdesk.domain import contact
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.contact import BadValue
from helpdesk.domain.holds import Roots
from helpdesk.domain.requests import Request
from helpdesk.domain.ticket_values import sender_key
from helpdesk.domain.tickets import Direction
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ComplaintRow, ErasureRow, RequestRow
from helpdesk.repository.erasing import AGAIN
from helpdesk.repository.letter_tables import LetterRow
from helpdesk.repository.reached import may_be
from helpdesk.repository.ticket_tables import TicketMessageRow, TicketRow

_GO: tuple[tuple[Any, Any], ...] = ((TicketRow, TicketRow.opened), (LetterRow, LetterRow.at))
"""What is removed by an erasure, and since when each of it is there."""

_SINCE = "@"
"""What separates the number and the moment in the identity of an erased record."""


def _known_again(number: str, since: datetime) -> str:
    """The identity of a removed record, should a backup bring it back: nothing personal, and never a later record's."""
    return f"{number}{_SINCE}{int(since.timestamp())}"


class Strangers(Repository):
    """Everything here needs the job `requests`. `reach` is an address or number as it was written."""

    def point(self, reach: str) -> str:
        """The e-mail address or telephone number that a code can be sent to; `""` if it is not one."""
        try:
            return contact.parse_email(reach) if "@" in reach else contact.parse_phone(reach, self._region)
        except BadValue:
            return ""

    def held(self, reach: str) -> Roots:
        """Their records by table, to which others belong: tickets, complaints, requests and letters."""
        self.work.require(Job.REQUESTS)
        complaint, request, letter = ComplaintRow, RequestRow, LetterRow
        complaints = self._cases(complaint, reach)
        requests = self._cases(request, reach)
        cases = (*complaints.values(), *requests.values())
        letters = select(letter.seq).where(letter.customer_seq.is_(None), letter.case.in_(cases))
        return {
            "tickets": self._of(TicketRow.seq, TicketRow.sender, reach, TicketRow.customer_seq.is_(None)),
            complaint.__tablename__: tuple(complaints),
            request.__tablename__: tuple(requests),
            letter.__tablename__: tuple(self.connection.execute(letters.order_by(letter.seq)).scalars()),
        }

    def messages(self, reach: str) -> tuple[int, ...]:
        """The messages from that address in tickets of unknown senders. Clause: R7."""
        self.work.require(Job.REQUESTS)
        row = TicketMessageRow
        unknown = row.ticket_seq.in_(select(TicketRow.seq).where(TicketRow.customer_seq.is_(None)))
        return self._of(row.seq, row.sender, reach, unknown, row.direction == Direction.IN)

    def is_from(self, sender: str, reach: str) -> bool:
        """Whether a sender has that address. Clause: R7."""
        key = sender_key(reach, self._region)
        return bool(key) and sender_key(sender, self._region) == key

    def open_requests(self, reach: str) -> tuple[Request, ...]:
        """Their open requests, newest first."""
        found = map(self.work.requests.one, sorted(self._cases(RequestRow, reach), reverse=True))
        return tuple(one for one in found if one.state.is_open)

    def erase(self, roots: Roots, case: str) -> None:
        """Remove their tickets and letters, on record and in the ledger; what proves something stays.

        The caller has checked identity and approval. The store must be scrubbed afterwards. Clause: R4, P3.
        """
        self.work.require(Job.REQUESTS)
        for table, moment in _GO:
            going = roots[table.__tablename__]
            rows = select(table.number, moment).where(table.seq.in_(tuple(going))).order_by(table.seq)
            self.work.erased += (_known_again(*row) for row in self.connection.execute(rows))
        self.work.tickets.remove(roots["tickets"])
        self.connection.execute(delete(LetterRow).where(LetterRow.seq.in_(tuple(roots["letters"]))))
        at, by = self.work.clock(), self.work.technician.login
        row = {"subject": "", "case": case, "at": at, "by": by, "content": "{}"}
        self.connection.execute(insert(ErasureRow), row)
        self.work.audit.record(AuditEvent.CUSTOMER_ERASED, case=case, held=0)

    def come_back(self, known: Collection[str]) -> Roots:
        """Removed tickets and letters that are in the store again, because a backup was restored. Clause: R4."""
        numbers = sorted({one.partition(_SINCE)[0] for one in known if _SINCE in one})
        found: dict[str, list[int]] = {table.__tablename__: [] for table, _ in _GO}
        for start in range(0, len(numbers), 500):
            for table, moment in _GO:
                nobodys = (table.customer_seq.is_(None), table.number.in_(numbers[start : start + 500]))
                rows = self.connection.execute(select(table.seq, table.number, moment).where(*nobodys))
                found[table.__tablename__] += [seq for seq, *row in rows if _known_again(*row) in known]
        return found

    def erase_again(self, back: Roots) -> None:
        """Remove again what a backup brought back."""
        self.erase(back, AGAIN)

    @property
    def _region(self) -> str:
        return self.work.policy.company.region

    def _cases(self, table: Any, reach: str) -> dict[int, str]:
        """The complaints or requests of somebody without a file with that address, with their numbers."""
        theirs = self._of(table.seq, table.contact, reach, table.subject == "")
        numbers = select(table.seq, table.number).where(table.seq.in_(theirs)).order_by(table.seq)
        return {row.seq: row.number for row in self.connection.execute(numbers)}

    def _of(self, seq: Any, column: Any, reach: str, *conditions: ColumnElement[bool]) -> tuple[int, ...]:
        """The rows with that address in a column, in any spelling."""
        rows = may_be(self.connection, seq, column, sender_key(reach, self._region))
        theirs = [row for row, written in self.connection.execute(rows) if self.is_from(written, reach)]
        if not theirs:
            return ()
        wanted = select(seq).where(seq.in_(theirs), *conditions).order_by(seq)
        return tuple(self.connection.execute(wanted).scalars())
