"""Cases: erasing a customer with many records while others work, and Today with many complaints and requests."""

from __future__ import annotations

import gc
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, text, update

from benchmarks.big_store import desk_with, unless_complete
from benchmarks.in_store import keystrokes
from benchmarks.table import Figure, percentile, ratio
from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.requests import NewRequest, Request
from helpdesk.domain.rights import Right
from helpdesk.policy.loader import load
from helpdesk.policy.model import Requests
from helpdesk.repository import message_search
from helpdesk.repository.case_tables import ComplaintRow, RequestRightRow, RequestRow
from helpdesk.repository.tables import CustomerRow, InvoiceRow
from helpdesk.repository.ticket_tables import TicketMessageRow, TicketRow
from helpdesk.tasks import request_letters, requests
from helpdesk.tasks.today import today

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

ERASURES = 3
TICKETS, MESSAGES, INVOICES = 600, 4_100, 300
"""Together 5,000 records of one customer."""

CASES = 100_000
OPEN = 0.2
"""The share of the cases that are open."""

AT_ONCE = 10_000
LOOKS = 200
WORDS = ("printer", "router", "mailbox", "wachtrij", "scherm", "factuur", "update", "server", "langzaam")

A_KEY = 0.05
"""Seconds between two keys of a fast typist."""


def erase_figures(customers: int, folder: Path) -> Iterator[Figure]:
    """Erase customers of 5,000 records, to the last byte, while another console searches at every keystroke.

    The floor is one bare DELETE of as many rows outside the search, with its journal copied into the file.
    """
    desk_with(customers, folder).shut()
    policy = replace(load(None), requests=Requests(second_person=()))
    home = folder / f"store-{customers}"
    desk = Desk(config.load({"home": str(home)}, {}), policy)
    desk.open()
    ours, floor, busy = [], [], list[float]()
    with _OtherConsole(home) as other:
        quiet = other.times()
        for number in range(ERASURES):
            request = _ready(desk, desk.do(_full_customer, number))
            bare = desk.do(_full_customer, number + ERASURES)
            desk.do(_out_of_search, bare)
            desk.traces.scrub()
            quiet += other.times()
            began = time.perf_counter()
            desk.do(request_letters.erase, request.id, request.version)
            done = desk.traces.finish()
            ours.append(time.perf_counter() - began if done else float("inf"))
            busy += other.times()
            began = time.perf_counter()
            desk.do(_bare, bare)
            desk.traces.scrub()
            floor.append(time.perf_counter() - began)
    desk.shut()
    took, least = percentile(ours, 0.5), percentile(floor, 0.5)
    yield Figure(
        f"erasing a customer of 5,000 records among {customers:,}, median",
        f"{took:.2f} s (worst {max(ours):.2f})",
        f"{least:.2f} s a bare DELETE and its journal",
        ratio(took, least),
        "<= 2 s",
    )
    yield Figure(
        "find in another console meanwhile, p95",
        f"{percentile(busy, 0.95):.1f} ms",
        f"{percentile(quiet, 0.95):.1f} ms when nothing is erased",
        ratio(percentile(busy, 0.95), percentile(quiet, 0.95)),
        "answers",
    )


def today_figures(folder: Path, cases: int = CASES) -> Iterator[Figure]:
    """Today over open and closed complaints and requests, against two bare SELECTs of the nearest."""
    desk = _desk_with_cases(cases, folder)
    gc.freeze()  # as the console does once it is open
    ours, floor, worked = [], [], []
    for _look in range(LOOKS):
        floor.append(_timed(lambda: desk.do(_nearest)))
        cpu = time.process_time()
        ours.append(_timed(lambda: desk.do(today)))
        worked.append((time.process_time() - cpu) * 1000)
    desk.shut()
    yield Figure(
        f"Today over {cases:,} open and closed cases, p99",
        f"{percentile(ours, 0.99):.1f} ms (median {percentile(ours, 0.5):.1f}, CPU {percentile(worked, 0.5):.1f})",
        f"{percentile(floor, 0.99):.1f} ms two bare SELECTs",
        ratio(percentile(ours, 0.99), percentile(floor, 0.99)),
        "<= 30 ms",
    )


class _OtherConsole:
    """A process with its own desk on the same store, that searches all the time. Clause: P2."""

    def __init__(self, home: Path) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._ours, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_find_on, args=(home, theirs), daemon=True)

    def __enter__(self) -> _OtherConsole:
        self._process.start()
        self._ours.recv()  # it has started
        time.sleep(1)
        return self

    def times(self) -> list[float]:
        """The milliseconds of every search since the last call."""
        self._ours.send(True)
        found: list[float] = self._ours.recv()
        return found

    def __exit__(self, *_error: object) -> None:
        self._ours.send(False)
        self._process.join(10)


