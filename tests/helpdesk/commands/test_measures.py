"""Measures on the command line. Clause: B3, B5."""

from __future__ import annotations

from pathlib import Path

from support.command_line import Run


def test_measures_are_listed_and_gone_over(helpdesk: Run, store: Path) -> None:
    """Clause: B3, B5. With what came of it, and by when it is time again."""
    listed = helpdesk("measures", "list", "--json").data
    assert {one["clause"] for one in listed} >= {"B3", "B5"}
    assert helpdesk("measures", "check", "virus-scanner").out.startswith("Recorded; next review by ")
    wanting = helpdesk("measures", "check", "backup", "--not-in-order").out
    assert wanting == "Recorded. It stays on Today until it is in order.\n"
    checks = {one["measure"]: one["checks"] for one in helpdesk("measures", "list", "--json").data}
    assert [one["in_order"] for one in checks["virus-scanner"]] == [True]
    assert [one["in_order"] for one in checks["backup"]] == [False]
    assert "Noor de Wit" in helpdesk("measures", "list").out


def test_one_that_the_policy_does_not_have_is_said(helpdesk: Run, store: Path) -> None:
    done = helpdesk("measures", "check", "moat")
    assert (done.code, "no measure" in done.err) == (6, True)


def test_measures_are_for_those_who_have_the_job(helpdesk: Run, store: Path, reader: str) -> None:
    """Clause: B1, B3."""
    assert helpdesk("measures", "list").code == helpdesk("measures", "check", "backup").code == 4
