"""The bytes of a program that a terminal would obey, hide or turn around."""

from __future__ import annotations

import re

TEXTUAL = (rb"\x1b\[[?<>=]?[0-9;]*\$?[a-zA-Z]", rb"\x1b\]22;[a-z]+\x07")
"""The sequences that Textual itself writes: CSI, and the pointer's shape."""

_CLEARED = re.compile(rb"\x1b\[2J")
_C1 = re.compile("[\x80-\x9f]")
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOTHING_TO_SEE = re.compile("[\u200b-\u200d\u2060\ufeff]")


def obeyed(raw: bytes, sequences: tuple[bytes, ...] = TEXTUAL) -> list[str]:
    """Anything but plain text and allowed sequences in a program's output; each with what follows."""
    text = _without(raw, sequences)
    found = [
        text[at : at + 20] for at, letter in enumerate(text) if ord(letter) < 32 and letter not in "\r\n"
    ]
    for pattern in (_C1, _BIDIRECTIONAL, _NOTHING_TO_SEE):
        found += [text[hit.start() : hit.start() + 20] for hit in pattern.finditer(text)]
    if _CLEARED.search(raw):
        found.append("the screen was cleared")
    return found


def seen(raw: bytes, sequences: tuple[bytes, ...] = TEXTUAL) -> str:
    """The text of a program's output, between its sequences."""
    return _without(raw, sequences)


def _without(raw: bytes, sequences: tuple[bytes, ...]) -> str:
    return (re.sub(b"|".join(sequences), b"", raw) if sequences else raw).decode("utf-8")
