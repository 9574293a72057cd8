"""Performs a removal again and again, each time killed at another statement of the store.

Where it commits and starts overwriting bytes, that is every statement; before, where it is rolled back, and long
after, it is some of them. Run it as a program in a folder of its own, with `unsolicited` for unsolicited data or
`customer` for the erasure of a customer. It prints how often it was killed, and how often the data was completely
there or completely gone afterwards; it fails if it was neither, or if bytes are left after the next start.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, event, text

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.plain_program import PlainDesk
from support.stores import compiled_once
from support.tickets import BSN, Lying, add_message, add_ticket, lay, spotted, text_of

from helpdesk import config
from helpdesk.desk import now
from helpdesk.domain.customer import ContactPoint
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.policy.loader import load
from helpdesk.repository.engine import open_engine
from helpdesk.repository.store import NOBODY, Store
from helpdesk.tasks import identity, request_letters, requests, rights, unsolicited

POLICY = load(None)
BEFORE, BEHIND = 16, 16
SOME = 61


def desk_at(home: Path, login: str = "kim") -> PlainDesk:
    """A desk on a store without a key, so that its bytes can be read."""
    desk = PlainDesk(config.load({"home": str(home)}, {}), POLICY, login=login)
    desk.open()
    return desk


class Removal(Protocol):
    """Something to be removed."""

    word: str
    """What no file may contain afterwards."""

    def furnish(self, home: Path) -> None:
        """Put it there, with all decisions made that its removal needs."""

    def remove(self, desk: PlainDesk) -> None:
        """Remove it, with its bytes."""

    def look(self, connection: Connection) -> set[bool]:
        """For everything that is removed with it, whether it is there."""

    def check(self, desk: PlainDesk, state: str) -> None:
        """Check that the records match the store's contents, after the next start."""


class Unsolicited:
    """Unsolicited data in a message, its subject, a quotation and the search."""

    word = BSN
    lying: Lying
    item = version = 0

    def furnish(self, home: Path) -> None:
        desk = desk_at(home)
        self.lying = desk.do(lay)
        item = desk.do(unsolicited.note_findings, desk.do(spotted, self.lying.message))
        self.item, self.version = item.id, item.version
        desk.shut()

    def remove(self, desk: PlainDesk) -> None:
        desk.do(unsolicited.delete, self.item, self.version, also_elsewhere=True)
        desk.traces.finish()

    def look(self, connection: Connection) -> set[bool]:
        said = [
            *connection.execute(text("select text || subject from ticket_messages")).scalars(),
            *connection.execute(text("select folded from message_search")).scalars(),
        ]
        outcome = connection.execute(text("select outcome from unsolicited")).scalar_one()
        return {BSN in one for one in said} | {outcome is None}

    def check(self, desk: PlainDesk, state: str) -> None:
        found = desk.do(unsolicited.item, self.item)
        assert not found.is_pending
        assert (found.gone is None, found.outcome is None) == (state == "there",) * 2
        if state == "there":
            assert BSN in desk.do(text_of, self.lying.message).text


