"""Searching messages on every store: what is found, kept, dismissed, and left when the message changes meanwhile.

Clause: D9, B6, P2, R5, R7.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.errors import FileNotOpen, NotFound, Refused
from helpdesk.domain.incoming import Incoming, IncomingFile, Received
from helpdesk.domain.spotting import Kind
from helpdesk.domain.tickets import TicketMessage
from helpdesk.repository.ticket_tables import (
    AttachmentFindingRow,
    AttachmentRow,
    FindingRow,
    TicketMessageRow,
)
from helpdesk.tasks import scanning, tickets
from helpdesk.tasks.scanning import ScanResult

SENT = datetime(2026, 5, 3, 20, 0, tzinfo=UTC)
BSN, IBAN = "999912343", "NL91 ABNA 0417 1643 00"
OWN = (
    "Mijn nummer is nog 06 12345678, mail anna@example.nl, rekening NL02ABNA0123456789, "
    "Dorpsweg 12, 1234 AB, en ip 203.0.113.10."
)
TEXT = f"Dag, mijn bsn is {BSN} en die van oma haar rekening {IBAN}. Het wachtwoord is Zomer2026!"


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {
                "kind": "person",
                "family_name": "Meulen",
                "street": "Dorpsweg",
                "house_number": "12",
                "postcode": "1234AB",
                "iban": "NL02ABNA0123456789",
                "emails": (ContactPoint("anna@example.nl", "", registered=True),),
                "phones": (ContactPoint("+31612345678", "", registered=True),),
                "ip_addresses": (ContactPoint("203.0.113.10", ""),),
            }
        )
    return ref


@pytest.fixture
def run(workplace: Any) -> Any:
    return workplace.doing()


def received(
    run: Any, text: str = TEXT, customer: CustomerRef | None = None, files: tuple[IncomingFile, ...] = ()
) -> Received:
    mail = Incoming(
        "email", "anna@example.nl", "Vraag", text, SENT, message_id=f"<{hash(text)}@x>", files=files
    )
    got: Received = run(lambda work: tickets.receive(work, mail, customer=customer.id if customer else None))
    return got


def message(run: Any, seq: int) -> TicketMessage:
    found: TicketMessage = run(lambda work: work.messages.one(seq))
    return found


def kinds(run: Any, seq: int) -> list[Kind]:
    return [one.kind for one in message(run, seq).findings]


def write(run: Any, seq: int, **values: Any) -> None:
    row = TicketMessageRow
    run(lambda work: work.connection.execute(update(row).where(row.seq == seq).values(**values)))


def dismiss(run: Any, kind: Kind) -> None:
    row = FindingRow
    run(
        lambda work: work.connection.execute(
            update(row).where(row.kind == kind).values(dismissed=work.clock())
        )
    )


def test_what_nobody_asked_for_is_found_by_kind_and_place(run: Any, anna: CustomerRef) -> None:
    """Clause: D9, B6."""
    got = received(run, customer=anna)
    assert scanning.scan_waiting(run) == ScanResult(messages=1, findings=3)
    now = message(run, got.message)
    assert now.scanned
    assert [(one.kind, now.text[one.start : one.end]) for one in now.findings] == [
        (Kind.BSN, BSN),
        (Kind.IBAN, IBAN),
        (Kind.PASSWORD, "Zomer2026!"),
    ]
    assert run(lambda work: work.tickets.one(got.ticket.id)).findings == 3


def test_what_is_kept_and_what_is_on_record_hold_no_value(
    run: Any, workplace: Any, anna: CustomerRef
) -> None:
    """Clause: D9, P2: kinds, places and counts, and with what categories the message was compared."""
    got = received(run, customer=anna)
    scanning.scan_waiting(run)
    rows = run(lambda work: work.connection.execute(select(FindingRow.__table__)).all())
    with workplace.as_("owner") as work:
        (record,) = [one for one in work.audit.page(subject=anna.id) if one.event == "message:scanned"]
    assert record.detail == {
        "ticket": got.ticket.number,
        "message": got.message,
        "findings": 3,
        "compared": ["D1", "D3", "D4", "D6", "D7"],
    }
    for value in (BSN, IBAN, "Zomer2026!"):
        assert value not in str(rows)
        assert value not in str(record)


def test_what_belongs_to_the_customer_is_no_finding(run: Any, anna: CustomerRef) -> None:
    """Clause: D9: it is, in the message of somebody unknown."""
    own, strangers = received(run, OWN, anna), received(run, OWN + " Groet")
    scanning.scan_waiting(run)
    assert kinds(run, own.message) == []
    assert set(kinds(run, strangers.message)) == {Kind.PHONE, Kind.EMAIL, Kind.IBAN, Kind.ADDRESS, Kind.IP}


def test_what_the_customer_is_known_by_is_handed_out_for_comparing_only(run: Any, anna: CustomerRef) -> None:
    """Clause: P2: no file is open, so nothing of it can be read."""
    got = received(run, OWN, anna)
    read = run(lambda work: work.scans.read(got.message))
    assert "+31612345678" in read.own
    assert "+31612345679" not in read.own
    assert "12345678" not in f"{read!r}{vars(read.own)}"
    assert run(lambda work: work.open_files.mine()) == ()


def test_what_was_dismissed_stays_dismissed_when_it_is_searched_again(run: Any) -> None:
    """Clause: D9."""
    got = received(run)
    scanning.scan_waiting(run)
    before = message(run, got.message).findings
    dismiss(run, Kind.BSN)
    assert scanning.scan(run, got.message) == 3
    after = message(run, got.message).findings
    assert [(one.id, one.kind, one.dismissed) for one in after] == [
        (one.id, one.kind, one.kind is Kind.BSN) for one in before
    ]


def test_what_is_the_customers_after_all_is_found_no_more(run: Any, anna: CustomerRef) -> None:
    """Clause: D9: the ticket of an unknown sender was given to its customer."""
    got = received(run, OWN)
    scanning.scan_waiting(run)
    assert kinds(run, got.message)
    run(lambda work: work.tickets.change(got.ticket.id, None, "customer", customer=anna.id))
    assert scanning.scan(run, got.message) == 0
    assert kinds(run, got.message) == []


def meanwhile(run: Any, happens: Callable[[], object], times: int = 1) -> Any:
    """Runs jobs, and lets something happen behind the reading of a message, each of a number of times."""
    left = [times]

    def do(job: Any) -> Any:
        result = run(job)
        if isinstance(result, tuple) and result and hasattr(result[0], "own") and left[0]:
            left[0] -= 1
            happens()
        return result

    return do


def test_a_message_that_changes_meanwhile_gets_no_findings_in_wrong_places(run: Any) -> None:
    """Clause: D9: it is read again as it is now."""
    got = received(run)
    changed = meanwhile(run, lambda: write(run, got.message, text=f"[weg] {TEXT}"))
    assert scanning.scan(changed, got.message) == 3
    now = message(run, got.message)
    assert [now.text[one.start : one.end] for one in now.findings] == [BSN, IBAN, "Zomer2026!"]


def test_a_message_that_is_removed_meanwhile_gets_no_findings(run: Any) -> None:
    """Clause: D9."""
    got = received(run)
    gone = meanwhile(run, lambda: write(run, got.message, text="", removed=SENT, scanned=SENT))
    assert scanning.scan(gone, got.message) in (0, None)
    assert kinds(run, got.message) == []
    assert scanning.scan_waiting(run) == ScanResult()


def test_a_message_that_is_deleted_meanwhile_is_left(run: Any) -> None:
    got = received(run)
    gone = meanwhile(run, lambda: run(lambda work: work.tickets.remove([got.ticket.id])))
    assert scanning.scan_waiting(gone) == ScanResult(changed=1)
    assert run(lambda work: work.connection.execute(select(FindingRow.seq)).all()) == []
    assert scanning.scan(run, got.message) is None


def test_a_message_that_keeps_changing_waits_for_the_next_time(run: Any) -> None:
    got = received(run)
    texts = iter(f"{TEXT} {number}" for number in range(scanning.TRIES))
    busy = meanwhile(run, lambda: write(run, got.message, text=next(texts)), scanning.TRIES)
    assert scanning.scan_waiting(busy) == ScanResult(changed=1)
    assert not message(run, got.message).scanned
    assert scanning.scan_waiting(run) == ScanResult(messages=1, findings=3)


def test_it_can_be_stopped_between_messages_and_goes_on_later(run: Any) -> None:
    for number in range(3):
        received(run, f"{number}. {TEXT}")
    told: list[ScanResult] = []
    first = scanning.scan_waiting(run, stopped=lambda: len(told) == 2, progress=told.append)
    assert first == ScanResult(messages=2, findings=6, stopped=True)
    assert [one.messages for one in told] == [1, 2]
    assert scanning.scan_waiting(run) == ScanResult(messages=1, findings=3)
    assert scanning.scan_waiting(run) == ScanResult()


def test_more_messages_than_are_asked_for_at_once_are_all_searched(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "AT_ONCE", 2)
    for number in range(5):
        received(run, f"{number}. {TEXT}")
    assert scanning.scan_waiting(run).messages == 5


def test_notes_are_searched_and_what_we_wrote_to_the_customer_is_not(run: Any) -> None:
    """Clause: B6."""
    got = received(run, "Dag")
    note = run(
        lambda work: tickets.note(work, got.ticket.id, "Zijn bsn is 999912343", keep_secrets=True)
    ).message
    reply = run(
        lambda work: tickets.reply(work, got.ticket.id, "Uw bsn is 999912343", recipients="anna@example.nl")
    ).message
    write(run, reply.id, scanned=None)
    assert scanning.scan_waiting(run) == ScanResult(messages=2, findings=1)
    assert kinds(run, note.id) == [Kind.BSN]
    assert kinds(run, reply.id) == []


def test_under_a_restriction_a_message_is_kept_and_not_searched(
    run: Any, workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R5; GDPR art. 18(2)."""
    got = received(run, customer=anna)
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "accuracy")
    assert scanning.scan_waiting(run) == ScanResult()
    with workplace.as_("owner") as work:
        work.standings.lift(anna.id, "restriction")
    assert scanning.scan_waiting(run).messages == 1
    assert message(run, got.message).scanned


