"""The register of tickets. What people wrote is only handed out past the guard. Clause: G3, P2, R5, D9."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, insert, or_, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import FileNotOpen, NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.register import Keeping
from helpdesk.domain.removing import Passage
from helpdesk.domain.ticket_values import listed_subject, without_found
from helpdesk.domain.tickets import (
    TICKET_PAGE,
    Ticket,
    TicketChanged,
    TicketFilter,
    TicketLink,
)
from helpdesk.policy.guard import decide_for
from helpdesk.policy.model import Job
from helpdesk.repository import message_search
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.guarded import insist
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow, TechnicianRow
from helpdesk.repository.ticket_rows import ROWS, page, ticket_of
from helpdesk.repository.ticket_tables import TicketRow

FIRST_NUMBER = 1_000
_ONE = ROWS.where(TicketRow.seq == bindparam("ticket"))
_BY_NUMBER = ROWS.where(TicketRow.number == bindparam("number"))
_ADD = insert(TicketRow).returning(TicketRow.seq)
_LAST = select(func.max(TicketRow.seq))
_IS_TAKEN = select(exists().where(TicketRow.number == bindparam("number")))
_UNOWNED = select(func.count(), func.min(TicketRow.target)).where(
    TicketRow.owner_seq.is_(None), TicketRow.done.is_(None)
)


def _past(done_before: Any, now: Any) -> tuple[Any, ...]:
    return (TicketRow.done < done_before, ~restricted(TicketRow.customer_seq, now))


_PAST = (
    select(func.count().label("tickets"), TicketRow.customer_seq, *REF_COLUMNS)
    .select_from(TicketRow)
    .outerjoin(CustomerRow, CustomerRow.seq == TicketRow.customer_seq)
    .where(*_past(bindparam("done_before"), bindparam("now")))
    .group_by(TicketRow.customer_seq, CustomerRow.seq)
    .order_by(func.min(TicketRow.done))
    .limit(200)
)
_BY_SEQ = ROWS.where(TicketRow.seq.in_(bindparam("seqs", expanding=True)))


class Tickets(Repository):
    """Who deals with a matter, where it stands, and as much of its subject as may be shown. Clause: G3, P2, R5."""

    def listed(self, wanted: TicketFilter, after: Ticket | None = None) -> tuple[Ticket, ...]:
        """A page of the tickets that match a filter, after `after`, the last one shown.

        Their subjects are as in `shown`. Errors: `Refused` without the job `tickets`.
        """
        self.work.require(Job.TICKETS)
        customer = None
        if wanted.customer:
            customer = self._customer(wanted.customer)
            if customer is None:
                return ()
        question = page(wanted, customer, self.work.technician.id, self.work.clock(), after, TICKET_PAGE)
        return self.in_lists(tuple(self.connection.execute(question).scalars()))

    def by_number(self, number: str) -> Ticket:
        """The ticket with a number, its subject as in a list. Errors: `Refused` without the job, `NotFound`."""
        self.work.require(Job.TICKETS)
        row = self.connection.execute(_BY_NUMBER, {"number": number.strip().upper()}).first()
        if row is None:
            raise _gone()
        return self.shown(ticket_of(row).id)

    def shown(self, ticket: int) -> Ticket:
        """A ticket with its subject as in a list. Errors: `NotFound`."""
        found = self.in_lists((ticket,))
        if not found:
            raise _gone()
        return found[0]

    def titled(self, ticket: Ticket) -> Ticket:
        """An opened ticket with its subject as in its title: without what no list shows either. Clause: D9."""
        rows = self.connection.execute(_BY_SEQ, {"seqs": (ticket.id,)}).all()
        return without_found(ticket, self._in_subjects(rows).get(ticket.id, ()))

    def insist(self, ticket: int, action: Action) -> Ticket:
        """A ticket with its full subject, if this technician may do something with it.

        A ticket of an unknown sender needs only the job, a customer's also an open file for a purpose of tickets.
        Errors: `Refused`, also under a restriction or an objection; `FileNotOpen`; `NotFound`. Clause: P2, R5, R6.
        """
        self.work.require(Job.TICKETS)
        found = self.one(ticket)
        if found.customer is not None:
            self.insist_on_customer(found.customer.id, action)
        return found

    def insist_on_customer(self, customer_id: str, action: Action) -> tuple[str, ...]:
        """The purposes a customer's file is open for, if they allow something with their tickets.

        Errors: `Refused`, `FileNotOpen` also if it is open for other purposes only.
        """
        opened = self.work.open_files.current(customer_id)
        if not set(opened.purposes) & set(self.work.policy.tickets.purposes):
            raise FileNotOpen(customer_id, self.work.policy.named(self.work.policy.tickets.purposes))
        return insist(self.work, customer_id, (Keeping.CORRESPONDENCE,), action).purposes

    def may_be_written_to(self, ticket: Ticket) -> bool:
        """Whether the guard still allows what it allowed when a reply was written. Clause: R5, R6."""
        if ticket.customer is None:
            return True
        return decide_for(
            self.work.policy,
            self.work.standings.of(ticket.customer.id),
            self.work.technician.role,
            self.work.policy.tickets.purposes,
            Keeping.CORRESPONDENCE,
            Action.CONTACT,
            self.work.clock(),
        ).allowed

    def one(self, ticket: int) -> Ticket:
        """A ticket with its whole subject, for a job that has asked the guard. Errors: `NotFound`."""
        row = self.connection.execute(_ONE, {"ticket": ticket}).first()
        if row is None:
            raise _gone()
        return ticket_of(row)

    def at_last(self, ticket: int) -> int:
        """Where a ticket's messages are now: in itself, or in the one it was merged into."""
        for _ in range(100):  # a loop can't be made, but a store may be damaged
            into = self.merged_into(ticket)
            if into is None:
                break
            ticket = into
        return ticket

    def merged_into(self, ticket: int) -> int | None:
        """The ticket that one was merged into."""
        return self.connection.execute(
            select(TicketRow.merged_seq).where(TicketRow.seq == ticket)
        ).scalar_one_or_none()

    def add(self, customer_id: str | None, owner: str, values: Mapping[str, Any]) -> Ticket:
        """Add a ticket with values by column name, for a job that has asked the guard; it gets the next number."""
        seq = (self.connection.execute(_LAST).scalar_one() or 0) + 1
        row = {
            "number": self._free_number(seq),
            "version": 1,
            "customer_seq": self.seq_of(customer_id) if customer_id else None,
            "owner_seq": self._technician(owner),
            **values,
        }
        made = self.connection.execute(_ADD, row).scalar_one()
        ticket = self.one(made)
        self.work.audit.record(
            AuditEvent.TICKET_CREATED, subject=customer_id, ticket=ticket.number, channel=ticket.channel
        )
        return ticket

    def change(self, ticket: int, version: int | None, did: str, **values: Any) -> Ticket:
        """Write values by column name over the version that was seen, or with `None` over any, on record.

        `owner` is a login, `customer` a customer's id. Errors: `NotFound`, `TicketChanged`.
        """
        if "owner" in values:
            values["owner_seq"] = self._technician(values.pop("owner"))
        if "customer" in values:
            values["customer_seq"] = self.seq_of(values.pop("customer"))
        row = TicketRow
        seen = [row.seq == ticket] if version is None else [row.seq == ticket, row.version == version]
        done = self.connection.execute(
            update(row).where(*seen).values(version=row.version + 1, changed=self.work.clock(), **values)
        )
        now = self.one(ticket)
        if not done.rowcount:
            raise TicketChanged(now)
        self.work.audit.record(
            AuditEvent.TICKET_CHANGED,
            subject=now.customer.id if now.customer else None,
            ticket=now.number,
            change=did,
        )
        return now

    def linked_from(self, kind: TicketLink, other: int) -> tuple[Ticket, ...]:
        """The tickets linked to something, as in a list. Errors: `Refused` without the job `tickets`."""
        self.work.require(Job.TICKETS)
        return self.in_lists(self.work.ticket_links.to(kind, other))

    def unowned(self) -> tuple[int, datetime | None]:
        """How many unfinished tickets are nobody's, and their nearest target; needs no role, names nobody."""
        row = self.connection.execute(_UNOWNED).one()
        return row[0], row[1]

    def past(self, done_before: datetime) -> tuple[tuple[CustomerRef | None, int], ...]:
        """Customers with tickets that were done before a moment, and how many; `None` for unknown senders.

        Longest ago first, at most 200 customers. Tickets of restricted customers stay: they asked for them to be kept.
        Clause: P3, R5.
        """
        rows = self.connection.execute(_PAST, {"done_before": done_before, "now": self.work.clock()})
        return tuple((ref_of(row) if row.customer_seq is not None else None, row.tickets) for row in rows)

    def remove_past(self, customer_id: str | None, done_before: datetime) -> int:
        """Remove the tickets of a customer, or of unknown senders, that were done before a moment; how many.

        The store must be scrubbed afterwards. Clause: P3.
        """
        self.work.require(Job.RETENTION, customer_id)
        theirs = TicketRow.customer_seq == (self.seq_of(customer_id) if customer_id else None)
        seqs = self.connection.execute(
            select(TicketRow.seq).where(theirs, *_past(done_before, self.work.clock()))
        ).scalars()
        return self.remove(tuple(seqs))

    def remove(self, tickets: Iterable[int]) -> int:
        """Remove tickets with messages, attachments and search documents; the store must be scrubbed afterwards.

        Clause: P3, D9.
        """
        removed, going = 0, tuple(tickets)
        self.work.drafts.drop_of_tickets(going)
        messages = (seq for ticket in going for seq in self.work.messages.seqs_of(ticket))
        message_search.remove(self.connection, messages)
        for ticket in going:
            gone = self.one(ticket)
            self.work.ticket_links.let_go(ticket)
            self.connection.execute(delete(TicketRow).where(TicketRow.seq == ticket))
            subject = gone.customer.id if gone.customer else None
            self.work.audit.record(AuditEvent.TICKET_REMOVED, subject=subject, ticket=gone.number)
            removed += 1
        return removed

    def in_lists(self, seqs: tuple[int, ...], hidden: tuple[int, ...] = ()) -> tuple[Ticket, ...]:
        """Tickets in the order given, with as much of their subjects as a list may show.

        The full subject of an unknown sender, and of a customer whose file this technician has open for tickets; the
        `envelope` of others; nothing if use is restricted. What was found or marked in a subject is not shown in a
        list, unless it is a false alarm, or needed for what the file is open for: to see it, open the ticket. Clause:
        P2, D9, B6, R5.
        """
        if not seqs:
            return ()
        now = self.work.clock()
        for_tickets = set(self.work.policy.tickets.purposes)
        opened = {
            file.customer.id
            for file in self.work.open_files.mine()
            if file.expires > now and for_tickets & set(file.purposes)
        }
        restricted = set(self.work.standings.in_restriction())
        there = self.connection.execute(_BY_SEQ, {"seqs": seqs}).all()
        rows = [row for row in there if row.customer_seq not in hidden or row.customer_seq is None]
        spotted = self._in_subjects(rows)
        found: dict[int, Ticket] = {}
        for row in rows:
            if row.customer_seq in restricted:
                found[row.seq] = replace(ticket_of(row, ""), withheld=True)
            else:
                outside = row.customer_seq is not None and row.id not in opened
                subject, covered = listed_subject(row.subject, spotted.get(row.seq, ()), outside=outside)
                found[row.seq] = ticket_of(row, subject, covered)
        return tuple(found[seq] for seq in seqs if seq in found)

    def _in_subjects(self, rows: Iterable[Row[*tuple[Any, ...]]]) -> Mapping[int, Sequence[Passage]]:
        """What no list shows of tickets' subjects, by ticket: the findings in the messages that brought them.

        The messages of a merged ticket are in another one.
        """
        brought: dict[tuple[int, str], list[int]] = {}
        spotted: set[int] = set()
        for row in rows:
            holder = row.seq if row.merged_seq is None else self.at_last(row.seq)
            brought.setdefault((holder, row.subject), []).append(row.seq)
            if holder != row.seq or row.findings:
                spotted.add(holder)
        found: dict[int, list[Passage]] = {}
        noted = self.work.unsolicited.in_subjects({holder for holder, _ in brought})
        for ticket, subject, one in chain(self.work.messages.in_subjects(spotted), noted):
            for seq in brought.get((ticket, subject), ()):
                found.setdefault(seq, []).append(one)
        return found

    def _customer(self, customer: str) -> int | None:
        named = or_(CustomerRow.id == customer, CustomerRow.number == customer)
        return self.connection.execute(select(CustomerRow.seq).where(named)).scalars().first()

    def _technician(self, login: str) -> int | None:
        if not login:
            return None
        seq = self.connection.execute(
            select(TechnicianRow.seq).where(TechnicianRow.login == login)
        ).scalar_one_or_none()
        if seq is None:
            raise NotFound(msg("Nobody with this login works here."))
        return seq

    def _free_number(self, seq: int) -> str:
        number = FIRST_NUMBER + seq
        while self.connection.execute(_IS_TAKEN, {"number": f"T{number}"}).scalar_one():
            number += 1
        return f"T{number}"


def _gone() -> NotFound:
    return NotFound(msg("This ticket is not in the store, or no longer."))
