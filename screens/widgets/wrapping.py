"""Where to break the lines of a text for a width, without changing the text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import get_character_cell_size


def breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where each line of one paragraph is in it (`text[start:end]`), in order; an empty paragraph is one empty line.

    A line ends at its last space, which is on no line; a word wider than `width` cells is cut.
    """
    start, length = 0, len(text)
    narrow = text.isascii()
    while True:
        end = min(start + width, length) if narrow else _reach(text, start, width)
        if end >= length:
            yield start, length
            return
        space = end if text[end] == " " else text.rfind(" ", start + 1, end)
        if space > start:
            yield start, space
            start = space + 1
        else:
            yield start, end
            start = end


def _reach(text: str, start: int, width: int) -> int:
    """How far a line from `start` can go: at least one character."""
    left = width
    for place in range(start, len(text)):
        left -= get_character_cell_size(text[place])
        if left < 0:
            return max(place, start + 1)
    return len(text)
