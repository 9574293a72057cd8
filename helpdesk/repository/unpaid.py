"""The register of what happened about invoices that were not paid in time. Clause: A1, D7; GDPR art. 22(3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    exists,
    false,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import Invoice, Owed
from helpdesk.domain.errors import NotFound
from helpdesk.domain.ladder import CASE, Event, Mark, Step, StepKind, rests
from helpdesk.domain.messages import msg
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow, InvoiceRow, TechnicianRow
from helpdesk.repository.unpaid_tables import UnpaidRow

PAGE = 200
"""How many invoices are read at once."""

_A_DAY_ANYWHERE = timedelta(days=2)
"""Until when a day that began at midnight in Greenwich is over in every zone."""

_BY = TechnicianRow.__table__.alias("who")
_EVENTS = (
    select(UnpaidRow.__table__, _BY.c.name.label("by_name"))
    .outerjoin(_BY, (_BY.c.login == UnpaidRow.by) & (UnpaidRow.by != ""))
    .order_by(UnpaidRow.seq)
)
_OF_INVOICES = _EVENTS.where(UnpaidRow.invoice_seq.in_(bindparam("invoices", expanding=True)))
_OF_CUSTOMER = _EVENTS.where(UnpaidRow.customer_seq == bindparam("customer"))
_OWED = select(InvoiceRow.__table__, *(column.label(f"ref_{column.name}") for column in REF_COLUMNS)).join(
    CustomerRow, CustomerRow.seq == InvoiceRow.customer_seq
)
_ONE = _OWED.where(InvoiceRow.seq == bindparam("invoice"))


class Unpaid(Repository):
    """Clause: A1. Who asks has seen to who may know, and to a restriction."""

    def of_customer(self, seq: int) -> dict[int, tuple[Event, ...]]:
        """What happened about the invoices of a customer, by the id of each; oldest first."""
        return self._by_invoice(self.connection.execute(_OF_CUSTOMER, {"customer": seq}))

    def one(self, invoice: int) -> Owed:
        """An invoice, what happened about it, and whose it is. Errors: `NotFound`."""
        return self._one(_ONE, invoice)

    def locked(self, invoice: int) -> Owed:
        """The same, which nobody else does anything about until this unit of work is over. Errors: `NotFound`.

        So two consoles never remind twice. On an embedded store every unit that writes waits for the others.
        """
        return self._one(_ONE.with_for_update(of=InvoiceRow.__table__), invoice)

    def to_look_at(self, today: date) -> Iterator[Owed]:
        """Those of `overdue` of which something may be to do: what only waits for its day is not read. Clause: A1."""
        return self.overdue(today, ~self._rests(today))

    def overdue(self, today: date, *conditions: ColumnElement[bool]) -> Iterator[Owed]:
        """All invoices that had to be paid before a day and were not, longest ago first.

        Those of customers whose data may only be kept are left out. Clause: R5, R4.
        """
        late = (
            _OWED.where(
                InvoiceRow.paid.is_(None),
                InvoiceRow.due < today,
                CustomerRow.number != CustomerRow.id,
                ~restricted(InvoiceRow.customer_seq, self.work.clock()),
                *conditions,
            )
            .order_by(InvoiceRow.due, InvoiceRow.seq)
            .limit(PAGE)
        )
        page = self._all(late)
        while page:
            yield from page
            last = page[-1].invoice
            after = tuple_(InvoiceRow.due, InvoiceRow.seq) > (last.due, last.id)
            page = self._all(late.where(after)) if len(page) == PAGE else ()

    def paid_and_blocked(self) -> Iterator[Owed]:
        """Invoices that are paid, and for which services were blocked and not freed since."""
        later = UnpaidRow.__table__.alias("later")
        freed = exists().where(
            later.c.invoice_seq == UnpaidRow.invoice_seq,
            later.c.what == str(Mark.FREED),
            later.c.seq > UnpaidRow.seq,
        )
        blocked = select(UnpaidRow.invoice_seq).where(
            UnpaidRow.what == str(Mark.DECIDED), UnpaidRow.kind == str(StepKind.BLOCK), ~freed
        )
        question = _OWED.where(
            InvoiceRow.seq.in_(blocked),
            InvoiceRow.paid.is_not(None),
            CustomerRow.number != CustomerRow.id,
            ~restricted(InvoiceRow.customer_seq, self.work.clock()),
        )
        yield from self._all(question.order_by(InvoiceRow.paid.desc(), InvoiceRow.seq.desc()).limit(PAGE))

    def add(
        self,
        owed: Owed,
        what: Mark,
        step: Step | Event,
        *,
        by_itself: bool = False,
        note: str = "",
        until: date | None = None,
        letter: str = "",
        services: Collection[int] = (),
        at: datetime | None = None,
    ) -> None:
        """Keep what happened about an invoice by a step of the policy, or by that of an earlier event; on record.

        It happened now, or at a moment before. A reminder goes out afterwards (`went_out`).
        Errors: `StoreError` for a second reminder of a step.
        """
        name = step.id if isinstance(step, Step) else step.step
        row = {
            "customer_seq": self.seq_of(owed.customer.id),
            "invoice_seq": owed.invoice.id,
            "what": str(what),
            "step": name,
            "kind": str(step.kind),
            "at": at or self.work.clock(),
            "by": "" if by_itself else self.work.technician.login,
            "note": note,
            "until": until,
            "letter": letter,
            "services": ",".join(map(str, services)),
        }
        self.connection.execute(insert(UnpaidRow), row)
        self.work.audit.record(
            AuditEvent.UNPAID_CHANGED,
            subject=owed.customer.id,
            invoice=owed.invoice.id,
            what=str(what),
            step=name,
            by_itself=by_itself,
        )

    def went_out(self, letter: str, at: datetime | None = None) -> None:
        """A reminder went out, now or at a moment before: from then on the customer's time counts."""
        mine = update(UnpaidRow).where(UnpaidRow.letter == letter, UnpaidRow.letter != "")
        self.connection.execute(mine.where(UnpaidRow.sent.is_(None)).values(sent=at or self.work.clock()))

    def ids(self, cases: Iterable[str]) -> dict[str, int]:
        """Of the cases of letters those that are about an invoice that is there, with its id."""
        known = {one: int(one.removeprefix(CASE)) for one in cases if one.startswith(CASE)}
        there = select(InvoiceRow.seq).where(InvoiceRow.seq.in_(tuple(known.values())))
        found = set(self.connection.execute(there).scalars()) if known else set()
        return {case: invoice for case, invoice in known.items() if invoice in found}

    def _rests(self, today: date) -> ColumnElement[bool]:
        """Whether a step was taken after which nothing comes yet, however it is with the customer's view."""
        row, still = UnpaidRow, datetime.combine(today, time(), UTC) + _A_DAY_ANYWHERE
        when = case((row.what == str(Mark.REMINDED), row.sent), else_=row.at)
        since = [
            (row.step == step) if rest is None else (row.step == step) & (when > still - rest)
            for step, rest in rests(self.work.policy.ladder.steps.values()).items()
        ]
        taken = row.what.in_((str(Mark.REMINDED), str(Mark.DECIDED)))
        return exists().where(row.invoice_seq == InvoiceRow.seq, taken, or_(false(), *since))

    def _one(self, question: Select[Any], invoice: int) -> Owed:
        row = self.connection.execute(question, {"invoice": invoice}).first()
        if row is None:
            raise NotFound(msg("This invoice is not there, or not any more."))
        return next(iter(self._owed((row,))))

    def _all(self, question: Select[Any]) -> tuple[Owed, ...]:
        return tuple(self._owed(self.connection.execute(question).all()))

    def _owed(self, rows: Sequence[Row[Any]]) -> Iterator[Owed]:
        numbers = [row.seq for row in rows]
        found = self.connection.execute(_OF_INVOICES, {"invoices": numbers}) if numbers else ()
        events = self._by_invoice(found)
        return (Owed(ref_of(row), invoice_of(row, events.get(row.seq, ()))) for row in rows)

    def _by_invoice(self, rows: Iterable[Row[Any]]) -> dict[int, tuple[Event, ...]]:
        found: dict[int, list[Event]] = {}
        for row in rows:
            found.setdefault(row.invoice_seq, []).append(self._event(row))
        return {invoice: tuple(events) for invoice, events in found.items()}

    def _event(self, row: Row[Any]) -> Event:
        today = self.work.policy.today
        return Event(
            id=row.seq,
            what=Mark(row.what),
            step=row.step,
            kind=StepKind(row.kind),
            at=row.at,
            day=today(row.at),
            by=row.by,
            by_name=row.by_name or row.by,
            note=row.note,
            until=row.until,
            letter=row.letter,
            went_out=today(row.sent) if row.sent is not None else None,
            services=tuple(map(int, row.services.split(","))) if row.services else (),
        )


def invoice_of(row: Row[Any], events: tuple[Event, ...] = ()) -> Invoice:
    """An invoice from its row."""
    amount = Decimal(row.cents) / 100
    return Invoice(row._mapping["number"], row.issued, row.due, amount, row.paid, row.seq, events)
