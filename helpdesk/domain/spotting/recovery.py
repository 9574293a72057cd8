"""Recovery codes: for disks, two-factor sign-in and wallets. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.kinds import Certainty, Context, Finding, Kind
from helpdesk.domain.spotting.reading import Reading

_MOST_CODES = 40
_LEAST_OF_DIGITS_ALONE = 6


def recovery_codes(reading: Reading, _context: Context) -> Iterator[Finding]:
    """Disk recovery keys by their shape; others after a word for them, one after another; words of a wallet."""
    if reading.has_digits:
        for match in reading.in_long_words(_disk_key()):
            yield Finding(Kind.RECOVERY_CODE, *match.span(), Certainty.CERTAIN)
    for start, _ in reading.answers(_recovery_word().pattern):
        yield from _codes_behind(reading, start)
    for label in reading.find(_recovery_word()):
        yield from _codes_behind(reading, label.end())
        words = _wallet().match(reading.low, label.end()) if label["phrase"] else None
        if words:
            yield Finding(Kind.RECOVERY_CODE, *words.span("words"), Certainty.CERTAIN)


def _codes_behind(reading: Reading, place: int) -> Iterator[Finding]:
    match = _first_code().match(reading.text, place)
    for _ in range(_MOST_CODES):
        if not match:
            return
        if _looks_like_a_code(match["code"]):
            yield Finding(Kind.RECOVERY_CODE, *match.span("code"), Certainty.LIKELY)
        match = _next_code().match(reading.text, match.end())


def _looks_like_a_code(passage: str) -> bool:
    if passage.replace(" ", "").isdecimal():
        return len(passage) >= _LEAST_OF_DIGITS_ALONE
    return any(map(str.isdecimal, passage)) and not _identifier().fullmatch(passage)


@cache
def _disk_key() -> re.Pattern[str]:
    return re.compile(r"\d(?<![\w-].)\d{5}(?:-\d{6}){7}(?![\w-])")


@cache
def _recovery_word() -> Cue:
    return cue(
        r"(?<![a-z])(?:(?P<phrase>(?:seed|recovery|herstel)[ -]?(?:phrase|words|zin|woorden))|"
        r"(?:herstel|nood|back-?up|recovery|reserve|scratch|emergency|rescue)[ -]?(?:access )?(?:codes?|keys?|"
        r"sleutels?|ones|numbers?|nummers?|getallen|list|lijst(?:je)?|thing\w{0,3}|dingen))"
        r"(?![a-z])"
    )


_CODE = (
    r"(?P<code>\d{4} \d{4}(?: \d{4}(?! ?\d))?|(?:(?=[a-z]{0,3}\d)[a-z0-9]{4} ){1,7}(?=[a-z]{0,3}\d)[a-z0-9]{4}|"
    r"(?=[A-Za-z-]*\d)(?:[A-Z]{2}-)?[A-Za-z0-9]{4,16}(?:-[A-Za-z0-9]{4,16}){0,9})"
    r"(?![\w@-]|\.\w)"
)


@cache
def _first_code() -> re.Pattern[str]:
    return re.compile(
        rf"[^\n:=]{{0,90}}?(?:[:=]\)?|(?<=\s)(?:is|was|zijn|are|were)(?=\s)|)\s{{0,6}}[\"'“‘]?(?<![\w-]){_CODE}"
    )


@cache
def _next_code() -> re.Pattern[str]:
    return re.compile(
        rf"[\"'”’]?(?:\s{{0,3}}[,;|]?\s{{0,4}}(?:(?:en|and|of|or|\d\d?[.)]|[-*•])\s{{1,2}})?)(?<![\w-]){_CODE}"
    )


@cache
def _identifier() -> re.Pattern[str]:
    """The id of a key is not a key."""
    return re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@cache
def _wallet() -> re.Pattern[str]:
    return re.compile(r"[^\n:=]{0,80}[:=]\s{0,4}[\"'“]?(?P<words>(?:[a-z]{3,9} ){11,23}[a-z]{3,9})(?![a-z])")
