"""The register of letters: numbered, kept with their case, removed with the customer. Clause: G8, R4."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, exists, insert, literal_column, or_, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.ladder_steps import UNPAID_AGAIN, Mark
from helpdesk.domain.letters import (
    LETTERS,
    UNTIL_CLOSED,
    Addressee,
    KeptLetter,
    Letter,
    LetterKind,
    packed,
    unpacked,
)
from helpdesk.domain.mail import Handed, Undelivered
from helpdesk.domain.messages import msg
from helpdesk.domain.names import full_name
from helpdesk.domain.tickets import Delivery
from helpdesk.policy.guard import may_use
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ComplaintRow, RequestRow
from helpdesk.repository.cases import next_number
from helpdesk.repository.guarded import insist
from helpdesk.repository.letter_tables import LetterRow
from helpdesk.repository.tables import CustomerRow, InvoiceRow
from helpdesk.repository.unpaid_tables import UnpaidRow

PREFIX = "L"
"""The prefix of a letter's number."""

ADDRESS = "D1"
"""The category that a letter always needs."""

_LETTERS = (
    select(LetterRow.__table__, CustomerRow.id.label("customer"))
    .join(CustomerRow, CustomerRow.seq == LetterRow.customer_seq, isouter=True)
    .order_by(LetterRow.seq)
)
_OF_CASE = _LETTERS.where(LetterRow.case == bindparam("case"))
_OF_CUSTOMER = _LETTERS.where(LetterRow.customer_seq == bindparam("customer"))
_TO_GO_OUT = _LETTERS.where(
    LetterRow.kind == literal_column(f"'{LetterKind.NOTICE}'"), LetterRow.sent.is_(None)
).limit(200)
_IN_OPEN_CASE = or_(
    exists().where(RequestRow.number == LetterRow.case, RequestRow.closed.is_(None)),
    exists().where(ComplaintRow.number == LetterRow.case, ComplaintRow.closed.is_(None)),
)
_NOT_SENT = _LETTERS.where(
    LetterRow.kind != literal_column(f"'{LetterKind.NOTICE}'"), LetterRow.sent.is_(None)
)
_REMINDERS = _NOT_SENT.where(
    LetterRow.kind == str(LetterKind.REMINDER),
    exists().where(
        UnpaidRow.letter == LetterRow.number,
        InvoiceRow.seq == UnpaidRow.invoice_seq,
        InvoiceRow.paid.is_(None),
        InvoiceRow.withdrawn.is_(None),
    ),
)
_LATER = UnpaidRow.__table__.alias("later")
_IS_WRONG_TOO = exists().where(
    UnpaidRow.letter == LetterRow.number,
    UnpaidRow.letter != literal_column("''"),
    UnpaidRow.what.in_((str(Mark.CORRECTED), str(Mark.TOLD))),
    _LATER.c.invoice_seq == UnpaidRow.invoice_seq,
    _LATER.c.seq > UnpaidRow.seq,
    or_(
        and_(
            _LATER.c.what.in_((str(Mark.CORRECTED), str(Mark.WITHDRAWN))),
            or_(_LATER.c.step != UNPAID_AGAIN, UnpaidRow.step.like(f"{UNPAID_AGAIN}%")),
        ),
        and_(UnpaidRow.what == str(Mark.TOLD), _LATER.c.what == str(Mark.TOLD)),
    ),
)
"""Letters about an invoice in the place of which another one was written since."""
_UNSENT = _NOT_SENT.where(
    LetterRow.kind != str(LetterKind.REMINDER),
    ~_IS_WRONG_TOO,
    or_(LetterRow.kind.not_in([str(kind) for kind in UNTIL_CLOSED]), _IN_OPEN_CASE),
)
_ADDRESS = select(CustomerRow.__table__).where(CustomerRow.seq == bindparam("customer"))
_ONE = _LETTERS.where(LetterRow.seq == bindparam("letter"))
_WHOSE = (
    select(LetterRow.seq, CustomerRow.id.label("customer"))
    .outerjoin(CustomerRow, CustomerRow.seq == LetterRow.customer_seq)
    .where(LetterRow.number == bindparam("number"))
)


