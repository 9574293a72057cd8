"""Passwords of plain words: hyphenated, written as one, or with an exclamation mark. Clause: B6, D9."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from helpdesk.domain.spotting.kinds import Certainty, Finding, Kind
from helpdesk.domain.spotting.made_up import is_ordinary, is_said_of_passwords, is_words_joined
from helpdesk.domain.spotting.passing import ACCESS
from helpdesk.domain.spotting.reading import Reading
from helpdesk.domain.spotting.turns import handed_over, it_is, of_no_use, typed

_BEFORE = 48
_AROUND = 60
_LONGEST = 15


def of_words_joined(reading: Reading) -> Iterator[Finding]:
    """Hyphenated words, passed on in a text about access: it's fiddle-bow-and-rosin."""
    if not reading.has(*ACCESS):
        return
    for match in chain(_joined_by_strokes(reading), _written_as_one().finditer(reading.text)):
        before = reading.line_before(match.start(), _BEFORE)
        if (
            handed_over().search(before)
            or typed().search(before)
            or it_is().search(before)
            or of_no_use().match(reading.low, match.end())
            or (is_words_joined(match[0]) and match[0].islower() and _said_near(reading, *match.span()))
        ):
            yield Finding(Kind.PASSWORD, *match.span(), Certainty.POSSIBLE)
    yield from _with_exclamation_marks(reading)


def _joined_by_strokes(reading: Reading) -> Iterator[re.Match[str]]:
    for strokes in _two_strokes().finditer(reading.low):
        first = _first_of_joined().search(reading.low, max(0, strokes.start() - _LONGEST), strokes.start())
        if first and (match := _joined().match(reading.low, first.start())):
            yield match


def _with_exclamation_marks(reading: Reading) -> Iterator[Finding]:
    """Words with an exclamation mark that does not end the sentence: hij pakt kaaskop! niet."""
    for mark in _goes_on_behind_mark().finditer(reading.text) if "!" in reading.text else ():
        word = _word_before_mark().search(reading.text, max(0, mark.start() - _BEFORE), mark.start())
        if word is None:
            continue
        start, end, passage = word.start("secret"), mark.start() + 1, word["secret"].lower()
        if not (is_ordinary(passage) or is_said_of_passwords(passage)) and _said_near(reading, start, end):
            yield Finding(Kind.PASSWORD, start, end, Certainty.POSSIBLE)


def _said_near(reading: Reading, start: int, end: int) -> bool:
    """Whether the same line mentions a password or logging in, shortly before a place or after it."""
    near = reading.line_before(start, _AROUND) + " | " + reading.after(end, _AROUND)
    return _secret_word().search(near) is not None


@cache
def _two_strokes() -> re.Pattern[str]:
    return re.compile(r"-[a-z]{2,14}-")


@cache
def _first_of_joined() -> re.Pattern[str]:
    return re.compile(r"(?<![\w/.@-])[a-z]{2,14}\Z")


@cache
def _joined() -> re.Pattern[str]:
    """Four words or more, or three of which none is a linking word as in up-to-date."""
    technical = r"wachtwoord|password|mail|log|sign|reset|link|account|app|code|time|factor|user|auth|net|web|site|key"
    idioms = (
        r"kant-en|stap-voor|een-op|one-to|two-f|three-m|peer-to|all-in|add-on|drag-and|copy-p|work-from|state-of|"
        r"end-to|out-of|ready-to|man-in|step-by|day-to|plug-and|what-you|point-to|face-to|mond-tot|van-a"
    )
    return re.compile(
        rf"(?!{idioms}|[a-z-]*(?:{technical}))[a-z]{{2,14}}(?:-[a-z]{{2,14}}){{2,6}}(?![\w/@-]|\.\w)"
    )


@cache
def _written_as_one() -> re.Pattern[str]:
    """Three or more words, each with a capital: ConstableHayWain."""
    return re.compile(r"[A-Z](?<![\w/.@\\-].)[a-z]{1,14}(?:[A-Z][a-z]{1,14}){2,5}\d{0,4}(?![\w/@(:\\-]|\.\w)")


@cache
def _goes_on_behind_mark() -> re.Pattern[str]:
    return re.compile(r"!(?=[\"'”’]?(?:[,;)]| +[a-z]|[\"'”’]))")


@cache
def _word_before_mark() -> re.Pattern[str]:
    """A word after what introduces a password, or may introduce one."""
    return re.compile(
        r"(?:(?<![a-z])(?:is|was|met|with|op|to|in|dan|ik|it|het|be|try|use|wordt|nu|now|ww|\w*woord|\w*word) ?|"
        r"[(:=,/-] ?)"
        r"[\"'“‘(]?(?<![^\W\d_])(?P<secret>[A-Za-z]{5,20})\Z"
    )


@cache
def _secret_word() -> re.Pattern[str]:
    return re.compile(
        r"wachtwoord|password|(?<![a-z])(?:ww|pw|pass|in ?log\w*|log ?in|te loggen|aanmeld\w*|gebruikersnaam|username|"
        r"wifi|wi-fi)(?![a-z])"
    )
