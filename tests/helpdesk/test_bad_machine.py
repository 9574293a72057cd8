"""What a machine can do to the program, seen from a shell and from a terminal.

Whatever it is: a clear message with what to do, nothing lost, no traceback. Clause: P1.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text
from support.command_line import OWNER, Outcome, Run
from support.home import PROGRAM, Home
from support.machine import bound_by_rights, with_files_up_to
from support.terminal import Terminal

from helpdesk.policy import loader
from helpdesk.repository import keyfile
from helpdesk.repository.engine import open_engine
from helpdesk.tasks import files

pytestmark = pytest.mark.slow

# --- a store that can't be used ---


def _another_key(home: Home) -> None:
    home.key.unlink()
    keyfile.create(home.key)


def _no_key(home: Home) -> None:
    home.key.unlink()


def _half_a_key(home: Home) -> None:
    home.key.write_bytes(home.key.read_bytes()[:50])


def _no_right_to_read_the_key(home: Home) -> None:
    home.key.chmod(0)


def _no_right_to_read(home: Home) -> None:
    home.database.chmod(0)


def _no_right_to_write_in_the_folder(home: Home) -> None:
    home.database.parent.chmod(0o500)


def _cut_in_a_page(home: Home) -> None:
    home.database.write_bytes(home.database.read_bytes()[:-1000])


def _cut_between_pages(home: Home) -> None:
    home.database.write_bytes(home.database.read_bytes()[: -10 * 4096])


def _something_else(home: Home) -> None:
    home.database.write_bytes(b"PK\x03\x04" * 2048)


def _nothing_in_it(home: Home) -> None:
    home.database.write_bytes(b"")


def _a_folder_in_its_place(home: Home) -> None:
    home.database.unlink()
    home.database.mkdir()


def _made_by_a_newer_program(home: Home) -> None:
    engine = open_engine(f"sqlite:///{home.database}", keyfile.read(home.key), create=False)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()


def _a_policy_with_an_unknown_purpose(home: Home) -> None:
    sample = loader.DEFAULT.read_text("utf-8")
    home.policy.write_text(sample.replace('["G3", "G4"]', '["G3", "G44"]', 1), "utf-8")


FAULTS = [
    (_another_key, 5, "The key does not open the store."),
    (_no_key, 5, "The key file is not there"),
    (_half_a_key, 5, "This is not a key file, or only part of one"),
    (_no_right_to_read_the_key, 5, "The key file can't be read"),
    (_no_right_to_read, 5, "The store can't be written"),
    (_no_right_to_write_in_the_folder, 5, "The store can't be written"),
    (_cut_in_a_page, 5, "This file is not a database, or was cut short"),
    (_cut_between_pages, 5, "The database file is damaged."),
    (_something_else, 5, "This file is not a database"),
    (_nothing_in_it, 5, "There is no store in this file"),
    (_a_folder_in_its_place, 5, "The database file can no longer be opened"),
    (_made_by_a_newer_program, 5, "made by a newer version of the program (schema 9999)"),
    (_a_policy_with_an_unknown_purpose, 3, "presets.problem.purposes[1]"),
]


RIGHTS = (_no_right_to_read_the_key, _no_right_to_read, _no_right_to_write_in_the_folder)
"""What binds no program that root starts, unless it is started so."""


@pytest.fixture
def told(ask: Run, furnished: Home) -> Run:
    """Runs a command in the home, in a process of its own where the rights on files have to bind."""

    def run(*arguments: str, spoilt: Callable[[Home], None]) -> Outcome:
        if spoilt not in RIGHTS:
            policy = {"HELPDESK_POLICY": str(furnished.policy)} if furnished.policy.exists() else {}
            return ask(*arguments, home=furnished.folder, **policy)
        done = furnished.run(*arguments, within=bound_by_rights)
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


def _named(value: object) -> str | None:
    return value.__name__.strip("_").replace("_", " ") if callable(value) else ""


@pytest.mark.parametrize(("spoil", "code", "words"), FAULTS, ids=_named)
def test_a_command_says_what_is_wrong_and_what_to_do(
    furnished: Home, told: Run, spoil: Callable[[Home], None], code: int, words: str
) -> None:
    spoil(furnished)
    before = furnished.content() if furnished.database.is_file() else []
    said = told("find", "vos", spoilt=spoil)
    assert (said.code, said.out) == (code, "")
    assert words in said.err
    assert len(said.err.splitlines()) >= 3, "what happened, what is safe, what to do"
    assert "Traceback" not in said.err
    assert not before or furnished.content() == before


SOME = [
    one for one in FAULTS if one[0] in (_half_a_key, _another_key, _cut_in_a_page, _made_by_a_newer_program)
]
SOME += [one for one in FAULTS if one[0] is _no_right_to_write_in_the_folder]


@pytest.mark.parametrize(("spoil", "code", "words"), SOME, ids=_named)
def test_doctor_names_it_and_goes_on(
    furnished: Home, told: Run, spoil: Callable[[Home], None], code: int, words: str
) -> None:
    spoil(furnished)
    said = told("doctor", spoilt=spoil)
    assert (said.code, said.err) == (1, "")
    assert words in said.out
    assert "terminal" in said.out


@pytest.mark.parametrize(("spoil", "code", "words"), SOME[-2:], ids=_named)
def test_the_console_says_it_and_can_be_left(
    furnished: Home, spoil: Callable[[Home], None], code: int, words: str
) -> None:
    spoil(furnished)
    with Terminal(bound_by_rights(*PROGRAM), env=furnished.environment) as terminal:
        screen = terminal.wait_for("Try again")
        assert words.split("(")[0].strip() in " ".join(screen.replace("│", " ").split())
        terminal.press("escape")
        assert terminal.exit_status() == 1
        assert b"Traceback" not in terminal.raw


def test_a_policy_with_a_fault_is_said_where_it_can_still_be_read(furnished: Home) -> None:
    _a_policy_with_an_unknown_purpose(furnished)
    with Terminal(PROGRAM, env=furnished.environment) as terminal:
        assert terminal.exit_status() == 3
        assert "presets.problem.purposes[1]" in terminal.screen()
        assert "helpdesk policy check" in terminal.screen()
        assert b"Traceback" not in terminal.raw


def test_a_wrong_pass_phrase_is_said_and_the_right_one_opens(furnished: Home, tmp_path: Path) -> None:
    """Clause: B2."""
    keyfile.rewrap(furnished.key, None, "correct horse")
    wrong = furnished.run("find", "vos", "--passphrase-file", "-", said="battery staple\n")
    assert (wrong.returncode, wrong.stdout) == (5, "")
    assert "does not open the key" in wrong.stderr
    assert "battery" not in wrong.stderr
    with Terminal(PROGRAM, env=furnished.environment) as terminal:
        terminal.wait_for("locked with a pass phrase")
        terminal.type("battery staple")
        terminal.wait_for("••••••••••••••")
        terminal.press("enter")
        terminal.wait_for("That was not the pass phrase")
        terminal.type("correct horse")
        terminal.wait_for("•••••••••••••")
        terminal.press("enter")
        terminal.wait_for("Nothing waits for you today.")
        assert b"horse" not in terminal.raw
        assert b"battery" not in terminal.raw


# --- a disk that is full ---


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of three thousand customers, the first of them without a name."""
    file = tmp_path / "klanten.csv"
    rows = (f"{n};{f'Jansen {n}' if n > 1 else ''};Kerkstraat {n};Huizen" for n in range(1, 3001))
    file.write_text("Klantnr;Naam;Adres;Plaats\n" + "\n".join(rows), "utf-8")
    return file


