"""The rights asked for in requests, and what became of each. Clause: R1–R6."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from helpdesk.domain.requests import Correction, Request, Result, RightAsked
from helpdesk.domain.rights import Right
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import CorrectionRow, RequestRightRow

_RIGHTS = (
    select(RequestRightRow.__table__)
    .where(RequestRightRow.request_seq.in_(bindparam("requests", expanding=True)))
    .order_by(RequestRightRow.seq)
)


class RequestRights(Repository):
    """The rights of requests, by the id of a request that was read with permission."""

    def of(self, requests: Collection[int]) -> Mapping[int, tuple[RightAsked, ...]]:
        """The rights that each asks for, in the order in which they were asked."""
        found: dict[int, tuple[RightAsked, ...]] = dict.fromkeys(requests, ())
        for row in self.connection.execute(_RIGHTS, {"requests": list(requests)}):
            found[row.request_seq] += (_right(row),)
        return found

    def add(self, request: int, rights: Iterable[Right]) -> None:
        """Store what a new request asks for."""
        for right in rights:
            self.connection.execute(insert(RequestRightRow), {"request_seq": request, "right": right})

    def settle(self, request: Request, right: Right, **values: Any) -> None:
        """Write what became of a right, or who approved it."""
        row = RequestRightRow
        self.connection.execute(
            update(row).where(row.request_seq == request.id, row.right == right).values(**values)
        )

    def corrections(self, request: int) -> tuple[Correction, ...]:
        """What was rectified, in order. Clause: R2."""
        row = CorrectionRow
        rows = self.connection.execute(
            select(row.__table__).where(row.request_seq == request).order_by(row.seq)
        )
        return tuple(Correction(one.field, one.old, one.new, one.at, one.by) for one in rows)

    def correct(self, request: Request, corrections: Iterable[Correction]) -> None:
        """Store old and new values with the case. Clause: R2."""
        for one in corrections:
            values = {"field": one.field, "old": one.old, "new": one.new, "at": one.at, "by": one.by}
            ours = {"request_seq": request.id, "customer_seq": self.seq_of(request.subject)}
            self.connection.execute(insert(CorrectionRow), {**ours, **values})


def _right(row: Row[*tuple[Any, ...]]) -> RightAsked:
    result = Result(row.result) if row.result else None
    return RightAsked(Right(row.right), result, row.at, row.by, row.reason, row.approved_by)
