"""Tickets: how long a list and a search take among a million messages."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from benchmarks.big_store import desk_with, tidy, unless_complete
from benchmarks.table import Figure, percentile, ratio
from helpdesk.desk import Desk
from helpdesk.domain.tickets import TICKET_PAGE, TicketFilter, TicketState, Which
from helpdesk.repository import message_search
from helpdesk.repository.tables import CustomerRow
from helpdesk.repository.ticket_tables import TicketMessageRow, TicketRow

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

CUSTOMERS = 20_000
MESSAGES_A_TICKET = 4
QUERIES = 200
LOOKS = 50
AT_ONCE = 2_000
YEARS = timedelta(days=3 * 365)

COMMON = (
    *(
        "de",
        "het",
        "een",
        "en",
        "van",
        "ik",
        "is",
        "dat",
        "niet",
        "op",
        "te",
        "in",
        "met",
        "voor",
        "zijn",
        "maar",
        "er",
    ),
    *(
        "aan",
        "om",
        "dan",
        "nog",
        "naar",
        "ook",
        "als",
        "wel",
        "mijn",
        "bij",
        "graag",
        "weer",
        "sinds",
        "gisteren",
    ),
    *(
        "vandaag",
        "beste",
        "groet",
        "mail",
        "wachtwoord",
        "mailbox",
        "factuur",
        "printer",
        "computer",
        "website",
        "domein",
    ),
    *(
        "server",
        "inloggen",
        "outlook",
        "backup",
        "storing",
        "verbinding",
        "the",
        "and",
        "to",
        "of",
        "it",
        "my",
        "not",
    ),
    *(
        "on",
        "please",
        "since",
        "yesterday",
        "regards",
        "account",
        "invoice",
        "problem",
        "cannot",
        "help",
        "update",
    ),
)
ONSETS = (
    "",
    *"bdfghjklmnprstvwz" * 2,
    "bl",
    "br",
    "dr",
    "gr",
    "kl",
    "kr",
    "pl",
    "schr",
    "st",
    "tr",
    "vr",
    "zw",
)
VOWELS = (*"aeiou" * 3, "aa", "ee", "oo", "oe", "ie", "ij", "ei", "eu", "ui", "ou", "au")
CODAS = ("", "", "", "", *"dfgklmnprst", "ng", "nt", "rt", "st", "cht")
"""Parts of Dutch syllables, so that the words are about as varied as real ones."""

Time = tuple[float, float]
"""Milliseconds of elapsed time, and of CPU time."""


def figures(messages: int, folder: Path) -> Iterator[Figure]:
    """Pages of lists, and searches for words from random existing messages."""
    desk = _desk(messages, folder)
    floor = percentile([clock for clock, _ in desk.do(_bare)], 0.99)
    for what, filters in LISTS.items():
        yield _figure(f"tickets of {messages:,} messages, {what}, p99", desk.do(_lists, filters), floor)
    for what, draw in SEARCHES.items():
        times = desk.do(_searches, draw)
        yield _figure(f"find in {messages:,} messages, {what}, p99", times, floor)
    looks = desk.do(_looks)
    yield _figure(f"where else a customer is named, of {messages:,} messages, p99", looks, floor, "<= 300 ms")
    desk.shut()


LISTS: dict[str, tuple[TicketFilter, ...]] = {
    "all": (TicketFilter(),),
    "not done, nearest first": (TicketFilter(by_target=True),),
    "mine, nobody's": (TicketFilter(Which.MINE), TicketFilter(Which.UNOWNED)),
    "waiting, overdue": (TicketFilter(Which.WAITING), TicketFilter(Which.OVERDUE)),
    "by state": tuple(TicketFilter(state=state) for state in TicketState),
}


def _one_word(words: list[str], chance: random.Random) -> str:
    return chance.choice(words)


def _rare(words: list[str], chance: random.Random) -> str:
    return max(chance.sample(words, min(8, len(words))), key=len)


def _inside(words: list[str], chance: random.Random) -> str:
    word = _rare(words, chance)
    return word[1 : 1 + max(3, len(word) - 2)]


def _several(words: list[str], chance: random.Random) -> str:
    return " ".join(chance.sample(words, min(len(words), chance.randint(2, 3))))


def _next(words: list[str], chance: random.Random) -> str:
    """A word, and the next one as far as it has been typed."""
    return f"{_rare(words, chance)} {chance.choice(words)[: chance.randint(1, 5)]}"


def _typed(words: list[str], chance: random.Random) -> str:
    return _rare(words, chance)[: chance.randint(2, 5)]


SEARCHES: dict[str, Callable[[list[str], random.Random], str]] = {
    "any word": _one_word,
    "a rare word": _rare,
    "a part of a word": _inside,
    "several words": _several,
    "as it is typed": _typed,
    "a second word as it is typed": _next,
}


def _figure(what: str, times: list[Time], floor: float, aim: str = "<= 20 ms") -> Figure:
    clock, worked = (percentile([one[by] for one in times], 0.99) for by in (0, 1))
    half = percentile([one[0] for one in times], 0.5)
    measured = f"{clock:.1f} ms (CPU {worked:.1f}; p50 {half:.1f})"
    return Figure(what, measured, f"{floor:.1f} ms bare rows", ratio(clock, floor), aim)


def _lists(work: UnitOfWork, filters: tuple[TicketFilter, ...]) -> list[Time]:
    """A page each; every second one is the page after the first."""
    times: list[Time] = []
    while len(times) < QUERIES:
        for wanted in filters:
            first = work.tickets.listed(wanted)
            after = first[-1] if len(times) % 2 and first else None
            times.append(_timed(partial(work.tickets.listed, wanted, after)))
    return times


def _searches(work: UnitOfWork, draw: Callable[[list[str], random.Random], str]) -> list[Time]:
    chance, times = random.Random(7), []
    work.ticket_search.prepare()  # as the page does when typing starts
    last = work.connection.execute(select(func.max(TicketMessageRow.seq))).scalar_one()
    for _ in range(QUERIES):
        seq = chance.randint(1, last)
        text = work.connection.execute(
            select(TicketMessageRow.text).where(TicketMessageRow.seq == seq)
        ).scalar_one()
        words = [word for word in text.split() if len(word) > 2]
        times.append(_timed(partial(work.ticket_search.find, draw(words, chance), 50)))
    return times


def _looks(work: UnitOfWork) -> list[Time]:
    """As before an erasure: random customers, looked for in everything written by and to others."""
    chance = random.Random(8)
    ids = work.connection.execute(select(CustomerRow.id)).scalars().all()
    return [_timed(partial(work.naming.of, chance.choice(ids))) for _ in range(LOOKS)]


def _bare(work: UnitOfWork) -> list[Time]:
    """As many random rows as a page has, by key, as the driver returns them."""
    chance = random.Random(12)
    count = work.connection.execute(select(func.max(TicketRow.seq))).scalar_one()
    driver: Any = work.connection.connection.driver_connection
    pages = (",".join(str(chance.randint(1, count)) for _ in range(TICKET_PAGE)) for _ in range(QUERIES))

    def read(keys: str) -> None:
        driver.execute(f"select * from tickets where seq in ({keys})").fetchall()

    return [_timed(partial(read, keys)) for keys in pages]


def _timed(call: Callable[[], object]) -> Time:
    began, worked = time.perf_counter(), time.thread_time()
    call()
    return (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000


def _desk(messages: int, folder: Path) -> Desk:
    """An open desk on a store with exactly that many messages, created once and kept between runs."""
    place = folder / f"tickets-{messages}"
    desk = desk_with(CUSTOMERS, place)
    with unless_complete(place, f"{messages:,} messages") as is_new:
        texts = _Texts()
        for first in range(1, messages + 1 if is_new else 1, AT_ONCE * MESSAGES_A_TICKET):
            desk.do(_fill, first, min(messages + 1 - first, AT_ONCE * MESSAGES_A_TICKET), messages, texts)
    tidy(desk)
    return desk


class _Texts:
    """Texts as people write them: a few words often, many seldom, from a line to a page."""

    def __init__(self) -> None:
        self._chance = random.Random(3)
        made = {self._word() for _ in range(60_000)}
        self._words = [*COMMON, *sorted(made)]
        self._often = list(accumulate(1 / (place + 3) ** 1.15 for place in range(len(self._words))))

    def _word(self) -> str:
        syllables = self._chance.choice((1, 1, 1, 1, 2, 2, 2, 3))
        return "".join(
            self._chance.choice(part) for _ in range(syllables) for part in (ONSETS, VOWELS, CODAS)
        )

    def text(self) -> str:
        """One message, of some 700 characters on average."""
        length = min(600, int(self._chance.expovariate(1 / 110)) + 8)
        return " ".join(self._chance.choices(self._words, cum_weights=self._often, k=length))


def _fill(work: UnitOfWork, first: int, count: int, messages: int, texts: _Texts) -> None:
    """Part of three years of tickets: nearly all are done, some of the newest are not."""
    chance = random.Random(first)
    customers = list(work.connection.execute(select(CustomerRow.seq)).scalars())
    begun, step = work.clock() - YEARS, YEARS / messages
    open_from = messages - 2_000
    tickets, rows = [], []
    for seq in range(first, first + count):
        at = begun + seq * step
        if (seq - 1) % MESSAGES_A_TICKET == 0:
            number = (seq - 1) // MESSAGES_A_TICKET + 1
            customer = chance.choice(customers) if chance.random() < 0.9 else None
            tickets.append(_ticket(chance, number, customer, at, texts.text()[:60], done=seq < open_from))
        rows.append(
            _message(seq, (seq - 1) // MESSAGES_A_TICKET + 1, at, texts.text(), chance.random() < 0.5)
        )
    work.connection.execute(insert(TicketRow), tickets)
    work.connection.execute(insert(TicketMessageRow), rows)
    message_search.index(work.connection, range(first, first + count))


def _ticket(
    chance: random.Random, number: int, customer: int | None, at: datetime, subject: str, *, done: bool
) -> dict[str, Any]:
    state = TicketState.CLOSED if done else chance.choice(("new", "open", "open", "waiting"))
    return {
        "seq": number,
        "number": f"T{1_000 + number}",
        "version": 1,
        "customer_seq": customer,
        "owner_seq": None if state == "new" else 1,
        "channel": "email",
        "subject": subject,
        "sender": "iemand@example.com",
        "state": state,
        "priority": "normal",
        "opened": at,
        "changed": at + timedelta(days=1),
        "target": at + timedelta(days=3),
        "done": at + timedelta(days=1) if done else None,
    }


def _message(seq: int, ticket: int, at: datetime, text: str, came_in: bool) -> dict[str, Any]:
    return {
        "seq": seq,
        "ticket_seq": ticket,
        "direction": "in" if came_in else "out",
        "channel": "email",
        "at": at,
        "sender": "iemand@example.com" if came_in else "",
        "subject": text[:40],
        "text": text,
        "scanned": at,
    }