class Customer:
    """A customer with a service, a ticket with a message, a draft about them, and their search documents."""

    word = "Zwaluwenburg"
    number = subject = ""
    request = version = 0

    def furnish(self, home: Path) -> None:
        desk, other = desk_at(home), desk_at(home, "noor")

        def people(work: Any) -> Any:
            ref = work.customers.create(
                {
                    "kind": "person",
                    "family_name": self.word,
                    "emails": (ContactPoint("zwaluwenburg@example.nl", "", registered=True),),
                }
            )
            work.services.add(ref.id, "support", self.word, date(2024, 1, 1))
            add_message(work, add_ticket(work, customer=ref.id), f"Groet, {self.word}")
            work.drafts.save(f"customer:{ref.id}", self.word)
            return ref

        ref = desk.do(people)
        made = desk.do(requests.register, NewRequest(ref.id, "email", now(), (Right.ERASURE,)))
        made = desk.do(identity.in_person, made.id, made.version)
        made = other.do(identity.in_person, made.id, made.version)
        made = other.do(rights.approve, made.id, made.version, Right.ERASURE)
        self.request, self.version, self.number, self.subject = made.id, made.version, made.number, ref.id
        desk.shut()
        other.shut()

    def remove(self, desk: PlainDesk) -> None:
        desk.do(request_letters.erase, self.request, self.version)
        desk.traces.finish()

    def look(self, connection: Connection) -> set[bool]:
        tables = (
            "customers", "email_addresses", "services", "tickets", "ticket_messages", "drafts", "customer_search",
            "message_search",
        )  # fmt: skip
        counted = {
            bool(connection.execute(text(f"select count(*) from {one}")).scalar_one()) for one in tables
        }
        return counted | {not connection.execute(text("select count(*) from erasures")).scalar_one()}

    def check(self, desk: PlainDesk, state: str) -> None:
        erasure = desk.do(lambda work: work.erasing.of_case(self.number))
        assert (erasure is None) == (state == "there")
        if erasure is not None:
            assert erasure.gone is not None
            assert desk.do(lambda work: work.erasing.come_back([self.subject])) == ()


def make(home: Path) -> None:
    """A store without a key, and its owners."""
    settings = config.load({"home": str(home)}, {})

    def begin(store: Store) -> None:
        with store.unit_of_work(NOBODY, POLICY, now) as work:
            for login in ("kim", "noor"):
                work.technicians.add(login, login.title(), "owner")

    Store.create(settings.database, None, begin).close()


def remove(home: Path, what: Removal, kill_at: int = 0) -> tuple[int, int]:
    """Remove it; killed before the `kill_at`th statement, if any.

    Returns how many there were, and which was the first after the commit.
    """
    desk = desk_at(home)
    asked = after = 0

    def before(statement: str) -> None:
        nonlocal asked, after
        asked += 1
        if not after and "wal_checkpoint" in statement:
            after = asked
        if asked == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def trace(driver: Any, *_ignored: object) -> None:
        driver.set_trace_callback(before)

    event.listen(desk.store.engine, "checkout", trace)
    what.remove(desk)
    desk.shut()
    return asked, after


def kill(home: Path, what: Removal, at: int) -> None:
    """Be killed at a statement, in a process of its own."""
    child = os.fork()
    if not child:
        remove(home, what, at)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was done before it could be killed"


def left(home: Path, what: Removal) -> bool:
    """Whether a byte of it is in any file."""
    return any(what.word.encode() in file.read_bytes() for file in (home / "data").glob("helpdesk.db*"))


def look(home: Path, what: Removal) -> str:
    """`there` or `gone` as the file is now, before anybody has finished anything."""
    engine = open_engine(f"sqlite:///{home / 'data' / 'helpdesk.db'}", None, create=False)
    with engine.connect() as connection:
        there = what.look(connection)
    engine.dispose()
    assert len(there) == 1, "half of it is gone"
    return "there" if there == {True} else "gone"


def main(folder: Path, what: Removal) -> None:
    """Kill it at every statement."""
    first, home = folder / "first", folder / "again"
    make(first)
    what.furnish(first)
    desk = desk_at(first)
    desk.traces.scrub()
    desk.shut()

    def anew() -> None:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(first, home)

    anew()
    last, after = remove(home, what)
    assert not left(home, what)
    gc.freeze()  # a fork need not examine, and copy, what it has from here
    killed = there = gone = 0
    for at in sorted({*range(1, last, SOME), *range(after - BEFORE, after + BEHIND), last - 1, last}):
        anew()
        kill(home, what, at)
        killed += 1
        state = look(home, what)
        desk = desk_at(home)  # the next start finishes what it finds
        what.check(desk, state)
        there, gone = there + (state == "there"), gone + (state == "gone")
        if state == "gone":
            assert not left(home, what), "bytes are left after the next start"
        desk.shut()
    print(killed, there, gone)  # noqa: T201


if __name__ == "__main__":
    with compiled_once():
        main(Path(sys.argv[2]), {"unsolicited": Unsolicited, "customer": Customer}[sys.argv[1]]())
