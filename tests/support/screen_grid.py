"""A screen as a grid of text, and its comparison with a stored one.

`UPDATE_SNAPSHOTS=1 pytest …` rewrites the grids; look at the differences before you commit them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from textual._context import visible_screen_stack
from textual.app import App

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"

HOSTILE = (
    "[/] [red] [@click=app.quit]Jan[/]",
    "[/nope]",
    "\x1b]0;owned\x07Piet",
    "\x1b[31mrood\x1b[2J",
    "Els\x9b31m\x9d0;x\x9cC1",
    "Ann\u202egnirts\u202c\u2066x\u2069",
    "nul\x00nul",
    "a\u200db\u200bc\ufeff",
    "lone\ud800surrogate",
    "line\nbreak\rcarriage\ttab\x0bvertical",
    "Z" + "\u0301" * 300,
    "lang" + "x" * 10_000,
)
"""Names that somebody may have typed into any field."""


def grid(app: App[Any]) -> str:
    """The screen's contents, a line of text per row, without trailing blanks."""
    screen = app.screen
    visible_screen_stack.set(app._background_screens)
    lines = screen._compositor.render_strips(screen.size)
    return "\n".join(strip.text.rstrip() for strip in lines)


def assert_screen(app: App[Any], name: str) -> None:
    """The screen looks as it did when `tests/snapshots/NAME.txt` was written."""
    file = SNAPSHOTS / f"{name}.txt"
    now = grid(app) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8"), f"{file} is different; UPDATE_SNAPSHOTS=1 writes it anew"
