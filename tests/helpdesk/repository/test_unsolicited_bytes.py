"""What was deleted as unsolicited leaves no byte behind, whatever happens meanwhile. Clause: D9, P3.

On an embedded store without a key, so that its raw bytes can be read.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql
from support.machine import small_disk
from support.stores import EmbeddedStore
from support.tickets import BSN, IBAN, Lying, add_message, add_ticket, lay, spotted, text_of

from helpdesk.domain.errors import StoreError
from helpdesk.domain.messages import msg, packed
from helpdesk.domain.unsolicited import Item, Outcome, Where
from helpdesk.mail.reading import read
from helpdesk.policy.loader import load
from helpdesk.repository import message_search
from helpdesk.repository.store import NOBODY, Store
from helpdesk.repository.unit_of_work import UnitOfWork
from helpdesk.tasks import intake, scanning, tickets, unsolicited

WORDS = ("Xanthippe", "Quastenberg", "zwijgplein")


class Bench:
    """A store without a key, and the technician who works there."""

    def __init__(self, path: Path, store: Store, clock: Any) -> None:
        self.path, self.store = path, store
        self.clock = clock
        self.policy = load(None)
        with self.store.unit_of_work(NOBODY, self.policy, clock) as work:
            self.technician = work.technicians.add("kim", "Kim", "owner")

    def work(self, *, read_only: bool = False) -> UnitOfWork:
        return self.store.unit_of_work(self.technician, self.policy, self.clock, read_only=read_only)

    def do(self, job: Any, *arguments: Any, **named: Any) -> Any:
        with self.work() as work:
            return job(work, *arguments, **named)

    def finish(self, patience: float = 5.0) -> bool:
        """What the desk does after a deletion."""
        with self.work(read_only=True) as work:
            waiting = work.unsolicited.pending()
        done = self.store.scrub(patience=patience)
        if done:
            self.do(lambda work: work.unsolicited.settle(waiting))
        return done


@pytest.fixture
def bench(tmp_path: Path, plain_store: EmbeddedStore, clock: Any) -> Iterator[Bench]:
    path = tmp_path / "store.db"
    made = Bench(path, plain_store.open_copy(path), clock)
    yield made
    made.store.close()


@pytest.fixture
def lying(bench: Bench) -> Lying:
    """A ticket with what nobody asked for, among some that others wrote."""
    with bench.work() as work:
        for number in range(50):
            other = add_ticket(work, f"T{2000 + number}", "Printer", sender="receptie@example.net")
            text = f"De printer op kamer {number} doet het niet. " * 20
            add_message(work, other, text, sender="receptie@example.net")
        return lay(work)


def traces(*values: str) -> list[bytes]:
    """Values in the notations and encodings in which they may lie in a file."""
    said = {one for value in values for one in (value, value.lower(), value.upper(), value.casefold())}
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
    return sorted({one.encode(encoding) for one in said for encoding in encodings})


def left(path: Path, *values: str) -> dict[str, list[bytes]]:
    """What of the values is still to be read in the store's files, by file."""
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))]
    raw = {file.name: file.read_bytes() for file in files if file.exists()}
    found = {name: [one for one in traces(*values) if one in content] for name, content in raw.items()}
    return {name: those for name, those in found.items() if those}


def note(bench: Bench, lying: Lying, kind: str = "bsn") -> Item:
    """The findings of one kind in the message, as an item."""

    def job(work: UnitOfWork) -> Item:
        found = spotted(work, lying.message)
        of_kind = [one.id for one in work.whereabouts.some(found) if one.kind == kind]
        return unsolicited.note_findings(work, of_kind)

    item: Item = bench.do(job)
    return item


def test_before_it_is_deleted_it_is_there(bench: Bench, lying: Lying) -> None:
    """The tests below would prove nothing if they could not find what they look for."""
    assert bench.store.scrub()
    assert left(bench.path, BSN) == {"store.db": [BSN.encode()]}
    assert left(bench.path, IBAN) == {"store.db": traces(IBAN)[:0] + [IBAN.encode(), IBAN.lower().encode()]}


def test_no_byte_of_a_passage_is_left_in_file_journal_or_search_index(bench: Bench, lying: Lying) -> None:
    """Clause: D9, P3."""
    for kind, value in (("bsn", BSN), ("iban", IBAN)):
        item = note(bench, lying, kind)
        bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
        assert bench.finish()
        assert left(bench.path, value) == {}
    with bench.work() as work:
        assert tuple(message_search.find(work.connection, BSN, 5)) == ()
        assert tuple(message_search.find(work.connection, "nogmaals", 5)), "the rest is still found"
        index = "insert into message_words (message_words, rank) values ('integrity-check', 1)"
        work.connection.exec_driver_sql(index)


