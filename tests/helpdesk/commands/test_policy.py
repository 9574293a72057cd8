"""The statement from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import Run
from support.home import Home

from helpdesk.domain.display import capital
from helpdesk.policy.loader import load


def test_the_sample_policy_is_in_order(helpdesk: Run) -> None:
    checked = helpdesk("policy", "check")
    assert checked.code == 0
    assert load(None).company.name in checked.out


def test_a_bad_policy_is_named_fault_by_fault(helpdesk: Run, place: Path, tmp_path: Path) -> None:
    helpdesk("policy", "init", str(tmp_path / "mine.toml"))
    text = (tmp_path / "mine.toml").read_text("utf-8")
    text = text.replace('categories = ["D1", "D2", "D5"]', 'categories = ["D1", "D77"]')
    text = text.replace('file_open = "3 hours"', 'file_open = "three hours"')
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    checked = helpdesk("policy", "check", str(tmp_path / "mine.toml"))
    assert (checked.code, checked.out) == (1, "")
    assert "limits.file_open, line " in checked.err
    assert "purposes.G5.categories[1]" in checked.err
    told = helpdesk("policy", "check", str(tmp_path / "mine.toml"), "--json")
    assert (told.code, told.data["ok"]) == (1, False)
    assert {"field", "message", "line"} <= set(told.data["faults"][0])


def test_a_country_without_known_holidays_is_named_by_its_key(helpdesk: Run, tmp_path: Path) -> None:
    """Clause: R1–R6. Not just by who checks it: no deadline is shown under such a policy."""
    helpdesk("policy", "init", str(tmp_path / "mine.toml"))
    text = (tmp_path / "mine.toml").read_text("utf-8")
    assert 'country = "NL"' in text[text.index("[working_days]") :]
    before, after = text.split("[working_days]")
    changed = after.replace('country = "NL"', 'country = "ZZ"', 1)
    (tmp_path / "mine.toml").write_text(f"{before}[working_days]{changed}", "utf-8")
    checked = helpdesk("policy", "check", str(tmp_path / "mine.toml"))
    assert (checked.code, checked.out) == (1, "")
    assert "working_days.country, line " in checked.err
    found = helpdesk("requests", "list", "--policy", str(tmp_path / "mine.toml"))
    assert (found.code, found.out) == (3, "")
    assert "working_days.country, line " in found.err


def test_other_commands_refuse_a_bad_policy(helpdesk: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("version = 1", "utf-8")
    found = helpdesk("find", "x", "--policy", str(tmp_path / "bad.toml"))
    assert (found.code, found.out) == (3, "")
    assert "version" in found.err


def test_no_such_policy_is_said(helpdesk: Run) -> None:
    checked = helpdesk("policy", "check", "/no/such/file.toml")
    assert checked.code == 1
    assert "no such file" in checked.err


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("what", ["statement", "register"])
def test_what_is_published_names_the_company_and_every_clause_of_data_and_security(
    helpdesk: Run, what: str, language: str
) -> None:
    """Clause: K1, C2, B1, D1–D9, G1–G9; GDPR art. 13, 30."""
    printed = helpdesk("policy", "print", "--what", what, "--lang", language)
    policy = load(None)
    assert printed.code == 0
    assert policy.company.name in printed.out
    assert policy.company.email in printed.out
    assert policy.authority.name.say(language) in printed.out
    used = {category for purpose in policy.purposes.values() for category in purpose.categories}
    called = (capital(one.label(language)) for one in policy.purposes.values())
    for clause in (*used, *called, "B1"):
        assert clause in printed.out


def test_the_statement_has_the_promises(helpdesk: Run) -> None:
    """Clause: P1, P2, P3, P4, B1, K1."""
    out = helpdesk("policy", "print", "--lang", "nl").out
    for clause in ("P1", "P2", "P3", "P4", "B1", "R1", "A1"):
        assert load(None).clauses[clause].promise.say("nl") in out


def test_the_register_as_data_is_the_same_in_every_language_but_for_its_words(helpdesk: Run) -> None:
    """GDPR art. 30."""
    dutch = helpdesk("policy", "print", "--what", "register", "--json", "--lang", "nl").data
    english = helpdesk("policy", "print", "--what", "register", "--json", "--lang", "en").data
    assert dutch["language"] == "nl"
    assert [one["id"] for one in dutch["purposes"]] == [one["id"] for one in english["purposes"]]
    assert dutch["purposes"] != english["purposes"]


@pytest.mark.parametrize("what", ["statement", "register"])
def test_what_is_published_goes_to_a_file_of_the_kind_that_its_name_says(
    helpdesk: Run, tmp_path: Path, what: str
) -> None:
    """Clause: K1; GDPR art. 13, 30."""
    for ending, begins in ((".pdf", b"%PDF"), (".html", b"<!DOCTYPE html>"), (".md", b"# "), (".txt", b"")):
        file = tmp_path / f"published{ending}"
        written = helpdesk("policy", "print", "--what", what, str(file), "--lang", "nl")
        assert (written.code, written.out, written.err) == (0, "", f"Geschreven naar {file}.\n")
        assert file.read_bytes().startswith(begins)
    assert "Autoriteit Persoonsgegevens" in (tmp_path / "published.txt").read_text("utf-8")
    again = helpdesk("policy", "print", "--what", what, str(file))
    assert again.code == 3 and "there is a file of that name already" in again.err


def test_the_statement_as_data_is_its_text(helpdesk: Run) -> None:
    told = helpdesk("policy", "print", "--json", "--lang", "en").data
    assert told["language"] == "en"
    assert told["text"].startswith("# ")


def test_init_writes_a_policy_that_is_in_order_and_never_writes_over_one(helpdesk: Run, place: Path) -> None:
    written = helpdesk("policy", "init")
    assert written.code == 0
    assert helpdesk("policy", "check", str(place / "policy.toml")).code == 0
    (place / "policy.toml").write_text("mine", "utf-8")
    again = helpdesk("policy", "init")
    assert again.code == 3
    assert (place / "policy.toml").read_text("utf-8") == "mine"


def test_init_says_where_it_can_not_write(helpdesk: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    written = helpdesk("policy", "init", str(tmp_path / "file" / "policy.toml"))
    assert written.code == 3
    assert str(tmp_path / "file") in written.err


def test_a_step_that_was_taken_and_is_called_otherwise_now_is_named(
    ask: Run, furnished: Home, tmp_path: Path
) -> None:
    """Clause: A1. Nobody is reminded twice for it; who only wanted another name is told."""
    file, outbox = tmp_path / "facturen.csv", furnished.folder / "out"
    outbox.mkdir()
    (furnished.folder / "config.toml").write_text('outbox = "out"\n')
    rows = "10001,F1,2020-01-01,2020-01-31,10\n"
    file.write_text(f"klantnummer,factuurnummer,factuurdatum,vervaldatum,bedrag\n{rows}", "utf-8")
    ask("invoices", "import", str(file), home=furnished.folder)
    assert ask("deliver", home=furnished.folder).code == 0
    assert ask("policy", "check", home=furnished.folder).err == ""
    mine = tmp_path / "mine.toml"
    ask("policy", "init", str(mine), home=furnished.folder)
    mine.write_text(mine.read_text("utf-8").replace("ladder.steps.reminder-1", "ladder.steps.first"), "utf-8")
    checked = ask("policy", "check", str(mine), home=furnished.folder)
    assert (checked.code, "1 unpaid invoice was at the step “reminder-1”" in checked.err) == (0, True)
    told = ask("policy", "check", str(mine), "--json", home=furnished.folder)
    assert told.data["steps_gone"] == {"reminder-1": 1}
