"""One transaction of one technician: the repositories, the guard's questions, and the audit that belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from threading import Lock
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
from helpdesk.repository.engine import interrupt
from helpdesk.repository.faults import translated

if TYPE_CHECKING:
    from helpdesk.repository.breaches import Breaches
    from helpdesk.repository.bulk import Bulk
    from helpdesk.repository.complaints import Complaints
    from helpdesk.repository.consents import Consents
    from helpdesk.repository.customers import Customers
    from helpdesk.repository.disclosures import Disclosures
    from helpdesk.repository.drafts import Drafts
    from helpdesk.repository.erasing import Erasing
    from helpdesk.repository.glance import Glance
    from helpdesk.repository.holdings import Holdings
    from helpdesk.repository.host_keys import HostKeys
    from helpdesk.repository.imports import Imports
    from helpdesk.repository.ledger import Ledger
    from helpdesk.repository.letters import Letters
    from helpdesk.repository.mentions import Naming
    from helpdesk.repository.open_files import OpenFiles
    from helpdesk.repository.past_records import PastRecords
    from helpdesk.repository.pictures import Pictures
    from helpdesk.repository.recordings import Recordings
    from helpdesk.repository.removal import Removals
    from helpdesk.repository.request_clocks import RequestClocks
    from helpdesk.repository.request_days import RequestDays
    from helpdesk.repository.request_identity import RequestIdentity
    from helpdesk.repository.request_rights import RequestRights
    from helpdesk.repository.requests import Requests
    from helpdesk.repository.scans import Scans
    from helpdesk.repository.services import Services
    from helpdesk.repository.sessions import Sessions
    from helpdesk.repository.standings import Standings
    from helpdesk.repository.strangers import Strangers
    from helpdesk.repository.systems import Systems
    from helpdesk.repository.technicians import Technicians
    from helpdesk.repository.ticket_links import TicketLinks
    from helpdesk.repository.ticket_messages import TicketMessages
    from helpdesk.repository.ticket_search import TicketSearch
    from helpdesk.repository.tickets import Tickets
    from helpdesk.repository.unpaid import Unpaid
    from helpdesk.repository.unsolicited import Unsolicited
    from helpdesk.repository.whereabouts import Whereabouts

_MODULES = {
    "Breaches": "breaches",
    "Bulk": "bulk",
    "Complaints": "complaints",
    "Consents": "consents",
    "Customers": "customers",
    "Disclosures": "disclosures",
    "Drafts": "drafts",
    "Erasing": "erasing",
    "Glance": "glance",
    "Holdings": "holdings",
    "HostKeys": "host_keys",
    "Imports": "imports",
    "Ledger": "ledger",
    "Letters": "letters",
    "Naming": "mentions",
    "OpenFiles": "open_files",
    "PastRecords": "past_records",
    "Pictures": "pictures",
    "Recordings": "recordings",
    "Removals": "removal",
    "RequestClocks": "request_clocks",
    "RequestDays": "request_days",
    "RequestIdentity": "request_identity",
    "RequestRights": "request_rights",
    "Requests": "requests",
    "Scans": "scans",
    "Services": "services",
    "Sessions": "sessions",
    "Standings": "standings",
    "Strangers": "strangers",
    "Systems": "systems",
    "Technicians": "technicians",
    "TicketLinks": "ticket_links",
    "TicketMessages": "ticket_messages",
    "TicketSearch": "ticket_search",
    "Tickets": "tickets",
    "Unpaid": "unpaid",
    "Unsolicited": "unsolicited",
    "Whereabouts": "whereabouts",
}
"""The module of each register, by the name of its class."""


def load_registers() -> None:
    """Load the modules of all registers, so that nobody waits for one later."""
    for module in dict.fromkeys(_MODULES.values()):
        import_module(f"helpdesk.repository.{module}")


class UnitOfWork:
    """Use it with `with`: leaving normally commits, an error rolls back; a refusal is recorded all the same.

    `read_only` units take no write lock and can't write, so they can't hand out what must be recorded. Clause: P2, B1.
    """

    connection: Connection
    seqs: dict[str, int]
    """The sequence numbers of the customers asked for, by id."""
    erased: list[str]
    """The identities of what was erased in this unit: ids of customers, for others the numbers of what they wrote.

    Once it is committed, they are stored outside the store too.
    """
    written: list[Path]
    """New files that this unit has written for somebody: without a record of it they may not stay. Clause: P4."""
    drafts_went: bool
    """Whether drafts were sent or thrown away: once it is committed, their bytes must be overwritten."""

    glance: Glance
    """Which kinds of row there are at all."""
    customers: Customers
    consents: Consents
    standings: Standings
    services: Services
    unpaid: Unpaid
    """What happened about invoices that were not paid in time."""
    open_files: OpenFiles
    technicians: Technicians
    imports: Imports
    drafts: Drafts
    systems: Systems
    sessions: Sessions
    ledger: Ledger
    recordings: Recordings
    tickets: Tickets
    ticket_links: TicketLinks
    ticket_search: TicketSearch
    messages: TicketMessages
    unsolicited: Unsolicited
    letters: Letters
    complaints: Complaints
    requests: Requests
    request_clocks: RequestClocks
    request_days: RequestDays
    request_identity: RequestIdentity
    disclosures: Disclosures
    breaches: Breaches
    erasing: Erasing
    bulk: Bulk
    """Many customers at once."""
    holdings: Holdings
    """What is stored about a customer."""
    host_keys: HostKeys
    """The keys that identify hosts."""
    scans: Scans
    """Messages as they are searched for unsolicited data."""
    whereabouts: Whereabouts
    """Where unsolicited data is in tickets."""
    removals: Removals
    """Removing it from them."""
    request_rights: RequestRights
    """The rights asked for in requests."""
    naming: Naming
    """Where else a customer is mentioned."""
    strangers: Strangers
    """What is held about somebody without a file."""
    past_records: PastRecords
    pictures: Pictures
    """What pictures are counted from."""

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
        self.written = []
        self.drafts_went = False
        self._closing = Lock()

    @property
    def today(self) -> date:
        """The day that it is for the company now, in its time zone."""
        return self.policy.today(self.clock())

    if not TYPE_CHECKING:  # to a type checker these are ordinary attributes

        def __getattr__(self, name: str) -> object:
            """A register, whose module is loaded on first use: a start needs few of them."""
            kind = UnitOfWork.__annotations__.get(name)
            if kind not in _MODULES:
                raise AttributeError(f"a unit of work has no {name!r}")
            register = getattr(import_module(f"helpdesk.repository.{_MODULES[kind]}"), kind)(self)
            setattr(self, name, register)
            return register

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
        is_recorded = False
        try:
            with translated():
                if error is None:
                    self.connection.commit()
                    is_recorded = True
                else:
                    self.connection.rollback()
                    if isinstance(error, Refused):
                        self._record_refusal(error)
                    # Inside `translated`, driver errors are raised again in our own words.
                    elif kind is not None and not kind.__module__.startswith("helpdesk"):
                        raise error
        finally:
            for path in () if is_recorded else self.written:
                path.unlink(missing_ok=True)
            with self._closing, translated():
                try:
                    # After a commit that failed, closing alone would return the connection with its transaction still
                    # open.
                    self.connection.rollback()
                finally:
                    self.connection.close()

    def interrupt(self) -> None:
        """Stop the query that runs in this unit, from another thread; does nothing if the unit is over by now."""
        with self._closing:
            connection = getattr(self, "connection", None)
            if connection is not None and not connection.closed and not connection.invalidated:
                interrupt(connection)

    def may(self, job: str) -> Decision:
        """Whether the technician's role has a job. Clause: B1."""
        return may(self.policy, self.technician.role, job)

    def require(self, job: str, subject: str | None = None) -> None:
        """Refuse a job that the technician's role does not have. Clause: B1."""
        self.insist(self.may(job), subject, job)

    def insist(self, decision: Decision, subject: str | None, doing: str) -> None:
        """Raise `Refused` unless a decision allows it; `doing` is a job, purpose or category, to be recorded."""
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