def test_an_import_that_does_not_fit_leaves_everything_as_it_was(
    furnished: Home, ask: Run, listed: Path
) -> None:
    full = furnished.run(
        "import", str(listed), "--yes", within=lambda *argv: with_files_up_to(1_000_000, *argv)
    )
    assert full.returncode == 5
    assert "disk" in full.stderr
    assert "Nothing of this change was saved" in full.stderr
    assert "Traceback" not in full.stderr
    assert furnished.numbers("jansen") == []
    assert len(furnished.numbers("vos")) == 1
    assert ask("audit", "verify", home=furnished.folder).code == 0
    assert not list((furnished.folder / "data" / "rejects").iterdir())
    assert "imported 2999" in ask("import", str(listed), "--yes", home=furnished.folder).out


def test_mail_that_does_not_fit_is_told_and_comes_once_there_is_room(
    furnished: Home, ask: Run, tmp_path: Path
) -> None:
    """Clause: D9, P1. What was kept before stays, nothing comes twice, and the files are still where they were."""
    folder = tmp_path / "mail"
    folder.mkdir()
    for number in range(20):
        made = EmailMessage()
        made["From"], made["Subject"] = "sanne@example.org", f"Foto {number}"
        made["Date"], made["Message-ID"] = "Mon, 04 May 2026 09:00:00 +0200", f"<{number}@example.org>"
        made.set_content("Zie bijlage.")
        made.add_attachment(bytes(1_000_000), maintype="image", subtype="png", filename="foto.png")
        (folder / f"{number}.eml").write_bytes(bytes(made))
    full = furnished.run("intake", str(folder), within=lambda *argv: with_files_up_to(10_000_000, *argv))
    assert full.returncode == 5
    assert "disk" in full.stderr
    assert "Traceback" not in full.stderr
    assert len(list(folder.iterdir())) == 20
    kept = ask("tickets", "list", "--json", home=furnished.folder).out.count("example.org")
    again = ask("intake", str(folder), home=furnished.folder)
    assert f"Taken in: {20 - kept}\n" in again.out
    assert f"Known already: {kept}\n" in again.out
    assert ask("audit", "verify", home=furnished.folder).code == 0


