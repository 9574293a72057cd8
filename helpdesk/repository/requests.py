"""The register of rights requests. Handling them is a legal duty, so it needs its job and no open file.

Every reading is recorded. Clause: R1–R7, B1; GDPR art. 6(1)(c), 12.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.requests import (
    IdentityWay,
    NewRequest,
    Pause,
    Request,
    RequestState,
    RightAsked,
)
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job
from helpdesk.repository.case_tables import (
    ComplaintRow,
    RequestRow,
    RequestStepRow,
)
from helpdesk.repository.cases import REQUEST, CustomerCases, next_number, steps_of, write_over
from helpdesk.repository.customer_refs import REF_OF_CASE, case_ref
from helpdesk.repository.request_days import TOLD
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow, RestrictionRow, TechnicianRow

PAGE = 200
"""How many requests are read at a time."""

_R = RequestRow
_COLUMNS = (
    *(_R.seq, _R.number, _R.version, _R.subject, _R.channel, _R.received, _R.state, _R.handler, _R.agent),
    *(_R.asked, _R.confirmed, _R.way, _R.extended, _R.closed, _R.duplicate_of, _R.turned_into, _R.person),
    TechnicianRow.name.label("handler_name"),
    TOLD,
    *REF_OF_CASE,
)
"""`case_ref` takes the last of these by position."""

_ROWS = (
    select(*_COLUMNS)
    .outerjoin(CustomerRow, CustomerRow.seq == _R.customer_seq)
    .outerjoin(TechnicianRow, (TechnicianRow.login == _R.handler) & (_R.handler != ""))
)
_OPEN = _ROWS.where(_R.closed.is_(None)).order_by(_R.due.is_(None), _R.due, _R.seq).limit(PAGE)
_DONE = _ROWS.where(_R.closed.is_not(None)).order_by(_R.closed.desc(), _R.seq.desc()).limit(PAGE)
_ONE = _ROWS.where(_R.seq == bindparam("request"))


class Requests(CustomerCases):
    """Clause: R1–R7. Everything here needs the job `requests`."""

    TABLE, OTHER, LINK = RequestRow, ComplaintRow, TicketLink.REQUEST
    STEP, OF = RequestStepRow, "request_seq"
    STEPS = steps_of(RequestStepRow, RequestStepRow.request_seq == bindparam("case"))
    COUNTED = "requests"
    OVER = (
        _R.closed < bindparam("closed_before"),
        _R.number.not_in(
            select(RestrictionRow.reference).where(
                RestrictionRow.until.is_(None), RestrictionRow.decided.is_(None)
            )
        ),
        ~restricted(_R.customer_seq, bindparam("now")),
    )
    """Nothing that it put in force waits for an end, either. Clause: R5, R6."""

    def open(self) -> tuple[Request, ...]:
        """Requests that are not closed: nearest deadline first, paused ones last."""
        self.work.require(Job.REQUESTS)
        return self._requests(_OPEN)

    def done(self) -> tuple[Request, ...]:
        """Requests that are closed, newest first."""
        self.work.require(Job.REQUESTS)
        return self._requests(_DONE)

    def of_customer(self, customer_id: str) -> tuple[Request, ...]:
        """A customer's requests, newest first."""
        self.work.require(Job.REQUESTS, customer_id)
        return self._requests(_ROWS.where(_R.subject == customer_id).order_by(_R.seq.desc()))

    def by_number(self, number: str) -> Request:
        """The request with a number. Errors: `Refused` without the job, `NotFound`."""
        self.work.require(Job.REQUESTS)
        return self._only(self._requests(_ROWS.where(_R.number == number.strip().upper())))

    def one(self, request: int) -> Request:
        """One request. Errors: `Refused` without the job, `NotFound`."""
        self.work.require(Job.REQUESTS)
        return self._only(self._requests(_ONE.params(request=request)))

    def said(self, request: int) -> Row[*tuple[Any, ...]]:
        """What was said, as a row: words, agent, authority, contact."""
        return self.connection.execute(
            select(_R.words, _R.agent, _R.authority, _R.contact).where(_R.seq == request)
        ).one()

    def duplicates(self, number: str) -> tuple[str, ...]:
        """The requests that ask for the same as this one."""
        return tuple(
            self.connection.execute(
                select(_R.number).where(_R.duplicate_of == number).order_by(_R.seq)
            ).scalars()
        )

    def add(self, new: NewRequest, duplicate_of: str) -> Request:
        """Add a checked request, on record; it gets the next number, and its clock runs from receipt."""
        values = {
            "customer_seq": self.seq_of(new.customer) if new.customer else None,
            "subject": new.customer,
            "number": next_number(self.work, REQUEST),
            "state": RequestState.RECEIVED,
            "handler": self.work.technician.login,
            "duplicate_of": duplicate_of,
            **{name: getattr(new, name) for name in _TYPED},
        }
        seq = self.connection.execute(insert(_R).returning(_R.seq), values).scalar_one()
        self.work.request_rights.add(seq, new.rights)
        self.add_step(seq, RequestState.RECEIVED, "")
        made = self._set_due(self.one(seq))
        self._record(AuditEvent.REQUEST_REGISTERED, made, rights=[str(right) for right in new.rights])
        return made

    def tie(self, found: Request, version: int, customer_id: str, **values: Any) -> Request:
        """Say which customer a request of somebody without a file is from after all; on record.

        Errors: `CaseChanged`.
        """
        values |= {"customer_seq": self.seq_of(customer_id), "subject": customer_id}
        return self.change(found, version, "whose", **values)

    def change(self, found: Request, version: int, what: str, note: str = "", **values: Any) -> Request:
        """Write values over the version that was seen, with a step, on record. Errors: `CaseChanged`."""
        write_over(self.work, _R, found.id, version, values)
        self.add_step(found.id, what, note)
        now = self._set_due(self.one(found.id))
        self._record(AuditEvent.REQUEST_CHANGED, now, change=what)
        return now

    def add_step_to(self, number: str, what: str, note: str) -> None:
        """Record a step of the request with a number; it may be gone by now."""
        for request in self.ids((number,)).values():
            self.add_step(request, what, note)

    def extension_sent(self, number: str) -> None:
        """The letter of an extension went out: from now on the list uses the longer period."""
        for found in self._requests(_ROWS.where(_R.number == number, _R.extended.is_not(None))):
            self._set_due(found)

    def record_read(self, found: Request) -> None:
        """Record that what was said was read."""
        self._record(AuditEvent.REQUEST_READ, found)

    def _set_due(self, found: Request) -> Request:
        still = found.clock.paused_since is not None or not found.state.is_open
        counted = found.clock
        due = None if still else counted.due.day if counted.is_told else counted.first_month.day
        self.connection.execute(update(_R).where(_R.seq == found.id).values(due=due))
        return found

    def _record(self, event: AuditEvent, found: Request, **detail: Any) -> None:
        self.work.audit.record(event, subject=found.subject or None, request=found.number, **detail)

    def _only(self, found: tuple[Request, ...]) -> Request:
        if not found:
            raise NotFound(msg("This request is not in the store, or no longer."))
        return found[0]

    def _requests(self, question: Any) -> tuple[Request, ...]:
        rows = self.connection.execute(question).all()
        if not rows:
            return ()
        which = tuple(row.seq for row in rows)
        rights, pauses = self.work.request_rights.of(which), self.work.request_clocks.of(which)
        return tuple(self._request(row, rights[row.seq], pauses[row.seq]) for row in rows)

    def _request(
        self, row: Row[*tuple[Any, ...]], rights: tuple[RightAsked, ...], pauses: tuple[Pause, ...]
    ) -> Request:
        return Request(
            id=row.seq,
            customer=case_ref(row),
            state=RequestState(row.state),
            rights=rights,
            clock=self.work.request_days.clock(row, pauses, row.closed),
            handler_name=row.handler_name or row.handler,
            way=IdentityWay(row.way) if row.way else None,
            **{name: getattr(row, name) for name in _AS_STORED},
        )


_TYPED = ("channel", "received", "words", "agent", "authority", "person", "contact")
_AS_STORED = (
    *("number", "version", "subject", "channel", "received", "handler", "asked", "confirmed"),
    *("extended", "closed", "duplicate_of", "turned_into", "person"),
)
