"""The audit: how long "who looked at what, and why?" takes among a million records, with any filter."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from benchmarks.big_store import desk_with, unless_complete
from benchmarks.ledger import AT_ONCE, QUERIES, TECHNICIANS, Time, bare, timed
from benchmarks.table import Figure, percentile, ratio
from helpdesk.desk import Desk
from helpdesk.domain.audit import AUDIT_PAGE, AuditEvent, AuditFilter, AuditRecord
from helpdesk.repository.tables import AuditHeadRow, AuditRow, CustomerRow

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

CUSTOMERS = 20_000
YEARS = timedelta(days=3 * 365)
EVERY_DAY = (
    AuditEvent.FILE_OPENED,
    AuditEvent.FILE_READ,
    AuditEvent.FILE_CLOSED,
    AuditEvent.CUSTOMERS_SEARCHED,
)
NOW_AND_THEN = tuple(event for event in AuditEvent if event not in EVERY_DAY)

Draw = Callable[[AuditRecord], AuditFilter]
"""Makes a filter that matches a record."""

FILTERS: dict[str, Draw] = {
    "customer": lambda seen: AuditFilter(customer=seen.subject or ""),
    "kind": lambda seen: AuditFilter(events=(AuditEvent(seen.event),)),
    "every kind of file": lambda _seen: AuditFilter(events=EVERY_DAY),
    "refusals": lambda _seen: AuditFilter(events=(AuditEvent.REFUSED,)),
    "technician": lambda seen: AuditFilter(technician=seen.technician),
    "period": lambda seen: AuditFilter(since=seen.at - timedelta(days=7), until=seen.at),
    "kind, technician": lambda seen: AuditFilter(
        events=(AuditEvent(seen.event),), technician=seen.technician
    ),
    "file, a technician who left": lambda _seen: AuditFilter(events=EVERY_DAY, technician="left"),
    "technician, period": lambda seen: AuditFilter(
        technician=seen.technician, since=seen.at - timedelta(days=7), until=seen.at
    ),
    "all of them": lambda seen: AuditFilter(
        seen.subject or "", EVERY_DAY, "", seen.technician, seen.at - timedelta(days=90), seen.at
    ),
}


def figures(records: int, folder: Path) -> Iterator[Figure]:
    """Pages of the audit: filters drawn from random existing records; first pages and later ones."""
    desk = _desk(records, folder)
    floor = percentile([clock for clock, _ in desk.do(bare, "audit", records, AUDIT_PAGE)], 0.99)
    for what, draw in FILTERS.items():
        times = desk.do(_times, draw)
        clock, cpu = (percentile([one[by] for one in times], 0.99) for by in (0, 1))
        yield Figure(
            f"audit of {records:,}, by {what}, p99",
            f"{clock:.1f} ms (CPU {cpu:.1f})",
            f"{floor:.1f} ms bare rows",
            ratio(clock, floor),
            "<= 50 ms",
        )
    desk.shut()


def _times(work: UnitOfWork, draw: Draw) -> list[Time]:
    """A page each; every second one is the page after the first."""
    chance, count = random.Random(11), _count(work)
    times: list[Time] = []
    while len(times) < QUERIES:
        (seen,) = work.audit.page(before=chance.randint(2, count), limit=1)
        wanted = draw(seen)
        last = None if len(times) % 2 else next(iter(work.audit.found(wanted)[-1:]), None)
        times.append(timed(partial(work.audit.found, wanted, last)))
    return times


def _count(work: UnitOfWork) -> int:
    return work.connection.execute(select(func.max(AuditRow.seq))).scalar_one()


def _desk(records: int, folder: Path) -> Desk:
    """An open desk on a store with exactly that many records, created once and kept between runs."""
    place = folder / f"audit-{records}"
    desk = desk_with(CUSTOMERS, place)
    with unless_complete(place, f"{records:,} records") as is_new:
        if is_new:
            desk.do(_fill, records)
    return desk


def _fill(work: UnitOfWork, records: int) -> None:
    """Three years: mostly reading files, a few customers with many records, a technician who left after a month."""
    chance, first = random.Random(5), _count(work) + 1
    customers = list(work.connection.execute(select(CustomerRow.id)).scalars())
    begun, step = work.clock() - YEARS, YEARS / records
    for begin in range(first, records + 1, AT_ONCE):
        batch = range(begin, min(begin + AT_ONCE, records + 1))
        rows = [_row(chance, seq, customers, begun + seq * step) for seq in batch]
        work.connection.execute(insert(AuditRow), rows)
    work.connection.execute(update(AuditHeadRow).values(seq=records))


def _row(chance: random.Random, seq: int, customers: list[str], at: Any) -> dict[str, Any]:
    event = chance.choice(EVERY_DAY) if chance.random() < 0.95 else chance.choice(NOW_AND_THEN)
    technician = "left" if seq < 5_000 else f"tech{chance.randint(1, TECHNICIANS)}"
    subject = customers[int(len(customers) * chance.random() ** 2)]
    return {
        "seq": seq,
        "at": at,
        "technician": technician,
        "role": "technician",
        "event": str(event),
        "subject": subject,
        "purposes": "G3",
        "detail": '{"shown":["D1","D3","D4"]}',
        "previous": f"{seq:064x}",
        "hash": f"{seq + 1:064x}",
    }
