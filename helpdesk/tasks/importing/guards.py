"""Cells that a spreadsheet would run as a formula or change on opening, and the apostrophe that stops it.

An apostrophe in front is what offices know as "this is text". `guard` puts it where it is needed, `unguard`
takes off one, so that a guarded cell is read back as it was; the marks that spreadsheets themselves leave
(`'0612…`, `="0612…"`) are read alike.
"""

from __future__ import annotations

import re

_FORMULA = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_NEEDS_GUARD = re.compile(rf"'*{_FORMULA}|'+\d|0\d|\d{{12}}|\d+[-/.,: ]\d")
_GUARDED = re.compile(rf"'+(?:{_FORMULA}|\d)")
_TEXT_FORMULA = re.compile(r'="([^"]*)"')


def guard(cell: str) -> str:
    """The cell, with an apostrophe where a spreadsheet would compute, or see a number or a date."""
    return f"'{cell}" if _NEEDS_GUARD.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before a spreadsheet or `guard` marked it as text."""
    if cell.startswith("'"):
        return cell[1:] if _GUARDED.match(cell) else cell
    if cell.startswith("="):
        formula = _TEXT_FORMULA.fullmatch(cell)
        return formula[1] if formula else cell
    return cell