def test_where_a_store_does_not_fit_none_is_made_and_none_is_in_the_way(ask: Run, tmp_path: Path) -> None:
    home = Home(tmp_path / "new")
    for size in (3_000, 100_000):
        full = home.run("init", "--yes", within=lambda *argv, size=size: with_files_up_to(size, *argv))
        assert full.returncode == 5
        assert "disk" in full.stderr
        assert not home.database.exists()
        assert not home.key.exists()
    assert ask("init", "--yes", home=home.folder).code == 0
    assert ask("find", "x", home=home.folder).code == 0


def test_what_was_typed_stays_on_a_full_disk_and_is_saved_when_there_is_room(furnished: Home) -> None:
    with Terminal(PROGRAM, env=furnished.environment) as terminal:
        terminal.wait_for("Nothing waits for you today.")
        terminal.press("n")
        terminal.wait_for("Family name")
        terminal.type("Veenstra")
        terminal.wait_for("Veenstra")
        before = resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, (0, before[1]))
        terminal.press("ctrl+s")
        terminal.wait_for("disk")
        terminal.press("escape")
        terminal.wait_gone("disk")
        assert "Veenstra" in terminal.screen()
        resource.prlimit(terminal.pid, resource.RLIMIT_FSIZE, before)
        terminal.press("ctrl+s")
        terminal.wait_gone("Family name")
    assert len(furnished.numbers("veenstra")) == 1


# --- a program that is killed ---

WRITES = """
import sys
from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.policy.loader import load
from helpdesk.tasks import customers

desk = Desk(config.load({"home": sys.argv[1]}, {}), load(None), login=sys.argv[2])
desk.open()
for number in range(10_000):
    ref = desk.do(customers.create, {"kind": "person", "family_name": f"Bakker {number}", "city": "Huizen"})
    print(ref.number, flush=True)
"""


def test_killed_in_the_middle_of_its_work_it_has_lost_nothing_that_it_said_was_saved(furnished: Home) -> None:
    """Clause: P1. Customers, search index and audit agree afterwards."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITES, str(furnished.folder), OWNER], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        said = [writer.stdout.readline().strip() for _ in range(25)]
        writer.kill()
        said += writer.stdout.read().split()
    desk = furnished.desk()
    kept = desk.do(lambda work: work.customers.count()) - 1
    assert kept in (len(said), len(said) + 1)  # the last may have been saved before it could be told
    for number in (said[0], said[-1]):
        assert [one.ref.number for one in desk.do(files.find, number)][:1] == [number]
    assert len(desk.do(files.find, "bakker")) == min(kept, 50)
    assert desk.do(lambda work: work.audit.verify()) is None
    desk.shut()


def test_killed_in_the_middle_of_an_import_nothing_of_it_is_there(
    furnished: Home, ask: Run, listed: Path
) -> None:
    rejected = furnished.folder / "data" / "rejects" / "klanten.rejected.csv"
    with subprocess.Popen([*PROGRAM, "import", str(listed), "--yes"], env=furnished.environment) as importing:
        while importing.poll() is None and not rejected.exists():
            time.sleep(0.01)
        importing.kill()
    assert importing.returncode == -signal.SIGKILL, "it was done before it could be killed"
    assert furnished.numbers("jansen") == []
    assert ask("audit", "verify", home=furnished.folder).code == 0
    assert "imported 2999" in ask("import", str(listed), "--yes", home=furnished.folder).out
    (only,) = (furnished.folder / "data" / "rejects").iterdir()  # what the killed one had written is gone
    assert only.name == "klanten.rejected-2.csv"
