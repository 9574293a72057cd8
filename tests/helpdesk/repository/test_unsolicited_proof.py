"""The proof that unsolicited data went, and how long what is left of it is kept. Clause: D9, P3, P4."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from support.tickets import BSN, IBAN, Lying, add_attachment, add_message, add_ticket, lay, spotted, text_of

from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.errors import Invalid, NotFound, Refused
from helpdesk.domain.holds import label
from helpdesk.domain.requests import Fate
from helpdesk.domain.rights import Right
from helpdesk.domain.spotting import Context, spot
from helpdesk.domain.unsolicited import Answer, Item, Proof, proof_of
from helpdesk.repository.tables import AuditRow
from helpdesk.repository.ticket_tables import AttachmentRow, TicketRow, UnsolicitedRow
from helpdesk.tasks import proofs, retention, scanning, today, unsolicited
from helpdesk.tasks.effects import effects
from helpdesk.tasks.for_whom import OURSELVES
from helpdesk.tasks.outcomes import forget_kept

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """A customer whose contract ends at the end of June 2026."""
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {
                "kind": "person",
                "given_name": "Anna",
                "family_name": "Meulen",
                "emails": (ContactPoint("anna@example.org", "home", True),),
            }
        )
        service = work.services.add(ref.id, "support", "", date(2024, 1, 1))
        work.services.end(ref.id, service, date(2026, 6, 30))
    return ref


@pytest.fixture
def lying(workplace: Any, anna: CustomerRef) -> Lying:
    with workplace.as_() as work:
        return lay(work, anna.id)


def do(workplace: Any, job: Any, *arguments: Any, role: str = "owner", **named: Any) -> Any:
    with workplace.as_(role) as work:
        return job(work, *arguments, **named)


@pytest.fixture
def closed(workplace: Any, store: Any, lying: Lying) -> Item:
    """An item that was deleted, of which no byte is left, with every place answered."""
    with workplace.as_("owner") as work:
        item = unsolicited.note_findings(work, spotted(work, lying.message), "other")
        item = unsolicited.delete(work, item.id, item.version, also_elsewhere=True)
    assert store.scrub()
    with workplace.as_("owner") as work:
        work.unsolicited.settle(work.unsolicited.pending())
        for place in item.places:
            item = unsolicited.answer(work, item.id, place.id, Answer.IMPOSSIBLE, "=1+1 Verloopt vanzelf")
    assert item.closed is not None
    return item


def test_the_proof_outlives_the_customer_and_still_holds(
    workplace: Any, closed: Item, anna: CustomerRef
) -> None:
    """Clause: D9, P3, R4."""
    do(workplace, lambda work: work.customers.remove(anna.id, "erasure"))
    with workplace.as_("owner") as work:
        there = unsolicited.item(work, closed.id)
        assert unsolicited.check(work, closed.id) is Proof.HOLDS
        assert (there.customer, there.message, there.subject) == (None, None, anna.id)
        assert there.proof == closed.proof
        history = unsolicited.history(work, anna.id)
        assert unsolicited.items(work, open_only=False, subject=history) == (there,)
        assert work.audit.verify() is None
    with pytest.raises(NotFound):
        do(workplace, unsolicited.history, "nobody")


def test_before_an_erasure_it_is_said_that_the_proof_stays_and_until_when(
    workplace: Any, closed: Item, anna: CustomerRef
) -> None:
    """Clause: R4, D9, P3. Nobody is told that it goes; of an open one no day is known."""
    do(workplace, unsolicited.note_elsewhere, "telephone", "a photograph", customer_id=anna.id)
    told = do(workplace, effects, anna.id, Right.ERASURE)
    stays = [(one.fate, one.records, one.until) for one in told if one.what == label("unsolicited")]
    assert stays == [(Fate.HELD, 1, date(2028, 5, 5)), (Fate.HELD, 1, None)]


@pytest.mark.stores("embedded", "postgresql")
@pytest.mark.parametrize(
    "altered",
    [{"outcome": "partly"}, {"why": "iets anders"}, {"decided_by": "somebody"}, {"kinds": "phone"}],
    ids=str,
)
def test_an_altered_proof_shows(workplace: Any, closed: Item, altered: dict[str, str]) -> None:
    """Clause: D9, P1."""
    do(workplace, lambda work: work.connection.execute(update(UnsolicitedRow).values(**altered)))
    assert do(workplace, unsolicited.check, closed.id) is Proof.ALTERED


@pytest.mark.stores("embedded", "postgresql")
def test_a_proof_that_the_audit_does_not_confirm_shows(workplace: Any, closed: Item) -> None:
    """Whoever alters an item and its hash would have to alter the chain of the audit too. Clause: D9, P1."""
    forged = proof_of(replace(closed, why="iets anders"))
    do(
        workplace,
        lambda work: work.connection.execute(update(UnsolicitedRow).values(why="iets anders", proof=forged)),
    )
    assert do(workplace, unsolicited.check, closed.id) is Proof.UNCONFIRMED

    def rewrite(work: Any) -> None:
        detail = work.connection.execute(
            select(AuditRow.detail).where(AuditRow.seq == closed.record)
        ).scalar_one()
        changed = detail.replace(closed.proof, forged)
        work.connection.execute(update(AuditRow).where(AuditRow.seq == closed.record).values(detail=changed))

    do(workplace, rewrite)
    assert do(workplace, unsolicited.check, closed.id) is Proof.UNCONFIRMED


def test_the_printed_proof_says_it_all_and_names_nobody(
    workplace: Any, closed: Item, anna: CustomerRef
) -> None:
    """Clause: D9, P3."""
    for language, words in (
        (
            "en",
            ("deleted", "BSN, bank account", "somebody else's", "The proof is intact", "backups: can't be"),
        ),
        (
            "nl",
            ("gewist", "BSN, bankrekening", "van iemand anders", "Het bewijs klopt", "back-ups: daar niet"),
        ),
    ):
        said = do(workplace, unsolicited.print_proof, closed.id, language)
        assert "#" not in said, "it is read as it is, in a dialog too"
        assert all(word in said for word in (*words, closed.proof, anna.id, "owner-login", "T1042"))
        assert not any(value in said for value in (BSN, IBAN, "Meulen", "Xanthippe", anna.number))
        # A random reference may look like anything; of the rest nothing may look like personal data.
        rest = said.replace(anna.id, "").replace(closed.proof, "")
        assert spot(rest, Context()) == ()


@pytest.mark.stores("embedded", "postgresql")
def test_the_queue_and_a_customers_history_go_to_a_file_that_no_spreadsheet_runs(
    workplace: Any, closed: Item, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: P4, D9."""
    do(workplace, unsolicited.note_elsewhere, "sms", "=HYPERLINK(1)")
    sheet = str(tmp_path / "queue.csv")
    assert do(workplace, unsolicited.export_to, sheet, whom=OURSELVES, open_only=True) == 1
    with Path(sheet).open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["Place"], row["Kinds of data"], row["Places of copies"].split()[0]) == (
        "'=HYPERLINK(1)",
        "other",
        "mailbox:open",
    )
    assert Path(sheet).stat().st_mode & 0o777 == 0o600
    lines = str(tmp_path / "history.json")
    assert do(workplace, unsolicited.export_to, lines, whom=OURSELVES, subject=anna.id) == 1
    (data,) = map(json.loads, Path(lines).read_text().splitlines())
    assert (data["id"], data["proof"], data["reference"]) == (closed.id, closed.proof, anna.id)
    with workplace.as_("owner") as work:
        newest, older = (one for one in work.audit.page(limit=9) if one.event == "unsolicited:exported")
    assert (newest.subject, newest.detail["items"], older.subject) == (anna.id, 1, None)
    with pytest.raises(Invalid):
        do(workplace, unsolicited.export_to, sheet, whom=OURSELVES)
    with pytest.raises(Refused):
        do(workplace, unsolicited.export_to, str(tmp_path / "no.csv"), whom=OURSELVES, role="technician")
    assert not (tmp_path / "no.csv").exists()


