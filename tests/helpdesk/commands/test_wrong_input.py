"""What a command says to somebody who types something else than it takes, and what programs get from each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run

from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.incoming import Incoming
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.tasks import complaints, request_letters, requests, tickets

WRONG = {
    "find ": "say what to look for",
    "tickets find ": "say what to look for",
    "show {number} --for G99": "Choose one or more of: G1,",
    "tickets show T1 --for G99": "Choose one or more of: G1,",
    "show 99999 --for G3": "helpdesk find TEXT",
    "tickets show T9999": "helpdesk tickets list",
    "complaints show C2026-9999": "helpdesk complaints list",
    "requests show R2026-9999": "helpdesk requests list",
    "letters show L2026-9999": "helpdesk letters list",
    "sessions show 9999": "helpdesk sessions list",
    "unsolicited show 9999": "helpdesk unsolicited list",
    "measures check bogus": "helpdesk measures list",
    "technicians role nobody owner": "helpdesk technicians list",
    "sessions export x.csv --for board": "customer, ourselves, or the number of a disclosure",
    "unsolicited export x.csv --for board": "customer, ourselves, or the number of a disclosure",
    "letters renew": "NUMBER",
    "audit list --limit " + "9" * 5000: "a number from 1 to 1000",
}


def test_each_says_what_to_do(helpdesk: Run, sanne: str) -> None:
    """What was typed wrong, and what there is in its place; nothing ends as if it went well."""
    for line, said in WRONG.items():
        done = helpdesk(*(part.format(number=sanne) for part in line.split(" ")))
        assert done.code != 0 and said in done.err, line
        assert "went wrong" not in done.err, line


def test_a_list_of_hosts_of_which_nothing_is_one_is_no_success(
    helpdesk: Run, sanne: str, tmp_path: Path
) -> None:
    """Clause: B4."""
    (tmp_path / "hosts").write_text("127.0.0.1 localhost\n")
    done = helpdesk("known-hosts", "import", str(tmp_path / "hosts"))
    assert done.code == 1 and "Line 1: This is not a line of a known_hosts file." in done.err


def test_a_list_without_names_says_how_to_name_its_columns(helpdesk: Run, sanne: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a;b\n1;2\n3;4\n")
    done = helpdesk("import", str(tmp_path / "list.csv"), "--yes")
    assert done.code == 3 and "--map" in done.err


JSON = (
    "find vos", "show {number} --for G3", "tickets list", "tickets find hallo", "tickets show {ticket} --for G3",
    "scan",
    "unsolicited list", "complaints list", "complaints show {complaint}", "requests list", "requests show {request}",
    "disclosures list", "letters list", "letters show {letter}", "letters renew {letter}", "sessions list", "retention",
    "policy check", "policy print", "policy print --what register", "measures list", "audit list", "audit verify",
    "technicians list", "doctor",
)  # fmt: skip


@pytest.fixture
def something(desk: Desk, sanne: str) -> dict[str, str]:
    """A number of each sort; what somebody wrote has all that could break out of JSON."""

    def fill(work: Any) -> dict[str, str]:
        customer = work.customers.by_number(sanne).id
        work.open_files.open(customer, ("G2", "G3", "G5", "G8"))
        words = 'Hallo "u" \\ \x1b[31m \u2028 </script> =1+1'
        ticket = tickets.receive(
            work, Incoming("email", "x", words, words, work.clock()), customer=customer
        ).ticket
        said = NewComplaint("telephone", work.clock(), "delay", words, customer=customer)
        complaint = complaints.register(work, said)
        asked = requests.register(work, NewRequest(customer, "email", work.clock(), (Right.ACCESS,)))
        letter = request_letters.acknowledge(work, asked.id).letter
        work.open_files.close(customer)
        return {
            "number": sanne, "ticket": ticket.number, "complaint": complaint.number,
            "request": asked.number, "letter": letter.number,
        }  # fmt: skip

    return desk.do(fill)


def test_what_every_command_says_to_programs_is_json(helpdesk: Run, something: dict[str, str]) -> None:
    """And nothing else stands beside it on standard output."""
    for line in JSON:
        done = helpdesk(*(part.format(**something) for part in line.split(" ")), "--json")
        assert done.code in (0, 1), (line, done.err)
        json.loads(done.out)
        assert done.out.isprintable() or not set(done.out) & set("\x1b\u2028"), line
