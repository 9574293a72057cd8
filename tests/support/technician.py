"""A technician at the console of the real program, who looks at the screen before the next key.

Texts are given in the source's language; the technician reads them in the installed one. Nothing is waited for except
the screen, and the bytes that each key sends to the terminal are counted.
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
"""This many characters are surely not wrapped."""

LAST = 12
"""The last characters of a text that are surely visible in its box."""

EMPTY_DAY = """\
Nothing waits for you today.

/  finds a customer
n  creates a new one
i  imports a list of customers, or of invoices"""
"""What Today says first, once the store is open."""

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
        """The bytes sent for each key, with the first line of the screen: `move` for keys that only move the cursor.

        `key` for all others.
        """

    # Hands and eyes

    def press(self, *keys: str) -> None:
        """Press keys, each after the previous one was answered."""
        for key in keys:
            kind = "move" if key in MOVES else "key"
            if kind == "move":
                self.terminal.settle()  # earlier output does not count
            before = len(self.terminal.raw)
            self.terminal.press(key)
            title = self.terminal.screen().partition("\n")[0]
            self.sent[kind].append((f"{key} at {title}", len(self.terminal.raw) - before))

    def write(self, text: str) -> None:
        """Type a text into the focused box, in one go, and see it there."""
        self._type(text, text[-LAST:])

    def write_secret(self, text: str) -> None:
        """Type something that is not shown."""
        self._type(text, "•" * len(text))

    def _type(self, text: str, seen: str) -> None:
        """Type, and see it once more than before."""
        before = self.terminal.screen().count(seen)
        self.terminal.type(text)
        self.terminal.wait_until(lambda screen: screen.count(seen) > before, f"{seen!r} to be typed")

    def tick(self) -> None:
        """Tick what the cursor is on."""
        self.press("space")
        self.terminal.wait_for("[x]")

    def see(self, *texts: str) -> str:
        """Wait until all of these are on the screen, at least their first words; returns the screen."""
        said = [_beginning(_(text)) for text in texts]
        return self.terminal.wait_until(
            lambda screen: all(one in screen for one in said), f"{said} to appear"
        )

    def see_gone(self, text: str) -> str:
        """Wait until this has disappeared."""
        return self.terminal.wait_gone(_beginning(_(text)))

    def back_to(self, text: str) -> None:
        """Press Escape until this is on the screen."""
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
        """Import a list of customers; returns what the console says about it."""
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
        """Add a system to the customer whose file is open, with a key file to sign in."""
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
        """Open a ticket of the list, for the proposed purpose."""
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
        """Delete the next mark for good, as unsolicited."""
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
        """Answer that nothing is left at any of the places with copies; then the item is closed."""
        self.press("enter")
        screen = self.terminal.wait_for("› [ ]")
        for ticked in range(1, screen.count("[ ]") + 1):
            self.press("space")
            self.terminal.wait_until(partial(_has_ticks, ticked), "a tick")
            self.press("down")

    # Complaints and rights

    def choose_customer(self, text: str, name: str) -> None:
        """Choose the customer in a form."""
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
    """Whether that many places are ticked."""
    return screen.count("[x]") == count


def _listed(screen: str) -> dict[str, int]:
    """The lines of the tickets in a list, by number, and by `""` the one under the cursor."""
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
    """The first words of the longest piece of a text without placeholders: those are on one line."""
    piece = max(re.split(r"\{\w*\}|\n", text), key=len).strip()
    if len(piece) <= LINE:
        return piece
    return piece[: piece.rfind(" ", 0, LINE + 1)]
