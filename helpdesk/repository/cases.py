"""What the registers of cases share: their numbers, and changes to the version that was seen."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, delete, select, text, update

from helpdesk.domain.complaints import CaseChanged, Step
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.step_words import ABOUT, ASSIGNED
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


def ids(work: UnitOfWork, table: Any, numbers: Collection[str]) -> dict[str, int]:
    """The ids of existing cases, by their numbers."""
    if not numbers:
        return {}
    rows = work.connection.execute(select(table.number, table.seq).where(table.number.in_(tuple(numbers))))
    return {row.number: row.seq for row in rows}


def turned_from(work: UnitOfWork, table: Any, number: str) -> str:
    """The number of the case, in a table, that became the one with this number; `""` if none did."""
    came = select(table.number).where(table.turned_into == number, table.turned_into != "").limit(1)
    found: str | None = work.connection.execute(came).scalar_one_or_none()
    return found or ""


def write_over(work: UnitOfWork, table: Any, case: int, version: int, values: dict[str, Any]) -> None:
    """Write values over the version that was seen. Errors: `CaseChanged` if somebody else wrote first."""
    done = work.connection.execute(
        update(table).where(table.seq == case, table.version == version).values(version=version + 1, **values)
    )
    if not done.rowcount:
        now = work.connection.execute(select(table.number, table.version).where(table.seq == case)).one()
        raise CaseChanged(now.number, now.version)


def linked_tickets(work: UnitOfWork, kind: TicketLink, case: int) -> tuple[str, ...]:
    """The numbers of the tickets that a case is linked to."""
    ours = (TicketLinkRow.kind == kind, TicketLinkRow.other == case)
    numbers = select(TicketRow.number).join(TicketLinkRow, TicketLinkRow.ticket_seq == TicketRow.seq)
    return tuple(work.connection.execute(numbers.where(*ours).order_by(TicketRow.seq)).scalars())


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
