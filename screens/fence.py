"""The last filter before the terminal: nothing that is drawn can be obeyed by it.

Untrusted text is cleaned where it enters (`helpdesk.domain.display.visible`). This catches what slipped through, in
any widget, title or notification: every drawn character is one that has a glyph.

Clause: P1 (safe rendering of foreign text).
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter


class Fence(LineFilter):
    """Replaces unprintable characters by `�`, as many cells as they were counted for."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments of one line, printable throughout and as wide as before."""
        if all(text.isprintable() and control is None for text, _, control in segments):
            return segments
        return [Segment(printable(text), style) for text, style, _ in segments]


def printable(text: str) -> str:
    """The text with printable characters only, taking the same number of cells."""
    if text.isprintable():
        return text
    shown = "".join(_shown(character) for character in text)
    return set_cell_size(shown, cell_len(text))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return (" " if character.isspace() else "�") * cell_len(character)
