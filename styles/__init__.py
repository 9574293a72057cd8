"""How everything looks: one sheet per screen, after a shared one. The themes are in `styles.themes`.

What the first screen needs is parsed before the first paint, all the rest a moment later and together, so that no
screen costs a new parse when it first opens.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent

FIRST = tuple(str(FOLDER / name) for name in ("base.tcss", "today.tcss"))
"""Paths of the sheets of the first screen: the shared one, and its own."""

LATER = (
    str(FOLDER / "dialogs.tcss"),
    *sorted({str(path) for path in FOLDER.glob("*.tcss")} - {*FIRST, str(FOLDER / "dialogs.tcss")}),
)
"""Paths of the others: the sheet that dialogs share, then one per screen by name."""
