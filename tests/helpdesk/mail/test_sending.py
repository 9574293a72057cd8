"""Replies leave as correct mails, over a connection that nobody else reads, or they do not leave. Clause: B4, G3."""

from __future__ import annotations

import email
import socket
import stat
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.smtp_server import MailHost, certificate, running

from helpdesk.domain.mail import Handed, Letter, MailServer, Tls, Undelivered, reason
from helpdesk.domain.tickets import Delivery
from helpdesk.mail.reading import read
from helpdesk.mail.sending import send, write_file
from helpdesk.mail.writing import as_bytes, message

LETTER = Letter(
    id=7,
    ticket="T1042",
    sender="hulp@example.com",
    sender_name="Hulp & Zo",
    recipients=("anna@example.nl",),
    subject="Printer doet niets",
    text="Beste Anna,\n\nDe café-printer is gemaakt.\n.\nGroet",
    date=datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
    message_id="abc@example.com",
    references=("1@example.nl", "2@example.nl"),
)


def test_g3_a_reply_is_a_mail_that_finds_its_ticket_back() -> None:
    written = as_bytes(message(LETTER))
    found = read(written)
    assert (found.sender, found.sender_name, found.recipients) == (
        "hulp@example.com", "Hulp & Zo", ("anna@example.nl",),
    )  # fmt: skip
    assert (found.subject, found.ticket) == ("Re: [T1042] Printer doet niets", "T1042")
    assert (found.message_id, found.in_reply_to) == ("abc@example.com", "2@example.nl")
    assert found.references == ("1@example.nl", "2@example.nl")
    assert found.text == LETTER.text
    assert all(len(line) <= 998 for line in written.split(b"\r\n")) and b"\n" not in written.replace(
        b"\r\n", b""
    )


def test_a_long_thread_keeps_its_identifiers_whole() -> None:
    long = tuple(f"{'x' * 90}{number}@example.nl" for number in range(30))
    found = email.message_from_bytes(as_bytes(message(replace(LETTER, references=long))))
    assert found["In-Reply-To"] == f"<{long[-1]}>"
    assert found["References"].split() == [f"<{each}>" for each in long[-20:]]


def test_an_address_beyond_ascii_is_written_as_servers_take_it() -> None:
    assert b"anna@xn--caf-dma.example.nl" in as_bytes(
        message(replace(LETTER, recipients=("anna@café.example.nl",)))
    )


HOSTILE = st.text(st.sampled_from('a \r\n\0:,<>@"é\u2028\x85\u202e;=?'), max_size=40)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_that_was_typed_adds_a_header(subject: str, name: str, identifier: str) -> None:
    letter = replace(
        LETTER, subject=f"{subject}\r\nBcc: x@example.org", sender_name=name, references=(identifier,)
    )
    found = email.message_from_bytes(as_bytes(message(letter)))
    assert found["Bcc"] is None and found["To"] == "anna@example.nl"
    assert {key.lower() for key in found} <= {
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "content-type",
        "content-transfer-encoding", "mime-version",
    }  # fmt: skip


@pytest.mark.parametrize(
    "recipient", ["", "niemand", "a b@example.nl", "a@example.nl\r\nBcc: x@example.org", "a@"]
)
def test_what_is_no_address_is_not_written_to(recipient: str, tmp_path: Path) -> None:
    assert write_file(replace(LETTER, recipients=(recipient,)), tmp_path) == Handed(
        Delivery.FAILED, Undelivered.RECIPIENT
    )
    assert list(tmp_path.iterdir()) == []


def test_a_letter_goes_into_the_folder_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    """Clause: P1."""
    assert write_file(LETTER, tmp_path / "out") == Handed(Delivery.HANDED_ON)
    (file,) = (tmp_path / "out").iterdir()
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert file.name == "T1042-7.eml" and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read(file.read_bytes()).text == LETTER.text


