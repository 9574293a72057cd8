"""Untrusted text made safe to look at: whatever a terminal would obey or hide becomes visible marks.

Used wherever such text is shown. Letters of every script stay as they are; only characters without a glyph, or that
move the cursor, change the reading direction or pile up without end, are replaced.

Clause: P1 (safe rendering of foreign text).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_MARKS = 4
"""Combining marks kept on one letter. Vietnamese needs two, pointed Hebrew three."""

_PLAIN = r" -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e€"
_HARMLESS = re.compile(f"[{_PLAIN}]*")
_HARMLESS_LINES = re.compile(f"[{_PLAIN}\\n]*")
_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_JOINERS = "\u200c\u200d"
_FIRST_JOINING_SCRIPT = "\u0600"
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_NAMED = {
    "\u00ad": "SHY",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}


def capital(text: str) -> str:
    """The text with a capital first letter, to begin a line."""
    return text[:1].upper() + text[1:]


def dotted(*parts: str) -> str:
    """The non-empty parts on one line, with dots between."""
    return " · ".join(part for part in parts if part)


def visible(text: str, *, lines: bool = False) -> str:
    r"""The text with nothing in it that a terminal would obey or a reader would miss.

    Control characters become their pictures (`␛`), directions and zero-width characters short marks (`⟪RLO⟫`), lone
    surrogates and private characters `�`, a letter's marks are capped, and other white space is a space.

    Args:
        text: anything, of any length.
        lines: keep line breaks, every kind as `\n`; otherwise a line break is shown as `␊`.
    """
    if (_HARMLESS_LINES if lines else _HARMLESS).fullmatch(text):
        return text
    if lines:
        text = _LINE_ENDS.sub("\n", text)
        return "\n".join(visible(line) for line in text.split("\n"))
    shown = ("" if one in _JOINERS and _joins(text, at) else _shown(one) for at, one in enumerate(text))
    return _cap_marks("".join(shown))


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    """What is shown for one character."""
    code = ord(character)
    if character in _NAMED:
        return f"⟪{_NAMED[character]}⟫"
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    if code < 0x20 or code == 0x7F:
        return chr(0x2421 if code == 0x7F else 0x2400 + code)
    if 0x80 <= code < 0xA0 or character in _BLANK_LETTERS:
        return f"⟪{code:02X}⟫"
    if 0xFE00 <= code <= 0xFE0F:  # variation selectors change a glyph's width, and terminals disagree on it
        return ""
    return character if character.isprintable() else "�"


def _joins(text: str, at: int) -> bool:
    """Whether a joiner is where one belongs: inside an emoji or between letters of a script that uses it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before > _FIRST_JOINING_SCRIPT and after > _FIRST_JOINING_SCRIPT and after not in _NAMED


def _cap_marks(text: str) -> str:
    """At most `MOST_MARKS` marks on a letter, and a circle under marks without a letter."""
    kept: list[str] = []
    marks, bare = 0, True
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            if bare:
                kept.append("◌")
            marks, bare = marks + 1, False
            if marks > MOST_MARKS:
                continue
        else:
            marks, bare = 0, False
        kept.append(character)
    return "".join(kept)
