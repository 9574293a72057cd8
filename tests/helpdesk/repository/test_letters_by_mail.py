"""A kept letter goes by mail: to whom it is, with its PDF, once, and what became of it is known. Clause: G8, D3, R5."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from support.letters import pdf_text
from support.rights import anna_in, approved, ask_for, confirm
from support.smtp_server import MailHost, certificate, running

from helpdesk.documents.typesetting import TypesetterMissing
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, Invalid, Refused
from helpdesk.domain.letters import KeptLetter, LetterKind
from helpdesk.domain.mail import MailServer, Tls, Undelivered
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import Delivery
from helpdesk.tasks import complaint_letters, complaints, disclosures, letter_mail, letters, request_letters

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

ADDRESS = "zwaluw@example.nl"


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    return anna_in(workplace)


@pytest.fixture
def letter(workplace: Any, anna: CustomerRef) -> KeptLetter:
    """The acknowledgement of a request of hers."""
    made = ask_for(workplace, anna, Right.ACCESS)
    with workplace.as_() as work:
        return request_letters.acknowledge(work, made.id)


@pytest.fixture
def host() -> Iterator[MailHost]:
    with running(MailHost()) as host:
        yield host


def send(workplace: Any, letter: KeptLetter, way: Any, **over: Any) -> KeptLetter:
    do = workplace.doing(over.pop("role", "technician"))
    chosen = over.pop("chosen", None) or do(lambda work: letter_mail.open_for_mail(work, letter.id))
    address = over.pop("address", chosen.addresses[0])
    return letter_mail.send(do, chosen, address, letter_mail.attached(letter.letter), way, **over)


def acknowledged_complaint(workplace: Any, anna: CustomerRef) -> KeptLetter:
    """The acknowledgement of a complaint of hers, whose file is open for no more than that."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G5",))
        said = NewComplaint("email", workplace.clock.now, "delay", "Traag.", customer=anna.id)
        view = complaints.register(work, said)
        complaint_letters.acknowledge(work, view.id, view.version)
        (about,) = complaint_letters.of_complaint(work, view)
    return about


def local(host: MailHost) -> MailServer:
    return MailServer("127.0.0.1", host.port, Tls.NONE)


