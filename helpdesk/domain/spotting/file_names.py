"""What a file name reveals about people: passages in it, and whose document it is. Clause: R1, D9.

In a file name, words are joined by hyphens and underscores and have no context. So a person's name is only recognised
in one sort: documents about somebody, such as a passport or a curriculum vitae. There every word and long number
counts as the person's, except those that say which sort of document or which copy it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from helpdesk.domain.places import fold
from helpdesk.domain.spotting import SPECIAL, spot
from helpdesk.domain.spotting.kinds import Context, Finding, Kind
from helpdesk.domain.spotting.words import named_kinds

OF_A_PERSON = frozenset({Kind.PASSPORT, Kind.LICENCE, Kind.BSN, Kind.CARD, *SPECIAL})
"""Kinds whose documents are about one person."""

_WORD = re.compile(r"(?<![^\W_])(?=[^\W_]*\d{6})[^\W_]{9,}(?![^\W_])|[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word, or the number of a person or their document: longer than a date."""


_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters without an accent to lose, and how people write them without the right keyboard."""


def _plain(word: str) -> str:
    return fold(word.casefold().translate(_LETTERS))


def _words(text: str) -> frozenset[str]:
    return frozenset(map(_plain, text.split()))


_ABOUT_SOMEBODY = _words("""
    cv curriculum vitae résumé sollicitatie sollicitatiebrief motivatiebrief diploma cijferlijst getuigschrift
    geboorteakte trouwakte overlijdensakte arbeidsovereenkomst beoordelingsgesprek
""")
"""Words for documents about somebody that match no kind of data."""

_IN_NAMES = _words("van der den de het ten ter op in 't la le")
"""Words that can be inside a name as well as between other words."""

_OF_THE_FILE = _IN_NAMES | _words("""
    kopie scan foto bijlage document bestand versie concept definitief nieuw nieuwe oud oude voor achter voorkant
    achterkant pagina blad deel bewijs kaart brief formulier getekend en met zonder aan uit mijn onze nl
    copy picture photo image attachment file version draft final new old front back side page part proof card letter
    form signed id and or of from for the a an with without my our by en uk eu img v
""")
"""Words that say which sort of document it is, or which copy."""


def in_name(name: str, context: Context) -> tuple[Finding, ...]:
    """What is found in a file name itself, by its place there."""
    stem = _stem(name)
    found = dict.fromkeys((*spot(stem, context), *spot(stem.replace("_", " "), context)))
    return tuple(found)


def person_in_name(name: str, sorts: Mapping[Kind, tuple[str, ...]], own: str) -> Iterator[tuple[int, int]]:
    """Where the name of a document about somebody says who that is; nothing in any other name.

    `sorts` are the policy's words for documents by kind; `own` is the name of whoever is asking, which is nobody
    else's.
    """
    theirs = frozenset(_plain(one[0]) for one in _WORD.finditer(own))
    words = [(one.start(), one.end(), _plain(one[0])) for one in _WORD.finditer(_stem(name))]
    telling = _ABOUT_SOMEBODY.union(word for *_, word in words if named_kinds(word, sorts))
    if not (telling.intersection(word for *_, word in words) or named_kinds(name, sorts)):
        return
    first = last = -1
    for start, end, word in words:
        if word in _IN_NAMES and first >= 0:
            continue
        if word in telling or word in _OF_THE_FILE or word in theirs:
            if first >= 0:
                yield first, last
            first = -1
            continue
        first, last = (start if first < 0 else first), end
    if first >= 0:
        yield first, last


def _stem(name: str) -> str:
    """A file name without its extension."""
    return name.rpartition(".")[0] or name
