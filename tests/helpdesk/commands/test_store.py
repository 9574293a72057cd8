"""Making a store, and trying the console."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.command_line import OWNER, Keyboard, Run, add_customer

from helpdesk import cli, config
from helpdesk.desk import Desk
from helpdesk.domain.messages import msg
from helpdesk.faultlog import record
from helpdesk.policy.loader import load
from helpdesk.repository import keyfile


def test_init_makes_an_encrypted_store_for_its_owner_alone(helpdesk: Run, place: Path) -> None:
    """Clause: P1, B1."""
    made = helpdesk("init", "--yes")
    assert made.code == 0
    database, key = place / "data" / "helpdesk.db", place / "keys" / "store.key"
    assert not database.read_bytes().startswith(b"SQLite")
    assert {path.stat().st_mode & 0o077 for path in (database, key, place / "config.toml")} == {0}
    assert str(key) in made.out
    assert helpdesk("find", "x").code == 0


def test_init_never_touches_a_store_that_is_there(helpdesk: Run, store: Path) -> None:
    before = (store / "data" / "helpdesk.db").read_bytes(), (store / "keys" / "store.key").read_bytes()
    again = helpdesk("init", "--yes")
    assert again.code == 5
    assert "already" in again.err
    assert (
        (store / "data" / "helpdesk.db").read_bytes(),
        (store / "keys" / "store.key").read_bytes(),
    ) == before


def test_a_store_in_a_folder_with_an_odd_name_opens_again(helpdesk: Run, tmp_path: Path) -> None:
    home = tmp_path / "100%41? #1"
    assert helpdesk("init", "--yes", "--home", str(home)).code == 0
    assert helpdesk("find", "x", "--home", str(home)).code == 0
    assert (home / "data" / "helpdesk.db").exists()


def test_init_asks_nothing_of_a_script(helpdesk: Run, place: Path) -> None:
    made = helpdesk("init")
    assert made.code == 2
    assert "--yes" in made.err
    assert not place.exists()


@pytest.mark.usefixtures("cheap_guesses")
def test_init_asks_a_person_for_a_name_and_a_pass_phrase(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Clause: P1."""
    typed = iter(["first try", "another", "horse battery", "horse battery"])
    monkeypatch.setattr(sys, "stdin", Keyboard("Noor de Wit\n"))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert cli.main(["init"]) == 0
    said = capsys.readouterr()
    assert "not the same" in said.err
    assert "Noor de Wit" in said.out
    assert "horse" not in said.out + said.err
    assert keyfile.is_wrapped(place / "keys" / "store.key")


def test_an_empty_answer_means_no_pass_phrase(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard("\n"))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "")
    assert cli.main(["init"]) == 0
    assert not keyfile.is_wrapped(place / "keys" / "store.key")


@pytest.mark.usefixtures("cheap_guesses")
def test_a_pass_phrase_comes_from_a_file_or_standard_input(
    helpdesk: Run, place: Path, tmp_path: Path
) -> None:
    """Clause: P1."""
    phrase = tmp_path / "phrase"
    phrase.write_text("horse battery\nsecond line\n", "utf-8")
    assert helpdesk("init", "--yes", "--passphrase-file", str(phrase)).code == 0
    assert helpdesk("find", "x", "--passphrase-file", str(phrase)).code == 0
    assert helpdesk("find", "x", "--passphrase-file", "-", stdin="horse battery\n").code == 0
    without = helpdesk("find", "x")
    assert without.code == 5
    assert "pass phrase" in without.err
    wrong = helpdesk("find", "x", "--passphrase-file", "-", stdin="horse\n")
    assert wrong.code == 5
    assert "horse" not in wrong.err


@pytest.mark.parametrize("arguments", [["--passphrase-file", "/no/such"], ["--passphrase-file", "-"]])
def test_a_pass_phrase_that_is_not_there_is_bad_input(
    helpdesk: Run, place: Path, arguments: list[str]
) -> None:
    made = helpdesk("init", "--yes", *arguments)
    assert made.code == 3
    assert "--passphrase-file" in made.err
    assert not (place / "data").exists()


