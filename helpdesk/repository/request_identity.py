"""Who asks, as far as it was found out: who knows them in person, and the code that is out. Clause: R7."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import RequestCodeRow, RequestKnownRow


class RequestIdentity(Repository):
    """What confirms who asks, by the id of a request that was read with leave."""

    def known_by(self, request: int) -> tuple[str, ...]:
        """Who says that they know the customer in person."""
        row = RequestKnownRow
        logins = select(row.by).where(row.request_seq == request).order_by(row.seq)
        return tuple(self.connection.execute(logins).scalars())

    def add_known(self, request: int) -> None:
        """This technician says so too; a second time changes nothing."""
        if (me := self.work.technician.login) not in self.known_by(request):
            known = {"request_seq": request, "by": me, "at": self.work.clock()}
            self.connection.execute(insert(RequestKnownRow), known)

    def code(self, request: int) -> Any:
        """The code that is out, as a row (salt, digest, expires, tries), or `None`."""
        row = RequestCodeRow
        return self.connection.execute(select(row.__table__).where(row.request_seq == request)).first()

    def keep_code(self, request: int, values: dict[str, Any] | None) -> None:
        """Keep the one code that is out, in the place of any before; `None`: there is none any more."""
        self.connection.execute(delete(RequestCodeRow).where(RequestCodeRow.request_seq == request))
        if values is not None:
            self.connection.execute(insert(RequestCodeRow), {"request_seq": request, **values})

    def use_try(self, request: int) -> None:
        """One try of the code less."""
        row = RequestCodeRow
        self.connection.execute(update(row).where(row.request_seq == request).values(tries=row.tries - 1))
