"""The register of what happened to invoices that were not paid in time. Clause: A1, D7; GDPR art. 22(3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, TypedDict, Unpack

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import Invoice, Owed
from helpdesk.domain.errors import NotFound
from helpdesk.domain.ladder_steps import CASE, TAKES_A_STEP, Event, Mark, Step, StepKind
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow, InvoiceRow, TechnicianRow
from helpdesk.repository.unpaid_tables import CountedRow, UnpaidRow

PAGE = 200
"""How many invoices are read at once."""

NOT_COUNTED = 1_000
"""How many invoices that are not due yet are examined, while the days still come from another ladder."""

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
_COUNTED_BY = select(CountedRow.ladder)
_COUNT_BY = text(  # in one statement: two consoles may begin at once
    "insert into unpaid_counted (id, ladder) values (1, :ladder) on conflict (id) do update set ladder = :ladder"
)
_IS_DECIDED = exists().where(UnpaidRow.invoice_seq == InvoiceRow.seq, UnpaidRow.what == str(Mark.DECIDED))
_KEEP_DAY = update(InvoiceRow).where(InvoiceRow.seq == bindparam("invoice")).values(look=bindparam("day"))


class More(TypedDict, total=False):
    """What may be said of an event beside its step; as in `Event`."""

    note: str
    until: date | None
    letter: str
    services: Collection[int]
    asks: str | None
    amount: Decimal | None


class Unpaid(Repository):
    """Clause: A1. The caller has checked who may know, and restrictions."""

    def of_customer(self, seq: int) -> dict[int, tuple[Event, ...]]:
        """What happened to a customer's invoices, by the id of each; oldest first."""
        return self._by_invoice(self.connection.execute(_OF_CUSTOMER, {"customer": seq}))

    def one(self, invoice: int) -> Owed:
        """An invoice, what happened to it, and whose it is. Errors: `NotFound`."""
        return self._one(_ONE, invoice)

    def locked(self, invoice: int) -> Owed:
        """The same, locked: nobody else changes it until this unit of work is over. Errors: `NotFound`.

        So two consoles never remind twice. On an embedded store every unit that writes waits for the others.
        """
        return self._one(_locking(_ONE), invoice)

    def corrected_to(self, invoice: int) -> Owed | None:
        """The wrongly noted invoice that this one replaced; `None` if there is none."""
        row = self.connection.execute(_OWED.where(InvoiceRow.instead == invoice)).first()
        return next(iter(self._owed((row,)))) if row is not None else None

    def to_look_at(self, today: date) -> Iterator[Owed]:
        """Invoices that may need something, longest waiting first; those that only wait for their day are not read.

        Customers whose data may only be stored are left out. Until the days have been computed with the policy's own
        ladder, some whose day has not come are included. Clause: A1, R5, R4.
        """
        late = InvoiceRow.due < today
        yield from self._pages(InvoiceRow.look, InvoiceRow.look <= today, late)
        if not self.is_counted:
            yield from islice(self._pages(InvoiceRow.look, InvoiceRow.look > today, late), NOT_COUNTED)

    def overdue(self, today: date) -> Iterator[Owed]:
        """All invoices that were due before a day and not paid, longest ago first; with the same exceptions."""
        is_open = (InvoiceRow.paid.is_(None), InvoiceRow.withdrawn.is_(None))
        yield from self._pages(InvoiceRow.due, *is_open, InvoiceRow.due < today)

    def _pages(self, by: Any, *conditions: ColumnElement[bool]) -> Iterator[Owed]:
        """Invoices in the order of a day, in batches."""
        shown = (
            CustomerRow.number != CustomerRow.id,
            ~restricted(InvoiceRow.customer_seq, self.work.clock()),
        )
        question = _OWED.where(*conditions, *shown).order_by(by, InvoiceRow.seq).limit(PAGE)
        rows = self.connection.execute(question).all()
        while rows:
            yield from self._owed(rows)
            last = (rows[-1]._mapping[by.name], rows[-1].seq)
            more = question.where(tuple_(by, InvoiceRow.seq) > last)
            rows = self.connection.execute(more).all() if len(rows) == PAGE else ()

    @property
    def is_counted(self) -> bool:
        """Whether the days on which to look at invoices were computed with this policy's ladder."""
        return self.connection.execute(_COUNTED_BY).scalar() == self.work.policy.counted_by

    def begin_counting(self) -> None:
        """Note that the days are being recomputed."""
        self.connection.execute(_COUNT_BY, {"ladder": self._counting})

    def count_on(self, after: int, most: int) -> int:
        """Count the days of the next invoices anew, after the one with an id; the id of the last, 0 after all.

        Of what is settled something can be left to do only where a person decided something.
        """
        some = _OWED.where(or_(InvoiceRow.look.is_not(None), _IS_DECIDED), InvoiceRow.seq > after)
        rows = self.connection.execute(_locking(some.order_by(InvoiceRow.seq).limit(most))).all()
        self._look(self._owed(rows))
        return rows[-1].seq if rows else 0

    def end_counting(self) -> None:
        """Note which ladder they were computed with, unless somebody with another one wrote meanwhile."""
        mine = update(CountedRow).where(CountedRow.ladder == self._counting)
        self.connection.execute(mine.values(ladder=self.work.policy.counted_by))

    def keep_day(self, invoice: int) -> None:
        """Recompute the day on which to look at an invoice, for a caller that changed something about it."""
        rows = self.connection.execute(_locking(_ONE), {"invoice": invoice}).all()
        self._look(self._owed(rows))
        mine = (self.work.policy.counted_by, self._counting)
        of_others = update(CountedRow).where(CountedRow.ladder.not_in(mine))
        self.connection.execute(of_others.values(ladder=""))  # by two ladders: neither may trust the result

    @property
    def _counting(self) -> str:
        """What stands for the ladder while the days are being computed with it."""
        return f"counting by {self.work.policy.counted_by}"

    def _look(self, those: Iterable[Owed]) -> None:
        policy, today = self.work.policy, self.work.policy.today(self.work.clock())
        days = [{"invoice": one.invoice.id, "day": policy.stands(one.invoice, today).look} for one in those]
        if days:
            self.connection.execute(_KEEP_DAY, days)

    def add(
        self,
        owed: Owed,
        what: Mark,
        step: Step | Event | str = "",
        *,
        by_itself: bool = False,
        at: datetime | None = None,
        by: str | None = None,
        **more: Unpack[More],
    ) -> None:
        """Store what happened to an invoice: through a step of the policy, that of an earlier event, or none.

        On record. It happened now and by this technician, or at an earlier moment by another (`by`, a login). A
        reminder goes out afterwards (`went_out`). Errors: `StoreError` for a second reminder of a step.
        """
        name, kind = _named(step)
        customer, invoice = owed.customer.id, owed.invoice.id
        said: dict[str, Any] = {"what": str(what), "step": name}
        who = "" if by_itself else self.work.technician.login if by is None else by
        row = {"customer_seq": self.seq_of(customer), "invoice_seq": invoice, "kind": kind, "by": who, **said}
        values = {**row, "at": at or self.work.clock(), **_columns(more)}
        self.connection.execute(insert(UnpaidRow), values)
        self.keep_day(invoice)
        if more.get("amount") is not None:
            self.work.letters.overtake(f"{CASE}{invoice}")
        self.work.audit.record(
            AuditEvent.UNPAID_CHANGED, subject=customer, **said, invoice=invoice, by_itself=by_itself
        )

    def went_out(self, letter: str, at: datetime | None = None) -> None:
        """A reminder went out, now or at an earlier moment: from then on the customer's time counts."""
        mine = update(UnpaidRow).where(UnpaidRow.letter == letter, UnpaidRow.letter != "")
        sent = mine.where(UnpaidRow.sent.is_(None)).values(sent=at or self.work.clock())
        for invoice in self.connection.execute(sent.returning(UnpaidRow.invoice_seq)).scalars().all():
            self.keep_day(invoice)

    def taken(self) -> dict[str, int]:
        """The steps taken about unpaid invoices, by name, and for how many. Needs no job."""
        row = UnpaidRow
        steps = (
            select(row.step, func.count(row.invoice_seq.distinct()))
            .join(InvoiceRow, InvoiceRow.seq == row.invoice_seq)
            .where(row.what.in_([str(one) for one in TAKES_A_STEP]))
            .where(InvoiceRow.paid.is_(None), InvoiceRow.withdrawn.is_(None))
            .group_by(row.step)
            .order_by(row.step)
        )
        return {row[0]: row[1] for row in self.connection.execute(steps)}

    def past_withdrawn(self, before: date) -> int:
        """How many invoices turned out before a day to be noted in error.

        Customers whose data may only be stored are left out. Clause: P3, R5; GDPR art. 18(2).
        """
        past = select(func.count()).select_from(InvoiceRow).where(*self._past_withdrawn(before))
        return self.connection.execute(past).scalar_one()

    def remove_withdrawn(self, before: date) -> int:
        """Remove them, with their letters and their history, on record; how many. Needs the job `retention`.

        The store must be scrubbed afterwards. Clause: P3; GDPR art. 5(1)(e).
        """
        self.work.require(Job.RETENTION)
        past = self._past_withdrawn(before)
        cases = select(literal(CASE).concat(cast(InvoiceRow.seq, Text))).where(*past)
        self.work.letters.remove_with(cases)
        removed = self.connection.execute(delete(InvoiceRow).where(*past)).rowcount
        if removed:
            self.work.audit.record(AuditEvent.CASES_REMOVED, invoices=removed)
        return removed

    def _past_withdrawn(self, before: date) -> tuple[ColumnElement[bool], ...]:
        is_restricted = restricted(InvoiceRow.customer_seq, self.work.clock())
        return InvoiceRow.withdrawn < before, ~is_restricted

    def ids(self, cases: Iterable[str]) -> dict[str, int]:
        """Which cases of letters are about an existing invoice, with its id."""
        known = {one: int(one.removeprefix(CASE)) for one in cases if one.startswith(CASE)}
        there = select(InvoiceRow.seq).where(InvoiceRow.seq.in_(tuple(known.values())))
        found = set(self.connection.execute(there).scalars()) if known else set()
        return {case: invoice for case, invoice in known.items() if invoice in found}

    def _one(self, question: Select[Any], invoice: int) -> Owed:
        row = self.connection.execute(question, {"invoice": invoice}).first()
        if row is None:
            raise NotFound(msg("This invoice is not in the store, or no longer."))
        return next(iter(self._owed((row,))))

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
            kind=StepKind(row.kind) if row.kind else None,
            at=row.at,
            day=today(row.at),
            by=row.by,
            by_name=row.by_name or row.by,
            note=row.note,
            until=row.until,
            letter=row.letter,
            went_out=today(row.sent) if row.sent is not None else None,
            services=tuple(map(int, row.services.split(","))) if row.services else (),
            asks=row.asks,
            amount=None if row.cents is None else Decimal(row.cents) / 100,
        )


def _locking(question: Select[Any]) -> Select[Any]:
    """The same, of invoices that nobody else writes about until this unit of work is over; then all of it is read."""
    return question.with_for_update(of=InvoiceRow.__table__)


def _columns(more: More) -> dict[str, Any]:
    """What more is said of an event, as it is kept."""
    amount = more.get("amount")
    return {
        **{name: more.get(name, "") for name in ("note", "letter")},
        **{name: more.get(name) for name in ("until", "asks")},
        "services": ",".join(map(str, more.get("services", ()))),
        "cents": None if amount is None else int(amount * 100),
    }


def _named(step: Step | Event | str) -> tuple[str, str]:
    """The name of a step and its kind, as stored."""
    if isinstance(step, str):
        return step, ""
    return step.id if isinstance(step, Step) else step.step, str(step.kind or "")


def invoice_of(row: Row[Any], events: tuple[Event, ...] = ()) -> Invoice:
    """An invoice from its row."""
    days, amount = (row.issued, row.due), Decimal(row.cents) / 100
    gone, instead = row.withdrawn, row.instead or 0
    return Invoice(row._mapping["number"], *days, amount, row.paid, row.seq, events, gone, instead)