def test_no_byte_of_a_passage_is_left_of_a_mail_that_was_taken_in(bench: Bench) -> None:
    """Clause: D9, P3. Not in what could not be read of it, its files' names, the answer, the search, nor the audit.

    Nor in its Message-ID; and yet the same mail is known when it comes again, and an answer to it finds its ticket.
    """
    raw = (
        f"From: Jan <jan@example.net>\r\nTo: info@example.com\r\nSubject: bsn {BSN}\r\n"
        f"Message-ID: <{BSN}.jan@example.net>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        f"--x\r\nContent-Type: text/plain; charset=bsn-{BSN}\r\n\r\nMijn bsn is {BSN}.\r\n"
        f"--x\r\nContent-Type: image/png; name=bsn-{BSN}.png\r\nContent-Transfer-Encoding: x-{BSN}\r\n\r\nx\r\n"
        "--x--\r\n"
    ).encode()
    with bench.work() as work:
        (taken,) = (one.received for one in intake.take_in(work, [read(raw)]))
        (message,) = work.messages.of(taken.ticket.id)
        assert any(BSN in str(one) for one in message.faults)
        tickets.reply(work, taken.ticket.id, f"Wat is {BSN}?", channel="email", recipients="jan@example.net")
        work.drafts.save(f"ticket:{taken.ticket.id}:note", f'{{"text": "{BSN}"}}')
    scanning.scan(bench.do, message.id)
    with bench.work() as work:
        found = [one.id for one in work.messages.one(message.id).findings]
        item = unsolicited.note_findings(work, found)
        spots = {one.where for one in unsolicited.preview(work, item.id).spots}
    assert {Where.TEXT, Where.SUBJECT, Where.FAULTS, Where.ATTACHMENT_NAME, Where.DRAFT} <= spots
    bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
    assert bench.finish()
    assert left(bench.path, BSN) == {}
    with bench.work() as work:
        assert tuple(message_search.find(work.connection, BSN, 5)) == ()
        (fault, *_) = work.messages.one(message.id).faults
        assert "verwijderd" in str(fault)
        (again,) = (one.received for one in intake.take_in(work, [read(raw)]))
        assert (again.ticket.id, again.message, again.is_new) == (taken.ticket.id, message.id, False)
        assert work.messages.ticket_of((f"<{BSN}.jan@example.net>",)) == taken.ticket.number


def test_no_byte_of_what_stood_in_a_subject_alone_is_left(bench: Bench) -> None:
    """Clause: D9, B6. It goes from the message, from the ticket, from the reply to it, and is found by nobody."""
    subject = "Mail stuk, mijn wachtwoord is Zwijgplein-77!"
    with bench.work() as work:
        ticket = add_ticket(work, subject=subject)
        message = add_message(work, ticket, "Kun je even kijken?", subject=subject)
        reply = add_message(work, ticket, "Ja.", subject=f"Re: {subject}", direction="out", sender="")
        item = unsolicited.note_findings(work, spotted(work, message, subject=True))
    assert [one.in_subject for one in item.passages] == [True]
    assert left(bench.path, "Zwijgplein-77")
    bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
    assert bench.finish()
    assert left(bench.path, "Zwijgplein") == {}
    mark = "Mail stuk, mijn wachtwoord is [verwijderd: wachtwoord]"
    with bench.work() as work:
        assert text_of(work, message).subject == work.tickets.one(ticket).subject == mark
        assert text_of(work, reply).subject == f"Re: {mark}"
        assert tuple(message_search.find(work.connection, "Zwijgplein", 5)) == ()
        assert set(message_search.find(work.connection, "stuk", 5)) == {message, reply}


def test_no_byte_of_an_attachment_is_left(bench: Bench, lying: Lying) -> None:
    """Clause: D9, P3."""
    with bench.work() as work:
        big = add_message(work, lying.ticket, "zie bijlage")
        from support.tickets import add_attachment

        scan = add_attachment(work, big, "scan-Quastenberg.pdf", b"Zwijgplein 7, Quastenberg. " * 40_000)
    assert left(bench.path, "Quastenberg")
    for attachment in (scan, lying.attachment):
        item = bench.do(unsolicited.note_attachment, attachment, ["passport"])
        bench.do(unsolicited.delete, item.id, item.version)
    assert bench.finish()
    assert left(bench.path, "Quastenberg", "Zwijgplein", "paspoort-") == {}


def test_no_byte_of_a_whole_message_is_left(bench: Bench, lying: Lying) -> None:
    """Clause: D9, P3. What could not be read of a mail quotes it."""
    unread = packed([msg("Not known here ({way}).", way="zwijgplein-64")])
    with bench.work() as work:
        is_it = {"faults": unread, "seq": lying.message}
        work.connection.execute(sql("update ticket_messages set faults = :faults where seq = :seq"), is_it)
    item = bench.do(unsolicited.note_message, lying.message)
    bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
    assert bench.finish()
    assert left(bench.path, BSN, IBAN, *WORDS, "xanthippe@example.org", "mijn mail doet") == {}


