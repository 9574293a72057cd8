"""The program as a shell starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import Run
from support.home import Home
from support.terminal import Terminal

from helpdesk import cli
from helpdesk.commands.exits import Exit


def run(
    *arguments: str, home: Path, stdin: str = "", environ: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "helpdesk", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "HELPDESK_HOME": str(home), **(environ or {})},
    )


def test_ctrl_d_at_a_question_stops_like_ctrl_c_and_makes_nothing(tmp_path: Path) -> None:
    with Terminal(
        [sys.executable, "-m", "helpdesk", "init"],
        env={"HELPDESK_HOME": str(tmp_path / "home"), "HELPDESK_LANG": "en"},
    ) as terminal:
        terminal.wait_for("Your name")
        terminal.type("\x04")
        assert terminal.exit_status() == Exit.INTERRUPTED
        assert "something unexpected went wrong" not in terminal.screen()
    assert not list(tmp_path.rglob("*.db"))


def test_version_needs_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("this is no TOML", "utf-8")
    asked = run("--version", home=tmp_path)
    assert asked.returncode == 0
    assert asked.stdout.startswith("helpdesk ")


def test_json_may_be_asked_for_before_or_after_the_command(furnished: Home, ask: Run) -> None:
    for arguments in (
        ["--json", "find", "jansen"],
        ["find", "--json", "jansen"],
        ["find", "jansen", "--json"],
    ):
        assert ask(*arguments, home=furnished.folder).data == []


@pytest.mark.parametrize("arguments", [["--json"], ["--json", "init", "--yes"], ["--json", "policy", "init"]])
def test_what_has_no_answer_in_json_says_so_and_does_nothing(
    ask: Run, tmp_path: Path, arguments: list[str]
) -> None:
    asked = ask(*arguments, home=tmp_path / "home")
    assert (asked.code, asked.out) == (Exit.USAGE, "")
    assert "JSON" in asked.err
    assert not (tmp_path / "home").exists()


def test_json_may_stand_between_a_command_and_its_own(ask: Run, tmp_path: Path) -> None:
    assert ask("policy", "--json", "check", home=tmp_path).data["ok"] is True


def test_help_documents_every_exit_code(ask: Run, tmp_path: Path) -> None:
    text = ask("--help", home=tmp_path).out
    for code in Exit:
        assert any(line.split()[:1] == [str(int(code))] for line in text.splitlines()), code


def test_the_console_says_what_it_needs_and_where_the_commands_are(tmp_path: Path) -> None:
    asked = run(home=tmp_path)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert "not a terminal" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_bad_setting_is_named(ask: Run, tmp_path: Path) -> None:
    asked = ask("find", "x", home=tmp_path, HELPDESK_LANG="de")
    assert asked.code == 3
    assert "HELPDESK_LANG" in asked.err


def test_a_bad_setting_is_named_in_the_language_that_was_asked_for(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("database = 3\n")
    assert "instellingen" in ask("find", "x", home=tmp_path, HELPDESK_LANG="nl").err
    assert "instellingen" in ask("find", "x", "--lang", "nl", home=tmp_path).err


@pytest.mark.parametrize("arguments", [["frob"], ["find"], ["audit"], ["policy"], ["find", "x", "--frob"]])
def test_what_is_not_understood_is_usage(ask: Run, tmp_path: Path, arguments: list[str]) -> None:
    asked = ask(*arguments, home=tmp_path)
    assert (asked.code, asked.out) == (2, "")
    assert "usage:" in asked.err


def test_settings_may_stand_before_or_after_the_command(ask: Run, furnished: Home, tmp_path: Path) -> None:
    home, none = str(furnished.folder), tmp_path / "none"
    assert ask("find", "x", "--home", home, home=none).code == 0
    assert ask("--home", home, "find", "x", home=none).code == 0
    assert ask("find", "x", home=none).code == 5


def test_output_nobody_reads_is_no_error(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m helpdesk policy print; echo $? >&2"
    ran = subprocess.run(
        ["sh", "-c", f"( {command} ) | true"],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        env={**os.environ, "HELPDESK_HOME": str(tmp_path)},
    )
    assert ran.stderr.strip() in ("0", "141")


def test_output_to_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "helpdesk", "--home", str(tmp_path), "policy", "print"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert "What is printed can't be written: the disk is full." in done.stderr
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_an_old_locale_shows_escapes_and_gets_clean_json(tmp_path: Path) -> None:
    latin = {"PYTHONIOENCODING": "ascii", "LANG": "C"}
    printed = run("policy", "print", "--lang", "nl", home=tmp_path, environ=latin)
    assert printed.returncode == 0
    assert "\\u2014" in printed.stdout
    told = run("policy", "print", "--json", "--lang", "nl", home=tmp_path, environ=latin)
    assert told.stdout.isascii()


def test_an_unforeseen_failure_tells_where_and_never_what_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Clause: P1 (no personal data in a traceback or a log file)."""
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path))

    def fail(*_arguments: object) -> None:
        raise KeyError("Sanne Vos")

    monkeypatch.setattr("helpdesk.policy.loader.load", fail)
    assert cli.main(["policy", "print"]) == 70
    said = capsys.readouterr()
    log = tmp_path / "log" / "helpdesk.log"
    assert str(log) in said.err
    assert "KeyError" in log.read_text("utf-8")
    assert "Sanne" not in said.out + said.err + log.read_text("utf-8")
    assert "Traceback" not in said.err


def test_ctrl_c_ends_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPDESK_HOME", str(tmp_path))

    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("helpdesk.policy.loader.load", interrupt)
    assert cli.main(["policy", "print"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_dutch_is_spoken_where_it_is_asked_for(tmp_path: Path) -> None:
    dutch = run("policy", "print", home=tmp_path, environ={"LANG": "nl_NL.UTF-8"})
    assert dutch.stdout.startswith("# Privacyverklaring")
    english = run("policy", "print", "--lang", "en", home=tmp_path, environ={"LANG": "nl_NL.UTF-8"})
    assert english.stdout.startswith("# Privacy statement")