# --- how long ---


@pytest.mark.stores("embedded", "postgresql")
def test_a_proof_goes_two_years_after_it_was_closed(workplace: Any, closed: Item, clock: Any) -> None:
    """Clause: P3, D9."""

    def lines() -> list[str]:
        with workplace.as_("owner") as work:
            return [str(duty.what) for duty in today.today(work) if "Proof of" in str(duty.what)]

    clock.pass_by(days=730)
    assert do(workplace, proofs.past) == 0
    assert do(workplace, proofs.forget) == 0
    assert lines() == []
    clock.pass_by(days=2)
    assert lines() == ["Proof of 1 removal is past its retention period"]
    with pytest.raises(Refused):
        do(workplace, proofs.forget, role="technician")
    assert do(workplace, proofs.forget) == 1
    assert do(workplace, unsolicited.items, open_only=False) == ()


@pytest.mark.stores("embedded", "postgresql")
def test_what_was_needed_goes_when_the_period_of_its_category_is_over(
    workplace: Any, store: Any, lying: Lying, anna: CustomerRef, clock: Any
) -> None:
    """An IBAN in a message is ordinary data of D7 from then on, so D7's own rule ends it. Clause: D9, P3."""
    with workplace.as_("owner") as work:
        work.holdings.categories(anna.id)
        found = spotted(work, lying.message)
        iban = unsolicited.note_findings(work, found[1:2])
        kept = unsolicited.keep(work, iban.id, iban.version, "G7", "D7", "Voor de terugbetaling")
        assert "D7" in work.holdings.categories(anna.id)
        # Something before it goes, so that its place moves.
        first = unsolicited.note_findings(work, found[:1])
        unsolicited.delete(work, first.id, first.version)
        assert IBAN in text_of(work, lying.message).text
        seq = work.customers.seq_of(anna.id)
        work.connection.execute(update(TicketRow).where(TicketRow.customer_seq == seq).values(state="open"))
    clock.pass_by(days=365 * 3)
    with workplace.as_("owner") as work:
        due = retention.forget(work, anna.id)
        assert "D7" in due.held, "seven years from the end of the financial year"
        assert IBAN in text_of(work, lying.message).text
        with pytest.raises(NotFound):
            work.customers.by_number(anna.number)
    clock.pass_by(days=365 * 6)
    with workplace.as_("owner") as work:
        assert forget_kept(work, anna.id, ["D7"]) == 1
        message = text_of(work, lying.message).text
        assert IBAN not in message
        assert "[verwijderd: bankrekening]" in message
        assert work.unsolicited.pending()
        assert "D7" not in work.holdings.categories(anna.id)
    assert store.scrub()
    with workplace.as_("owner") as work:
        work.unsolicited.settle(work.unsolicited.pending())
        assert unsolicited.check(work, kept.id) is Proof.HOLDS


