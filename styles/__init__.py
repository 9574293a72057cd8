"""How everything looks: one sheet a screen, after what all screens share. The themes are in `styles.themes`.

What the first screen needs is read before it is painted, all the rest a moment later and at once, so that no screen
costs a new parse when it is first opened.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent

FIRST = tuple(str(FOLDER / name) for name in ("base.tcss", "today.tcss"))
"""Paths of the sheets of the first screen: what all screens share, and its own."""

LATER = (
    str(FOLDER / "dialogs.tcss"),
    *sorted({str(path) for path in FOLDER.glob("*.tcss")} - {*FIRST, str(FOLDER / "dialogs.tcss")}),
)
"""Paths of the others: what all dialogs share, then one for each screen by name."""

SHEETS = (*FIRST, *LATER)
"""Paths of all style sheets, in the order in which they are read."""
