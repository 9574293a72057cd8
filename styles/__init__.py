"""How everything looks: one sheet a screen, after what all screens share. The themes are in `styles.themes`.

All sheets are read at the start, in this order, so that no screen costs a new parse when it is first opened.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
SHARED = ("base.tcss", "dialogs.tcss")

SHEETS: tuple[str, ...] = (
    *(str(FOLDER / name) for name in SHARED),
    *(str(path) for path in sorted(FOLDER.glob("*.tcss")) if path.name not in SHARED),
)
"""Paths of the style sheets: the shared ones, then one for each screen by name."""