# --- together with the scan ---


def test_a_scan_of_what_was_deleted_meanwhile_finds_nothing_in_wrong_places(workplace: Any) -> None:
    """Clause: D9."""
    with workplace.as_("owner") as work:
        lying = lay(work)
        begun, policy = work.scans.read(lying.message), work.policy
        found = spotted(work, lying.message)
    with workplace.as_("owner") as work:
        item = unsolicited.note_findings(work, found)
        unsolicited.delete(work, item.id, item.version)
    late = scanning.searched(begun, policy)
    assert late.findings
    with workplace.as_("owner") as work:
        assert work.scans.keep(late) is False
    assert do(workplace, scanning.waiting) == (lying.message,)

    def run(job: Any) -> Any:
        with workplace.as_("owner") as work:
            return job(work)

    assert scanning.scan(run, lying.message) == 1, "only the attachment is called as if it were a passport"


def test_a_dismissed_finding_stays_dismissed_over_a_removal_and_a_scan(workplace: Any) -> None:
    """Clause: D9."""
    lying = do(workplace, lay)

    def run(job: Any) -> Any:
        with workplace.as_("owner") as work:
            return job(work)

    def findings() -> list[tuple[str, str, bool]]:
        with workplace.as_("owner") as work:
            message = work.messages.one(lying.message)
            return [(one.kind, message.text[one.start : one.end], one.dismissed) for one in message.findings]

    scanning.scan(run, lying.message)
    with workplace.as_("owner") as work:
        found = work.messages.one(lying.message).findings
        iban = [one.id for one in found if one.kind == "iban"]
        assert unsolicited.dismiss(work, iban) == 1
        item = unsolicited.note_findings(work, [one.id for one in found if one.kind == "bsn"])
        unsolicited.delete(work, item.id, item.version)
    assert findings() == [("iban", IBAN, True)]
    scanning.scan(run, lying.message)
    assert findings() == [("iban", IBAN, True)]