def test_who_has_no_tickets_searches_none(workplace: Any, run: Any) -> None:
    """Clause: B1."""
    received(run)
    with pytest.raises(Refused):
        scanning.scan_waiting(workplace.doing("read-only"))


FILES = (
    IncomingFile("leerlingen.csv", "text/csv", f"naam;bsn\r\nNoor;{BSN}\r\n".encode()),
    IncomingFile("IMG_paspoort.jpg", "image/jpeg", b"\xff\xd8 bsn 999912343"),
    IncomingFile("factuur.pdf", "application/pdf", b"%PDF bsn 999912343"),
)


def test_texts_that_came_along_are_searched_and_pictures_of_documents_are_pointed_at(run: Any) -> None:
    """Clause: D9, R7: what can't be read is for a person to look at."""
    got = received(run, "Zie de bijlagen", files=FILES)
    assert scanning.scan_waiting(run) == ScanResult(messages=1, findings=2)
    table, picture, invoice = message(run, got.message).attachments
    (found,) = table.findings
    text = FILES[0].content.decode()
    assert (found.kind, text[found.start : found.end]) == (Kind.BSN, BSN)
    assert [(one.kind, one.start, one.end) for one in picture.findings] == [(Kind.PASSPORT, 0, 0)]
    assert invoice.findings == ()
    assert run(lambda work: work.tickets.one(got.ticket.id)).findings == 2