def test_a_letter_goes_to_the_mail_server_with_its_pdf(
    workplace: Any, letter: KeptLetter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G8, B4, K1. Over TLS, to the registered address, with a subject and a text of its own."""
    trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with running(MailHost("starttls", trusted)) as host:
        way = MailServer("127.0.0.1", host.port, Tls.STARTTLS, "kim", "env:X")
        gone = send(workplace, letter, way, password="geheim")
    assert (gone.sent, gone.how, gone.delivery) == (workplace.clock.now, "email", Delivery.SENT)
    assert gone.recipient == ADDRESS
    (mail,) = [email.message_from_bytes(each, policy=email.policy.default) for each in host.mails]
    assert isinstance(mail, EmailMessage)
    assert (mail["To"], mail["Subject"]) == (ADDRESS, "Wij hebben uw bericht ontvangen (L2026-0001)")
    body = mail.get_body(("plain",))
    assert body is not None and "brief L2026-0001: “Wij hebben uw bericht" in body.get_content()
    (pdf,) = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content_type()) == ("L2026-0001.pdf", "application/pdf")
    assert "Anneliesje Zwaluwenburg" in pdf_text(pdf.get_content())


@pytest.mark.stores("embedded", "postgresql")
def test_a_letter_becomes_a_file_for_the_mail_program(
    workplace: Any, letter: KeptLetter, tmp_path: Path
) -> None:
    """Clause: G8, P1."""
    gone = send(workplace, letter, tmp_path / "out")
    (file,) = (tmp_path / "out").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("L2026-0001.eml", 0o600)
    assert ADDRESS in file.read_text() and "L2026-0001.pdf" in file.read_text()
    assert (gone.sent, gone.delivery) == (workplace.clock.now, Delivery.HANDED_ON)


def test_without_typst_the_letter_goes_as_text(
    workplace: Any, letter: KeptLetter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G8."""

    def missing(*_any: object) -> bytes:
        raise TypesetterMissing

    monkeypatch.setattr(letter_mail, "letter_pdf", missing)
    send(workplace, letter, tmp_path)
    mail = email.message_from_bytes((tmp_path / "L2026-0001.eml").read_bytes(), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    (text,) = mail.iter_attachments()
    assert text.get_filename() == "L2026-0001.txt"
    assert text.get_payload(decode=True) == letters.text(letter.letter).encode()


@pytest.mark.parametrize(
    ("answers", "why", "todo"),
    [
        ({"rcpt": "550 5.1.1 <zwaluw@example.nl> unknown"}, Undelivered.RECIPIENT, "send it again"),
        ({"sent": "vanish"}, Undelivered.VANISHED, "Ask whether it arrived"),
    ],
)
def test_a_letter_that_does_not_go_says_why_and_goes_the_next_time(
    workplace: Any, letter: KeptLetter, answers: dict[str, str], why: Undelivered, todo: str
) -> None:
    """Clause: G8. What happened, what is safe, what to do; and no word of the server's, which may name people."""
    with running(MailHost(answers=answers)) as host, pytest.raises(letter_mail.NotSent) as raised:
        send(workplace, letter, local(host))
    assert str(why.words)[:-1] in str(raised.value) and ADDRESS not in str(raised.value)
    assert "counts as not sent" in str(raised.value.safe) and todo in str(raised.value.todo)
    with workplace.as_() as work:
        kept = letters.one(work, letter.id)
    assert (kept.sent, kept.delivery, kept.attempts) == (None, Delivery.FAILED, 1)
    assert kept.delivery_detail.startswith(str(why))
    with running(MailHost()) as host:
        assert send(workplace, kept, local(host)).delivery is Delivery.SENT
    assert len(host.mails) == 1


@pytest.mark.stores("embedded", "postgresql")
def test_two_who_send_the_same_letter_send_it_once(
    workplace: Any, letter: KeptLetter, host: MailHost
) -> None:
    do = workplace.doing()
    chosen = do(lambda work: letter_mail.open_for_mail(work, letter.id))
    send(workplace, letter, local(host), chosen=chosen)
    with pytest.raises(Invalid):
        send(workplace, letter, local(host), chosen=chosen)
    assert len(host.mails) == 1


@pytest.mark.stores("embedded", "postgresql")
def test_a_letter_that_went_by_post_meanwhile_does_not_go_by_mail_too(
    workplace: Any, letter: KeptLetter, host: MailHost
) -> None:
    """Clause: G8. A colleague put it on record as sent while this technician chose an address."""
    do = workplace.doing()
    chosen = do(lambda work: letter_mail.open_for_mail(work, letter.id))
    do(lambda work: letters.sent(work, letter.id, "letter"))
    with pytest.raises(Invalid) as invalid:
        send(workplace, letter, local(host), chosen=chosen)
    assert "Somebody sent" in str(invalid.value.faults[0].message)
    assert host.mails == []
    again = do(lambda work: letter_mail.open_for_mail(work, letter.id))
    assert send(workplace, letter, local(host), chosen=again).delivery is Delivery.SENT


def test_a_letter_whose_console_was_killed_while_it_sent_does_not_count_as_sent(
    workplace: Any, letter: KeptLetter
) -> None:
    do = workplace.doing()
    chosen = do(lambda work: letter_mail.open_for_mail(work, letter.id))
    file = letter_mail.attached(letter.letter)
    do(lambda work: letter_mail.claim(work, chosen.kept, ADDRESS, file))
    with workplace.as_() as work:
        kept = letters.one(work, letter.id)
    assert (kept.sent, kept.delivery_detail) == (None, Undelivered.ON_ITS_WAY)


def test_it_goes_to_registered_addresses_of_whom_it_is_to_and_nowhere_else(
    workplace: Any, anna: CustomerRef, letter: KeptLetter, host: MailHost
) -> None:
    """Clause: D3, R7."""
    more = (ContactPoint(ADDRESS, "", registered=True), ContactPoint("anders@example.org", ""))
    with workplace.as_() as work:
        work.customers.change(anna.id, work.customers.file(anna.id).version, {"emails": more})
        assert letter_mail.open_for_mail(work, letter.id).addresses == (ADDRESS,)
    with pytest.raises(Invalid):
        send(workplace, letter, local(host), address="anders@example.org")
    assert host.mails == []


def test_without_a_registered_address_it_says_what_to_do(
    workplace: Any, anna: CustomerRef, letter: KeptLetter
) -> None:
    """Clause: D3."""
    with workplace.as_() as work:
        work.customers.change(anna.id, work.customers.file(anna.id).version, {"emails": ()})
    with (
        pytest.raises(HelpdeskError, match="no registered e-mail address") as raised,
        workplace.as_() as work,
    ):
        letter_mail.open_for_mail(work, letter.id)
    assert "post" in str(raised.value.todo)


def test_a_notice_goes_to_somebody_else_and_never_to_the_customer(workplace: Any, anna: CustomerRef) -> None:
    """Clause: T2, R5; GDPR art. 19."""
    order = NewDisclosure(anna.id, "registry", ("D1",), "domeinnaam", "zwaluw.example.nl", "email")
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G2", "G3", "G8"))
        disclosures.record(work, order)
    made = ask_for(workplace, anna, Right.RESTRICTION)
    made = approved(workplace, confirm(workplace, made), Right.RESTRICTION)
    with workplace.as_("privacy-officer") as work:
        work.open_files.open(anna.id, ("G2", "G3", "G8"))
        (notice,) = request_letters.restrict(work, made.id, made.version, "onjuist")
    assert notice.letter.kind is LetterKind.NOTICE
    with pytest.raises(HelpdeskError, match="a recipient of data"), workplace.as_("privacy-officer") as work:
        letter_mail.open_for_mail(work, notice.id)


def test_a_restriction_stops_a_letter_on_its_way_but_not_one_about_the_request(
    workplace: Any, anna: CustomerRef, letter: KeptLetter, host: MailHost
) -> None:
    """Clause: R5; GDPR art. 12(3), 18(2). Also one that was chosen before the restriction stood."""
    about = acknowledged_complaint(workplace, anna)
    with workplace.as_() as work:
        chosen = letter_mail.open_for_mail(work, about.id)
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "on request", letter.case)
    with pytest.raises(Refused) as refused:
        send(workplace, about, local(host), chosen=chosen)
    assert refused.value.decision.clause == "R5" and host.mails == []
    assert send(workplace, letter, local(host)).delivery is Delivery.SENT


def test_a_file_open_for_complaints_is_widened_to_letters_for_the_address_on_record(
    workplace: Any, anna: CustomerRef, host: MailHost
) -> None:
    """Clause: P2, D3, C1."""
    about = acknowledged_complaint(workplace, anna)
    send(workplace, about, local(host))
    with workplace.as_("owner") as work:
        events = [one for one in work.audit.page(subject=anna.id) if one.event == "file:purpose-added"]
    assert [one.purposes for one in events] == [("G8",)]


def test_whose_file_is_not_open_gets_no_mail(workplace: Any, anna: CustomerRef, letter: KeptLetter) -> None:
    """Clause: P2, B1."""
    with workplace.as_() as work:
        work.open_files.close(anna.id)
    with pytest.raises(FileNotOpen), workplace.as_() as work:
        letter_mail.open_for_mail(work, letter.id)
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        work.open_files.open(anna.id, ("G3",))
        letter_mail.open_for_mail(work, letter.id)


def test_who_complained_without_a_file_is_mailed_where_they_said(workplace: Any, host: MailHost) -> None:
    """Clause: C1, G8."""
    said = NewComplaint(
        "telephone",
        datetime(2026, 5, 4, 8, tzinfo=UTC),
        "delay",
        "Traag.",
        person="Piet",
        contact="Piet@Example.org ",
    )
    with workplace.as_() as work:
        made = complaints.register(work, said)
        complaint_letters.acknowledge(work, made.id, made.version)
        (kept,) = complaint_letters.of_complaint(work, work.complaints.one(made.id))
    assert send(workplace, kept, local(host)).recipient.lower() == "piet@example.org"
    with workplace.as_("owner") as work:
        delivered = next(one for one in work.audit.page() if one.event == "letter:delivered")
    assert delivered.detail["to"] == "given-email"


def test_the_audit_knows_when_by_whom_and_the_kind_of_address_but_no_address(
    workplace: Any, anna: CustomerRef, letter: KeptLetter, host: MailHost
) -> None:
    """Clause: P1, G8, B1."""
    send(workplace, letter, local(host))
    with workplace.as_("owner") as work:
        sent, delivered = work.audit.page(subject=anna.id)[:2]
    assert (sent.event, sent.detail) == ("letter:sent", {"letter": "L2026-0001", "how": "email"})
    assert delivered.event == "letter:delivered" and delivered.technician == "technician-login"
    assert delivered.detail == {
        "letter": "L2026-0001", "to": "registered-email", "delivery": "sent", "why": "",
    }  # fmt: skip
    with workplace.as_("owner") as work:
        assert "zwaluw" not in str(work.audit.page()).lower()
