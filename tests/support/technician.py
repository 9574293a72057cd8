"""Somebody at the console of the real program: does what a technician does, and looks before the next key.

Texts are given as they stand in the source; the technician reads them in the language that is installed. Nothing is
waited for but what stands on the screen, and what every key sends to the terminal is counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial
from pathlib import Path

from support.terminal import Terminal

from helpdesk.domain.marks import MARK
from helpdesk.i18n import _

PROMPT = re.compile(r"^\$ ?$", re.MULTILINE)
"""Where a customer's system waits for a command."""

LINE = 28
"""Characters that are surely not wrapped."""

LAST = 12
"""The last characters of a text that are surely seen in the box in which it was typed."""

EMPTY_DAY = (
    "Nothing waits for you today.\n\n/  finds a customer\nn  makes a new one\ni  imports a list of customers"
)
"""What Today says at first, once the store is open."""

MOVES = ("up", "down")


class Technician:
    """One technician at a terminal on which the console was started.

    Args:
        terminal: where the program runs.
        name: who it is.
    """

    def __init__(self, terminal: Terminal, name: str) -> None:
        self.terminal = terminal
        self.name = name
        self.sent: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        """What the keys sent, in bytes, each with the first line of the screen then: `move` for those that only move
        the cursor, `key` for all others."""

    # Hands and eyes

    def press(self, *keys: str) -> None:
        """Press keys, each once the one before was answered."""
        for key in keys:
            kind = "move" if key in MOVES else "key"
            if kind == "move":
                self.terminal.settle()  # what came before does not count
            before = len(self.terminal.raw)
            self.terminal.press(key)
            title = self.terminal.screen().partition("\n")[0]
            self.sent[kind].append((f"{key} at {title}", len(self.terminal.raw) - before))

    def write(self, text: str) -> None:
        """Type a text into the box that has the focus, in one go, and see it there."""
        self._type(text, text[-LAST:])

    def write_secret(self, text: str) -> None:
        """Type what nobody may read."""
        self._type(text, "•" * len(text))

    def _type(self, text: str, seen: str) -> None:
        """Type, and see it once more than it stood there before."""
        before = self.terminal.screen().count(seen)
        self.terminal.type(text)
        self.terminal.wait_until(lambda screen: screen.count(seen) > before, f"{seen!r} to be typed")

    def tick(self) -> None:
        """Say yes to what the cursor is on."""
        self.press("space")
        self.terminal.wait_for("[x]")

    def see(self, *texts: str) -> str:
        """Wait until all of these stand on the screen, as far as their first words; gives the screen."""
        said = [_beginning(_(text)) for text in texts]
        return self.terminal.wait_until(
            lambda screen: all(one in screen for one in said), f"{said} to appear"
        )

    def see_gone(self, text: str) -> str:
        """Wait until this stands there no more."""
        return self.terminal.wait_gone(_beginning(_(text)))

    def back_to(self, text: str) -> None:
        """Escape until this stands on the screen."""
        self.press("escape")
        self.see(text)

    # The first start, and the list of customers

    def set_up(self, phrase: str) -> None:
        """Make the store."""
        self.see("Welcome", "Your name")
        self.write(self.name)
        self.press("enter")
        for _time in range(2):
            self.write_secret(phrase)
            self.press("enter")
        self.see(EMPTY_DAY)

    def sign_in(self, phrase: str) -> None:
        """Start at a store that is there."""
        self.see("Pass phrase")
        self.write_secret(phrase)
        self.press("enter")
        self.see("Today", self.name)

    def import_list(self, file: Path) -> str:
        """Import a list of customers; gives what the console says of it."""
        self.press("i")
        self.see("Path of the CSV file, then Enter")
        self.terminal.paste(str(file))
        self.press("enter")
        self.see("The first problems:")
        self.press("i")
        said = self.see("The import is done.")
        self.press("escape")
        self.see_gone("The import is done.")
        return said

    # A customer

    def open_customer(self, text: str, name: str, *purposes: str) -> None:
        """Find a customer, and say what for."""
        self.press("slash")
        self.see("Number, name, company, e-mail, telephone, postcode, street, city")
        self.write(text)
        self.see(name)
        self.press("enter")
        self.see("For what?")
        self.press(*purposes, "enter")
        self.see("open until {time}")

    def add_system(self, name: str, host: str, port: int, user: str, key: Path) -> None:
        """Put down a system of the customer whose file is open; one signs in with a key from a file."""
        self.press("4", "n")
        self.see("New system")
        for value in (name, host):
            self.write(value)
            self.press("tab")
        self.press("backspace", "backspace")
        self.write(str(port))
        self.press("tab")
        self.write(user)
        self.press("tab", "right", "tab")
        self.terminal.paste(str(key))
        self.press("enter")
        self.see_gone("New system")
        self.see(name)

    def connect(self) -> None:
        """Begin a session on the system under the cursor."""
        self.press("r")
        self.see("Agreed")
        self.press("enter")

    def work_there(self, command: str, said: str) -> None:
        """Do something at the prompt of a customer's system."""
        self.terminal.wait_for(PROMPT)
        self.terminal.type(f"{command}\r")
        self.terminal.wait_for(said)

    def leave_system(self, note: str) -> None:
        """Leave the system, and note how it went."""
        self.terminal.type("~.")
        self.see("Session over")
        self.write(note)
        self.press("enter")
        self.see_gone("Session over")

    # Mail

    def open_ticket(self, number: str) -> None:
        """Open a ticket of the list, for the purpose that is proposed."""
        screen = self.terminal.wait_until(lambda screen: {number, ""} <= _listed(screen).keys(), "the list")
        while (rows := _listed(screen))[""] != rows[number]:
            at = rows[""]
            self.press("down" if at < rows[number] else "up")
            screen = self.terminal.wait_until(partial(_has_moved, at), "the cursor to move")
        self.press("enter")
        screen = self.terminal.wait_for(re.compile(rf"^ {number} |{re.escape(_('For what?'))}", re.MULTILINE))
        if _("For what?") in screen:
            self.press("enter")
        self.terminal.wait_for(re.compile(rf"^ {number} ", re.MULTILINE))

    def delete_what_is_marked(self) -> None:
        """The next mark was not asked for: it goes for good."""
        self.press("tab")
        self.see("{what}. d: false alarm. x: nobody asked for it.")
        self.press("x")
        self.see("Whose data is it?")
        self.press("enter")
        self.see("What becomes of it?")
        self.press("enter")
        self.see("Type {word} to go on.")
        self.write(_("delete"))
        self.press("enter")
        self.terminal.wait_for(MARK)

    def look_for_copies(self) -> None:
        """Nothing is left at any of the places where copies may lie; then the item is closed."""
        self.press("enter")
        screen = self.terminal.wait_for("› [ ]")
        for ticked in range(1, screen.count("[ ]") + 1):
            self.press("space")
            self.terminal.wait_until(partial(_has_ticks, ticked), "a tick")
            self.press("down")

    # Complaints and rights

    def choose_customer(self, text: str, name: str) -> None:
        """Say in a form whom it is about."""
        self.press("f8")
        self.see("Number, name, company, e-mail, telephone, postcode")
        self.write(text)
        self.see(name)
        self.press("enter")
        self.see_gone("Number, name, company, e-mail, telephone, postcode")

    def lock_and_unlock(self, phrase: str) -> None:
        """Go for coffee."""
        self.press("ctrl+l")
        self.see("Locked")
        self.write_secret(phrase)
        self.press("enter")
        self.see_gone("Locked")

    def quit(self) -> None:
        """Go home."""
        self.press("ctrl+q")
        assert self.terminal.exit_status() == 0
        assert self.name not in self.terminal.screen(), "the terminal is as it was"


def _has_ticks(count: int, screen: str) -> bool:
    """Whether so many places are ticked."""
    return screen.count("[x]") == count


def _listed(screen: str) -> dict[str, int]:
    """The lines of the tickets in a list, by number, and by `""` the one that the cursor is on."""
    rows = {}
    for line, text in enumerate(screen.split("\n")):
        if found := re.match(r" *(›?) *(T\d{4,})  ", text):
            rows[found[2]] = line
            if found[1]:
                rows[""] = line
    return rows


def _has_moved(before: int, screen: str) -> bool:
    return _listed(screen).get("", before) != before


def _beginning(text: str) -> str:
    """The first words of the longest piece of a text without anything to be filled in: those stand on one line."""
    piece = max(re.split(r"\{\w*\}|\n", text), key=len).strip()
    if len(piece) <= LINE:
        return piece
    return piece[: piece.rfind(" ", 0, LINE + 1)]
