"""What is known of who is asking: who knows them in person, and the current code. Clause: R7."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from helpdesk.domain.calendar import add
from helpdesk.domain.requests import Request, RequestState
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import RequestCodeRow, RequestKnownRow, RequestRow

_ASKED = select(RequestRow.seq, RequestRow.asked).where(
    RequestRow.state == RequestState.IDENTITY_ASKED, RequestRow.closed.is_(None)
)


class RequestIdentity(Repository):
    """What confirms who is asking, by the id of a request read with permission; and requests never confirmed."""

    def known_by(self, request: int) -> tuple[str, ...]:
        """Who said that they know the customer in person."""
        row = RequestKnownRow
        logins = select(row.by).where(row.request_seq == request).order_by(row.seq)
        return tuple(self.connection.execute(logins).scalars())

    def add_known(self, request: int) -> None:
        """Record that this technician knows them too; a second time changes nothing."""
        if (me := self.work.technician.login) not in self.known_by(request):
            known = {"request_seq": request, "by": me, "at": self.work.clock()}
            self.connection.execute(insert(RequestKnownRow), known)

    def code(self, request: int) -> Any:
        """The current code, as a row (salt, digest, expires, tries), or `None`."""
        row = RequestCodeRow
        return self.connection.execute(select(row.__table__).where(row.request_seq == request)).first()

    def keep_code(self, request: int, values: dict[str, Any] | None) -> None:
        """Store the current code in place of any earlier one; `None`: there is none any more."""
        self.connection.execute(delete(RequestCodeRow).where(RequestCodeRow.request_seq == request))
        if values is not None:
            self.connection.execute(insert(RequestCodeRow), {"request_seq": request, **values})

    def forget(self, request: int) -> None:
        """Forget who knows them in person, and the code: they were about somebody else than was thought."""
        self.connection.execute(delete(RequestKnownRow).where(RequestKnownRow.request_seq == request))
        self.keep_code(request, None)

    def use_try(self, request: int) -> None:
        """Use up one try of the code."""
        row = RequestCodeRow
        self.connection.execute(update(row).where(row.request_seq == request).values(tries=row.tries - 1))

    def never_confirmed(self) -> tuple[Request, ...]:
        """The requests that nobody confirmed in time; none for a technician without the job."""
        if not self.work.may(Job.REQUESTS):
            return ()
        now, period = self.work.clock(), self.work.policy.requests.unconfirmed
        asked = self.connection.execute(_ASKED).all()
        late = [row.seq for row in asked if row.asked is not None and add(period, row.asked) <= now]
        return tuple(map(self.work.requests.one, late))

    def close_never_confirmed(self) -> tuple[Request, ...]:
        """Close those; each needs a letter."""
        closed = []
        for one in self.never_confirmed():
            self.keep_code(one.id, None)
            state, now = RequestState.UNCONFIRMED, self.work.clock()
            closed.append(self.work.requests.change(one, one.version, state, state=state, closed=now))
        return tuple(closed)
