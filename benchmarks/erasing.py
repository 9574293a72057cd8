"""Erasing: how long until not a byte of one passage is left, in a store of many messages."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from benchmarks.big_store import tidy, unless_complete
from benchmarks.table import Figure, percentile, ratio
from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.policy.loader import load
from helpdesk.repository import message_search
from helpdesk.repository.store import NOBODY, Store
from helpdesk.repository.ticket_tables import TicketMessageRow, TicketRow
from helpdesk.tasks import unsolicited
from tests.support.plain_program import PlainDesk

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

ERASURES = 40
A_TICKET = 5
"""Messages per ticket."""
AT_ONCE = 5_000
WORDS = """
    printer router mailbox wachtrij scherm modem factuur update server laptop verbinding storing instelling
    toetsenbord netwerk back-up beeldscherm domeinnaam certificaat agenda bijlage werkt opnieuw gisteren vandaag
    langzaam niet meer steeds soms kantoor thuis kamer boven beneden graag bellen mailen hulp dank groet
"""
"""The words of messages, some of them rare."""


def figures(messages: int, folder: Path) -> Iterator[Figure]:
    """One passage at a time: deleted with the same value in the ticket, overwritten, and searched for in the files.

    The floor is one message written and its journal copied into the file, which any deletion waits for.
    """
    desk = _desk(messages, folder)
    took, worked, floor, left = [], [], [], 0
    file = desk.config.database_file
    assert file is not None
    for number in range(ERASURES):
        secret = f"Zwijgnaam{number:05}{random.Random(number).randrange(10**9):09}"
        item = desk.do(_hide, secret, number)
        desk.traces.scrub()
        began, cpu = time.perf_counter(), time.process_time()
        desk.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
        done = desk.traces.finish()
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
        left += not done or _is_left(file, secret)
        began = time.perf_counter()
        desk.do(_touch, number)
        desk.traces.scrub()
        floor.append((time.perf_counter() - began) * 1000)
    ours, bare = percentile(took, 0.5), percentile(floor, 0.5)
    yield Figure(
        f"erasing a passage among {messages:,} messages, median",
        f"{ours:.0f} ms (CPU {percentile(worked, 0.5):.0f}, p99 {percentile(took, 0.99):.0f})",
        f"{bare:.0f} ms a change and its journal",
        ratio(ours, bare),
        "<= 300 ms",
    )
    yield Figure("passages of which a byte was left in the files", f"{left} of {ERASURES}", "-", "-", "0")
    desk.shut()


def _hide(work: UnitOfWork, secret: str, number: int) -> Any:
    """Hide a value in the middle of a message, quote it in the next, and record it as unsolicited."""
    count = work.connection.execute(select(func.max(TicketMessageRow.seq))).scalar_one()
    seq = 1 + (number * 7_919) % (count - A_TICKET)
    seq -= (seq - 1) % A_TICKET
    row = TicketMessageRow
    text = work.connection.execute(select(row.text).where(row.seq == seq)).scalar_one()
    start = len(text) // 2
    hidden = f"{text[:start]} {secret} {text[start:]}"
    for message, said in ((seq, hidden), (seq + 1, f"> {secret} schreef u\n{text}")):
        work.connection.execute(row.__table__.update().where(row.seq == message).values(text=said))
    message_search.index(work.connection, [seq, seq + 1])
    end = start + 1 + len(secret)
    return unsolicited.note_passage(work, seq, start + 1, end, length=len(hidden))


def _touch(work: UnitOfWork, number: int) -> None:
    row = TicketMessageRow
    changed = row.__table__.update().where(row.seq == 1 + number)
    work.connection.execute(changed.values(delivery_detail=str(number)))


def _is_left(file: Path, secret: str) -> bool:
    traces = (secret.encode(), secret.lower().encode(), secret.encode("utf-16-le"))
    files = (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm")))
    return any(_has(one, traces) for one in files if one.exists())


def _has(file: Path, traces: tuple[bytes, ...]) -> bool:
    """Whether a file contains any of these, read piece by piece."""
    before = b""
    with file.open("rb") as opened:
        while piece := opened.read(1 << 24):
            if any(trace in before + piece for trace in traces):
                return True
            before = piece[-64:]
    return False


def _desk(messages: int, folder: Path) -> Desk:
    """An open desk on a store with exactly that many messages, created once and kept between runs.

    The store has no key: only so can its raw bytes be searched for what was erased.
    """
    place = folder / f"messages-{messages}"
    policy = load(None)
    desk = PlainDesk(config.load({"home": str(place)}, {}), policy, login="bench")

    def begin(store: Store) -> None:
        with store.unit_of_work(NOBODY, policy, desk.clock) as work:
            work.technicians.add("bench", "Bench", "owner")

    with unless_complete(place, f"{messages:,} messages") as is_new:
        if is_new:
            Store.create(desk.config.database, None, begin).close()
        desk.open()
        for first in range(1, messages + 1 if is_new else 1, AT_ONCE):
            desk.do(_fill, first, min(first + AT_ONCE, messages + 1))
    tidy(desk)
    return desk


def _fill(work: UnitOfWork, first: int, behind: int) -> None:
    """Messages of some 600 characters, five to a ticket."""
    chance, now = random.Random(first), work.clock()
    tickets = [
        {
            "seq": seq,
            "number": f"T{1000 + seq}",
            "channel": "email",
            "subject": " ".join(chance.choices(WORDS.split(), k=4)),
            "sender": f"klant{seq}@example.org",
            "state": "open",
            "priority": "normal",
            "opened": now - timedelta(minutes=seq),
            "changed": now - timedelta(minutes=seq),
            "target": now,
        }
        for seq in range(first // A_TICKET + 1, (behind - 1) // A_TICKET + 1)
    ]
    messages = [
        {
            "seq": seq,
            "ticket_seq": (seq - 1) // A_TICKET + 1,
            "direction": "in",
            "channel": "email",
            "at": now - timedelta(minutes=seq),
            "text": " ".join(_said(chance)),
        }
        for seq in range(first, behind)
    ]
    work.connection.execute(insert(TicketRow), tickets)
    work.connection.execute(insert(TicketMessageRow), messages)
    message_search.index(work.connection, range(first, behind))


def _said(chance: random.Random) -> Iterator[str]:
    """Words as people use them: half of them common, half rare."""
    common = WORDS.split()
    for _ in range(45):
        yield chance.choice(common)
        yield f"{chance.choice(common)[:4]}{chance.randrange(40_000)}"