@pytest.mark.usefixtures("cheap_guesses")
def test_the_pass_phrase_is_set_changed_and_removed_and_that_is_on_record(
    helpdesk: Run, store: Path, tmp_path: Path
) -> None:
    """Clause: P1. The store opens by the new one only, and holds what it held."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("horse battery\n", "utf-8")
    second.write_text("staple\n", "utf-8")
    assert helpdesk("passphrase", "--new-passphrase-file", str(first)).code == 0
    assert helpdesk("find", "x").code == 5
    changed = helpdesk("passphrase", "--passphrase-file", str(first), "--new-passphrase-file", str(second))
    assert changed.code == 0
    assert "staple" not in changed.out and "replace that copy" in changed.out
    assert helpdesk("find", "x", "--passphrase-file", str(first)).code == 5
    assert helpdesk("passphrase", "--passphrase-file", str(first), "--none").code == 5
    removed = helpdesk("passphrase", "--passphrase-file", str(second), "--none")
    assert removed.code == 0 and "no longer has a pass phrase" in removed.out
    again = helpdesk("passphrase", "--none")
    assert again.code == 0 and "has no pass phrase, so nothing was changed" in again.out
    record = helpdesk("audit", "list")
    assert record.code == 0
    assert record.out.count("pass phrase changed") == 3


def test_a_new_pass_phrase_that_nobody_can_be_asked_for_changes_nothing(helpdesk: Run, store: Path) -> None:
    assert helpdesk("passphrase", stdin="").code != 0
    empty = helpdesk("passphrase", "--new-passphrase-file", "-", stdin="\n")
    assert empty.code == 3 and "--new-passphrase-file" in empty.err
    assert helpdesk("find", "x").code == 0


def test_no_command_takes_a_secret_as_an_argument(helpdesk: Run) -> None:
    """Clause: P1, B6 (other users of the machine can read a command line)."""
    for command in ("init", "passphrase", "find", "show", "consent", "import", "doctor"):
        flags = helpdesk(command, "--help").out
        assert "--passphrase-file FILE" in flags
        assert "--passphrase " not in flags
        assert "--password" not in flags


def test_a_database_in_the_environment_keeps_its_password_to_itself(
    helpdesk: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: B6."""
    monkeypatch.setenv("HELPDESK_DATABASE", "postgresql://me:horse@127.0.0.1:1/none")
    for arguments in (["find", "x"], ["doctor"], ["doctor", "--json"]):
        outcome = helpdesk(*arguments)
        assert outcome.code in (1, 5)
        assert "horse" not in outcome.out + outcome.err


def test_a_missing_store_says_how_to_make_one(helpdesk: Run, place: Path) -> None:
    for arguments in (["find", "x"], ["show", "1", "--for", "G3"], ["audit", "list"]):
        outcome = helpdesk(*arguments)
        assert (outcome.code, outcome.out) == (5, "")
        assert "helpdesk init" in outcome.err


def test_a_damaged_store_is_said_without_a_traceback(helpdesk: Run, store: Path) -> None:
    (store / "data" / "helpdesk.db").write_bytes(b"\0" * 8192)
    outcome = helpdesk("find", "x")
    assert outcome.code == 5
    assert "Traceback" not in outcome.err


def test_the_demo_fills_a_store_of_its_own_with_as_many_as_one_likes_and_says_where(
    helpdesk: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the store of the home nor the database of the environment is filled."""
    demo = tmp_path / "demo"
    monkeypatch.setenv("HELPDESK_DATABASE", f"sqlite:///{store / 'data' / 'helpdesk.db'}")
    made = helpdesk("demo", "--no-console", "--home", str(demo), "--customers", "60")
    assert (made.code, made.out.strip()) == (0, str(demo)), made.err
    assert helpdesk("find", "a", "--json").data == []
    monkeypatch.delenv("HELPDESK_DATABASE")
    assert helpdesk("find", "a", "--json").data == []
    desk = Desk(config.load({"home": demo}, {}), load(None), login=OWNER)
    desk.open()
    assert desk.do(lambda work: work.customers.count()) >= 100
    desk.shut()
    assert helpdesk("audit", "verify", "--home", str(demo)).code == 0


def test_the_demo_never_touches_a_store_that_is_there(helpdesk: Run, desk: Desk, store: Path) -> None:
    add_customer(desk)
    again = helpdesk("demo", "--no-console", "--home", str(store))
    assert again.code == 5
    assert desk.do(lambda work: work.customers.count()) == 1


def test_the_demo_makes_its_own_database(helpdesk: Run) -> None:
    assert helpdesk("demo", "--no-console", "--database", "postgresql://example.org/x").code == 3


@pytest.mark.parametrize("many", ["-1", "x", "1000001"])
def test_the_demo_takes_no_senseless_number(helpdesk: Run, many: str) -> None:
    assert helpdesk("demo", "--no-console", f"--customers={many}").code == 2


def test_the_demo_starts_the_console_and_takes_its_folder_away(
    helpdesk: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []

    def show(desk: Desk) -> int:
        seen.append(desk.config.data.parent)
        assert desk.config.data.exists()
        assert desk.do(lambda work: work.customers.count()) >= 40
        return 0

    monkeypatch.setattr(cli, "_show", show)
    monkeypatch.setattr(cli, "_terminal_fault", lambda: None)
    assert helpdesk("demo").code == 0
    assert not seen[0].exists()


def test_a_demo_that_fails_leaves_its_log(
    helpdesk: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P1. Its store is taken away; where it went wrong stands in the console's own log."""

    def fail(desk: Desk) -> int:
        error = ValueError("Personal data of Sanne")
        assert record(error, desk.config.log_file)
        return 70

    monkeypatch.setattr(cli, "_show", fail)
    monkeypatch.setattr(cli, "_terminal_fault", lambda: None)
    monkeypatch.setattr("helpdesk.tasks.sample.load.sample", lambda _work, _customers: 0)
    assert helpdesk("demo").code == 70
    kept = (place / "log" / "helpdesk.log").read_text("utf-8")
    assert "ValueError" in kept
    assert "Sanne" not in kept


def test_the_demo_makes_nothing_where_the_console_can_not_be_shown(
    helpdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_terminal_fault", lambda: msg("No terminal here."))
    outcome = helpdesk("demo")
    assert (outcome.code, outcome.out) == (2, "")
    assert "No terminal here." in outcome.err
