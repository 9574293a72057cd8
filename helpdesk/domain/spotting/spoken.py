"""Telephone numbers in words, as they are said aloud. Clause: D3, D9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from helpdesk.domain.spotting.cues import Cue, cue
from helpdesk.domain.spotting.reading import Reading

_NOUGHTS = ("nul", "zero", "oh")
_DIGITS = "nul een twee drie vier vijf zes zeven acht negen"
_ENGLISH = "zero one two three four five six seven eight nine"
_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien"
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_BETWEEN = 2  # characters: a comma and a space


def spoken_numbers(reading: Reading, digits: int) -> Iterator[tuple[int, int, str]]:
    """Where that many digits are said, the first of them a zero, and which digits they are.

    "nul zes twaalf vierendertig zesenvijftig achtenzeventig" is 0612345678.
    """
    for first in reading.find(_nought()):
        said, end = "", first.start()
        for word in _word().finditer(reading.low, first.start()):
            number = _numbers().get(word[0])
            if number is None or word.start() > end + _BETWEEN or len(said) >= digits:
                break
            said, end = said + number, word.end()
        if len(said) == digits:
            yield first.start(), end, said


@cache
def _nought() -> Cue:
    return cue(rf"(?<![a-z])(?:{'|'.join(_NOUGHTS)})(?=[ ,])")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[a-zéë]+")


@cache
def _numbers() -> dict[str, str]:
    """The words for zero to ninety-nine in Dutch, and for single digits in English."""
    words = {"één": "1", "oh": "0"}
    for listed in (_DIGITS, _ENGLISH):
        words |= {word: str(number) for number, word in enumerate(listed.split())}
    words |= {word: str(number) for number, word in enumerate(_TEENS.split(), 10)}
    for number, tens in enumerate(_TENS.split(), 2):
        words[tens] = f"{number}0"
        for one, word in enumerate(_DIGITS.split()[1:], 1):
            words[f"{word}{'ën' if word.endswith('e') else 'en'}{tens}"] = f"{number}{one}"
    return words
