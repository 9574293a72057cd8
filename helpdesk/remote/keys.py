"""What a technician types, without the console's own commands, as in OpenSSH: `~` at the beginning of a line."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

_PASTE_BEGINS, _PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
_NEW_LINE = (b"\r", b"\n")


class Command(Enum):
    """What `~` and a letter at the beginning of a line ask for; `~~` is a `~`, any other letter is not a command."""

    LEAVE = b"."
    HELP = b"?"


class Keys:
    """Takes what was typed in pieces of any size.

    Nothing in a paste is a command, if the terminal marks it as a paste (bracketed paste).
    """

    def __init__(self) -> None:
        self._before = b"\n"  # the last typed bytes, as many as a paste's mark has
        self._waiting = False  # for the letter after `~`
        self._pasting = False

    def feed(self, data: bytes) -> Iterator[bytes | Command]:
        """What to send, and the commands, in the order in which they were typed."""
        sent = bytearray()
        at = 0
        while at < len(data):
            if self._waiting:
                self._waiting = False
                letter = data[at : at + 1]
                at += 1
                if letter not in (Command.LEAVE.value, Command.HELP.value):
                    sent += self._typed(letter if letter == b"~" else b"~" + letter)
                    continue
                if sent:
                    yield bytes(sent)
                    sent.clear()
                self._before = b"\n"
                yield Command(letter)
                continue
            tilde = data.find(b"~", at)
            stop = len(data) if tilde < 0 else tilde
            sent += self._typed(data[at:stop])
            at = stop
            if tilde >= 0:
                at += 1
                self._waiting = not self._pasting and self._before.endswith(_NEW_LINE)
                if not self._waiting:
                    sent += self._typed(b"~")
        if sent:
            yield bytes(sent)

    def _typed(self, data: bytes) -> bytes:
        self._before = (self._before + data[-len(_PASTE_BEGINS) :])[-len(_PASTE_BEGINS) :]
        if self._before == _PASTE_BEGINS:
            self._pasting = True
        elif self._before == _PASTE_ENDS:
            self._pasting = False
        return data
