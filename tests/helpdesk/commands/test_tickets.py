"""Tickets from the command line. Clause: G3, P2, D9."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from support.command_line import Run

from helpdesk.desk import Desk
from helpdesk.domain.incoming import Incoming, IncomingFile
from helpdesk.i18n import reader
from helpdesk.tasks import scanning, tickets

SENT = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def told(desk: Desk, sanne: str) -> str:
    """The number of a customer with a ticket T1001; T1002 is of an unknown sender."""

    def job(work: Any) -> None:
        customer = work.customers.by_number(sanne).id
        files = (IncomingFile("foto.png", "image/png", b"abcd"),)
        subject = "Bsn 999911120 staat in mijn mailbox"
        hers = Incoming("email", "sanne@example.com", subject, "Een\x1b[31m fiets", SENT, files=files)
        tickets.receive(work, hers, customer=customer)
        tickets.receive(work, Incoming("sms", "06-12345678", "Wie is daar", "Hallo", SENT))

    desk.do(job)
    return sanne


def test_a_list_shows_no_more_than_the_outside_p2_d9(helpdesk: Run, told: str) -> None:
    """Clause: P2, D9."""
    listed = helpdesk("tickets", "list")
    assert listed.code == 0
    assert "T1001" in listed.out and "Bsn … staat in mijn mailbox" in listed.out
    assert "T1002" in listed.out and "06-12345678" in listed.out
    assert "999911120" not in listed.out
    of_one = json.loads(helpdesk("tickets", "list", "--customer", told, "--json").out)
    assert [(one["number"], one["customer"], one["state"]) for one in of_one] == [("T1001", told, "new")]
    assert "No ticket fits that" in helpdesk("tickets", "list", "--which", "mine").out
    assert helpdesk("tickets", "list", "--customer", "4711").code == 6


def test_a_store_without_tickets_says_how_they_get_there(helpdesk: Run, store: object) -> None:
    """And one without sessions, or unsolicited data."""
    for line, said in (
        ("tickets list", "There are no tickets yet: “helpdesk intake FILE”"),
        ("sessions list", "There are no sessions yet: “helpdesk remote”"),
        ("sessions list --until 2020-01-01", "No session fits that."),
        ("unsolicited list", "With --all closed items are listed too."),
        ("unsolicited list --all", "There is no unsolicited data on record."),
    ):
        listed = helpdesk(*line.split(" "))
        assert (listed.code, said in listed.out) == (0, True), line


def test_find_by_what_was_written(helpdesk: Run, told: str) -> None:
    found = json.loads(helpdesk("tickets", "find", "fiets", "--json").out)
    assert [one["number"] for one in found] == ["T1001"]
    assert "There may be more" not in helpdesk("tickets", "find", "fiets").err
    assert "Nothing was found" in helpdesk("tickets", "find", "zeppelin").out


def test_a_customers_ticket_is_read_for_a_purpose_only_p2(helpdesk: Run, told: str) -> None:
    """Clause: P2, G3."""
    assert helpdesk("tickets", "show", "T1001").code != 0
    shown = helpdesk("tickets", "show", "t1001", "--for", "G3")
    assert shown.code == 0
    assert "999911120" in shown.out and "fiets" in shown.out and "[foto.png, 4 bytes]" in shown.out
    assert "\x1b" not in shown.out
    unknown = json.loads(helpdesk("tickets", "show", "T1002", "--json").out)
    assert [one["text"] for one in unknown["messages"]] == ["Hallo"]
    assert helpdesk("tickets", "show", "T9999").code == 6


@pytest.mark.parametrize(
    ("language", "mark"), [("en", "[removed: private key]"), ("nl", "[verwijderd: privésleutel]")]
)
def test_what_was_removed_is_marked_in_the_reader_s_language_d9(
    helpdesk: Run, desk: Desk, language: str, mark: str
) -> None:
    """Clause: D9. It is stored in the company's."""
    subject = "Over [verwijderd: privésleutel]"
    text = "Mijn nummer was [verwijderd: privésleutel]."
    desk.do(lambda work: tickets.receive(work, Incoming("sms", "06-12345678", subject, text, SENT)))
    shown = helpdesk("tickets", "show", "T1001", "--lang", language).out
    assert shown.count(mark) == 2
    assert mark in helpdesk("tickets", "list", "--lang", language).out


def test_a_reply_says_what_became_of_it(helpdesk: Run, desk: Desk) -> None:
    """Clause: G3. Or one that never went out looks as if it had."""
    hers = Incoming("email", "sanne@example.com", "Mail", "Hallo", SENT)
    ticket = desk.do(lambda work: tickets.receive(work, hers)).ticket
    desk.do(lambda work: tickets.reply(work, ticket.id, "Beste Sanne"))
    (reply,) = desk.do(lambda work: work.messages.of(ticket.id))[1:]
    shown = helpdesk("tickets", "show", "T1001", "--lang", "nl").out
    assert f"\n{reader('nl').tell(reply.delivery.words)}\nBeste Sanne" in shown


def test_what_was_found_in_a_subject_is_in_no_list_d9_b6(helpdesk: Run, desk: Desk) -> None:
    """Clause: D9, B6."""
    subject = "wachtwoord is Dakgoot!Zon"
    desk.do(lambda work: tickets.receive(work, Incoming("sms", "06-12345678", subject, "Hallo", SENT)))
    scanning.scan_waiting(desk.do)
    for arguments in (("list",), ("list", "--json"), ("find", "hallo"), ("find", "hallo", "--json")):
        listed = helpdesk("tickets", *arguments).out
        assert "wachtwoord is [password]" in listed
        assert "Dakgoot" not in listed
