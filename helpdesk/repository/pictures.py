"""What pictures are counted from: the times of many rows, without the people they are about. Clause: C1, D6, G3, D9."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from helpdesk.domain.pictures import Cases
from helpdesk.domain.remote import SSH, Ended
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ComplaintRow, RequestRow
from helpdesk.repository.remote_tables import SessionRow
from helpdesk.repository.tables import TechnicianRow
from helpdesk.repository.ticket_tables import TicketRow, UnsolicitedRow

_C, _R, _T, _U = ComplaintRow, RequestRow, TicketRow, UnsolicitedRow

_OPEN: Mapping[Cases, Select[*tuple[Any, ...]]] = {
    Cases.TICKETS: select(_T.opened, _T.target).where(_T.done.is_(None)),
    Cases.COMPLAINTS: select(_C.received, _C.nearest).where(_C.nearest.is_not(None)),
    Cases.REQUESTS: select(_R.received, _R.due).where(_R.closed.is_(None)),
    Cases.UNSOLICITED: select(_U.noticed, _U.due).where(_U.closed.is_(None)),
}
_SESSIONS = (
    select(SessionRow.started, SessionRow.way, SessionRow.alive, SessionRow.ended, SessionRow.how)
    .add_columns(func.coalesce(func.nullif(TechnicianRow.name, ""), TechnicianRow.login).label("who"))
    .join(TechnicianRow, TechnicianRow.seq == SessionRow.technician_seq)
    .where(SessionRow.started >= bindparam("since"), SessionRow.started < bindparam("until"))
    .order_by(SessionRow.started)
)


class Pictures(Repository):
    """Counts of cases and sessions; none of them names a customer. Clause: C1, D6, G3, D9."""

    def open_cases(self, cases: Cases) -> Iterator[tuple[datetime, datetime | date | None]]:
        """When each open case of a register came in, and when it is due. Errors: `Refused` without its job.

        A data breach came in when it was known; it is due until it is decided whether the authority is told.
        """
        self.work.require(cases)
        if cases is Cases.BREACHES:
            for one in self.work.breaches.open():
                yield one.facts.aware, one.tell_by if one.authority is None else None
        else:
            yield from map(tuple, self.connection.execute(_OPEN[cases]))

    def sessions(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, str, timedelta, bool]]:
        """Remote sessions that began in a period: when, by whom, how long they lasted, and whether they got through.

        A running session lasts until now; over SSH until its last sign of life, because its console may be gone.
        Restricted customers are left out as in the ledger (R5). Errors: `Refused` without the job `ledger`. Clause:
        D6, R1.
        """
        self.work.require(Job.LEDGER)
        question = _SESSIONS
        if hidden := self.work.standings.hidden():
            question = question.where(SessionRow.customer_seq.not_in(hidden))
        now = self.work.clock()
        for row in self.connection.execute(question, {"since": since, "until": until}):
            got_through = row.how is None or Ended(row.how).connected
            until_now = row.alive if row.way == SSH else now
            yield row.started, row.who, (row.ended or until_now) - row.started, got_through
