"""Data breaches on the command line. GDPR art. 33, 34."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.command_line import Run

from helpdesk.desk import Desk
from helpdesk.domain.breaches import About, NewDecision, Verdict
from helpdesk.tasks import breaches

WHAT = "Een usb-stick is kwijt. [/nope]\x1b[31m"


def test_one_is_noted_with_what_is_known_and_its_clock_runs(helpdesk: Run, store: Path) -> None:
    """GDPR art. 33(4)."""
    added = helpdesk(
        "breaches", "add", WHAT, "--categories", "D3, D1", "--people", "12", "--measures", "Gezocht."
    )
    assert "D2026-0001" in added.out or "-0001: tell the authority by" in added.out
    assert "71 hours left" in added.out
    (listed,) = helpdesk("breaches", "list", "--json").data
    assert listed["what"].startswith("Een usb-stick is kwijt.")
    assert (listed["categories"], listed["people"], listed["happened"]) == (["D1", "D3"], 12, None)
    aware, by = (datetime.fromisoformat(listed[name]) for name in ("aware", "tell_by"))
    assert by - aware == timedelta(hours=72)
    assert "authority: 71 hours left" in helpdesk("breaches", "list").out
    shown = helpdesk("breaches", "show", listed["number"].lower())
    assert "What data: D1 name and address, D3 e-mail address" in shown.out
    assert "Consequences: not known" in shown.out
    assert "\x1b" not in shown.out


def test_it_is_said_in_dutch(helpdesk: Run, store: Path) -> None:
    added = helpdesk("breaches", "add", WHAT, "--lang", "nl").out
    assert "bij de toezichthouder" in added and "nog 71 uur" in added
    listed = helpdesk("breaches", "list", "--lang", "nl").out
    assert "nog 71 uur" in listed


def test_the_clock_runs_from_when_it_was_known(helpdesk: Run, store: Path) -> None:
    """GDPR art. 33(1). Long ago is late."""
    added = helpdesk("breaches", "add", WHAT, "--aware", "1-5-2024 9:30", "--happened", "2024-04-30")
    assert "by Sat 4 May 2024 09:30" in added.out and "days late" in added.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--aware", "gisteren"), "--aware: Write it as 4-5-2026 9:30."),
        (("--happened", "31-2-2026"), "--happened: Write it as 4-5-2026 9:30."),
        (("--aware", "1-1-2199"), "aware: This is in the future."),
        (("--categories", "D99"), "categories: Choose one of: D1"),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_noted(
    helpdesk: Run, store: Path, arguments: tuple[str, ...], says: str
) -> None:
    added = helpdesk("breaches", "add", WHAT, *arguments)
    assert (added.code, says in added.err) == (3, True)
    assert helpdesk("breaches", "list").out == "There is no open data breach.\n"


def test_a_breach_without_words_is_not_understood(helpdesk: Run, store: Path) -> None:
    assert helpdesk("breaches", "add", " ").code == 2


def test_what_was_decided_is_shown_and_a_closed_one_is_listed_on_request(
    helpdesk: Run, desk: Desk, sanne: str
) -> None:
    """GDPR art. 34(3)."""
    helpdesk("breaches", "add", WHAT, "--consequences", "Geen.", "--measures", "Gewist.")
    (made,) = desk.do(breaches.breaches)
    customer = desk.do(lambda work: work.customers.by_number(sanne).id)
    made = desk.do(breaches.attach, made.id, customer).breach
    for about, verdict in ((About.AUTHORITY, Verdict.UNLIKELY), (About.PEOPLE, Verdict.UNREADABLE)):
        new = NewDecision(about, verdict, "Versleuteld.")
        made = desk.do(breaches.decide, made.id, made.version, new).breach
    desk.do(breaches.close, made.id, made.version)
    assert helpdesk("breaches", "list", "--json").data == []
    (listed,) = helpdesk("breaches", "list", "--all", "--json").data
    assert (listed["authority"], listed["people_told"]) == ("unlikely", "unreadable")
    shown = helpdesk("breaches", "show", made.number)
    assert "not told: a risk is unlikely (art. 33(1))" in shown.out
    assert "Why: Versleuteld." in shown.out and f"Customers concerned: {sanne}" in shown.out
    data = helpdesk("breaches", "show", made.number, "--json").data
    assert data["customers"] == [sanne]
    assert [one["about"] for one in data["decisions"]] == ["authority", "people"]


@pytest.fixture
def noted(helpdesk: Run, store: Path) -> str:
    """One that was known an hour before midnight on 1 May 2024, to be told by 4 May 23:00; returns its number."""
    helpdesk("breaches", "add", WHAT, "--aware", "1-5-2024 23:00", "--measures", "Gewist.")
    number: str = helpdesk("breaches", "list", "--json").data[0]["number"]
    return number


def test_telling_is_decided_and_what_is_missing_before_it_closes_is_told(helpdesk: Run, noted: str) -> None:
    """GDPR art. 33, 34. What is missing is told, and what was decided is shown."""
    number = noted.lower()
    assert "authority: Decide first" in helpdesk("breaches", "close", number).err
    decide = ("breaches", "decide", number)
    told = ("--told", "3-5-2024 9:30", "--reference", "AP-12")
    done = helpdesk(*decide, "authority", "told", "--reason", "Er is een risico.", *told)
    assert "authority told Fri 3 May 2024 09:30" in done.out and "decide: people concerned" in done.out
    done = helpdesk(*decide, "people", "unreadable", "--reason", "Versleuteld.", "--json")
    assert (done.data["authority"], done.data["people_told"]) == ("told", "unreadable")
    shown = helpdesk("breaches", "show", number, "--json").data["decisions"]
    assert [(one["reference"], one["reason"]) for one in shown] == [
        ("AP-12", "Er is een risico."),
        ("", "Versleuteld."),
    ]
    refused = helpdesk("breaches", "close", number)
    assert (refused.code, "consequences: This is needed as evidence" in refused.err) == (3, True)


def test_one_with_all_its_evidence_is_closed_and_opened_again(helpdesk: Run, store: Path) -> None:
    """GDPR art. 33(5)."""
    helpdesk("breaches", "add", WHAT, "--consequences", "Geen.", "--measures", "Gewist.")
    number = helpdesk("breaches", "list", "--json").data[0]["number"]
    for about, verdict in (("authority", "unlikely"), ("people", "no-high-risk")):
        assert helpdesk("breaches", "decide", number, about, verdict, "--reason", "Versleuteld.").code == 0
    assert helpdesk("breaches", "close", number).out.endswith("closed\n")
    again = helpdesk("breaches", "decide", number, "authority", "told", "--reason", "Toch.")
    assert (again.code, f"{number} is closed; reopen it first." in again.err) == (3, True)
    helpdesk("breaches", "reopen", number, "--reason", "De sleutel lag erbij.")
    again = helpdesk("breaches", "decide", number, "authority", "told", "--reason", "Toch.")
    assert "authority told" in again.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("authority", "told", "--reason", "x"), "delay: It was told later than 72 hours"),
        (
            ("authority", "told", "--reason", "x", "--told", "1-5-2024 9:00"),
            "told: This is before the breach",
        ),
        (("authority", "told", "--reason", "x", "--told", "1-1-2199"), "told: This is in the future."),
        (("authority", "told", "--reason", " "), "reason: Why? This is kept as evidence."),
        (("authority", "public", "--reason", "x"), "verdict: Choose one of: told, unlikely"),
        (("authority", "told", "--reason", "x", "--told", "morgen"), "--told: Write it as 4-5-2026 9:30."),
        (
            ("authority", "unlikely", "--reason", "x", "--reference", "AP-1"),
            "--reference: This only goes with “told”.",
        ),
    ],
)
def test_a_decision_that_can_not_be_is_refused(
    helpdesk: Run, noted: str, arguments: tuple[str, ...], says: str
) -> None:
    """GDPR art. 33(1). Nothing is decided then."""
    refused = helpdesk("breaches", "decide", noted, *arguments)
    assert (refused.code, says in refused.err) == (3, True), refused.err
    assert helpdesk("breaches", "show", noted, "--json").data["decisions"] == []


def test_who_may_only_note_one_decides_nothing(helpdesk: Run, noted: str, reader: str) -> None:
    """Clause: B1."""
    decided = helpdesk("breaches", "decide", noted, "authority", "unlikely", "--reason", "x")
    assert decided.code == helpdesk("breaches", "close", noted).code == 4


def test_the_report_is_written_to_a_new_file_and_that_is_on_record(
    helpdesk: Run, store: Path, tmp_path: Path
) -> None:
    """GDPR art. 33(3). Nothing is written over."""
    helpdesk("breaches", "add", WHAT)
    number = helpdesk("breaches", "list", "--json").data[0]["number"]
    file = tmp_path / "lek.txt"
    assert helpdesk("breaches", "report", number, str(file)).code == 0
    assert number in file.read_text("utf-8")
    assert helpdesk("breaches", "report", number, str(file)).code == 3
    assert "breach:reported" in helpdesk("audit", "list", "--json").out


def test_one_that_is_not_there_is_told_with_how_to_see_which_are(helpdesk: Run, store: Path) -> None:
    shown = helpdesk("breaches", "show", "D2026-0099")
    assert shown.code == 6 and "helpdesk breaches list" in shown.err


def test_who_may_only_look_may_note_one(helpdesk: Run, desk: Desk, reader: str) -> None:
    """Clause: B1."""
    assert helpdesk("breaches", "add", WHAT).code == 0
    assert "usb-stick" in helpdesk("breaches", "list").out