class Letters(Repository):
    """Clause: G8, K1, C2. Reading asks the guard for the address (D1) in the open file."""

    def next_number(self) -> str:
        """The next number of this year in the company's time zone, such as `L2026-0001`; never used twice."""
        return next_number(self.work, PREFIX)

    def insist_on_writing(self, customer_id: str, *, owed: bool) -> None:
        """Refuse a letter that may not be written now, for example under a restriction.

        `owed`: the law obliges us to write it, as the answer to the customer's own request; then a restriction does
        not stop it. `customer_id` is `""` for somebody without a file, such as a complainant who is no customer, or a
        recipient of an erased person's data.

        Errors: `FileNotOpen`, `Refused`. Clause: P2, R5; GDPR art. 12(3), 18(3).
        """
        if not customer_id:
            if owed:
                self.work.require(Job.REQUESTS)
            else:
                self._insist_on_role()
            return
        if owed:
            self.work.open_files.current(customer_id)
        else:
            insist(self.work, customer_id, (ADDRESS,), Action.CONTACT)

    def addressee(self, customer_id: str, *, owed: bool) -> tuple[Addressee, str | None]:
        """Whom a letter goes to, and their language; on record. Errors: those of `insist_on_writing`."""
        self.insist_on_writing(customer_id, owed=owed)
        row = self.connection.execute(_ADDRESS, {"customer": self.seq_of(customer_id)}).one()
        purposes = self.work.open_files.current(customer_id).purposes
        self.work.audit.record(
            AuditEvent.FILE_READ, subject=customer_id, purposes=purposes, shown=["D1", "D2"]
        )
        return (
            Addressee(
                full_name(row.given_name, row.prefix, row.family_name),
                row.company_name or "",
                f"{row.street or ''} {row.house_number or ''}".strip(),
                row.postcode or "",
                row.city or "",
                row.country or "",
            ),
            row.language,
        )

    def keep(self, customer_id: str, case: str, letter: Letter, *, waits: bool = False) -> KeptLetter:
        """Store a letter with its case, on record; the caller has called `insist_on_writing`.

        `waits`: it waits to be sent automatically.
        """
        by, at = self.work.technician.login, self.work.clock()
        delivery = Delivery.WAITING if waits else Delivery.NONE
        row = {
            "customer_seq": self.seq_of(customer_id) if customer_id else None,
            "number": letter.number,
            "case": case,
            "kind": str(letter.kind),
            "language": letter.language,
            "by": by,
            "at": at,
            "content": packed(letter),
            "delivery": str(delivery),
        }
        seq = self.connection.execute(insert(LetterRow).returning(LetterRow.seq), row).scalar_one()
        self._record(AuditEvent.LETTER_WRITTEN, customer_id, letter, kind=str(letter.kind), case=case)
        return KeptLetter(seq, customer_id, case, by, at, letter, delivery=delivery)

    def renew(self, kept: KeptLetter, letter: Letter) -> KeptLetter:
        """Replace the text of a letter that has yet to go out, under the same number; on record.

        Errors: `Invalid` if somebody sent or rewrote it after `kept` was read.
        """
        mine = update(LetterRow).where(LetterRow.seq == kept.id, LetterRow.content == packed(kept.letter))
        values = {"content": packed(letter), "by": self.work.technician.login, "at": self.work.clock()}
        if not self.connection.execute(mine.where(LetterRow.sent.is_(None)).values(values)).rowcount:
            raise Invalid((Fault("", msg("Somebody sent or rewrote this letter after you opened it.")),))
        kind, case = str(letter.kind), kept.case
        self._record(AuditEvent.LETTER_WRITTEN, kept.customer, letter, kind=kind, case=case)
        return self._found(kept.id)

    def overtake(self, case: str) -> None:
        """Have reminders that have yet to go out rewritten before they do: less is owed now."""
        last = self.work.today - timedelta(days=1)
        for kept in map(_kept, self.connection.execute(_OF_CASE, {"case": case}).all()):
            if kept.letter.kind is LetterKind.REMINDER and kept.sent is None:
                mine = update(LetterRow).where(LetterRow.seq == kept.id)
                self.connection.execute(mine.values(content=packed(replace(kept.letter, good_until=last))))

    def has(self, case: str, kind: LetterKind, *, is_sent: bool = False) -> bool:
        """Whether a letter of a kind was written in a case, or went out, for a job that checked who may know."""
        found = select(LetterRow.seq).where(LetterRow.case == case, LetterRow.kind == kind).limit(1)
        if is_sent:
            found = found.where(LetterRow.sent.is_not(None))
        return self.connection.execute(found).first() is not None

    def remove(self, customer_id: str, case: str | None = None) -> int:
        """Remove the letters of a case, or all of a customer's, on record; how many. Needs the job `retention`.

        `customer_id` is `""` for somebody without a file; then a case must be named. The store must be scrubbed
        afterwards. Clause: P3, R4.
        """
        self.work.require("retention", customer_id or None)
        whose = LetterRow.customer_seq
        those = [whose == self.seq_of(customer_id) if customer_id else whose.is_(None)]
        if case is not None or not customer_id:
            those.append(LetterRow.case == (case or ""))
        removed = self.connection.execute(delete(LetterRow).where(*those)).rowcount
        if removed:
            self.work.audit.record(AuditEvent.LETTERS_REMOVED, subject=customer_id or None, letters=removed)
        return removed

    def let_go(self, kept: KeptLetter) -> None:
        """Remove a letter that has served its purpose, on record. The store must be scrubbed afterwards.

        Clause: P3, R4.
        """
        self.connection.execute(delete(LetterRow).where(LetterRow.seq == kept.id))
        self.work.audit.record(AuditEvent.LETTERS_REMOVED, letters=1, letter=kept.letter.number)

    def to_go_out(self) -> tuple[KeptLetter, ...]:
        """Notices to recipients that have yet to go out, oldest first, for a job that checked who may know."""
        return tuple(map(_kept, self.connection.execute(_TO_GO_OUT)))

    def unsent(self, limit: int) -> tuple[KeptLetter, ...]:
        """The other letters that have yet to go out, oldest first, for a job that checked who may know.

        A letter that only promises an answer is left out once its case is closed.
        """
        return tuple(map(_kept, self.connection.execute(_UNSENT.limit(limit))))

    def reminders(self, limit: int, *, waits: bool = False, after: int = 0) -> tuple[KeptLetter, ...]:
        """Reminders of unpaid invoices that did not go out, oldest first; `waits`: only automatic ones.

        Only those after the one with the id `after`. For a job that checked who may know. Clause: A1.
        """
        question = _REMINDERS.where(LetterRow.seq > after).limit(limit)
        if waits:
            question = question.where(LetterRow.delivery == str(Delivery.WAITING))
        return tuple(map(_kept, self.connection.execute(question)))

    def remove_with(self, cases: Select[str]) -> int:
        """Remove the letters of cases, whoever they are to, on record; how many. Needs the job `retention`.

        `cases` is the query for their numbers. The store must be scrubbed afterwards. Clause: P3.
        """
        self.work.require("retention")
        removed = self.connection.execute(delete(LetterRow).where(LetterRow.case.in_(cases))).rowcount
        if removed:
            self.work.audit.record(AuditEvent.LETTERS_REMOVED, letters=removed)
        return removed

    def mark_sent(self, letter_id: int, how: str) -> KeptLetter:
        """Record that a letter went out now, and how (a channel's id). Errors: `NotFound`."""
        kept = self._found(letter_id)
        self.connection.execute(
            update(LetterRow).where(LetterRow.seq == letter_id).values(sent=self.work.clock(), how=how)
        )
        self._record(AuditEvent.LETTER_SENT, kept.customer, kept.letter, how=how)
        return self._found(letter_id)

    def to_send(self, letter_id: int) -> tuple[KeptLetter, bool]:
        """A letter that may be sent now, and whether it is owed: it is about the customer's own request.

        Errors: `NotFound`, `FileNotOpen`, `Refused`. Clause: R5; GDPR art. 12(3), 18(3).
        """
        kept = self._found(letter_id)
        owed = bool(self.work.requests.ids((kept.case,)))
        if owed:
            self.work.require(Job.REQUESTS, kept.customer or None)
        self.insist_on_writing(kept.customer, owed=owed)
        return kept, owed

    def claim(self, kept: KeptLetter, recipient: str) -> None:
        """Mark a letter as being sent by mail, so that two consoles never send it at once.

        Errors: `Invalid` if somebody sent it, or tried to, after `kept` was read.
        """
        mine = update(LetterRow).where(
            LetterRow.seq == kept.id,
            LetterRow.attempts == kept.attempts,
            LetterRow.sent.is_not_distinct_from(kept.sent),
        )
        on_its_way = Handed(Delivery.FAILED, Undelivered.ON_ITS_WAY)
        claimed = self.connection.execute(
            mine.values(
                attempts=kept.attempts + 1,
                recipient=recipient,
                delivery=on_its_way.delivery,
                delivery_detail=on_its_way.detail,
            )
        )
        if not claimed.rowcount:
            raise Invalid((Fault("", msg("Somebody sent this letter, or tried to, after you opened it.")),))

    def deliver(self, letter_id: int, handed: Handed, to: str) -> KeptLetter:
        """Store what became of a claimed letter; recorded with the kind of address `to`. Errors: `NotFound`."""
        kept = self._found(letter_id)
        self.connection.execute(
            update(LetterRow)
            .where(LetterRow.seq == letter_id)
            .values(delivery=handed.delivery, delivery_detail=handed.detail)
        )
        told = {"to": to, "delivery": str(handed.delivery), "why": str(handed.why or "")}
        self._record(AuditEvent.LETTER_DELIVERED, kept.customer, kept.letter, **told)
        return self._found(letter_id)

    def one(self, letter_id: int) -> KeptLetter:
        """A letter. Errors: `NotFound`, `FileNotOpen`, `Refused`."""
        kept = self._found(letter_id)
        self._insist_on_view(kept.customer)
        return kept

    def whose(self, number: str) -> tuple[int, str]:
        """The ids of the letter with a number and of its customer, for a job that asks the guard.

        Errors: `NotFound`.
        """
        row = self.connection.execute(_WHOSE, {"number": number.strip().upper()}).first()
        if row is None:
            raise _gone()
        return row.seq, row.customer or ""

    def of_case(self, customer_id: str, case: str) -> tuple[KeptLetter, ...]:
        """The letters of a case, about a customer or (`""`) somebody without a file; oldest first.

        Errors: `FileNotOpen`, `Refused`.
        """
        self._insist_on_view(customer_id)
        rows = self.connection.execute(_OF_CASE, {"case": case})
        return tuple(_kept(row) for row in rows if (row.customer or "") == customer_id)

    def of_customer(self, customer_id: str) -> tuple[KeptLetter, ...]:
        """All letters to and about a customer, oldest first. Errors: `FileNotOpen`, `Refused`. Clause: R1."""
        self._insist_on_view(customer_id)
        rows = self.connection.execute(_OF_CUSTOMER, {"customer": self.seq_of(customer_id)})
        return tuple(_kept(row) for row in rows)

    def _insist_on_view(self, customer_id: str) -> None:
        """Under a restriction, only roles that handle legal claims may read letters. Clause: P2, R5."""
        if not customer_id:
            self._insist_on_role()
            return
        restricted = self.work.standings.of(customer_id).restricted(self.work.clock())
        insist(self.work, customer_id, (ADDRESS,), Action.LEGAL_CLAIM if restricted else Action.VIEW)

    def _insist_on_role(self) -> None:
        """Somebody without a file has none to open, so the role must be one for letters. Clause: B1, G8."""
        work = self.work
        work.insist(may_use(work.policy, work.technician.role, LETTERS), None, LETTERS)

    def _record(self, event: AuditEvent, customer_id: str, letter: Letter, **detail: Any) -> None:
        self.work.audit.record(event, subject=customer_id or None, letter=letter.number, **detail)

    def _found(self, letter_id: int) -> KeptLetter:
        row = self.connection.execute(_ONE, {"letter": letter_id}).first()
        if row is None:
            raise _gone()
        return _kept(row)


def _gone() -> NotFound:
    return NotFound(msg("This letter is not in the store, or no longer."))


def _kept(row: Any) -> KeptLetter:
    letter = unpacked(row.content)
    return KeptLetter(
        row.seq, row.customer or "", row.case, row.by, row.at, letter, row.sent, row.how,
        Delivery(row.delivery), row.delivery_detail, row.attempts, row.recipient,
    )  # fmt: skip
