"""The ledger and host keys from the command line. Clause: D6, R1, B4."""

from __future__ import annotations

import csv
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run
from support.remote import WEB, begun, ed25519

from helpdesk.desk import Desk
from helpdesk.domain.remote import Ended, RecordingPart
from helpdesk.tasks import sessions, systems


@pytest.fixture
def used(desk: Desk, sanne: str) -> str:
    """The number of a customer with two sessions: at an IPv4 address, and at an IPv6 one."""

    def job(work: Any) -> None:
        customer = work.customers.by_number(sanne)
        work.open_files.open(customer.id, ("G4",))
        for name, peer in (("=web()", "192.0.2.17"), ("db01", "2001:db8::5")):
            there = systems.add(work, customer.id, {**WEB, "name": name})
            row = begun(work, customer, there, peer=peer)
            sessions.end(work, row.id, Ended.NORMALLY)
        work.open_files.close(customer.id)

    desk.do(job)
    return sanne


def test_when_did_you_use_my_address_is_answered_in_one_command(helpdesk: Run, used: str) -> None:
    """Clause: D6, R1."""
    listed = helpdesk("sessions", "list", "--customer", used)
    assert listed.code == 0
    assert "192.0.2.17 *" in listed.out and "2001:db8::5 *" in listed.out
    (one,) = helpdesk("sessions", "list", "--address", "192.0.2.0/24", "--json").data
    assert (one["number"], one["address"], one["address_is_true"], one["how"]) == (
        used,
        "192.0.2.17",
        True,
        "normally",
    )
    assert one["started"].endswith("Z")
    assert helpdesk("sessions", "list", "--limit", "1", "--json").data[0]["address"] == "2001:db8::5"
    shown = helpdesk("sessions", "show", str(one["id"]))
    assert "Address: 192.0.2.17" in shown.out and "For: G4 work on your systems" in shown.out


def test_how_a_session_ended_is_said_in_the_reader_s_words(helpdesk: Run, used: str) -> None:
    """Clause: R1. JSON keeps the id."""
    (one,) = helpdesk("sessions", "list", "--limit", "1", "--json").data
    for language, words in (("en", "ended"), ("nl", "beëindigd")):
        for action in (("list", "--limit", "1"), ("show", str(one["id"]))):
            said = helpdesk("sessions", *action, "--lang", language).out
            assert words in said and "normally" not in said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Agreed: on the phone", "What: SSH: =web()", "When: ", "Outcome: ended"]),
        ("nl", ["Akkoord: aan de telefoon", "Wat: SSH: =web()", "Wanneer: ", "Afloop: beëindigd"]),
    ],
)
def test_a_session_is_told_in_the_reader_s_words_under_labels_of_theirs(
    helpdesk: Run, used: str, language: str, said: list[str]
) -> None:
    """Clause: D6, R1. No key of a program is among them."""
    (one,) = helpdesk("sessions", "list", "--address", "192.0.2.17", "--json").data
    shown = helpdesk("sessions", "show", str(one["id"]), "--lang", language).out
    assert [part for part in said if part not in shown] == []
    assert "_" not in shown and "False" not in shown


def test_what_became_of_a_session_stands_on_a_line_of_its_own(helpdesk: Run, desk: Desk, used: str) -> None:
    """Clause: D6."""

    def job(work: Any) -> int:
        customer = work.customers.by_number(used)
        work.open_files.open(customer.id, ("G4",))
        there = systems.add(work, customer.id, {**WEB, "name": "web02"})
        row = begun(work, customer, there, peer="192.0.2.17")
        sessions.end(work, row.id, Ended.LINE_LOST, detail="no route")
        return int(row.id)

    assert "no route" in helpdesk("sessions", "show", str(desk.do(job))).out.splitlines()


def test_every_reading_is_on_record(helpdesk: Run, desk: Desk, used: str) -> None:
    """Clause: P2."""
    helpdesk("sessions", "list", "--customer", used)
    newest = desk.do(lambda work: work.audit.page(limit=1))[0]
    assert (newest.event, newest.detail) == ("sessions:read", {"shown": 2})
    assert newest.subject == desk.do(lambda work: work.customers.by_number(used)).id


