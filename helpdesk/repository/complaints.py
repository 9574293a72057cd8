"""The register of complaints. What was said is only handed out past the guard. Clause: C1, G5, P2."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, func, insert, select

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.complaints import CaseDue, Complaint, ComplaintState, NewComplaint, Outcome
from helpdesk.domain.deadlines import Deadline, period_after, working_days_after
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import FileNotOpen, NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job
from helpdesk.repository.case_tables import ComplaintRow, ComplaintSessionRow, ComplaintStepRow, RequestRow
from helpdesk.repository.cases import COMPLAINT, CustomerCases, next_number, steps_of, write_over
from helpdesk.repository.customer_refs import REF_OF_CASE, case_ref
from helpdesk.repository.guarded import insist
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow, TechnicianRow

PAGE = 200
"""How many complaints are read at a time."""

NAME = "D1"
"""The category that handling a complaint always needs."""

_C, _ABOUT = ComplaintRow, TechnicianRow.__table__.alias().c
_ROWS = (
    select(
        *(_C.seq, _C.number, _C.version, _C.person, _C.channel, _C.received, _C.cause, _C.state, _C.handler),
        *(TechnicianRow.name.label("handler_name"), _C.about, _ABOUT.name.label("about_name")),
        *(_C.acknowledge_by, _C.answer_by),
        *(_C.acknowledged, _C.answered, _C.closed, _C.outcome, _C.turned_into),
        *REF_OF_CASE,
    )
    .outerjoin(CustomerRow, CustomerRow.seq == _C.customer_seq)
    .outerjoin(TechnicianRow, (TechnicianRow.login == _C.handler) & (_C.handler != ""))
    .outerjoin(_ABOUT.login.table, (_ABOUT.login == _C.about) & (_C.about != ""))
)
_ONE = _ROWS.where(_C.seq == bindparam("complaint"))
_OPEN = _ROWS.where(_C.nearest.is_not(None)).order_by(_C.nearest, _C.seq).limit(PAGE)
_DONE = _ROWS.where(_C.nearest.is_(None)).order_by(_C.received.desc(), _C.seq.desc()).limit(PAGE)
_DUE = (
    select(_C.seq, _C.number, _C.nearest, _C.acknowledged, _C.person, *REF_OF_CASE)
    .outerjoin(CustomerRow, CustomerRow.seq == _C.customer_seq)
    .where(_C.nearest.is_not(None))
    .order_by(_C.nearest, _C.seq)
    .limit(bindparam("most", type_=Integer))
)


class Complaints(CustomerCases):
    """Clause: C1, G5. Lists need the job `complaints`; what was said also needs the customer's open file."""

    TABLE, OTHER, LINK = ComplaintRow, RequestRow, TicketLink.COMPLAINT
    STEP, OF = ComplaintStepRow, "complaint_seq"
    STEPS = steps_of(ComplaintStepRow, ComplaintStepRow.complaint_seq == bindparam("case"))
    COUNTED = "complaints"
    OVER = (
        _C.received < bindparam("closed_before"),
        func.coalesce(_C.closed, _C.answered) < bindparam("closed_before"),
        ~restricted(_C.customer_seq, bindparam("now")),
    )
    """The period of one that was answered and left so began with the answer. Clause: P3, R5."""

    def open(self) -> tuple[Complaint, ...]:
        """Complaints that are not answered, nearest promise first. Errors: `Refused` without the job."""
        self.work.require(Job.COMPLAINTS)
        return tuple(map(self._complaint, self.connection.execute(_OPEN)))

    def done(self) -> tuple[Complaint, ...]:
        """Complaints that are answered or closed, newest first. Errors: `Refused` without the job."""
        self.work.require(Job.COMPLAINTS)
        return tuple(map(self._complaint, self.connection.execute(_DONE)))

    def due(self, limit: int) -> tuple[CaseDue, ...]:
        """The deadlines of the first of `open`. Errors: `Refused` without the job."""
        self.work.require(Job.COMPLAINTS)
        return tuple(
            CaseDue(row.seq, row.number, row.nearest, case_ref(row), row.acknowledged is not None, row.person)
            for row in self.connection.execute(_DUE, {"most": limit})
        )

    def of_customer(self, customer_id: str) -> tuple[Complaint, ...]:
        """A customer's complaints, newest first. Errors: `Refused` without the job."""
        self.work.require(Job.COMPLAINTS)
        theirs = _ROWS.where(_C.customer_seq == self.seq_of(customer_id)).order_by(_C.seq.desc())
        return tuple(map(self._complaint, self.connection.execute(theirs)))

    def by_number(self, number: str) -> Complaint:
        """The complaint with a number. Errors: `Refused` without the job, `NotFound`."""
        self.work.require(Job.COMPLAINTS)
        row = self.connection.execute(_ROWS.where(_C.number == number.strip().upper())).first()
        if row is None:
            raise _gone()
        return self._complaint(row)

    def one(self, complaint: int) -> Complaint:
        """One complaint, as in a list. Errors: `NotFound`."""
        row = self.connection.execute(_ONE, {"complaint": complaint}).first()
        if row is None:
            raise _gone()
        return self._complaint(row)

    def insist(self, complaint: int, action: Action) -> Complaint:
        """A complaint, if this technician may do something with it: a customer's file is open for complaints.

        Errors: `Refused`, also under a restriction; `FileNotOpen`; `NotFound`. Clause: P2, G5, R5.
        """
        self.work.require(Job.COMPLAINTS)
        found = self.one(complaint)
        if found.customer is not None:
            self.insist_on_customer(found.customer.id, action)
        return found

    def insist_on_customer(self, customer_id: str, action: Action) -> None:
        """Refuse unless a customer's file is open for a purpose of complaints that allows the action.

        Errors: `Refused`, `FileNotOpen` also if it is open for other purposes only.
        """
        opened = self.work.open_files.current(customer_id)
        if not set(opened.purposes) & set(self.work.policy.complaints.purposes):
            raise FileNotOpen(customer_id, self.work.policy.named(self.work.policy.complaints.purposes))
        insist(self.work, customer_id, (NAME,), action)

    def said(self, complaint: int) -> Row[*tuple[Any, ...]]:
        """What was said, as a row: contact, words, wish, answer, measure, lesson; for a job that asked the guard."""
        return self.connection.execute(
            select(_C.contact, _C.words, _C.wish, _C.answer, _C.measure, _C.lesson).where(_C.seq == complaint)
        ).one()

    def sessions(self, complaint: int) -> tuple[int, ...]:
        """The remote sessions that it is about."""
        row = ComplaintSessionRow
        return tuple(
            self.connection.execute(
                select(row.session).where(row.complaint_seq == complaint).order_by(row.session)
            ).scalars()
        )

    def add(self, new: NewComplaint) -> Complaint:
        """Add a checked complaint, on record; it gets the next number and its promised days."""
        acknowledge_by, answer_by = self.promised(new.cause, new.received)
        values = {
            "customer_seq": self.seq_of(new.customer) if new.customer else None,
            "subject": new.customer,
            "number": next_number(self.work, COMPLAINT),
            "state": ComplaintState.RECEIVED,
            "acknowledge_by": acknowledge_by.day,
            "answer_by": answer_by.day,
            "nearest": acknowledge_by.day,
            **{name: getattr(new, name) for name in _TYPED},
        }
        seq = self.connection.execute(insert(_C).returning(_C.seq), values).scalar_one()
        self.add_step(seq, ComplaintState.RECEIVED, "")
        for session in new.sessions:
            self.connection.execute(insert(ComplaintSessionRow), {"complaint_seq": seq, "session": session})
        made = self.one(seq)
        self._record(AuditEvent.COMPLAINT_REGISTERED, made, cause=made.cause)
        return made

    def change(self, found: Complaint, version: int, what: str, note: str, **values: Any) -> Complaint:
        """Write values over the version that was seen, with a step, on record. Errors: `CaseChanged`."""
        write_over(self.work, _C, found.id, version, values)
        self.add_step(found.id, what, note)
        now = self.one(found.id)
        nearest = now.nearest.day if now.nearest else None
        self.connection.execute(_C.__table__.update().where(_C.seq == found.id).values(nearest=nearest))
        self._record(AuditEvent.COMPLAINT_CHANGED, now, change=what)
        return now

    def record_read(self, found: Complaint) -> None:
        """Record that what was said was read. Clause: P2."""
        self._record(AuditEvent.COMPLAINT_READ, found)

    def promised(self, cause: str, received: datetime) -> tuple[Deadline, Deadline]:
        """When a complaint must be acknowledged and answered, as the policy promises today."""
        policy = self.work.policy
        day, promises = policy.today(received), policy.complaints
        known = promises.causes.get(cause)
        period = known.target if known and known.target else promises.target
        return (
            working_days_after(day, promises.acknowledged, policy.working_days),
            period_after(day, period, policy.working_days),
        )

    def of_year(self, start: datetime, end: datetime) -> tuple[Complaint, ...]:
        """Every complaint received in a period, its end excluded. Errors: `Refused` without the job."""
        self.work.require(Job.COMPLAINTS)
        between = _ROWS.where(_C.received >= start, _C.received < end, _C.turned_into == "")
        return tuple(map(self._complaint, self.connection.execute(between)))

    def _record(self, event: AuditEvent, found: Complaint, **detail: Any) -> None:
        subject = found.customer.id if found.customer else None
        self.work.audit.record(event, subject=subject, complaint=found.number, **detail)

    def _complaint(self, row: Row[*tuple[Any, ...]]) -> Complaint:
        acknowledge_by, answer_by = self.promised(row.cause, row.received)
        return Complaint(
            id=row.seq,
            number=row.number,
            version=row.version,
            customer=case_ref(row),
            state=ComplaintState(row.state),
            handler_name=row.handler_name or row.handler,
            about_name=row.about_name or row.about,
            acknowledge_by=_as_promised(row.acknowledge_by, acknowledge_by),
            answer_by=_as_promised(row.answer_by, answer_by),
            outcome=Outcome(row.outcome) if row.outcome else None,
            **{name: getattr(row, name) for name in _AS_STORED},
        )


_TYPED = ("channel", "received", "cause", "words", "wish", "person", "contact", "about", "handler")
_AS_STORED = (
    *("person", "channel", "received", "cause", "handler", "about"),
    *("acknowledged", "answered", "closed", "turned_into"),
)


def _as_promised(day: date, now: Deadline) -> Deadline:
    """The promised day, explained by today's rules if they still give it."""
    if day == now.day:
        return now
    return Deadline(day, (msg("Promised when it was registered, by the rules of that day: {day}.", day=day),))


def _gone() -> NotFound:
    return NotFound(msg("This complaint is not in the store, or no longer."))