def test_p1_a_link_or_a_readable_file_in_the_way_gets_nothing_of_a_letter(tmp_path: Path) -> None:
    """In a folder that others may write too."""
    others = tmp_path / "others"
    others.write_text("theirs")
    out = tmp_path / "out"
    out.mkdir()
    (out / ".T1042-7.part").symlink_to(others)
    assert write_file(LETTER, out) == Handed(Delivery.HANDED_ON)
    assert others.read_text() == "theirs"
    (out / ".T1042-7.part").touch(0o666)
    assert write_file(LETTER, out) == Handed(Delivery.HANDED_ON)
    (file,) = out.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("no folder")
    handed = write_file(LETTER, tmp_path / "out")
    assert handed == Handed(Delivery.FAILED, Undelivered.FOLDER)
    assert "folder" in str(reason(handed.detail))


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_b4_a_letter_is_sent_over_tls_with_a_checked_certificate(
    tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with running(MailHost(tls, trusted)) as host:
        server = MailServer("127.0.0.1", host.port, Tls(tls), "kim", "env:X")
        assert send(LETTER, server, "geheim") == Handed(Delivery.SENT)
    assert read(host.mails[0]).text == LETTER.text.replace("\n.\n", "\n..\n")  # as the line carries it
    assert any(said.startswith("AUTH") for said in host.said)


@pytest.mark.parametrize(
    ("tls", "name"), [("starttls", "127.0.0.1"), ("implicit", "127.0.0.1"), ("starttls", "x.example")]
)
def test_b4_nothing_is_said_to_a_server_whose_certificate_is_not_trusted(
    tls: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate(tmp_path, name)
    if name != "127.0.0.1":  # trusted, but another server's
        monkeypatch.setenv("SSL_CERT_FILE", str(own))
    with running(MailHost(tls, own)) as host:
        handed = send(LETTER, MailServer("127.0.0.1", host.port, Tls(tls), "kim", "env:X"), "geheim")
    assert handed == Handed(Delivery.FAILED, Undelivered.CERTIFICATE)
    assert host.mails == [] and not any(said.startswith("AUTH") for said in host.said)


def test_b4_a_server_without_encryption_gets_nothing() -> None:
    with running(MailHost()) as host:
        handed = send(LETTER, MailServer("127.0.0.1", host.port, Tls.STARTTLS, "kim", "env:X"), "geheim")
    assert handed == Handed(Delivery.FAILED, Undelivered.NO_TLS)
    assert host.mails == [] and not any(said.startswith("AUTH") for said in host.said)
    elsewhere = MailServer("mail.example.com", 25, Tls.NONE)
    assert send(LETTER, elsewhere) == Handed(Delivery.FAILED, Undelivered.NO_TLS)


@pytest.mark.parametrize(
    ("verb", "answer", "why", "code"),
    [
        ("connect", "554 no", Undelivered.REFUSED, "554"),
        ("connect", "hang", Undelivered.UNREACHABLE, ""),
        ("connect", "vanish", Undelivered.UNREACHABLE, ""),
        ("auth", "vanish", Undelivered.UNREACHABLE, ""),
        ("auth", "535 5.7.8 wrong", Undelivered.SIGN_IN, "535 5.7.8"),
        ("mail", "553 5.7.1 not you", Undelivered.SENDER, "553 5.7.1"),
        ("rcpt", "550 5.1.1 <anna@example.nl> unknown", Undelivered.RECIPIENT, "550 5.1.1"),
        ("data", "552 5.3.4 too big", Undelivered.REFUSED, "552 5.3.4"),
        ("sent", "554 5.7.1 spam", Undelivered.REFUSED, "554 5.7.1"),
        ("sent", "hang", Undelivered.HUNG, ""),
        ("sent", "vanish", Undelivered.VANISHED, ""),
        ("data", "vanish", Undelivered.VANISHED, ""),
    ],
)
def test_what_a_server_does_comes_back_as_a_reason_without_names(
    verb: str, answer: str, why: Undelivered, code: str
) -> None:
    """Clause: P1, G3."""
    with running(MailHost(answers={verb: answer})) as host:
        handed = send(
            LETTER, MailServer("127.0.0.1", host.port, Tls.NONE, "kim", "env:X"), "geheim", step=0.3
        )
    assert handed == Handed(Delivery.FAILED, why, code)
    assert "anna" not in handed.detail
    assert code in str(reason(handed.detail))


@pytest.mark.parametrize(
    ("offers", "password", "why"),
    [
        ((), "geheim", Undelivered.SIGN_IN),
        (("AUTH XOAUTH2",), "geheim", Undelivered.SIGN_IN),
        (("AUTH PLAIN",), "geheimé", Undelivered.SIGN_IN),
        (("AUTH PLAIN",), "geheim", Undelivered.RECIPIENT),
    ],
)
def test_what_a_server_can_not_do_is_said_as_what_it_is(
    offers: tuple[str, ...], password: str, why: Undelivered
) -> None:
    """Clause: G3. None of it is a want of encryption, or of an answer."""
    beyond_ascii = replace(LETTER, recipients=("andré@example.nl",))
    with running(MailHost(offers=offers)) as host:
        handed = send(beyond_ascii, MailServer("127.0.0.1", host.port, Tls.NONE, "kim", "env:X"), password)
    assert handed == Handed(Delivery.FAILED, why)
    assert host.mails == []


def test_an_address_beyond_ascii_is_written_to_where_the_server_can() -> None:
    with running(MailHost()) as host:
        handed = send(
            replace(LETTER, recipients=("andré@example.nl",)), MailServer("127.0.0.1", host.port, Tls.NONE)
        )
    assert handed == Handed(Delivery.SENT)
    assert any("<andré@example.nl>" in said for said in host.said)


def test_a_server_that_never_ends_is_cut() -> None:
    with running(MailHost(answers={"sent": "hang"})) as host:
        began = time.monotonic()
        handed = send(LETTER, MailServer("127.0.0.1", host.port, Tls.NONE), step=9, whole=0.3)
        assert time.monotonic() - began < 8, "no step is waited for to its end"
    assert handed.delivery is Delivery.FAILED and handed.why in (Undelivered.VANISHED, Undelivered.HUNG)


def test_where_nobody_listens_is_said() -> None:
    with running(MailHost()) as host:
        port = host.port
    assert send(LETTER, MailServer("127.0.0.1", port, Tls.NONE)) == Handed(
        Delivery.FAILED, Undelivered.UNREACHABLE
    )


def test_a_connection_that_is_reset_before_anything_was_said_carried_no_mail() -> None:
    """Clause: G3. It is not said that it may have arrived, for then it would not be tried again."""
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as server:

        def reset() -> None:
            line, _ = listening.accept()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.recv(1)
            line.close()

        server.submit(reset)
        handed = send(LETTER, MailServer("127.0.0.1", listening.getsockname()[1], Tls.IMPLICIT))
    assert handed == Handed(Delivery.FAILED, Undelivered.UNREACHABLE)


def test_of_two_recipients_one_may_be_refused() -> None:
    both = replace(LETTER, recipients=("anna@example.nl", "bram@example.org"))
    with running(MailHost(answers={"rcpt to:<bram@example.org>": "550 5.1.1 unknown"})) as host:
        handed = send(both, MailServer("127.0.0.1", host.port, Tls.NONE))
    assert handed == Handed(Delivery.SENT, Undelivered.SOME_RECIPIENTS, "550 5.1.1")
    assert len(host.mails) == 1