def test_days_are_those_of_the_company_and_both_are_included(helpdesk: Run, desk: Desk, used: str) -> None:
    today = desk.policy.today(desk.clock()).isoformat()
    assert len(helpdesk("sessions", "list", "--since", today, "--until", today, "--json").data) == 2
    assert helpdesk("sessions", "list", "--until", "2020-01-01", "--json").data == []
    assert "No session fits that" in helpdesk("sessions", "list", "--until", "2020-01-01").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--address", "10.0.0.0/99"), 3),
        (("--technician", "nobody"), 3),
        (("--customer", "99999"), 6),
        (("--since", "yesterday"), 2),
    ],
)
def test_what_can_not_be_asked_is_said(
    helpdesk: Run, used: str, arguments: tuple[str, ...], code: int
) -> None:
    for command in (("list",), ("export", "never.csv", "--for", "ourselves")):
        refused = helpdesk("sessions", *command, *arguments)
        assert (refused.code, refused.out) == (code, "")
    assert not Path("never.csv").exists()


def test_an_export_is_the_owners_alone_and_no_spreadsheet_runs_it(
    helpdesk: Run, used: str, tmp_path: Path
) -> None:
    """Clause: P4, R1."""
    file = tmp_path / "use.csv"
    assert helpdesk("sessions", "export", "--for", "ourselves", str(file), "--customer", used).code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8", newline="") as opened:
        newest, oldest = csv.DictReader(opened)
    assert (newest["IP address"], oldest["IP address"]) == ("2001:db8::5", "192.0.2.17")
    assert oldest["System"] == "'=web()"
    dutch = helpdesk("sessions", "export", "--for", "ourselves", "-", "--lang", "nl").out
    assert "IP-adres" in dutch.splitlines()[0] and "started" not in dutch.splitlines()[0]
    assert helpdesk("sessions", "export", "--for", "ourselves", str(file)).code == 3  # never written over
    assert helpdesk("sessions", "export", "--for", "ourselves", str(tmp_path / "use.json")).code == 0
    for lines in (
        helpdesk("sessions", "export", "--for", "ourselves", "-", "--json").out,
        (tmp_path / "use.json").read_text("utf-8"),
    ):
        assert [json.loads(line)["system"] for line in lines.splitlines()] == ["db01", "=web()"]


def test_a_role_without_the_ledger_sees_none_of_it(
    helpdesk: Run, used: str, reader: str, tmp_path: Path
) -> None:
    """Clause: B1."""
    file = tmp_path / "use.csv"
    for command in (("list",), ("show", "1"), ("export", "--for", "ourselves", str(file))):
        assert helpdesk("sessions", *command).code == 4
    assert not file.exists()


def test_a_known_hosts_file_is_imported_and_what_is_left_out_is_said(
    helpdesk: Run, used: str, tmp_path: Path
) -> None:
    """Clause: B4."""
    first, other = (ed25519("web01.example.org", seed=seed).key for seed in (1, 2))
    file = tmp_path / "known_hosts"
    file.write_text(f"web01.example.org ssh-ed25519 {first}\n@cert-authority * ssh-ed25519 {first}\n")
    done = helpdesk("known-hosts", "import", str(file))
    assert (done.code, "Added: 1." in done.out, "Line 2:" in done.err) == (0, True, True)
    file.write_text(f"web01.example.org ssh-ed25519 {other}\n")
    again = helpdesk("known-hosts", "import", str(file), "--json")
    assert (again.code, again.data["changed"], again.data["added"]) == (1, 1, 0)
    assert helpdesk("known-hosts", "import", str(tmp_path / "none")).code == 3


def test_a_recording_is_exported_for_somebody(helpdesk: Run, desk: Desk, sanne: str, tmp_path: Path) -> None:
    """Clause: P4, T1. Without saying for whom nothing is written, and nothing is written over."""

    def job(work: Any) -> int:
        customer = work.customers.by_number(sanne)
        work.open_files.open(customer.id, ("G4",))
        row = begun(work, customer, systems.add(work, customer.id, WEB), record=True)
        content = zlib.compress(b'{"version": 2}\n')
        sessions.keep_part(work, row.id, RecordingPart(1, 0.0, 1.0, 1, content))
        return sessions.end(work, row.id, Ended.NORMALLY).id

    session, file = str(desk.do(job)), tmp_path / "one.cast"
    assert helpdesk("sessions", "recording", session, str(file)).code != 0
    assert helpdesk("sessions", "recording", session, str(file), "--for", "V2026-0001").code != 0
    assert not file.exists()
    assert helpdesk("sessions", "recording", session, str(file), "--for", "customer").code == 0
    assert file.read_bytes() == b'{"version": 2}\n' and file.stat().st_mode & 0o777 == 0o600
    newest = desk.do(lambda work: work.audit.page(limit=1))[0]
    assert newest.detail == {"session": int(session), "to": "customer"}
    assert helpdesk("sessions", "recording", session, str(file), "--for", "customer").code != 0