def _find_on(home: Path, asked: Connection) -> None:
    desk = Desk(config.load({"home": str(home)}, {}))
    desk.open()
    queries = cycle(list(islice(keystrokes(), 300)))
    times: list[float] = []
    asked.send(True)
    while True:
        if asked.poll():
            if not asked.recv():
                break
            asked.send(times)
            times = []
        time.sleep(A_KEY)
        query = next(queries)
        began = time.perf_counter()
        with desk.unit(read_only=True) as work:
            work.customers.find(query)
        times.append((time.perf_counter() - began) * 1000)
    desk.shut()


def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _full_customer(work: UnitOfWork, number: int) -> str:
    """A customer with tickets, messages and invoices, 5,000 records in all."""
    chance, now = random.Random(number), work.clock()
    ref = work.customers.create({"kind": "person", "family_name": f"Vollebak{number}", "city": "Huizen"})
    seq = work.customers.seq_of(ref.id)
    common = {"channel": "email", "state": "open", "priority": "normal", "opened": now, "changed": now}
    tickets = [
        {"customer_seq": seq, "number": f"B{ref.number}-{one}", "subject": "Mail", "target": now, **common}
        for one in range(TICKETS)
    ]
    work.connection.execute(insert(TicketRow), tickets)
    ids = work.connection.execute(select(TicketRow.seq).where(TicketRow.customer_seq == seq)).scalars().all()
    messages = [
        {
            "ticket_seq": ids[one % TICKETS],
            "direction": "in",
            "channel": "email",
            "at": now,
            "text": " ".join(chance.choices(WORDS, k=60)) + f" Vollebak{number}",
        }
        for one in range(MESSAGES)
    ]
    work.connection.execute(insert(TicketMessageRow), messages)
    message_search.index(work.connection, work.messages.seqs_of_customer(seq))
    days = [date(2020, 1, 1) + timedelta(days=one) for one in range(INVOICES)]
    invoices = [
        {"customer_seq": seq, "number": f"F{one:%Y%m%d}", "issued": one, "due": one, "cents": 1_000}
        for one in days
    ]
    work.connection.execute(insert(InvoiceRow), invoices)
    return ref.id


def _ready(desk: Desk, customer: str) -> Request:
    """A request for erasure, with confirmed identity."""
    new = NewRequest(customer, "email", desk.clock(), (Right.ERASURE,))
    made = desk.do(requests.register, new)
    row = RequestRow
    known = update(row).where(row.seq == made.id).values(state="confirmed", confirmed=desk.clock())
    desk.do(lambda work: work.connection.execute(known))
    return desk.do(lambda work: work.requests.one(made.id))


def _out_of_search(work: UnitOfWork, customer: str) -> None:
    work.erasing.take_out_of_search(work.customers.seq_of(customer))


def _bare(work: UnitOfWork, customer: str) -> None:
    work.connection.execute(delete(CustomerRow).where(CustomerRow.id == customer))


def _nearest(work: UnitOfWork) -> None:
    for table, condition in (("complaints", "nearest is not null"), ("rights_requests", "closed is null")):
        order = "nearest" if table == "complaints" else "due"
        work.connection.execute(
            text(f"select * from {table} where {condition} order by {order}, seq limit 50")
        ).all()


def _desk_with_cases(cases: int, folder: Path) -> Desk:
    """An open desk on a store with exactly that many cases, created once and kept between runs."""
    home = folder / f"cases-{cases}"
    desk = Desk(config.load({"home": str(home)}, {}), load(None))
    with unless_complete(home, f"{cases:,} cases") as is_new:
        if not is_new:
            desk.open()
            return desk
        desk.create(name="Bench")
        customer = desk.do(lambda work: work.customers.create({"kind": "person", "family_name": "Bank"}).id)
        for first in range(0, cases, AT_ONCE):
            desk.do(_fill, customer, first, min(first + AT_ONCE, cases))
    return desk


def _fill(work: UnitOfWork, customer: str, first: int, behind: int) -> None:
    """Complaints and requests alternating; open ones from the last weeks, closed ones from the last two years."""
    chance, now, seq = random.Random(first), work.clock(), work.customers.seq_of(customer)
    complaints, asked, rights = [], [], []
    for number in range(first, behind):
        is_open = chance.random() < OPEN
        received = now - timedelta(days=chance.randrange(25) if is_open else 30 + chance.randrange(600))
        closed = None if is_open else received + timedelta(days=20)
        common = {
            "customer_seq": seq,
            "subject": customer,
            "channel": "email",
            "received": received,
            "closed": closed,
        }
        day = (received + timedelta(days=28)).date()
        if number % 2:
            state = "received" if is_open else "closed"
            promised = {"acknowledge_by": day, "answer_by": day, "nearest": day if is_open else None}
            of_one = {"cause": "delay", "words": "Te laat.", "state": state, **promised}
            complaints.append({"number": f"C{number}", **common, **of_one})
        else:
            state, key = "confirmed" if is_open else "done", number + 1
            due = day if is_open else None
            asked.append({"seq": key, "number": f"R{number}", "state": state, "due": due, **common})
            rights.append({"request_seq": key, "right": "access"})
    work.connection.execute(insert(ComplaintRow), complaints)
    work.connection.execute(insert(RequestRow), asked)
    work.connection.execute(insert(RequestRightRow), rights)
