"""What technicians typed and have not saved. It is kept for some days, and goes by itself. Clause: P3.

What is about a customer whose data may only be kept stays for as long as that is so, and for the same days after it:
deleting it would be use (GDPR art. 4(2), 18(2)), and nobody can come back to it meanwhile. Clause: R5.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, insert, or_, select

from helpdesk.domain.calendar import add
from helpdesk.policy.guard import restricted
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ComplaintRow
from helpdesk.repository.tables import CustomerRow, DraftRow
from helpdesk.repository.ticket_tables import TicketRow

DRAFT = "draft"
"""What a refusal to throw one away says was being done."""

_ALL = select(DraftRow.seq, DraftRow.form, DraftRow.content, DraftRow.saved)
_MINE = _ALL.where(DraftRow.technician_seq == bindparam("technician")).order_by(DraftRow.saved)
_WRITTEN_IN: Mapping[str, Any] = {"ticket": TicketRow, "complaint": ComplaintRow}
"""In what a draft named `KIND:ID:…` is written."""


class Drafts(Repository):
    """What this technician typed and has not saved. Nobody else is handed it."""

    def save(self, form: str, content: str) -> None:
        """Keep a form's content (JSON), in the place of an older draft of the same form."""
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
        """The forms of which this technician has drafts, and since when each waits; oldest first.

        `None` for those about a customer whose data may only be kept: their time does not run.
        """
        rows = self.connection.execute(_MINE, {"technician": self.work.technician.id}).all()
        return tuple((row.form, self._waits_since(row)) for row in rows)

    def about(self, form: str) -> str | None:
        """The id of the customer whom this technician's draft of a form is about; `None` where that is nobody."""
        row = self.connection.execute(_ALL.where(self._mine(form))).first()
        return self._about(row) if row is not None else None

    def drop(self, form: str) -> None:
        """Forget this technician's draft of a form that was saved in earnest, or that nothing is left of.

        Its bytes, and those of all before it, are to be overwritten.
        """
        self._forget(self._mine(form))

    def throw_away(self, form: str) -> None:
        """Forget this technician's draft of a form, unsaved.

        Errors: `Refused` for one about a customer whose data may only be kept. Clause: R5; GDPR art. 18.
        """
        for row in self.connection.execute(_ALL.where(self._mine(form))).all():
            customer = self._about(row)
            decision = restricted(self.work.standings.of(customer), self.work.clock()) if customer else None
            if decision is not None:
                self.work.insist(decision, customer, DRAFT)
        self.drop(form)

    def drop_of_tickets(self, tickets: Collection[int]) -> None:
        """Forget what anybody is writing in tickets that go. Clause: P3, R4."""
        self._drop_in("ticket", tickets)

    def drop_about(self, customer_id: str) -> None:
        """Forget what anybody typed about a customer, but for what is written in a case that stays. Clause: P3, R4."""
        self._forget(or_(DraftRow.form.contains(customer_id), DraftRow.content.contains(customer_id)))

    def drop_all_about(self, customer_id: str) -> None:
        """Forget what anybody typed about a customer who goes, in their tickets and complaints too. Clause: P3, R4."""
        self.drop_about(customer_id)
        seq = self.seq_of(customer_id)
        for kind, table in _WRITTEN_IN.items():
            theirs = select(table.seq).where(table.customer_seq == seq)
            self._drop_in(kind, self.connection.execute(theirs).scalars().all())

    def past(self) -> tuple[int, ...]:
        """Everybody's drafts to which nobody came back in the time of the policy. Clause: P3, R5."""
        saved_in_time = (row for row in self.connection.execute(_ALL).all() if self._is_over(row.saved))
        return tuple(row.seq for row in saved_in_time if self._is_over(self._waits_since(row)))

    def forget_past(self) -> int:
        """Forget those; returns how many there were. Clause: P3."""
        return self._forget(DraftRow.seq.in_(self.past()))

    def _is_over(self, since: datetime | None) -> bool:
        return since is not None and add(self.work.policy.limits.draft_kept, since) <= self.work.clock()

    def _waits_since(self, row: Row[*tuple[Any, ...]]) -> datetime | None:
        """Since when somebody may come back to a draft; `None` while nobody may."""
        customer = self._about(row)
        return self.work.standings.usable_since(customer, row.saved) if customer else row.saved

    def _about(self, row: Row[*tuple[Any, ...]]) -> str | None:
        """The id of the customer whom a draft is about: as its name says, what it is written in, or what was typed."""
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
        """Forget what is written in tickets or complaints, by what the names of its drafts begin with."""
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
    """The customer who was chosen in a form, by id, as its draft keeps them; `""` where there is none."""
    try:
        return str(json.loads(content)["customer"])
    except (ValueError, KeyError, TypeError):
        return ""
