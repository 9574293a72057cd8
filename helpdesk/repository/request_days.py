"""When rights requests must be answered: the clock of each, and the days that Today uses. Clause: R1–R7."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, case, func, select

from helpdesk.domain import requests
from helpdesk.domain.complaints import CaseDue
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.requests import Pause, RequestClock, RequestState
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import RequestRow
from helpdesk.repository.customer_refs import REF_OF_CASE, case_ref
from helpdesk.repository.letter_tables import LetterRow
from helpdesk.repository.tables import CustomerRow

_R = RequestRow
TOLD = case(
    (
        _R.extended.is_not(None),
        select(func.min(LetterRow.sent))
        .where(LetterRow.case == _R.number, LetterRow.kind == LetterKind.EXTENSION.value)
        .correlate(_R.__table__)
        .scalar_subquery(),
    )
).label("told")
"""When the letter of an extension went out; empty if there is none, or it has yet to. GDPR art. 12(3)."""

_DUE = (
    select(_R.seq, _R.number, _R.state, _R.handler, _R.received, _R.extended, _R.person, TOLD, *REF_OF_CASE)
    .outerjoin(CustomerRow, CustomerRow.seq == _R.customer_seq)
    .where(_R.closed.is_(None), _R.due.is_not(None))
    .order_by(_R.due, _R.seq)
    .limit(bindparam("most", type_=Integer))
)
_DAYS = select(_R.seq, _R.received, _R.extended, TOLD, _R.closed).where(
    _R.seq.in_(bindparam("requests", expanding=True))
)


class RequestDays(Repository):
    """Clause: R1–R7; GDPR art. 12(3). Reading here needs the job `requests`."""

    def due(self, limit: int) -> tuple[CaseDue, ...]:
        """The deadlines of the first open requests whose clock is running."""
        self.work.require(Job.REQUESTS)
        rows = self.connection.execute(_DUE, {"most": limit}).all()
        pauses = self.work.request_clocks.of([row.seq for row in rows])
        for_me = self._waits_for_me(rows)
        return tuple(
            CaseDue(
                row.seq,
                row.number,
                self.clock(row, pauses[row.seq]).due.day,
                case_ref(row),
                person=row.person,
                waits_for_me=row.seq in for_me,
            )
            for row in rows
        )

    def _waits_for_me(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> frozenset[int]:
        """Those with a right that waits for a second person, if this technician may be that one. Clause: B1."""
        work = self.work
        if not work.may(Job.APPROVE):
            return frozenset()
        known = [
            row.seq
            for row in rows
            if row.state == RequestState.CONFIRMED and row.handler != work.technician.login
        ]
        asked = work.request_rights.of(known) if known else {}
        second = work.policy.requests.second_person
        return frozenset(
            seq
            for seq, rights in asked.items()
            if any(one.right in second and one.result is None and not one.approved_by for one in rights)
        )

    def last(self, wanted: Collection[int]) -> dict[int, date]:
        """The deadlines of requests by their ids, open or closed."""
        self.work.require(Job.REQUESTS)
        rows = self.connection.execute(_DAYS, {"requests": list(wanted)}).all()
        pauses = self.work.request_clocks.of([row.seq for row in rows])
        return {row.seq: self.clock(row, pauses[row.seq], row.closed).due.day for row in rows}

    def clock(
        self, row: Row[*tuple[Any, ...]], pauses: tuple[Pause, ...], closed: datetime | None = None
    ) -> RequestClock:
        """The clocks of a request that was read with permission, as they are today or were when it was closed.

        `row` has when it was received and extended, and `TOLD`.
        """
        policy = self.work.policy
        today = policy.today(closed or self.work.clock())
        counted = (policy.today(row.received), pauses, policy.working_days, today)
        if row.extended is None:
            return requests.clock(*counted, is_extended=False)
        return requests.clock_of_extended(*counted, told=policy.today(row.told) if row.told else None)
