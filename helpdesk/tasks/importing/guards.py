"""Cells that a spreadsheet would run as a formula or change on opening, and the apostrophe that prevents it.

Offices know a leading apostrophe as "this is text". `guard` adds it where it is needed, and `unguard` removes it, so
that a guarded cell is read back as it was; the marks that spreadsheets themselves leave (`'0612…`, `="0612…"`) are
read in the same way.
"""

from __future__ import annotations

import re

_FORMULA = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_NEEDS_GUARD = re.compile(rf"'*{_FORMULA}|'+\d|0\d|\d{{12}}|\d+[-/.,: ]\d")
_GUARDED = re.compile(rf"'+(?:{_FORMULA}|\d)")
_TEXT_FORMULA = re.compile(r'="([^"]*)"')


def guard(cell: str) -> str:
    """The cell, with an apostrophe if a spreadsheet would compute it, or take it for a number or date."""
    return f"'{cell}" if _NEEDS_GUARD.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before a spreadsheet or `guard` marked it as text."""
    if cell.startswith("'"):
        return cell[1:] if _GUARDED.match(cell) else cell
    if cell.startswith("="):
        formula = _TEXT_FORMULA.fullmatch(cell)
        return formula[1] if formula else cell
    return cell
