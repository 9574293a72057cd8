"""One transaction of one technician: the repositories, the guard's questions, and the audit that goes with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Decision
from helpdesk.domain.errors import Refused
from helpdesk.domain.technician import Technician
from helpdesk.policy.guard import may
from helpdesk.policy.model import Policy
from helpdesk.repository.audit import Audit
from helpdesk.repository.complaints import Complaints
from helpdesk.repository.consents import Consents
from helpdesk.repository.customers import Customers
from helpdesk.repository.desk_registers import Imports, Technicians
from helpdesk.repository.disclosures import Disclosures
from helpdesk.repository.drafts import Drafts
from helpdesk.repository.engine import interrupt
from helpdesk.repository.erasing import Erasing
from helpdesk.repository.faults import translated
from helpdesk.repository.ledger import Ledger
from helpdesk.repository.letters import Letters
from helpdesk.repository.open_files import OpenFiles
from helpdesk.repository.recordings import Recordings
from helpdesk.repository.request_clocks import RequestClocks
from helpdesk.repository.request_days import RequestDays
from helpdesk.repository.request_identity import RequestIdentity
from helpdesk.repository.requests import Requests
from helpdesk.repository.services import Services
from helpdesk.repository.sessions import Sessions
from helpdesk.repository.standings import Standings
from helpdesk.repository.systems import Systems
from helpdesk.repository.ticket_links import TicketLinks
from helpdesk.repository.ticket_messages import TicketMessages
from helpdesk.repository.tickets import Tickets
from helpdesk.repository.unsolicited import Unsolicited

if TYPE_CHECKING:
    from helpdesk.repository.bulk import Bulk
    from helpdesk.repository.holdings import Holdings
    from helpdesk.repository.host_keys import HostKeys
    from helpdesk.repository.mentions import Naming
    from helpdesk.repository.pictures import Pictures
    from helpdesk.repository.removal import Removals
    from helpdesk.repository.request_rights import RequestRights
    from helpdesk.repository.scans import Scans
    from helpdesk.repository.strangers import Strangers
    from helpdesk.repository.whereabouts import Whereabouts


class UnitOfWork:
    """`with` it: leaving well commits, an error rolls back; a refusal is put on record all the same.

    `read_only` units take no write lock and can't write, so they can't hand out what must go on record.
    Clause: P2, B1.
    """

    connection: Connection
    seqs: dict[str, int]
    """The sequence numbers of the customers that were asked for, by id."""
    erased: list[str]
    """By what is known again what was erased in this unit: ids of customers, of others the numbers of what they wrote.

    Once it is committed, they are kept outside the store too.
    """
    drafts_went: bool
    """Whether drafts were sent or thrown away: once it is committed, their bytes are to be overwritten."""

    customers = cached_property(Customers)
    consents = cached_property(Consents)
    standings = cached_property(Standings)
    services = cached_property(Services)
    open_files = cached_property(OpenFiles)
    technicians = cached_property(Technicians)
    imports = cached_property(Imports)
    drafts = cached_property(Drafts)
    systems = cached_property(Systems)
    sessions = cached_property(Sessions)
    ledger = cached_property(Ledger)
    recordings = cached_property(Recordings)
    tickets = cached_property(Tickets)
    ticket_links = cached_property(TicketLinks)
    messages = cached_property(TicketMessages)
    unsolicited = cached_property(Unsolicited)
    letters = cached_property(Letters)
    complaints = cached_property(Complaints)
    requests = cached_property(Requests)
    request_clocks = cached_property(RequestClocks)
    request_days = cached_property(RequestDays)
    request_identity = cached_property(RequestIdentity)
    disclosures = cached_property(Disclosures)
    erasing = cached_property(Erasing)

    def __init__(
        self,
        engine: Engine,
        technician: Technician,
        policy: Policy,
        clock: Callable[[], datetime],
        *,
        read_only: bool = False,
    ) -> None:
        self.engine = engine
        self.technician = technician
        self.policy = policy
        self.clock = clock
        self.read_only = read_only
        self.seqs = {}
        self.erased = []
        self.drafts_went = False

    # What a start does not need: it is loaded where it is used.

    @cached_property
    def bulk(self) -> Bulk:
        """Many customers at once."""
        from helpdesk.repository.bulk import Bulk

        return Bulk(self)

    @cached_property
    def holdings(self) -> Holdings:
        """What is stored of a customer."""
        from helpdesk.repository.holdings import Holdings

        return Holdings(self)

    @cached_property
    def host_keys(self) -> HostKeys:
        """The keys by which hosts are known."""
        from helpdesk.repository.host_keys import HostKeys

        return HostKeys(self)

    @cached_property
    def scans(self) -> Scans:
        """Messages as they are searched for unsolicited data."""
        from helpdesk.repository.scans import Scans

        return Scans(self)

    @cached_property
    def whereabouts(self) -> Whereabouts:
        """Where unsolicited data lies in tickets."""
        from helpdesk.repository.whereabouts import Whereabouts

        return Whereabouts(self)

    @cached_property
    def removals(self) -> Removals:
        """Taking it out of them."""
        from helpdesk.repository.removal import Removals

        return Removals(self)

    @cached_property
    def request_rights(self) -> RequestRights:
        """What is asked in rights requests."""
        from helpdesk.repository.request_rights import RequestRights

        return RequestRights(self)

    @cached_property
    def naming(self) -> Naming:
        """Where else a customer is named."""
        from helpdesk.repository.mentions import Naming

        return Naming(self)

    @cached_property
    def strangers(self) -> Strangers:
        """What is held of somebody without a file."""
        from helpdesk.repository.strangers import Strangers

        return Strangers(self)

    @cached_property
    def pictures(self) -> Pictures:
        """What pictures are counted from."""
        from helpdesk.repository.pictures import Pictures

        return Pictures(self)

    def __enter__(self) -> Self:
        with translated():
            connection = self.engine.connect()
            if self.read_only:
                connection = connection.execution_options(ro=True)
            self.connection = connection
            self.connection.begin()
        self.audit = Audit(self.connection, self.technician, self.clock)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with translated():
                if error is None:
                    self.connection.commit()
                else:
                    self.connection.rollback()
                    if isinstance(error, Refused):
                        self._record_refusal(error)
                    # Driver errors are raised anew inside `translated`, in the house's own words.
                    elif kind is not None and not kind.__module__.startswith("helpdesk"):
                        raise error
        finally:
            self.connection.close()

    def interrupt(self) -> None:
        """Stop the query that runs in this unit, from another thread."""
        connection = getattr(self, "connection", None)
        if connection is not None and not connection.closed:
            interrupt(connection)

    def require(self, job: str, subject: str | None = None) -> None:
        """Refuse a job that the technician's role does not have. Clause: B1."""
        self.insist(may(self.policy, self.technician.role, job), subject, job)

    def insist(self, decision: Decision, subject: str | None, doing: str) -> None:
        """Raise `Refused` unless a decision allows; `doing` is a job, purpose or category, for the record."""
        if not decision.allowed:
            raise Refused(decision, subject=subject, doing=doing)

    def _record_refusal(self, refusal: Refused) -> None:
        with self.engine.begin() as connection:
            Audit(connection, self.technician, self.clock).record(
                AuditEvent.REFUSED,
                subject=refusal.subject,
                doing=refusal.doing,
                clause=refusal.decision.clause,
            )
