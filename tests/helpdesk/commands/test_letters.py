"""Letters from a shell: listed, read, and handed on as mail, past the guard of the console. Clause: G8, D3, R5."""

from __future__ import annotations

import email
from datetime import timedelta
from decimal import Decimal
from email import policy as mail_policy
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run

from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import ContactPoint, Invoice
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.tasks import complaint_letters, complaints, reminders, request_letters, requests, unpaid

ADDRESS = "sanne@example.com"


@pytest.fixture
def customer(desk: Desk, sanne: str) -> str:
    """The id of a customer with one registered address."""

    def registered(work: Any) -> str:
        ref = work.customers.by_number(sanne)
        work.open_files.open(ref.id, ("G2", "G3", "G5", "G8"))
        seen = work.customers.file(ref.id)
        points = (ContactPoint(ADDRESS, "", registered=True),)
        work.customers.change(ref.id, seen.version, {"emails": points})
        return str(ref.id)

    found: str = desk.do(registered)
    return found


@pytest.fixture
def letter(desk: Desk, customer: str) -> str:
    """The number of a letter in a rights request; nobody has the customer's file open any more."""

    def write(work: Any) -> str:
        made = requests.register(work, NewRequest(customer, "email", work.clock(), (Right.ACCESS,)))
        kept = request_letters.acknowledge(work, made.id)
        work.open_files.close(customer)
        return str(kept.letter.number)

    number: str = desk.do(write)
    return number


def test_g8_what_has_yet_to_go_out_is_listed_until_it_went(
    helpdesk: Run, letter: str, tmp_path: Path
) -> None:
    """Clause: G8, K1. The mail has the letter with it, goes to the registered address, and that is on record."""
    assert letter in helpdesk("letters", "list").out
    (listed,) = helpdesk("letters", "list", "--json").data
    assert (listed["number"], listed["sent"], listed["attempts"]) == (letter, None, 0)
    done = helpdesk("letters", "send", letter.lower(), "--folder", str(tmp_path), "--json")
    assert (done.code, done.data["how"]) == (0, "email"), done.err
    (file,) = tmp_path.glob("*.eml")
    mail = email.message_from_bytes(file.read_bytes(), policy=mail_policy.default)
    assert mail["To"] == ADDRESS
    assert [part.get_filename() for part in mail.iter_attachments()] == [f"{letter}.pdf"]
    assert helpdesk("letters", "list").out == "There are no letters to send.\n"
    assert "letter:sent" in helpdesk("audit", "list", "--json").out


def test_g8_a_letter_goes_out_once_unless_it_is_said(helpdesk: Run, letter: str, tmp_path: Path) -> None:
    """Clause: G8. What was tried and failed is told, and not tried again in silence."""
    (tmp_path / "file").write_text("no folder")
    failed = helpdesk("letters", "send", letter, "--folder", str(tmp_path / "file"))
    assert failed.code != 0
    again = helpdesk("letters", "send", letter, "--folder", str(tmp_path))
    assert again.code != 0
    assert "--again" in again.err
    assert list(tmp_path.glob("*.eml")) == []
    assert helpdesk("letters", "send", letter, "--folder", str(tmp_path), "--again").code == 0
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_d3_it_goes_to_no_address_that_is_not_registered(helpdesk: Run, letter: str, tmp_path: Path) -> None:
    """Clause: D3, R7."""
    other = helpdesk("letters", "send", letter, "--folder", str(tmp_path), "--to", "iemand@example.net")
    assert other.code != 0
    assert ADDRESS in other.err
    assert list(tmp_path.glob("*.eml")) == []


def test_g8_without_a_way_out_it_says_how_to_name_one(helpdesk: Run, letter: str) -> None:
    """Clause: G8."""
    said = helpdesk("letters", "send", letter)
    assert said.code != 0
    assert "--folder" in said.err
    assert helpdesk("letters", "send", "L1999-0001", "--folder", ".").code != 0


def test_r5_under_a_restriction_only_what_is_owed_goes(
    helpdesk: Run, desk: Desk, customer: str, letter: str, tmp_path: Path
) -> None:
    """Clause: R5; GDPR art. 12(3). The answer to the customer's own request goes, a letter about a complaint not."""

    def complain(work: Any) -> str:
        work.open_files.open(customer, ("G2", "G3", "G5", "G8"))
        new = NewComplaint("email", work.clock(), "delay", "Te laat.", customer=customer)
        made = complaints.register(work, new)
        complaint_letters.acknowledge(work, made.id, made.version)
        (kept,) = complaint_letters.of_complaint(work, made)
        work.open_files.close(customer)
        work.standings.restrict(customer, "betwist")
        return str(kept.letter.number)

    about = desk.do(complain)
    refused = helpdesk("letters", "send", about, "--folder", str(tmp_path))
    assert refused.code != 0
    assert "restricted" in refused.err
    assert list(tmp_path.glob("*.eml")) == []
    assert helpdesk("letters", "send", letter, "--folder", str(tmp_path)).code == 0


def test_a1_a_reminder_is_listed_under_the_number_of_its_invoice(
    helpdesk: Run, desk: Desk, customer: str
) -> None:
    """Clause: A1. As every other letter is under that of its case: not under what only the store calls it."""

    def remind(work: Any) -> None:
        work.open_files.open(customer, ("G2", "G7"))
        issued = work.today - timedelta(days=60)
        invoice = Invoice("F2026-17", issued, issued + timedelta(days=30), Decimal("121.00"))
        values: Any = unpaid.add(work, customer, invoice).values
        (noted,) = values["invoices"]
        assert reminders.remind(work, noted.id) is not None

    desk.do(remind)
    listed = helpdesk("letters", "list").out
    assert "reminder" in listed and "F2026-17" in listed and "invoice:" not in listed


def test_p2_a_letter_is_read_with_the_file_open_as_long_as_that_takes(
    helpdesk: Run, desk: Desk, customer: str, letter: str
) -> None:
    """Clause: P2."""
    shown = helpdesk("letters", "show", letter)
    assert shown.code == 0
    assert letter in shown.out
    assert customer not in {one.customer.id for one in desk.do(lambda work: work.open_files.mine())}


def test_b1_whoever_writes_no_letters_hands_none_on(
    helpdesk: Run, letter: str, reader: str, tmp_path: Path
) -> None:
    """Clause: B1."""
    assert helpdesk("letters", "send", letter, "--folder", str(tmp_path)).code != 0
    assert helpdesk("letters", "show", letter).code != 0
    assert letter not in helpdesk("letters", "list").out
    assert list(tmp_path.glob("*.eml")) == []
