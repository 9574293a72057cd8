"""Marks search words in shown text, ignoring case and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from textual.content import Content

MARKED = "bold underline"


def marked(text: str, searched: str) -> Content:
    """The text with every word of `searched` marked; never read as markup."""
    content = Content(text)
    letters, places = _folded(text)
    for word in searched.split():
        wanted, _ = _folded(word)
        at = letters.find(wanted) if wanted else -1
        while at >= 0:
            content = content.stylize(MARKED, places[at], places[at + len(wanted) - 1] + 1)
            at = letters.find(wanted, at + len(wanted))
    return content


@lru_cache(1024)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text's letters without case and accents, and for each its position in the text."""
    if text.isascii():
        return text.casefold(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character).casefold():
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places
