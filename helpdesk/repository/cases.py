"""What the registers of cases share: their numbers, and changes to the version that was seen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, text, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.complaints import CaseChanged, Step
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job
from helpdesk.policy.step_words import ABOUT, ASSIGNED
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import TechnicianRow
from helpdesk.repository.ticket_tables import TicketLinkRow, TicketRow

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

COMPLAINT = "C"
REQUEST = "R"
DISCLOSURE = "V"
BREACH = "D"

_NEXT = text(
    "insert into case_numbers (prefix, year, last) values (:prefix, :year, 1)"
    " on conflict (prefix, year) do update set last = case_numbers.last + 1 returning last"
)


def next_number(work: UnitOfWork, prefix: str) -> str:
    """The next number of this year in the company's time zone, such as `C2026-0001`; never used twice."""
    year = work.today.year
    last: int = work.connection.execute(_NEXT, {"prefix": prefix, "year": year}).scalar_one()
    return f"{prefix}{year}-{last:04}"


def write_over(work: UnitOfWork, table: Any, case: int, version: int, values: dict[str, Any]) -> None:
    """Write values over the version that was seen. Errors: `CaseChanged` if somebody else wrote first."""
    done = work.connection.execute(
        update(table).where(table.seq == case, table.version == version).values(version=version + 1, **values)
    )
    if not done.rowcount:
        now = work.connection.execute(select(table.number, table.version).where(table.seq == case)).one()
        raise CaseChanged(now.number, now.version)


def unlink_tickets(work: UnitOfWork, kind: TicketLink, cases: Any) -> None:
    """Remove the links of tickets to cases that are removed; `cases` is the query for them."""
    links = TicketLinkRow
    work.connection.execute(delete(links).where(links.kind == kind, links.other.in_(cases)))


def steps_of(table: Any, key: Any) -> Select[Any]:
    """The query for the steps of a case, oldest first; `key` is the condition on the case.

    The note of a step that names one of us is a login; `named` is that person's name.
    """
    named = TechnicianRow.__table__.alias()
    return (
        select(table.at, table.by, table.what, table.note, TechnicianRow.name, named.c.name.label("named"))
        .outerjoin(TechnicianRow, TechnicianRow.login == table.by)
        .outerjoin(named, (named.c.login == table.note) & table.what.in_((ABOUT, ASSIGNED)))
        .where(key)
        .order_by(table.at, table.seq)
    )


def step_of(row: Any) -> Step:
    """A row of `steps_of` as a value."""
    return Step(row.at, row.by, row.name or row.by, row.what, row.named or row.note)


class Cases(Repository):
    """What registers of cases have in common: steps, and an end. For jobs that may read them.

    A subclass says in which `TABLE` its cases are; `STEP` is the table of their steps, `OF` its reference to a case,
    and `STEPS` the query for those of a `case`. `OVER` are the conditions on a case that was `closed_before` a moment
    and may go `now`; the audit counts those as `COUNTED`.
    """

    TABLE: ClassVar[Any]
    STEP: ClassVar[Any]
    OF: ClassVar[str]
    STEPS: ClassVar[Select[Any]]
    OVER: ClassVar[tuple[ColumnElement[bool], ...]]
    COUNTED: ClassVar[str]

    def steps(self, case: int) -> tuple[Step, ...]:
        """Every step, oldest first."""
        return tuple(map(step_of, self.connection.execute(self.STEPS, {"case": case})))

    def add_step(self, case: int, what: str, note: str = "") -> None:
        """Record who took a step and when."""
        step = {self.OF: case, "at": self.work.clock(), "by": self.work.technician.login}
        self.connection.execute(insert(self.STEP), {**step, "what": what, "note": note})

    def past(self, closed_before: datetime) -> int:
        """How many were closed before a moment: their period is over. Clause: P3.

        Those of one who asked for a restriction stay: that they are kept is what was asked. Clause: R5.
        """
        question = select(func.count()).select_from(self.TABLE).where(*self.OVER)
        return self.connection.execute(question, self._before(closed_before)).scalar_one()

    def remove_past(self, closed_before: datetime) -> int:
        """Remove those with all that belongs to them; how many. On record. Clause: P3."""
        self.work.require(Job.RETENTION)
        before = self._before(closed_before)
        self._remove_what_hangs_on(before)
        removed = self.connection.execute(delete(self.TABLE).where(*self.OVER), before).rowcount
        if removed:
            counted: dict[str, Any] = {self.COUNTED: removed}
            self.work.audit.record(AuditEvent.CASES_REMOVED, **counted)
        return removed

    def _remove_what_hangs_on(self, before: dict[str, datetime]) -> None:
        """Remove what the database itself does not remove with those that are over."""

    def _before(self, closed: datetime) -> dict[str, datetime]:
        return {"closed_before": closed, "now": self.work.clock()}


class CustomerCases(Cases):
    """What complaints and rights requests have in common too: letters, tickets, and that one may become the other.

    `OTHER` is the table of those that one of them may have come from, `LINK` how a ticket is linked to one.
    """

    OTHER: ClassVar[Any]
    LINK: ClassVar[TicketLink]

    def ids(self, numbers: Collection[str]) -> dict[str, int]:
        """The ids of existing cases, by their numbers."""
        if not numbers:
            return {}
        row = self.TABLE
        found = select(row.number, row.seq).where(row.number.in_(tuple(numbers)))
        return {one.number: one.seq for one in self.connection.execute(found)}

    def tickets(self, case: int) -> tuple[str, ...]:
        """The numbers of the tickets that it is linked to."""
        ours = (TicketLinkRow.kind == self.LINK, TicketLinkRow.other == case)
        numbers = select(TicketRow.number).join(TicketLinkRow, TicketLinkRow.ticket_seq == TicketRow.seq)
        return tuple(self.connection.execute(numbers.where(*ours).order_by(TicketRow.seq)).scalars())

    def turned_from(self, number: str) -> str:
        """The case of the other register that became the one with a number; `""` if none did. Clause: C1."""
        row = self.OTHER
        came = select(row.number).where(row.turned_into == number, row.turned_into != "").limit(1)
        found: str | None = self.connection.execute(came).scalar_one_or_none()
        return found or ""

    def _remove_what_hangs_on(self, before: dict[str, datetime]) -> None:
        row = self.TABLE
        self.work.letters.remove_with(select(row.number).where(*self.OVER).params(before))
        unlink_tickets(self.work, self.LINK, select(row.seq).where(*self.OVER).params(before))
