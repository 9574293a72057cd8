"""What is past its period, and the daily run that removes it. Clause: P3."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from support.command_line import Run, add_customer

from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.repository.case_tables import ComplaintRow
from helpdesk.tasks import complaints
from helpdesk.traces import Traces


@pytest.fixture
def gone(desk: Desk) -> str:
    """The number of a customer whose contract ended ten years ago, and who had no invoice."""
    number = add_customer(desk, iban="", account_holder="")
    ref = desk.do(lambda work: work.customers.by_number(number))
    ended = date.today() - timedelta(days=3700)  # noqa: DTZ011 - ten years do not mind the zone

    def end(work: Any) -> None:
        service = work.services.add(ref.id, "mail", "", ended - timedelta(days=100))
        work.services.end(ref.id, service, ended)

    desk.do(end)
    return number


def test_what_is_due_is_listed_and_stays_until_it_is_said_to_go(helpdesk: Run, gone: str) -> None:
    """Clause: P3."""
    assert gone in helpdesk("retention").out
    (due,) = helpdesk("retention", "--json").data
    assert (due["number"], due["held"]) == (gone, {})
    assert {"D1", "D3", "D4"} <= set(due["goes"])
    assert len(helpdesk("find", "vos", "--json").data) == 1


def test_the_run_removes_it_and_says_how_many(helpdesk: Run, desk: Desk, gone: str, store: Path) -> None:
    """Clause: P3; GDPR art. 5(1)(e). The copy from before an upgrade goes with it."""
    copy = store / "data" / "helpdesk.0000.backup"
    copy.touch()
    done = helpdesk("retention", "--run")
    assert (done.code, done.out.strip()) == (0, "1 customer removed or emptied.")
    assert not copy.exists()
    assert helpdesk("find", "vos", "--json").data == []
    assert helpdesk("retention").out.strip() == "Nothing is past its retention period."
    assert helpdesk("audit", "verify").code == 0
    copy.touch()
    assert helpdesk("retention", "--run").code == 0
    assert copy.exists()  # nothing was removed that could be in it


def test_what_another_console_still_read_goes_with_the_next_run(
    helpdesk: Run, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P3. Even when nothing more is due then."""
    scrubbed: list[bool] = []

    def scrub(_traces: Traces, *, copies: bool) -> bool:
        scrubbed.append(len(scrubbed) > 0)
        return scrubbed[-1]

    monkeypatch.setattr(Traces, "scrub", scrub)
    first = helpdesk("retention", "--run")
    assert first.code == 1
    assert "run this again" in first.err
    assert helpdesk("retention", "--run").code == 0
    assert scrubbed == [False, True]


def test_a_role_without_this_job_removes_nothing(helpdesk: Run, gone: str, reader: str) -> None:
    """Clause: B1."""
    refused = helpdesk("retention", "--run")
    assert refused.code == 4
    assert "(B1)" in refused.err


def test_what_hangs_on_no_customer_is_not_counted_as_one(helpdesk: Run, desk: Desk) -> None:
    """Clause: P3, C1."""
    long_ago = desk.clock() - timedelta(days=1_500)
    desk.do(
        lambda work: complaints.register(work, NewComplaint("email", long_ago, "delay", "x", person="Piet"))
    )
    desk.do(lambda work: work.connection.execute(update(ComplaintRow).values(closed=long_ago)))
    assert helpdesk("retention", "--run").out.splitlines() == [
        "0 customers removed or emptied.",
        "Closed cases, data of unknown senders and audit records that were past their period were removed as well.",
    ]
