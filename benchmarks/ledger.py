"""The ledger of sessions: how long "when did you use my address?" takes among a million of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_network
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from benchmarks.big_store import desk_with, unless_complete
from benchmarks.table import Figure, percentile, ratio
from helpdesk.desk import Desk
from helpdesk.domain.addresses import sortable
from helpdesk.domain.remote import LEDGER_PAGE, Filter, Session
from helpdesk.repository.remote_tables import SessionAddressRow, SessionRow
from helpdesk.repository.tables import CustomerRow

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

CUSTOMERS = 20_000
TECHNICIANS = 12
QUERIES = 200
AT_ONCE = 10_000
YEAR = timedelta(days=365)

Draw = Callable[[Session, random.Random], Filter]
"""Makes a filter that matches a session."""

Time = tuple[float, float]
"""Milliseconds of elapsed time, and of CPU time."""


def figures(sessions: int, folder: Path) -> Iterator[Figure]:
    """Pages of the ledger: filters drawn from random existing sessions; first pages and later ones."""
    desk = _desk(sessions, folder)
    floor = percentile([clock for clock, _ in desk.do(bare, "sessions", sessions, LEDGER_PAGE)], 0.99)
    for what, draw in FILTERS.items():
        times = desk.do(_times, draw)
        clock, cpu = (percentile([one[by] for one in times], 0.99) for by in (0, 1))
        yield Figure(
            f"ledger of {sessions:,}, by {what}, p99",
            f"{clock:.1f} ms (CPU {cpu:.1f})",
            f"{floor:.1f} ms bare rows",
            ratio(clock, floor),
            "<= 15 ms",
        )
    desk.shut()


def _of_network(bits: int, bits_of_six: int) -> Draw:
    def draw(seen: Session, _chance: random.Random) -> Filter:
        length = bits_of_six if ":" in seen.peer else bits
        return Filter(address=str(ip_network(f"{seen.peer}/{length}", strict=False)))

    return draw


def _period(wanted: Draw) -> Draw:
    """The same within up to three months before the session."""

    def draw(seen: Session, chance: random.Random) -> Filter:
        since = seen.started - timedelta(days=chance.randint(1, 90))
        return replace(wanted(seen, chance), since=since, until=seen.started)

    return draw


def _everything(_seen: Session, _chance: random.Random) -> Filter:
    return Filter()


def _customer(seen: Session, _chance: random.Random) -> Filter:
    return Filter(customer=seen.customer.id)


def _technician(seen: Session, _chance: random.Random) -> Filter:
    return Filter(technician=seen.technician)


def _exactly(seen: Session, _chance: random.Random) -> Filter:
    return Filter(address=seen.peer)


def _both(one: Draw, other: Draw) -> Draw:
    def draw(seen: Session, chance: random.Random) -> Filter:
        first, second = one(seen, chance), other(seen, chance)
        return Filter(
            first.customer or second.customer,
            first.technician or second.technician,
            first.since or second.since,
            first.until or second.until,
            first.address or second.address,
        )

    return draw


FILTERS: dict[str, Draw] = {
    "nothing": _everything,
    "customer": _customer,
    "technician": _technician,
    "period": _period(_everything),
    "address": _exactly,
    "network /24, /56": _of_network(24, 56),
    "network /16, /48": _of_network(16, 48),
    "network /8, /32": _of_network(8, 32),
    "customer, technician": _both(_customer, _technician),
    "customer, period": _period(_customer),
    "customer, network /16": _both(_customer, _of_network(16, 48)),
    "technician, period": _period(_technician),
    "technician, address": _both(_technician, _exactly),
    "technician, network /16": _both(_technician, _of_network(16, 48)),
    "network /16, period": _period(_of_network(16, 48)),
    "all of them": _period(_both(_both(_customer, _technician), _exactly)),
}


def _times(work: UnitOfWork, draw: Draw) -> list[Time]:
    """A page each; every second one is the page after the first."""
    chance = random.Random(11)
    times: list[Time] = []
    while len(times) < QUERIES:
        seen = work.sessions.one(chance.randint(1, _count(work)))
        if not seen.peer:
            continue
        wanted = draw(seen, chance)
        before = None if len(times) % 2 else next(iter(work.ledger.search(wanted)[-1:]), None)
        times.append(timed(partial(work.ledger.search, wanted, before)))
    return times


def bare(work: UnitOfWork, table: str, count: int, page: int) -> list[Time]:
    """As many random rows as a page has, by key, as the driver returns them; of a table with that many rows."""
    chance = random.Random(12)
    driver: Any = work.connection.connection.driver_connection
    pages = (",".join(str(chance.randint(1, count)) for _ in range(page)) for _ in range(QUERIES))

    def read(keys: str) -> None:
        driver.execute(f"select * from {table} where seq in ({keys})").fetchall()

    return [timed(partial(read, keys)) for keys in pages]


def timed(call: Callable[[], object]) -> Time:
    """How long a call takes."""
    began, worked = time.perf_counter(), time.thread_time()
    call()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000


def _count(work: UnitOfWork) -> int:
    return work.connection.execute(select(func.max(SessionRow.seq))).scalar_one()


def _desk(sessions: int, folder: Path) -> Desk:
    """An open desk on a store with exactly that many sessions, created once and kept between runs."""
    place = folder / f"ledger-{sessions}"
    desk = desk_with(CUSTOMERS, place)
    with unless_complete(place, f"{sessions:,} sessions") as is_new:
        if is_new:
            desk.do(_fill, sessions)
    return desk


def _fill(work: UnitOfWork, sessions: int) -> None:
    """A year of sessions: a few customers with many, shared private addresses, some through a jump host."""
    chance = random.Random(5)
    people = [
        work.technicians.add(f"tech{number}", f"Tech {number}", "technician") for number in range(TECHNICIANS)
    ]
    customers = list(work.connection.execute(select(CustomerRow.seq)).scalars())
    chance.shuffle(customers)
    known = {customer: [_address(chance) for _ in range(chance.randint(1, 4))] for customer in customers}
    often = list(accumulate(1 / (place + 30) for place in range(len(customers))))
    begun, step = work.clock() - YEAR, YEAR / sessions
    for first in range(1, sessions + 1, AT_ONCE):
        batch = range(first, min(first + AT_ONCE, sessions + 1))
        drawn = chance.choices(customers, cum_weights=often, k=len(batch))
        rows = [
            _row(chance, number, customer, chance.choice(people).id, begun + number * step, known[customer])
            for number, customer in zip(batch, drawn, strict=True)
        ]
        work.connection.execute(insert(SessionRow), rows)
        addresses = [
            {
                "key": key,
                "started": row["started"],
                "session_seq": row["seq"],
                "customer_seq": row["customer_seq"],
                "technician_seq": row["technician_seq"],
            }
            for row in rows
            for key in {sortable(address) for address in (row["peer"], row["through"]) if address}
        ]
        work.connection.execute(insert(SessionAddressRow), sorted(addresses, key=lambda row: row["key"]))


def _row(
    chance: random.Random, number: int, customer: int, technician: int, started: datetime, known: list[str]
) -> dict[str, Any]:
    through = chance.choice(known) if chance.random() < 0.1 else ""
    ended = started + timedelta(minutes=chance.randint(1, 90))
    refused = chance.random() < 0.03
    return {
        "seq": number,
        "customer_seq": customer,
        "technician_seq": technician,
        "system_seq": None,
        "way": "ssh",
        "system": f"web{number % 9:02}",
        "asked_host": f"web{number % 9:02}.example.org",
        "peer": "" if refused else chance.choice(known),
        "through": "" if refused else through,
        "peer_is_true": not through,
        "new_address": False,
        "purposes": "G4",
        "reason": "updates van de server",
        "agreed": "phone",
        "ticket": "",
        "started": started,
        "alive": ended,
        "ended": ended,
        "how": "refused" if refused else "normally",
        "exit_status": None if refused else 0,
        "detail": "R5" if refused else "",
        "follow_up": "" if refused else "bijgewerkt en opnieuw gestart",
        "follow_up_due": None,
        "recorded": None,
    }


def _address(chance: random.Random) -> str:
    """A typical customer's address: of a provider, of their own IPv6 network, or behind a router."""
    kind, host = chance.random(), chance.randint(1, 254)
    if kind < 0.25:
        first = chance.choice(
            ("192.168.1", "192.168.178", "10.0.0", f"10.1.{chance.randint(0, 255)}", "172.16.4")
        )
        return f"{first}.{host}"
    if kind < 0.4:
        return f"2001:db8:{chance.randint(0, 500):x}:{chance.randint(0, 65535):x}::{host:x}"
    provider = chance.choice((62, 77, 80, 81, 82, 83, 84, 85, 86, 94, 145, 213, 217))
    return f"{provider}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.{host}"
