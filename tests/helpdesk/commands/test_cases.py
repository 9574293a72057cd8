"""Complaints, rights requests and disclosures on the command line, and a backup that brings somebody back.

Clause: C1, R1, R4, R7, T2.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from support.command_line import Run

from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.incoming import Incoming
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.repository.case_tables import RequestRow
from helpdesk.tasks import complaints, disclosures, effects, identity, requests, services, tickets


@pytest.fixture
def cases(desk: Desk, sanne: str) -> str:
    """Sanne complained, asked for a copy, and has a domain name; returns her number."""
    now = desk.clock()

    def fill(work: Any) -> None:
        customer = work.customers.by_number(sanne).id
        work.open_files.open(customer, ("G2",))
        services.add(work, customer, "domain", "vos.example.nl", date(2026, 5, 4))
        complaint = NewComplaint("telephone", now, "delay", "[/nope] veel te laat", customer=customer)
        complaints.register(work, complaint)
        requests.register(work, NewRequest(customer, "email", now, (Right.ACCESS, Right.ERASURE)))

    desk.do(fill)
    return sanne


@pytest.mark.parametrize("group", ["complaints", "requests"])
def test_open_cases_are_listed_and_shown_with_the_rules_of_their_days(
    helpdesk: Run, cases: str, group: str
) -> None:
    """Clause: C1, R1."""
    (listed,) = helpdesk(group, "list", "--json").data
    assert listed["customer"] == cases
    assert "days left" in helpdesk(group, "list").out
    shown = helpdesk(group, "show", listed["number"].lower(), "--json").data
    assert shown["number"] == listed["number"]
    assert any("receipt" in rule or "promise" in rule for rule in shown["rules"])
    assert "veel te laat" not in helpdesk(group, "show", listed["number"]).out


def test_a_case_is_shown_in_words(helpdesk: Run, cases: str) -> None:
    """Clause: C1, R1, R4. What programs are told, such as the names of its values, is nothing for people."""
    shown = helpdesk("requests", "show", "R2026-0001").out
    assert "Rights: access, erasure\n" in shown
    assert "Identity: not confirmed\n" in shown
    assert "Cause: it took too long\n" in helpdesk("complaints", "show", "C2026-0001").out
    dutch = helpdesk("requests", "show", "R2026-0001", "--lang", "nl").out
    assert "inzage, gegevenswissing" in dutch
    assert "access" not in dutch


def test_a_request_of_somebody_without_a_file_is_listed_and_shown_by_name(
    helpdesk: Run, desk: Desk, store: Path
) -> None:
    """Clause: R1."""
    new = NewRequest("", "email", desk.clock(), (Right.ACCESS,), person="Jan Lepelaar", contact="06-12345678")
    desk.do(requests.register, new)
    (listed,) = helpdesk("requests", "list", "--json").data
    assert (listed["customer"], listed["person"]) == (None, "Jan Lepelaar")
    for command in (("list",), ("show", listed["number"])):
        said = helpdesk("requests", *command).out
        assert "Jan Lepelaar" in said and "who has been removed" not in said


def test_what_went_to_whom_is_listed(helpdesk: Run, cases: str) -> None:
    """Clause: T2."""
    (listed,) = helpdesk("disclosures", "list", "--customer", cases, "--json").data
    assert (listed["recipient"], listed["reference"]) == ("registry", "vos.example.nl")
    assert "V" in helpdesk("disclosures", "list").out


def test_an_order_that_waits_is_withdrawn(helpdesk: Run, desk: Desk, cases: str) -> None:
    """Clause: T1. With a reason; what is withdrawn or has gone is not withdrawn again."""
    order = NewDisclosure("", "authorities", ("D1",), "vordering", "PL-1", "letter", "126nd Sv", "meldkamer")

    def record(work: Any) -> str:
        customer = work.customers.by_number(cases).id
        return disclosures.record(work, replace(order, customer=customer)).number

    number = desk.do(record)
    assert helpdesk("disclosures", "withdraw", number).code == 2
    assert "reason: Why is it withdrawn?" in helpdesk("disclosures", "withdraw", number, "--reason", " ").err
    done = helpdesk("disclosures", "withdraw", number.lower(), "--reason", "Onbevoegd gegeven.")
    assert done.out == f"{number} is withdrawn; nothing goes.\n"
    (withdrawn, went) = helpdesk("disclosures", "list", "--json").data
    assert (withdrawn["withdrawn_why"], withdrawn["approved"]) == ("Onbevoegd gegeven.", None)
    assert withdrawn["withdrawn"] and not went["withdrawn"]
    assert "withdrawn" in helpdesk("disclosures", "list").out
    assert "ingetrokken" in helpdesk("disclosures", "list", "--lang", "nl").out
    again = helpdesk("disclosures", "withdraw", number, "--reason", "Nog eens.")
    assert (again.code, "was withdrawn on" in again.err) == (4, True)
    gone = helpdesk("disclosures", "withdraw", went["number"], "--reason", "Te laat.")
    assert (gone.code, "may have gone already" in gone.err) == (3, True)
    missing = helpdesk("disclosures", "withdraw", "V2026-0099", "--reason", "Weg.")
    assert missing.code == 6 and "helpdesk disclosures list" in missing.err


def test_without_cases_it_says_so(helpdesk: Run, store: Path) -> None:
    assert helpdesk("complaints", "list").out == "There is no open complaint.\n"
    assert helpdesk("requests", "list").out == "There is no open rights request.\n"
    assert helpdesk("disclosures", "list").out == "Nothing was disclosed to anybody.\n"
    assert helpdesk("requests", "show", "R2026-0001").code != 0


def test_cases_are_for_those_who_have_the_job(helpdesk: Run, cases: str, reader: str) -> None:
    """Clause: B1."""
    assert helpdesk("complaints", "list").code == helpdesk("requests", "list").code == 4


def test_doctor_erases_again_whom_a_backup_brought_back(
    helpdesk: Run, desk: Desk, sanne: str, store: Path, tmp_path: Path
) -> None:
    """Clause: R4, P3."""
    desk.traces.scrub()
    backup = shutil.copytree(store, tmp_path / "backup")

    def erase(work: Any) -> None:
        customer = work.customers.by_number(sanne).id
        work.erasing.erase(customer, "R2026-0001", effects.holds(work, customer))

    desk.do(erase)
    database = desk.config.database_file
    assert database is not None
    desk.shut()
    for old in database.parent.glob(f"{database.name}*"):
        old.unlink()
    shutil.copy(backup / database.relative_to(store), database)
    assert helpdesk("show", sanne, "--for", "G2").code == 0
    assert "1 customer whom a backup brought back was erased again" in helpdesk("doctor").out
    assert helpdesk("show", sanne, "--for", "G2").code != 0
    assert "nobody who was erased" in helpdesk("doctor").out


def test_doctor_erases_again_what_somebody_without_a_file_wrote(
    helpdesk: Run, desk: Desk, store: Path, tmp_path: Path
) -> None:
    """Clause: R4, P3. A ticket of another moment that was given the same number since stays."""
    mail = Incoming("email", "lepelaar@example.org", "Vraag", "Mijn printer heet Kluutje.", desk.clock())
    theirs = desk.do(lambda work: tickets.receive(work, mail)).ticket
    other = desk.do(lambda work: tickets.receive(work, replace(mail, sender="merel@example.org"))).ticket
    desk.traces.scrub()
    backup = shutil.copytree(store, tmp_path / "backup")
    desk.do(lambda work: work.strangers.erase({"tickets": (theirs.id,), "letters": ()}, "R2026-0001"))
    desk.erased.add([f"{other.number}@1"])
    database = desk.config.database_file
    assert database is not None
    desk.shut()
    for old in database.parent.glob(f"{database.name}*"):
        old.unlink()
    shutil.copy(backup / database.relative_to(store), database)
    assert len(helpdesk("tickets", "list", "--json").data) == 2
    assert "1 erased ticket or letter that a backup brought back was erased again" in helpdesk("doctor").out
    assert [one["number"] for one in helpdesk("tickets", "list", "--json").data] == [other.number]
    assert "nobody who was erased" in helpdesk("doctor").out
    assert "lepelaar" not in desk.config.data.joinpath("erasures.txt").read_text()


def test_doctor_says_that_the_old_bytes_of_somebody_erased_again_are_still_there(
    helpdesk: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: R4, P3. While another console reads what was there before, nothing can be written over it."""
    monkeypatch.setattr("helpdesk.traces.Traces.finish", lambda _self: False)
    done = helpdesk("doctor", "--json")
    (found,) = [one for one in done.data if one["check"] == "erasures"]
    assert (found["ok"], found["found"]) == (False, "erased again, but not yet overwritten")
    assert "run this again" in found["mend"]
    assert done.code != 0


@pytest.mark.parametrize("command", [("requests", "list"), ("retention", "--run")])
def test_what_nobody_confirmed_closes_with_its_letter(
    helpdesk: Run, desk: Desk, cases: str, command: tuple[str, ...]
) -> None:
    """Clause: R7, G8."""
    desk.do(identity.ask, 1, 1)
    later = desk.clock() - timedelta(days=63)
    desk.do(lambda work: work.connection.execute(update(RequestRow).values(asked=later)))
    assert helpdesk(*command).code == 0
    assert "There is no open rights request." in helpdesk("requests", "list").out
    (letter,) = desk.do(lambda work: work.letters.unsent(9))
    assert (letter.case, letter.letter.kind) == ("R2026-0001", LetterKind.CLOSED_UNCONFIRMED)
