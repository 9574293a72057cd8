"""What people wrote leaves no byte behind: not with its customer, nor on its time. Clause: D9, P3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text
from support.stores import EmbeddedStore

from helpdesk.domain.errors import NotFound
from helpdesk.domain.incoming import Incoming, IncomingFile
from helpdesk.domain.technician import Technician
from helpdesk.domain.tickets import Ticket, TicketState
from helpdesk.policy.loader import load
from helpdesk.repository import message_search
from helpdesk.repository.erasure import scrub
from helpdesk.repository.store import NOBODY, Store
from helpdesk.repository.tables import CustomerRow
from helpdesk.repository.ticket_tables import AttachmentRow, FindingRow, TicketMessageRow, TicketRow
from helpdesk.tasks import retention, tickets

SECRETS = ("Quastenberg", "zwijgpleinkwestie", "xq.geheim@example.org", "KOPIEPASPOORT")
TRACES = [one.encode() for one in (*SECRETS, "quastenberg", "quasten", "xqgeheim", "kwestie", "zwijgplein")]


class Plain:
    """A store that is not encrypted, so that its bytes can be read, and its owner."""

    def __init__(self, path: Path, store: Store, clock: Any) -> None:
        self.path, self.store, self.clock, self.policy = path, store, clock, load(None)
        with self.store.unit_of_work(NOBODY, self.policy, self.clock) as work:
            self.owner: Technician = work.technicians.add("kim", "Kim", "owner")

    def do(self, job: Callable[..., Any], *args: Any) -> Any:
        with self.store.unit_of_work(self.owner, self.policy, self.clock) as work:
            return job(work, *args)

    def left(self) -> dict[str, list[bytes]]:
        """What is still to be read in the store's files, by file."""
        files = [self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal", "-shm"))]
        raw = {file.name: file.read_bytes() for file in files if file.exists()}
        return {
            name: found for name, content in raw.items() if (found := [t for t in TRACES if t in content])
        }


@pytest.fixture
def plain(tmp_path: Path, plain_store: EmbeddedStore, clock: Any) -> Iterator[Plain]:
    path = tmp_path / "helpdesk.db"
    made = Plain(path, plain_store.open_copy(path), clock)
    yield made
    made.store.close()


def told(plain: Plain, customer: str | None, *, secret: bool, number: int) -> Ticket:
    what = f"{SECRETS[0]} schrijft over de {SECRETS[1]}" if secret else f"iets anders {number}"
    files = (IncomingFile(f"{SECRETS[3]}.pdf", "application/pdf", SECRETS[3].encode() * 2_000),)
    message = Incoming(
        "email", SECRETS[2] if secret else "wie@example.com", what[:40], what * 30,
        datetime(2024, 1, 1, tzinfo=UTC), message_id=f"<{number}@example.com>", files=files if secret else (),
    )  # fmt: skip
    ticket: Ticket = plain.do(lambda work: tickets.receive(work, message, customer=customer)).ticket
    return ticket


def customer_with_tickets(plain: Plain) -> str:
    def made(work: Any) -> str:
        ref = work.customers.create({"kind": "person", "family_name": "Bos"})
        return str(ref.id)

    customer: str = plain.do(made)
    for number in range(60):
        told(plain, customer if number % 20 == 7 else None, secret=number % 20 == 7, number=number)
    return customer


def test_before_it_is_gone_it_is_there(plain: Plain) -> None:
    """The tests below would prove nothing if they could not find what they look for."""
    customer_with_tickets(plain)
    assert scrub(plain.store.engine)
    assert set(plain.left()["helpdesk.db"]) >= {one.encode() for one in SECRETS}


@pytest.mark.parametrize("by_cascade", [False, True])
def test_no_byte_of_a_customers_tickets_outlives_the_customer_d9_p3(plain: Plain, by_cascade: bool) -> None:
    """Clause: D9, P3: messages, attachments, findings and search documents go with their customer."""
    customer = customer_with_tickets(plain)

    def remove(work: Any) -> None:
        if by_cascade:
            work.connection.execute(delete(CustomerRow))
        else:
            work.customers.remove(customer, "retention")

    plain.do(remove)
    assert scrub(plain.store.engine)
    assert plain.left() == {}
    assert plain.do(tickets.find, "anders") and not plain.do(tickets.find, SECRETS[0])


@pytest.mark.parametrize("by_cascade", [False, True])
def test_on_every_store_nothing_hangs_on_a_ticket_that_is_gone(workplace: Any, by_cascade: bool) -> None:
    """Clause: D9, P3."""
    with workplace.as_("owner") as work:
        customer = work.customers.create({"kind": "person", "family_name": "Bos"}).id
        file = IncomingFile("a.pdf", "application/pdf", b"abc")
        message = Incoming("email", "x@example.com", "hallo", "een fiets", workplace.clock.now, files=(file,))
        got = tickets.receive(work, message, customer=customer)
        finding = {"message_seq": got.message, "kind": "bsn", "start": 0, "end": 3, "certainty": 1}
        work.connection.execute(insert(FindingRow), finding)
        assert [one.id for one in tickets.find(work, "fiets")] == [got.ticket.id]
        if by_cascade:
            work.connection.execute(delete(CustomerRow))
        else:
            work.customers.remove(customer, "retention")
        for table in (TicketRow, TicketMessageRow, AttachmentRow, FindingRow):
            assert work.connection.execute(select(table.seq)).all() == [], table.__tablename__
        assert work.connection.execute(text("select id from message_search")).all() == []
        assert tickets.find(work, "fiets") == ()


def test_a_ticket_goes_two_years_after_it_was_done_p3(plain: Plain) -> None:
    """Clause: P3, D9: closed and solved ones go with all that hangs on them, an open one stays."""
    customer = plain.do(lambda work: work.customers.create({"kind": "person", "family_name": "Bos"})).id
    plain.do(lambda work: work.services.add(customer, "mail", "", date(2020, 1, 1)))
    hers, unknown = (told(plain, whose, secret=True, number=n) for n, whose in enumerate((customer, None)))
    still = told(plain, None, secret=False, number=9)
    plain.do(lambda work: work.open_files.open(customer, ("G3",)))
    plain.do(tickets.set_state, hers.id, hers.version, TicketState.CLOSED)
    plain.do(tickets.set_state, unknown.id, unknown.version, TicketState.SOLVED)
    plain.clock.now = plain.clock.now.replace(year=2028)
    assert plain.do(retention.expired) == ()
    for nothing in (customer, ""):
        with pytest.raises(NotFound):
            plain.do(retention.forget, nothing)
    plain.clock.pass_by(days=1)
    due = plain.do(retention.expired)
    assert {(one.subject, one.tickets, one.goes) for one in due} == {(customer, 1, ()), ("", 1, ())}
    for one in due:
        assert plain.do(retention.forget, one.subject).tickets == 1
    assert scrub(plain.store.engine)
    assert plain.left() == {}
    assert plain.do(lambda work: work.tickets.one(still.id)).id == still.id
    assert plain.do(retention.expired) == ()
    records = plain.do(lambda work: work.audit.page())
    removed = {(one.subject, one.detail["ticket"]) for one in records if one.event == "ticket:removed"}
    assert removed == {(customer, hers.number), (None, unknown.number)}


def test_what_a_restricted_customer_wrote_is_kept_past_its_period_r5(plain: Plain) -> None:
    """Clause: R5, P3."""
    customer = plain.do(lambda work: work.customers.create({"kind": "person", "family_name": "Bos"})).id
    plain.do(lambda work: work.services.add(customer, "mail", "", date(2020, 1, 1)))
    ticket = told(plain, customer, secret=True, number=1)
    plain.do(lambda work: work.open_files.open(customer, ("G3",)))
    plain.do(tickets.set_state, ticket.id, ticket.version, TicketState.CLOSED)
    plain.do(lambda work: work.standings.restrict(customer, "accuracy", "R-1"))
    plain.clock.now = plain.clock.now.replace(year=2030)
    assert plain.do(retention.expired) == ()


def test_the_search_document_of_a_message_is_written_anew(workplace: Any) -> None:
    """Clause: D9: what was taken out of a text, or went whole, is found no more."""
    with workplace.as_("owner") as work:
        message = Incoming("email", "x@example.com", "hallo", "mijn bsn is 999911120", workplace.clock.now)
        got = tickets.receive(work, message)
        row = TicketMessageRow.__table__
        assert tickets.find(work, "9999")
        work.connection.execute(row.update().values(text="mijn bsn is [removed: BSN]"))
        message_search.index(work.connection, [got.message])
        assert not tickets.find(work, "9999") and tickets.find(work, "removed")
        work.connection.execute(row.update().values(removed=workplace.clock.now))
        message_search.index(work.connection, [got.message, 4_711])
        assert not tickets.find(work, "bsn")
        message_search.remove(work.connection, [got.message, 4_711])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("probleem", True),  # the end of a joined word
        ("FACTUUR", True),  # the beginning of one
        ("fac pro", True),
        ("été", True),
        ("t1001", True),  # its number
        ("06-1234", True),
        ("tuur zeppelin", False),
        ("x' OR \"1", False),
        ("", False),
        (' "*" ', False),
    ],
)
def test_a_message_is_found_by_words_in_any_notation(workplace: Any, typed: str, found: bool) -> None:
    with workplace.as_() as work:
        said = "Een factuurprobleem van vorig Eté, bel 06-12345678"
        tickets.receive(work, Incoming("email", "x@example.com", "hallo", said, workplace.clock.now))
        assert bool(tickets.find(work, typed)) is found


def test_the_search_index_is_checked_and_written_anew_on_every_store(workplace: Any) -> None:
    """Clause: D9, P3. A message that can't be found, or that is found by other words than its own, shows."""
    damages = ("delete from message_search", "update message_search set folded = 'zwijgnaam'")
    with workplace.as_() as work:
        sent = Incoming(
            "email", "wie@example.com", "Printer", "doet het niet", datetime(2026, 5, 1, tzinfo=UTC)
        )
        got = tickets.receive(work, sent)
    for damage in damages:
        with workplace.as_() as work:
            assert message_search.is_whole(work.connection)
            work.connection.exec_driver_sql(damage)
            assert not message_search.is_whole(work.connection)
            assert message_search.rebuild(work.connection) == 1
            assert message_search.is_whole(work.connection)
            assert tuple(message_search.find(work.connection, "printer", 5)) == (got.message,)
            assert tuple(message_search.find(work.connection, "zwijgnaam", 5)) == ()