def test_no_byte_of_a_passage_is_left_in_what_somebody_is_writing(bench: Bench, lying: Lying) -> None:
    """Clause: D9."""
    import json

    def saved() -> str:
        with bench.work() as work:
            return str(work.drafts.load(f"ticket:{lying.ticket}:out"))

    with bench.work() as work:
        content = json.dumps({"text": f'Uw "bsn" {BSN}\nhebben we', "fields": {"to": BSN, "n": [1]}})
        work.drafts.save(f"ticket:{lying.ticket}:out", content)
        work.drafts.save(f"ticket:{add_ticket(work, 'T1099')}:out", json.dumps({"text": "9"}))
    item = note(bench, lying)
    spots = bench.do(unsolicited.preview, item.id).spots
    assert [(one.where, one.count, one.asked_for) for one in spots][-1] == ("draft", 2, False)
    bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
    assert bench.finish()
    assert left(bench.path, BSN) == {}
    assert json.loads(saved()) == {
        "text": 'Uw "bsn" [verwijderd: BSN]\nhebben we',
        "fields": {"to": "[verwijderd: BSN]", "n": [1]},
    }


def test_while_another_console_reads_it_is_pending_and_finished_later(bench: Bench, lying: Lying) -> None:
    """Clause: D9, P3."""
    item = note(bench, lying)
    other = Store.open(f"sqlite:///{bench.path}", None)
    with other.unit_of_work(bench.technician, bench.policy, bench.clock, read_only=True) as reader:
        assert BSN in text_of(reader, lying.message).text
        bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
        assert bench.finish(patience=0.2) is False
        assert bench.do(unsolicited.item, item.id).is_pending
        assert left(bench.path, BSN) != {}
        assert BSN in text_of(reader, lying.message).text
    other.close()
    assert bench.finish()
    done = bench.do(unsolicited.item, item.id)
    assert (done.is_pending, done.gone) == (False, bench.clock())
    assert left(bench.path, BSN) == {}


def test_a_message_that_is_deleted_while_it_is_scanned_is_not_brought_back(
    bench: Bench, lying: Lying
) -> None:
    """A reading from before the deletion holds places of the old text, which a scan may not keep. Clause: D9."""
    with bench.work(read_only=True) as reader:
        seen = text_of(reader, lying.message).text
    item = note(bench, lying)
    begun, go_on = threading.Event(), threading.Event()

    def scan() -> None:
        with bench.work(read_only=True) as work:
            assert text_of(work, lying.message).text == seen
            begun.set()
            go_on.wait(20)

    scanning = threading.Thread(target=scan)
    scanning.start()
    assert begun.wait(20)
    bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
    assert bench.finish(patience=0.2) is False, "the scan still holds the old bytes"
    go_on.set()
    scanning.join(20)
    assert bench.finish()
    assert left(bench.path, BSN) == {}
    with bench.work() as work:
        assert text_of(work, lying.message).text != seen


# --- a full disk, and being killed ---


def test_on_a_full_disk_it_is_wholly_there_or_pending_and_says_so(
    tmp_path: Path, plain_store: EmbeddedStore, clock: Any
) -> None:
    """Clause: D9, P1."""
    folder = tmp_path / "small"
    with small_disk(folder, 1_500_000):
        bench = Bench(folder / "store.db", plain_store.open_copy(folder / "store.db"), clock)
        with bench.work() as work:
            lying = lay(work)
        item = note(bench, lying)
        assert bench.store.scrub()
        filler = folder / "filler"
        room = 1_500_000 - sum(file.stat().st_size for file in folder.iterdir())
        outcomes = set()
        for spare in (0, 4_096, 12_288, 40_960, 81_920, 400_000):
            filler.write_bytes(b"x" * max(0, room - 40_000 - spare))
            try:
                bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
                bench.finish(patience=0)
            except StoreError as error:
                assert "full" in str(error) or "no more" in str(error)
                assert error.todo is not None
            outcomes.add(whole(bench, lying, item.id))
            if outcomes & {"gone"}:
                break
        filler.unlink()
        if whole(bench, lying, item.id) == "there":
            bench.do(unsolicited.delete, item.id, item.version, also_elsewhere=True)
        assert bench.finish()
        assert left(bench.path, BSN) == {}
        bench.store.close()
    assert "there" in outcomes


def whole(bench: Bench, lying: Lying, item: int) -> str:
    """`there` or `gone`, and nothing between."""
    with bench.work(read_only=True) as work:
        message, reply = text_of(work, lying.message), text_of(work, lying.reply)
        found = unsolicited.item(work, item)
        documents = work.connection.execute(sql("select folded from message_search")).scalars().all()
    is_there = {
        BSN in message.text,
        BSN in message.subject,
        BSN in reply.text,
        any(BSN in one for one in documents),
        found.outcome is None,
    }
    assert len(is_there) == 1, "half of it is gone"
    if found.outcome is not None:
        assert found.outcome is Outcome.DELETED
    return "there" if is_there == {True} else "gone"


@pytest.mark.slow
@pytest.mark.parametrize("what", ["unsolicited", "customer"])
def test_killed_at_any_statement_it_is_wholly_there_or_wholly_gone(tmp_path: Path, what: str) -> None:
    """Clause: D9, R4, P3."""
    program = Path(__file__).parents[2] / "support" / "killed_removal.py"
    done = subprocess.run(
        [sys.executable, str(program), what, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    killed, there, gone = map(int, done.stdout.split())
    assert killed == there + gone
    assert there >= 10
    assert gone >= 10, "killed after the commit too, before its bytes were overwritten"
