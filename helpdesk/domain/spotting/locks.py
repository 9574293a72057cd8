"""Codes of locks that nobody calls a code: bare digits in a text about something that is opened. Clause: B6, D9.

"Nu is het 2468 en dat weet groep 8 ook", "sleutelkastje rechts, draai 5-0-3-7". Digits that count, date, price, number
or name something have a word, sign or unit beside them that says so; those without, near a lock, are shown to a
person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.reading import Reading

_WORDS = (
    "grendel",
    "lock",
    "cijfer",
    "digit",
    "figures",
    "deur",
    "door",
    "kast",
    "kluis",
    "alarm",
    "slot",
    "keypad",
    "code",
    "pin",
    "tikken",
    "toetsen",
    "drukken",
    "punch",
    "key in",
    "override",
    "barrier",
    "kiosk",
    "slagboom",
    "hek",
    "gate",
    "sim",
    "sms",
    "patroon",
)
"""Words for a lock; the text must contain one."""

_BEHIND, _BEFORE = 110, 70
"""How far from a word for a lock the digits may be, after it and before it."""

_NEAR = 25
_MOST = 4
"""A text with more numbers than this was probably written by a machine."""


def near_a_lock(reading: Reading) -> Iterator[Finding]:
    """Four to six digits on their own, near a word for a lock or for opening one."""
    if not reading.has(*_WORDS):
        return
    bare = (match.span() for match in _digits().finditer(reading.low) if _is_bare(reading, match.start()))
    numbers = list(islice(bare, _MOST + 1))
    if len(numbers) > _MOST:
        return
    for start, end in numbers:
        if _lock().search(reading.low, max(0, start - _BEHIND), end + _BEFORE):
            yield Finding(Kind.PIN, start, end, Certainty.POSSIBLE)


def _is_bare(reading: Reading, start: int) -> bool:
    """Whether nothing right before the digits says what they count or number."""
    return not (
        _numbered().search(reading.low, max(0, start - _NEAR), start)
        or _product().search(reading.text, max(0, start - _NEAR), start)
    )


@cache
def _lock() -> re.Pattern[str]:
    return re.compile(
        r"ontgrendel|vergrendel|unlock|lock ?screen|"
        r"(?:vier|four|4|vijf|five|5|zes|six|6)[ -]?(?:cijfer|figures|digit|numbers)|"
        r"(?:voor|achter|zij|garage)deur|(?:front|back|garage|side) door|sleutelkast|kluis|alarm(?!melding)|"
        r"(?:hang|cijfer|code|combinatie|fiets)slot|padlock|sim ?-?(?:kaart|card)|(?:kinder|scherm)slot|"
        r"streepjespatroon|(?<![a-z])sms(?:je)?(?![a-z])|"
        r"slim(?:me)? slot|smart ?lock|lock ?box|key ?safe|keypad|slagboom|barrier|override|"
        r"kiosk|(?<![a-z-])(?!(?:bar|streep|qr|fout|error|exit|post|zip|artikel|product|bestel|kortings?|actie|promo|bron|"
        r"source|kleur|land|status|event|stop|reden|reason|uzovi|agb|sbi|ean|swift|bic|btw|gewichts?)codes?)"
        r"(?:pin|[a-z]{0,16}codes?|hek|gate|"
        r"intikken|intoetsen|indrukken|punch in|key in)(?![a-z])"
    )


@cache
def _digits() -> re.Pattern[str]:
    """Digits without a unit or continuation, written together, singly or in pairs."""
    units = (
        r"uur|keer|times|[mgkt]b|dagen|days|weken|weeks|euro|ohm|volt|watt|m?ah|jaar|years?|stuks|punten|points|meter|[ck]?m|"
        r"pagina|pages|mails?|foto|photos|bestand|files|users|gebruikers|sec(?:onden|onds)?|m?s|woorden|words|rpm|x|pt|%|"
        r"nieuwe|new|failed|mislukt"
    )
    return re.compile(
        r"\d(?<![\w.,:/#€$*+@-].)(?:\d{3,5}|(?:[ -]\d){3,5}|\d \d\d)(?![\w%€#*]?\w|[.,:/-]\d|%| \d)"
        rf"(?! ?(?:{units})(?![a-z]))"
    )


@cache
def _numbered() -> re.Pattern[str]:
    """A word that says what the number after it is: a price, a day, or a longer number."""
    months = r"jan|feb|maart|mar|april|apr|mei|may|juni?|june|juli?|july|aug|sept?|okt|oct|nov|dec"
    return re.compile(
        r"(?:(?<![a-z])(?:nr|no|nummer|number|\w*melding|incident|zaak|case|job|\w*ticket|\w*order|"
        r"bestelling|factuur|invoice|bon|\w*model|type|versie|version|build|kamer|lokaal|room|error|fout|foutcode|rood|sinds|since|in|uit|from|anno|t/m|per|poort|port|vlan|regel|line|"
        r"event|id|asset|zone|sensor|kvk|\w*postcode|\w*artikel|article|pos|kenmerk|ref|dossier|klant|customer|status|http|pages|teller|counter|count|stand|"
        r"smtp|exit|windows|server|office|exchange|laptop|printer|pc|panel|paneel|loop|pid|rit|trip|route|pagina|page|kassa|till|user|"
        r"gebruiker|auth|eindigt op|ending(?: in)?|exp|bijna|ongeveer|about|around|circa|after|na|ruim|only|maar|"
        rf"(?:{months})[a-z]{{0,6}})|\boct\w*)\.?[ :#]{{1,2}}$|"
        r"(?:klant|order|bestel|factuur|ticket|serie|polis|customer|invoice|serial) ?"
        r"(?:nummer|number)(?: is| was) $|"
        r"(?:auth|fout|error|failed|mislukt|korting\w*|exit|bar)[.,]?[ -]?codes?(?: is| was|:)? ?$|"
        r"[€$] ?$|\d $|\d[-/.]\d{1,2}[-/.]$"
    )


@cache
def _product() -> re.Pattern[str]:
    """A capitalised name in mid-sentence with its number: Dell Inspiron 3502."""
    return re.compile(r"[a-z0-9,] [A-Z][A-Za-z]{2,20} $|[A-Z][a-z]+ [A-Z][A-Za-z]{2,20} $")
