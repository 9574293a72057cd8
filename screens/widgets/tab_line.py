"""Names on one line, each with its digit, the chosen one in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content


def tab_line(names: Sequence[str], chosen: int, *, spaced: bool = False) -> Content:
    """The line. `spaced`: the names keep their places whichever is chosen; otherwise it is as short as possible."""
    pad = " " if spaced else ""
    return Content(" ").join(
        Content(f"[{place} {name}]").stylize("bold")
        if place == chosen + 1
        else Content(f"{pad}{place} {name}".rstrip() + pad)
        for place, name in enumerate(names, start=1)
    )
