"""What technicians typed and have not saved. It is kept for some days, and then removed. Clause: P3.

A draft about a restricted customer stays as long as the restriction, plus those days: deleting it would be use (GDPR
art. 4(2), 18(2)), and nobody can come back to it meanwhile. Clause: R5.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, insert, or_, select

from helpdesk.domain.calendar import add
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.policy.guard import restricted
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ComplaintRow
from helpdesk.repository.tables import CustomerRow, DraftRow
from helpdesk.repository.ticket_tables import TicketRow

DRAFT = "draft"
"""What a refusal to throw one away names as the action."""

_ALL = select(DraftRow.seq, DraftRow.form, DraftRow.content, DraftRow.saved)
_MINE = _ALL.where(DraftRow.technician_seq == bindparam("technician")).order_by(DraftRow.saved)
_WRITTEN_IN: Mapping[str, Any] = {"ticket": TicketRow, "complaint": ComplaintRow}
"""What a draft named `KIND:ID:…` is written in."""
_OF_CUSTOMER, _NEW = "customer", "new"
"""A draft named `customer:ID` has changes of a customer; one named `customer:new` is about nobody yet."""


class Drafts(Repository):
    """What this technician typed and has not saved. Nobody else gets to see it."""

    def save(self, form: str, content: str) -> None:
        """Store a form's content (JSON), replacing an older draft of the same form.

        Errors: `NotFound` if what it is about was removed or erased while somebody typed. Clause: P3, R4.
        """
        self._insist_on_there(form, content)
        self._delete(self._mine(form))
        self.connection.execute(
            insert(DraftRow),
            {
                "technician_seq": self.work.technician.id,
                "form": form,
                "content": content,
                "saved": self.work.clock(),
            },
        )

    def load(self, form: str) -> str | None:
        """This technician's draft of a form, if there is one."""
        return self.connection.execute(
            select(DraftRow.content).where(
                DraftRow.technician_seq == self.work.technician.id, DraftRow.form == form
            )
        ).scalar_one_or_none()

    def forms(self) -> tuple[tuple[str, datetime | None], ...]:
        """The forms this technician has drafts of, and since when each waits; oldest first.

        `None` for those about a restricted customer: their time does not run.
        """
        rows = self.connection.execute(_MINE, {"technician": self.work.technician.id}).all()
        return tuple((row.form, self._waits_since(row)) for row in rows)

    def about(self, form: str) -> str | None:
        """The id of the customer a draft of this technician is about; `None` if it is about nobody."""
        row = self.connection.execute(_ALL.where(self._mine(form))).first()
        return self._about(row) if row is not None else None

    def drop(self, form: str) -> None:
        """Forget this technician's draft of a form that was saved or emptied.

        Its bytes, and those of its earlier versions, must be overwritten.
        """
        self._forget(self._mine(form))

    def throw_away(self, form: str) -> None:
        """Forget this technician's unsaved draft of a form.

        Errors: `Refused` if it is about a restricted customer. Clause: R5; GDPR art. 18.
        """
        for row in self.connection.execute(_ALL.where(self._mine(form))).all():
            customer = self._about(row)
            decision = restricted(self.work.standings.of(customer), self.work.clock()) if customer else None
            if decision is not None:
                self.work.insist(decision, customer, DRAFT)
        self.drop(form)

    def drop_of_tickets(self, tickets: Collection[int]) -> None:
        """Forget what anybody is writing in tickets that are removed. Clause: P3, R4."""
        self._drop_in("ticket", tickets)

    def drop_about(self, customer_id: str) -> None:
        """Forget what anybody typed about a customer, except in a case that stays. Clause: P3, R4."""
        self._forget(or_(DraftRow.form.contains(customer_id), DraftRow.content.contains(customer_id)))

    def drop_all_about(self, customer_id: str) -> None:
        """Forget what anybody typed about a removed customer, in their tickets and complaints too. Clause: P3, R4."""
        self.drop_about(customer_id)
        seq = self.seq_of(customer_id)
        for kind, table in _WRITTEN_IN.items():
            theirs = select(table.seq).where(table.customer_seq == seq)
            self._drop_in(kind, self.connection.execute(theirs).scalars().all())

    def past(self) -> tuple[int, ...]:
        """Everybody's drafts that nobody came back to within the policy's time. Clause: P3, R5."""
        saved_in_time = (row for row in self.connection.execute(_ALL).all() if self._is_over(row.saved))
        return tuple(row.seq for row in saved_in_time if self._is_over(self._waits_since(row)))

    def forget_past(self) -> int:
        """Forget those; returns how many there were. Clause: P3."""
        return self._forget(DraftRow.seq.in_(self.past()))

    def _insist_on_there(self, form: str, content: str) -> None:
        """A draft is removed with what it is about, and must not come back after that."""
        kind, which, *more = form.split(":")
        table = _WRITTEN_IN.get(kind)
        if more and table is not None and which.isdecimal():
            there = select(table.seq).where(table.seq == int(which))
            if self.connection.execute(there).first() is None:
                raise NotFound(msg("What this draft is about is not in the store, or no longer."))
        for customer in (which if kind == _OF_CUSTOMER and which != _NEW else "", _chosen(content)):
            if customer and self.work.standings.of(customer).erased:
                raise NotFound(msg("This customer is not in the store, or no longer."))

    def _is_over(self, since: datetime | None) -> bool:
        return since is not None and add(self.work.policy.limits.draft_kept, since) <= self.work.clock()

    def _waits_since(self, row: Row[*tuple[Any, ...]]) -> datetime | None:
        """Since when somebody may come back to a draft; `None` if nobody may."""
        customer = self._about(row)
        return self.work.standings.usable_since(customer, row.saved) if customer else row.saved

    def _about(self, row: Row[*tuple[Any, ...]]) -> str | None:
        """The id of the customer a draft is about: by its name, by what it is written in, or by its content."""
        kind, which, *more = row.form.split(":")
        customer = select(CustomerRow.id)
        table = _WRITTEN_IN.get(kind)
        if more and table is not None and which.isdecimal():
            written = select(table.customer_seq).where(table.seq == int(which)).scalar_subquery()
            customer = customer.where(CustomerRow.seq == written)
        else:
            customer = customer.where(CustomerRow.id.in_((which, _chosen(row.content))))
        found: str | None = self.connection.execute(customer).scalars().first()
        return found

    def _drop_in(self, kind: str, seqs: Collection[int]) -> None:
        """Forget what is written in tickets or complaints, by the prefixes of the drafts' names."""
        gone = {str(seq) for seq in seqs}
        rows = self.connection.execute(
            select(DraftRow.seq, DraftRow.form).where(DraftRow.form.startswith(f"{kind}:"))
        )
        self._forget(DraftRow.seq.in_([row.seq for row in rows if row.form.split(":")[1] in gone]))

    def _mine(self, form: str) -> ColumnElement[bool]:
        return and_(DraftRow.technician_seq == self.work.technician.id, DraftRow.form == form)

    def _forget(self, which: ColumnElement[bool]) -> int:
        gone = self._delete(which)
        self.work.drafts_went = self.work.drafts_went or bool(gone)
        return gone

    def _delete(self, which: ColumnElement[bool]) -> int:
        return self.connection.execute(delete(DraftRow).where(which)).rowcount


def _chosen(content: str) -> str:
    """The id of the customer chosen in a form, as its draft stores it; `""` if there is none."""
    try:
        return str(json.loads(content)["customer"])
    except (ValueError, KeyError, TypeError):
        return ""
