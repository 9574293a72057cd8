"""A morning with the real console on a real terminal: mail comes in, and what nobody asked for goes for good."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from support import real_life
from support.command_line import OWNER, add_customer
from support.home import Home
from support.plain_program import PlainDesk
from support.terminal import Terminal

from helpdesk import config
from helpdesk.desk import now
from helpdesk.domain.unsolicited import Outcome, Proof
from helpdesk.policy.loader import load
from helpdesk.repository.store import NOBODY, Store
from helpdesk.tasks import proofs, unsolicited

pytestmark = pytest.mark.slow

PROGRAM = [sys.executable, str(Path(__file__).parents[1] / "support" / "plain_program.py")]
WAIT = 240.0
"""Seconds; generous, for a busy machine."""

NEWEST = 1011
"""The number of the last ticket."""


class Office:
    """A home whose store has no key, with one customer: Sanne Vos."""

    def __init__(self, folder: Path) -> None:
        self.home, self.policy = Home(folder / "home"), load(None)
        self.mail = folder / "mail"

        def begin(store: Store) -> None:
            with store.unit_of_work(NOBODY, self.policy, now) as work:
                work.technicians.add(OWNER, "Noor de Wit", "owner")

        Store.create(self._config.database, None, begin).close()
        with self.desk() as desk:
            add_customer(desk, iban="", account_holder="")
        real_life.fill(self.mail)

    @property
    def _config(self) -> config.Config:
        return config.load({"home": self.home.folder}, {})

    @property
    def environment(self) -> dict[str, str]:
        return {**self.home.environment}

    @contextmanager
    def desk(self) -> Iterator[PlainDesk]:
        """An open desk on the same store."""
        desk = PlainDesk(self._config, self.policy, login=OWNER)
        desk.open()
        try:
            yield desk
        finally:
            desk.shut()

    def run(self, *arguments: str) -> str:
        """What the program says to this."""
        done = subprocess.run(
            [*PROGRAM, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=WAIT,
        )
        return done.stdout

    def console(self) -> Terminal:
        return Terminal(PROGRAM, size=(80, 24), env=dict(self.environment))

    def left(self) -> dict[str, list[str]]:
        """What of the values is to be read in the store's files, by file."""
        found = {}
        for file in sorted(self.home.database.parent.iterdir()):
            raw = file.read_bytes().lower()
            said = [
                value
                for value in real_life.VALUES
                for code in ("utf-8", "utf-16-le", "utf-16-be")
                if value.lower().encode(code) in raw
            ]
            if said:
                found[file.name] = said
        return found


def open_ticket(terminal: Terminal, number: str) -> None:
    """From the list of tickets, newest first, by keys alone."""
    terminal.press("home")
    terminal.wait_for(f"› T{NEWEST}")
    for passed in range(NEWEST - 1, int(number[1:]) - 1, -1):
        terminal.press("down")
        terminal.wait_for(f"› T{passed}")
    terminal.press("enter")
    screen = terminal.wait_for(re.compile(rf"^ {number} |For what\?", re.MULTILINE))
    if "For what?" in screen:  # the file of a customer opens for a purpose, an unknown sender has none
        terminal.press("enter")
    terminal.wait_for(re.compile(rf"^ {number} ", re.MULTILINE))


def delete_what_is_marked(terminal: Terminal, whose: str) -> None:
    """The next mark, `x`, and the answers, until nothing is found any more; then back to the list."""
    terminal.press("tab")
    terminal.wait_for("►")
    terminal.press("x")
    terminal.wait_for("Whose data is it?")
    terminal.press(whose, "enter")
    terminal.wait_for("What becomes of it?")
    terminal.press("enter")
    terminal.wait_for("Type delete to go on.")
    terminal.press(*"delete", "enter")
    terminal.wait_gone("1 finding")
    terminal.press("escape")
    terminal.wait_for("Number  Who")  # what is above it, a notification covers for five seconds


def has_ticks(count: int, screen: str) -> bool:
    """Whether so many places are ticked."""
    return screen.count("[x]") == count


def look_everywhere_else(terminal: Terminal) -> None:
    """Tick every place where copies may lie, for each item of the queue, until its proof is there."""
    terminal.press("f7")
    for left in range(5, 0, -1):
        terminal.wait_for(f"[1 To be dealt with {left}]")
        terminal.press("enter")
        terminal.wait_for("each place needs an answer")
        for place in range(1, 5):
            terminal.press("space")
            terminal.wait_until(partial(has_ticks, place), "a tick")
            terminal.press("down")
        terminal.wait_for("Closed ")
        terminal.press("p")
        terminal.wait_for("Proof: unsolicited data")
        terminal.press("escape")
        terminal.wait_gone("Proof: unsolicited data")
        terminal.press("escape")
    terminal.wait_for("[1 To be dealt with 0]")


def test_a_folder_of_mail_is_worked_through_by_keys_and_no_byte_of_what_went_is_left(tmp_path: Path) -> None:
    """Clause: D9, P3, G3, B6, R7."""
    office = Office(tmp_path)
    counted = office.run("intake", str(office.mail)).splitlines()
    assert counted[:3] == ["Taken in: 11", "Of those, added to an existing ticket: 0", "Known already: 1"]
    assert "Looks like data that nobody asked for: 6" in counted
    assert set(office.left()["helpdesk.db"]) == set(real_life.VALUES), "else it would prove nothing"
    with office.console() as terminal:
        terminal.wait_for("11 tickets are nobody's yet", WAIT)
        terminal.press("q")
        screen = terminal.wait_for("T1001")
        assert re.search(r"T1006 +\? Vreemde", screen), "who quotes a ticket's number is not let into it"
        assert re.search(r"T1001 +Sanne Vos", screen)
        open_ticket(terminal, "T1002")
        terminal.press("tab")
        terminal.wait_for("d: false alarm")
        terminal.press("d")
        terminal.wait_gone("1 finding")
        terminal.press("escape")
        terminal.wait_for("Nobody's")
        for number, whose in (("T1001", "1"), ("T1003", "1"), ("T1004", "3"), ("T1005", "1"), ("T1009", "2")):
            open_ticket(terminal, number)
            delete_what_is_marked(terminal, whose)
        look_everywhere_else(terminal)
        terminal.press("ctrl+q")
        assert terminal.exit_status() == 0
    assert office.left() == {}
    with office.desk() as desk:
        done = desk.do(unsolicited.items, open_only=False)
        assert {one.outcome for one in done} == {Outcome.DELETED}
        assert len(done) == 5
        assert all(desk.do(proofs.check, one.id) is Proof.HOLDS for one in done)