def test_an_attachment_that_was_removed_has_no_findings_left_to_look_at(run: Any) -> None:
    """Clause: D9."""
    got = received(run, "Zie de bijlagen", files=FILES)
    scanning.scan_waiting(run)
    row = AttachmentRow
    run(lambda work: work.connection.execute(update(row).values(removed=SENT, content=None, name="")))
    assert run(lambda work: work.tickets.one(got.ticket.id)).findings == 0
    assert all(one.findings == () for one in message(run, got.message).attachments)
    assert scanning.scan(run, got.message) == 0


def test_findings_go_with_their_attachment(run: Any) -> None:
    """Clause: P3."""
    received(run, "Zie de bijlagen", files=FILES)
    scanning.scan_waiting(run)
    run(lambda work: work.connection.execute(delete(AttachmentRow)))
    assert run(lambda work: work.connection.execute(select(AttachmentFindingRow.seq)).all()) == []


def test_a_false_alarm_in_an_attachment_is_dismissed_and_stays_so(run: Any, workplace: Any) -> None:
    """Clause: D9."""
    got = received(run, "Zie de bijlagen", files=FILES)
    scanning.scan_waiting(run)
    picture = message(run, got.message).attachments[1].findings[0]
    assert run(lambda work: scanning.dismiss_in_attachments(work, [picture.id])) == 1
    assert run(lambda work: scanning.dismiss_in_attachments(work, [picture.id])) == 0
    scanning.scan(run, got.message)
    assert message(run, got.message).attachments[1].findings[0].dismissed
    assert run(lambda work: work.tickets.one(got.ticket.id)).findings == 1
    assert run(lambda work: scanning.dismiss_in_attachments(work, [picture.id], back=True)) == 1
    assert run(lambda work: work.tickets.one(got.ticket.id)).findings == 2
    with workplace.as_("owner") as work:
        events = [one.event for one in work.audit.page()]
    assert events.count("attachment-findings:dismissed") == 2


