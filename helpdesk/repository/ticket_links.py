"""What tickets are linked to: each other, remote sessions, complaints, rights requests. Clause: G3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from helpdesk.domain.tickets import LinkedTo, TicketLink
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ComplaintRow, RequestRow
from helpdesk.repository.ticket_tables import TicketLinkRow, TicketRow

_NUMBERED: Mapping[str, Any] = {
    TicketLink.TICKET: TicketRow,
    TicketLink.COMPLAINT: ComplaintRow,
    TicketLink.REQUEST: RequestRow,
}
"""Where the number of the linked thing is; a session has none."""


class TicketLinks(Repository):
    """The links of tickets. Whoever reads or changes them has already asked for the ticket."""

    def of(self, ticket: int) -> tuple[LinkedTo, ...]:
        """What a ticket is linked to, from whichever end the link was made."""
        row = TicketLinkRow
        mine = select(row.seq, row.kind, row.other.label("other")).where(row.ticket_seq == ticket)
        theirs = select(row.seq, row.kind, row.ticket_seq).where(
            row.kind == TicketLink.TICKET, row.other == ticket
        )
        found = self.connection.execute(mine.union_all(theirs)).all()
        numbers = {
            (kind, number.seq): number.number
            for kind, table in _NUMBERED.items()
            if (others := [one.other for one in found if one.kind == kind])
            for number in self.connection.execute(
                select(table.seq, table.number).where(table.seq.in_(others))
            )
        }
        return tuple(
            LinkedTo(one.seq, TicketLink(one.kind), one.other, numbers.get((one.kind, one.other), ""))
            for one in sorted(found, key=lambda one: one.seq)
            if one.kind != TicketLink.TICKET or (one.kind, one.other) in numbers
        )

    def add(self, ticket: int, kind: TicketLink, other: int) -> None:
        """Link a ticket, once."""
        if not any(one.kind is kind and one.other == other for one in self.of(ticket)):
            row = {"ticket_seq": ticket, "kind": kind, "other": other}
            self.connection.execute(insert(TicketLinkRow), row)

    def remove(self, link: int) -> None:
        """Remove a link."""
        self.connection.execute(delete(TicketLinkRow).where(TicketLinkRow.seq == link))

    def move(self, ticket: int, into: int) -> None:
        """Move the links of one ticket to another."""
        for one in self.of(ticket):
            if not (one.kind is TicketLink.TICKET and one.other == into):
                self.add(into, one.kind, one.other)
        self.connection.execute(delete(TicketLinkRow).where(TicketLinkRow.ticket_seq == ticket))
        self.let_go(ticket)

    def to(self, kind: TicketLink, other: int) -> tuple[int, ...]:
        """The tickets linked to something, by id."""
        row = TicketLinkRow
        tickets = select(row.ticket_seq).where(row.kind == kind, row.other == other)
        return tuple(self.connection.execute(tickets).scalars())

    def let_go(self, ticket: int) -> None:
        """Remove the links of other tickets to one that is removed; its own are removed with it."""
        row = TicketLinkRow
        self.connection.execute(delete(row).where(row.kind == TicketLink.TICKET, row.other == ticket))
