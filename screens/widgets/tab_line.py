"""Names on one line, each with its digit, the chosen one in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content

from screens.widgets.prose import Words

_TAB = re.compile(r"(?<![^ \[])(\d) (?=\S)")
_CHOSEN = re.compile(r"\[\d ")


class TabLine(Words):
    """A line for `tab_line`; a click on a name presses its digit."""

    def on_click(self, event: events.Click) -> None:
        """Go to the name that was clicked."""
        at, line = event.get_content_offset(self), self.content
        if at is None or not isinstance(line, Content) or not _CHOSEN.search(line.plain):
            return  # a list without views says there what it shows, which may have numbers in it
        begun = [
            found for found in _TAB.finditer(line.plain) if cell_len(line.plain[: found.start()]) <= at.x
        ]
        if begun and at.x < line.cell_length:
            self.app.simulate_key(begun[-1][1])


def tab_line(names: Sequence[str], chosen: int, *, spaced: bool = False) -> Content:
    """The line. `spaced`: the names keep their places whichever is chosen; otherwise it is as short as possible."""
    pad = " " if spaced else ""
    return Content(" ").join(
        Content(f"[{place} {name}]").stylize("bold")
        if place == chosen + 1
        else Content(f"{pad}{place} {name}".rstrip() + pad)
        for place, name in enumerate(names, start=1)
    )
