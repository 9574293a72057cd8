"""When the clocks of rights requests were paused. Clause: R7; GDPR art. 12(3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, insert, select, update

from helpdesk.domain.requests import Pause
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import RequestPauseRow

_PAUSES = (
    select(RequestPauseRow.__table__)
    .where(RequestPauseRow.request_seq.in_(bindparam("requests", expanding=True)))
    .order_by(RequestPauseRow.seq)
)


class RequestClocks(Repository):
    """The pauses of requests, by the id of a request that was read with permission."""

    def of(self, requests: Collection[int]) -> Mapping[int, tuple[Pause, ...]]:
        """When the clock of each was paused, oldest first."""
        found: dict[int, tuple[Pause, ...]] = dict.fromkeys(requests, ())
        for row in self.connection.execute(_PAUSES, {"requests": list(requests)}):
            found[row.request_seq] += (Pause(row.since, row.until),)
        return found

    def pauses(self, request: int) -> tuple[Pause, ...]:
        """When the clock of one was paused, oldest first."""
        return self.of((request,))[request]

    def pause(self, request: int) -> None:
        """Pause the clock from today on; a second time changes nothing. Clause: R7."""
        if all(one.until for one in self.pauses(request)):
            since = self.work.policy.today(self.work.clock())
            self.connection.execute(insert(RequestPauseRow), {"request_seq": request, "since": since})

    def resume(self, request: int) -> None:
        """Let the clock run again from today on."""
        row = RequestPauseRow
        self.connection.execute(
            update(row)
            .where(row.request_seq == request, row.until.is_(None))
            .values(until=self.work.policy.today(self.work.clock()))
        )