def test_an_attachment_that_can_be_read_and_holds_the_same_is_named(workplace: Any, lying: Lying) -> None:
    """Clause: D9. One that holds something else is not, one that goes with its message, one of another ticket."""
    with workplace.as_("owner") as work:
        found = spotted(work, lying.message)
        listed = add_list(work, lying.reply, f"naam;bsn\nJan;{BSN}\n")
        add_list(work, lying.reply, "naam;bsn\nJan;onbekend\n")
        said = text_of(work, lying.message).text
        own = add_list(work, lying.message, f"{said}\nUit lijst.csv\n")
        quoting = add_list(work, lying.reply, said.splitlines()[0])
        add_attachment(work, lying.reply, "foto.jpg", BSN.encode())
        add_list(work, add_message(work, add_ticket(work, "T2001"), "Van een ander"), BSN)
        item = unsolicited.note_findings(work, found[:1])
        preview = unsolicited.preview(work, item.id)
        assert preview.files == (listed, own)
        assert preview.senders == 0
        whole = unsolicited.note_message(work, lying.message)
        assert unsolicited.preview(work, whole.id).files == (quoting,)
        sheet = unsolicited.note_attachment(work, own, ["other"])
        assert unsolicited.preview(work, sheet.id).files == ()


def add_list(work: Any, message: int, content: str) -> int:
    """A sheet that came with a message, in an encoding that a sheet may have."""
    written = content.encode("utf-16")
    row = {"message_seq": message, "name": "lijst.csv", "media_type": "text/csv", "kind": ""}
    added: int = work.connection.execute(
        insert(AttachmentRow).returning(AttachmentRow.seq), {**row, "size": len(written), "content": written}
    ).scalar_one()
    return added


@pytest.mark.stores("embedded", "postgresql")
def test_a_senders_own_address_stays_and_that_is_said(workplace: Any, lying: Lying) -> None:
    """Clause: D9, R7."""
    with workplace.as_("owner") as work:
        said = text_of(work, lying.message).text + " xanthippe@example.org"
        work.connection.execute(
            text("update ticket_messages set text = :said where seq = :seq"),
            {"said": said, "seq": lying.message},
        )
        start = said.index("xanthippe@")
        item = unsolicited.note_passage(work, lying.message, start, len(said), ["email"], length=len(said))
        assert unsolicited.preview(work, item.id).senders == 1
        unsolicited.delete(work, item.id, item.version)
        assert text_of(work, lying.message).sender == "xanthippe@example.org"
        assert "xanthippe@" not in text_of(work, lying.message).text


def test_what_is_due_counts_from_when_it_was_noticed(workplace: Any, clock: Any) -> None:
    """Clause: D9."""
    noticed = clock() - timedelta(days=2)
    item = do(workplace, unsolicited.note_elsewhere, "sms", "Bericht", noticed=noticed)
    assert item.due == noticed + timedelta(days=7)