def test_dismissing_asks_the_guard(run: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    got = received(run, "Zie de bijlagen", anna, FILES)
    scanning.scan_waiting(run)
    ids = [message(run, got.message).attachments[1].findings[0].id]
    with pytest.raises(FileNotOpen):
        run(lambda work: scanning.dismiss_in_attachments(work, ids))
    with pytest.raises(NotFound):
        run(lambda work: scanning.dismiss_in_attachments(work, [987_654]))


def test_what_stands_in_a_subject_is_found_too_and_stays_dismissed(run: Any, anna: CustomerRef) -> None:
    """Clause: D9, B6. A place in the subject is none in the text."""
    mail = Incoming("email", "anna@example.nl", f"Mijn bsn is {BSN}", f"Oma's rekening: {IBAN}", SENT)
    got: Received = run(lambda work: tickets.receive(work, mail, customer=anna.id))
    assert scanning.scan_waiting(run).findings == 2
    now = message(run, got.message)
    assert {(one.kind, one.in_subject) for one in now.findings} == {(Kind.BSN, True), (Kind.IBAN, False)}
    (bsn,) = [one for one in now.findings if one.in_subject]
    assert now.subject[bsn.start : bsn.end] == BSN
    assert run(lambda work: work.tickets.one(got.ticket.id)).findings == 2
    dismiss(run, Kind.BSN)
    assert scanning.scan(run, got.message) == 2
    assert [one.dismissed for one in message(run, got.message).findings if one.in_subject] == [True]
    assert run(lambda work: work.tickets.one(got.ticket.id)).findings == 1


def test_what_stands_in_the_name_of_a_file_is_found_in_the_whole_of_it(run: Any) -> None:
    """Clause: D9. A name has no places of its own: it goes with the file."""
    files = (
        IncomingFile(f"bsn_{BSN}.pdf", "application/pdf", b"%PDF"),
        IncomingFile(f"burgerservicenummer {BSN}.txt", "text/plain", b"zie boven"),
        IncomingFile("offerte 2026-001.pdf", "application/pdf", b"%PDF"),
    )
    got = received(run, "zie bijlage", files=files)
    scanning.scan_waiting(run)
    found = [
        [(one.kind, one.start, one.end) for one in file.findings]
        for file in message(run, got.message).attachments
    ]
    assert found == [[(Kind.BSN, 0, 0)], [(Kind.BSN, 0, 0)], []]
