"""`helpdesk unsolicited`: the queue, the proof, and the way out to a file. Clause: D9, P3, P4."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from support.command_line import Run
from support.tickets import BSN, lay, spotted

from helpdesk.desk import Desk
from helpdesk.domain.unsolicited import Answer
from helpdesk.tasks import unsolicited


@pytest.fixture
def item(desk: Desk, sanne: str) -> int:
    """A BSN that a customer sent along."""
    customer = desk.do(lambda work: work.customers.by_number(sanne))
    lying = desk.do(lay, customer.id)
    found = desk.do(spotted, lying.message)
    return desk.do(unsolicited.note_findings, found[:1], "customer").id


@pytest.fixture
def closed(desk: Desk, item: int) -> int:
    """The same, deleted, its bytes gone and every place answered."""
    found = desk.do(unsolicited.item, item)
    found = desk.do(unsolicited.delete, item, found.version, also_elsewhere=True)
    assert desk.traces.finish()
    for place in found.places:
        desk.do(unsolicited.answer, item, place.id, Answer.DONE)
    return item


def test_the_list_says_what_is_open_and_when_it_is_due(helpdesk: Run, item: int, sanne: str) -> None:
    """Clause: D9."""
    said = helpdesk("unsolicited", "list")
    assert said.code == 0
    assert all(word in said.out for word in ("Due", "BSN", sanne, "T1042"))
    (data,) = helpdesk("unsolicited", "list", "--json").data
    assert (data["kinds"], data["outcome"], data["ticket"]) == (["bsn"], None, "T1042")
    assert data["places"] == ["mailbox:open", "telephone:open", "accounting:open", "backup:open"]
    assert BSN not in said.out


def test_an_empty_queue_says_so(helpdesk: Run, desk: Desk) -> None:
    assert "No unsolicited data" in helpdesk("unsolicited", "list").out
    assert helpdesk("unsolicited", "list", "--json").data == []


def test_what_is_closed_is_listed_only_when_asked_for(helpdesk: Run, closed: int, sanne: str) -> None:
    assert helpdesk("unsolicited", "list", "--json").data == []
    for arguments in (["--all"], ["--all", "--customer", sanne]):
        (data,) = helpdesk("unsolicited", "list", "--json", *arguments).data
        assert (data["id"], data["outcome"], data["pending"]) == (closed, "deleted", False)
    said = helpdesk("unsolicited", "list", "--customer", "99999")
    assert (said.code, said.out) == (6, "")


def test_one_item_and_its_proof(helpdesk: Run, closed: int) -> None:
    """Clause: D9, P3."""
    assert "Outcome: deleted" in helpdesk("unsolicited", "show", str(closed)).out
    said = helpdesk("unsolicited", "proof", str(closed))
    assert said.code == 0
    assert "The proof is intact" in said.out
    assert BSN not in said.out
    data = helpdesk("unsolicited", "proof", str(closed), "--json").data
    assert (data["holds"], data["proven"]) == (True, "holds")
    assert helpdesk("unsolicited", "show", "404").code == 6
    assert helpdesk("unsolicited", "show", "no").code == 2
    dutch = helpdesk("unsolicited", "proof", str(closed), "--lang", "nl")
    assert "Het bewijs klopt" in dutch.out


def test_a_proof_that_was_altered_ends_with_another_code(helpdesk: Run, desk: Desk, closed: int) -> None:
    """Clause: D9, P1."""
    desk.do(lambda work: work.connection.exec_driver_sql("update unsolicited set why = 'niets'"))
    said = helpdesk("unsolicited", "proof", str(closed))
    assert said.code == 1
    assert "altered after it was closed" in said.out


def test_the_queue_goes_to_a_file_or_to_standard_output(
    helpdesk: Run, closed: int, desk: Desk, sanne: str, tmp_path: Path
) -> None:
    """Clause: P4."""
    desk.do(unsolicited.note_elsewhere, "sms", "@SUM(1)")
    file = tmp_path / "all.csv"
    assert (
        "2 items written" in helpdesk("unsolicited", "export", "--for", "ourselves", str(file), "--all").err
    )
    assert "'@SUM(1)" in file.read_text()
    said = helpdesk("unsolicited", "export", "--for", "ourselves", str(file))
    assert said.code == 3
    (row,) = csv.DictReader(
        io.StringIO(helpdesk("unsolicited", "export", "--for", "ourselves", "-", "--customer", sanne).out)
    )
    assert (row["Outcome"], row["Kinds of data"]) == ("deleted", "bsn")
    lines = helpdesk(
        "unsolicited", "export", "--for", "ourselves", "-", "--json", "--customer", sanne
    ).out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [closed]
    events = desk.do(lambda work: [one.event for one in work.audit.page(limit=20)])
    assert events.count("unsolicited:exported") == 3


def test_somebody_without_the_job_is_refused(helpdesk: Run, item: int, reader: str) -> None:
    """Clause: B1."""
    for command in (
        ["list"],
        ["show", str(item)],
        ["proof", str(item)],
        ["export", "--for", "ourselves", "-"],
    ):
        said = helpdesk("unsolicited", *command)
        assert (said.code, said.out) == (4, "")
